"""A source that gives nothing: no error anywhere, and yet somebody has to look at the crawler."""

from datetime import date, datetime

from broadsheet.orchestration.alerts import Alert, send
from broadsheet.publishing.history import read_history
from broadsheet.run import Run


def silent_since(run: Run) -> date | None:
    """Return the day on which the run's source last gave a new or changed page, null where it does so now.

    The day is that of the run that met the page; of a source that never gave one, that of its first run. It is null,
    too, where the warehouse has no history of the source.
    """
    if run.found.new or run.found.changed:
        return None
    last = None
    for entry in read_history(run.warehouse.history):
        if (entry.get("source"), entry.get("prefix")) != (run.settings.source, run.prefix):
            continue
        found = entry.get("found")
        gave = found["new"] or found["changed"] if found else entry["action"] == "publish"
        if gave or last is None:
            last = datetime.fromisoformat(entry["at"]).date()
    return last


def tell_if_silent(run: Run, dag: str, dag_run: str) -> None:
    """Send an alert where the run's source has given nothing for as many days as the settings allow; again each day."""
    since, days = silent_since(run), run.settings.alerts.silent_days
    if not days or since is None or (run.day - since).days < days:
        return
    send(
        Alert(
            "silent",
            f"{run.settings.source} gave no page for {(run.day - since).days} days",
            f"{run.found.total:,} pages are there, none of them new or changed since {since}",
            "See that the crawler runs, and that it writes where the setting source says.",
            dag,
            dag_run,
        )
    )
