"""Does the corpus still grow? When did a run last end, and when did a source last give anything?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from broadsheet.operations.auditing.finding import Finding
from broadsheet.settings import Settings
from broadsheet.warehouse.journal import Entry, read_journal
from broadsheet.warehouse.layout import Warehouse

RUNS = ("publish", "unchanged")
"""What the journal calls the end of a run over a source."""


def check_freshness(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Look in the journal for the last run, and for sources that gave nothing new for too long."""
    now = datetime.now(UTC)
    runs = [entry for entry in read_journal(warehouse) if entry.action in RUNS]
    stale = timedelta(days=settings.audit.stale_days)
    if runs and stale and now - runs[-1].at > stale:
        yield Finding(
            "freshness",
            "warning",
            f"the last run ended {_ago(now - runs[-1].at)} ago, at most {settings.audit.stale_days} days are allowed "
            "by audit.stale_days",
            "see in Airflow whether build_corpus is paused or fails",
        )
    silent = timedelta(days=settings.alerts.silent_days)
    for name, last in silent_sources(runs).items() if silent else ():
        if now - last > silent:
            yield Finding(
                "freshness",
                "warning",
                f"{f'source {name}' if name else 'the source'} gave no new or changed page for {_ago(now - last)}, at "
                f"most {settings.alerts.silent_days} days are allowed by alerts.silent_days",
                "see whether its crawler still runs and writes where it did",
            )


def silent_sources(runs: list[Entry]) -> dict[str, datetime]:
    """Return when each source, by its name (empty for one without), last gave a new or changed page.

    A source that never did counts from its first run.
    """
    last: dict[str, datetime] = {}
    for entry in runs:
        name = entry.prefix.rstrip("/")
        if name not in last or entry.found.get("new") or entry.found.get("changed"):
            last[name] = entry.at
    return last


def _ago(age: timedelta) -> str:
    return f"{age.days} days" if age.days > 1 else f"{age.total_seconds() / 3600:.0f} hours"
