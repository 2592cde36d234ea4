"""Puts together what is recorded of each run, from four places.

| place | has |
| --- | --- |
| the journal | runs that published or found nothing new, takedowns, rollbacks |
| ``unpublished.jsonl`` | runs that ended without a version, and tasks that failed after one |
| working folders | runs that have not ended, or were killed |
| ``validation/`` | the verdict of the gate; all that is left of old runs that did not publish |
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

from broadsheet.runs.liveness import is_held
from broadsheet.runs.run import TAKE_DOWN_PREFIX
from broadsheet.runs.state import Outcome
from broadsheet.warehouse.journal import Entry, parse_day, parse_moment, read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.unpublished import Unpublished, read_unpublished

ACTIONS = {
    "publish": "published",
    "unchanged": "nothing new",
    "nothing": "nothing to publish",
    "roll_back": "rolled back",
    "take_down": "took down",
    "stopped": "stopped by the gate",
    "rejected": "not approved",
    "failed": "failed",
    "interrupted": "interrupted",
    "asking": "waits for approval",
    "asked": "approval requested",
    "queued": "queued",
    "running": "running",
    "unfinished": "not finished",
    "ended": "ended",
}
"""What a run did, by its kind.

`asked` and `unfinished` are runs of which the warehouse does not know whether they go on: Airflow does. `asking`,
`queued`, `ended` and, for a run of Airflow, `running` come from there.
"""
_DATED = ("publish", "unchanged")
"""Journal actions of runs that ask for dates."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list.

    Attributes:
        kind: What it did: a key of `ACTIONS`, or the action in the journal where `ACTIONS` has none for it.
        run_id: Its id; empty for an action outside a run, and for a run that failed before it had one.
        at: When it ended, UTC; None for a run that has not ended.
        started: When it started, UTC; None where that is not recorded.
        message: Why it failed, or had nothing to do; of a run that published, the failure of a later task.
        task: The task that failed; empty where none did or that is not known.
        outcome: The verdict of the gate: pass, warn, ask or stop; None if nothing was validated.
        version: The current version after it; None where it published nothing.
        previous: The current version before it; None where that stayed current.
        dates_recorded: Whether the dates it asked for are known; where not, since and until are None.
        since: First date of publication asked for, None for any.
        until: Last date of publication asked for, None for any.
        dag_id: The DAG that started it; None where none did, or that is not recorded.
        dag_run_id: The DAG run that started it; None where none did, or that is not recorded.
        source: The sources it read, separated by commas; empty where that is not recorded.
        found: Pages of the source by state: members of `broadsheet.runs.run.Found`; empty where not recorded.
        places: Pages of the version by dataset: pages, corpus, duplicates, quarantine, pending; empty if nothing was
            published.
        validated: Number of pages the run validated; None if nothing was validated.
        refused: Number of pages it refused; None if nothing was validated.
    """

    kind: str
    run_id: str = ""
    at: datetime | None = None
    started: datetime | None = None
    message: str = ""
    task: str = ""
    outcome: Outcome | None = None
    version: str | None = None
    previous: str | None = None
    dates_recorded: bool = False
    since: date | None = None
    until: date | None = None
    dag_id: str | None = None
    dag_run_id: str | None = None
    source: str = ""
    found: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    validated: int | None = None
    refused: int | None = None

    @property
    def action(self) -> str:
        """What it did, in words."""
        return ACTIONS.get(self.kind, self.kind)

    @property
    def began(self) -> datetime:
        """When it started, or when it ended where the start is not recorded: rows are in this order."""
        return self.started or self.at or datetime.min.replace(tzinfo=UTC)

    @property
    def seconds(self) -> float | None:
        """How long it took; None where it has not ended or its start is not recorded."""
        return max(0.0, (self.at - self.started).total_seconds()) if self.at and self.started else None

    @property
    def asked_by(self) -> str:
        """DAG and DAG run, separated by a slash; empty where no DAG asked."""
        return f"{self.dag_id}/{self.dag_run_id}" if self.dag_id and self.dag_run_id else ""


def collect(warehouse: Warehouse) -> list[RunRow]:
    """Return every run once, in no order; `with_summary` adds what its validation found."""
    journal = [entry for entry in read_journal(warehouse) if entry.action != "taken_down"]
    runs = {entry.run: _from_journal(entry) for entry in journal if entry.run}
    ended = [*runs.values(), *(_from_journal(entry) for entry in journal if not entry.run)]
    begun = list(_in_work(warehouse, set(runs)))
    rows = ended + [row for row in begun if not _is_superseded(row, ended + begun)]
    latest = {one.run or one.asked_by or str(one.at): one for one in read_unpublished(warehouse)}
    for one in latest.values():
        rows = _with_ending(rows, one)
    return rows + list(_validated(warehouse, {row.run_id for row in [*rows, *begun]}))


def read_summary(warehouse: Warehouse, run_id: str) -> Mapping[str, Any]:
    """Return the summary of a run's validation; empty where there is none, or it cannot be read."""
    return _read_json(warehouse.validation / f"{run_id}.json") if _RUN_ID.fullmatch(run_id) else {}


def with_summary(row: RunRow, summary: Mapping[str, Any]) -> RunRow:
    """Return a run with what the summary of its validation adds."""
    outcome = summary.get("outcome")
    known = outcome if outcome in get_args(Outcome) else None
    if row.dag_id is None:
        row = replace(row, **_asked_by(summary.get("asked_by")))
    if row.version is None and not row.dates_recorded and "since" in summary and "until" in summary:
        row = replace(row, dates_recorded=True, **_dates(summary))
    if row.kind == "unfinished" and known in ("stop", "ask"):
        row = replace(row, kind="stopped" if known == "stop" else "asked")
    if known == "pass" and not summary.get("rows"):  # nothing was validated, as in most takedowns
        return row
    return replace(row, outcome=known, validated=count(summary, "rows"), refused=count(summary, "refused"))


def count(fields: Mapping[str, Any], name: str) -> int | None:
    """Return a number of a JSON object, None where it is none."""
    value = fields.get(name)
    return value if isinstance(value, int) else None


_RUN_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def _from_journal(entry: Entry) -> RunRow:
    return RunRow(
        kind=entry.action,
        run_id=entry.run,
        at=entry.at,
        started=entry.started,
        version=entry.version,
        previous=entry.previous,
        dates_recorded=entry.action in _DATED and bool(entry.run),
        since=entry.since,
        until=entry.until,
        **_asked_by(entry.asked_by),
        source=", ".join(source.location for source in entry.sources.values()),
        found=entry.found,
        places=entry.counts,
    )


def _with_ending(rows: list[RunRow], one: Unpublished) -> list[RunRow]:
    """Return the rows with a run that ended without a version, or with the task that failed after one."""
    same = [row for row in rows if _is_same(row, one)]
    if any(row.began > one.at or (row.at and row.at > one.at) for row in same):  # it was cleared, and went on
        return rows
    why: dict[str, Any] = {"message": one.message, "task": one.task}
    if not same:
        dates = {"dates_recorded": one.dates_recorded, "since": one.since, "until": one.until}
        about = {"run_id": one.run, "at": one.at, "started": one.started}
        return [*rows, RunRow(one.ending, **about, **why, **dates, **_asked_by(one.asked_by))]  # type: ignore[arg-type]
    last = max(same, key=lambda row: row.began)
    if last.at is None:
        why |= {"kind": one.ending, "at": one.at}
    return [replace(row, **why) if row is last else row for row in rows]


def _is_same(row: RunRow, one: Unpublished) -> bool:
    return row.run_id == one.run if one.run else bool(one.asked_by) and row.asked_by == one.asked_by


def _in_work(warehouse: Warehouse, known: set[str]) -> Iterator[RunRow]:
    """Yield the runs whose working folders say no more than that they began."""
    for folder in sorted(warehouse.work.iterdir()) if warehouse.work.is_dir() else ():
        plan = _read_json(folder / "run.json") if folder.name not in known else {}
        if not plan:
            continue
        sources = [one for one in mapping(plan.get("sources")).values() if isinstance(one, dict)]
        found: dict[str, int] = {}
        for one in sources:
            for name, number in mapping(one.get("found")).items():
                found[name] = found.get(name, 0) + number if isinstance(number, int) else 0
        alive = is_held(folder)
        of_dates = plan.get("action", "publish") == "publish"
        yield RunRow(
            kind={True: "running", False: "interrupted", None: "unfinished"}[alive],
            run_id=folder.name,
            started=parse_moment(plan.get("started")),
            message="its process was killed; the next run does its work" if alive is False else "",
            dates_recorded=of_dates,
            **(_dates(plan) if of_dates else {}),
            **_asked_by(plan.get("asked_by")),
            source=", ".join(str(one.get("location", "")) for one in sources),
            found=found,
        )


def _is_superseded(row: RunRow, others: list[RunRow]) -> bool:
    """Return whether a later try belongs to the same DAG run: a task that was killed left this working folder."""
    return bool(row.asked_by) and any(one.asked_by == row.asked_by and one.began > row.began for one in others)


def _validated(warehouse: Warehouse, known: set[str]) -> Iterator[RunRow]:
    """Yield the runs of which only the summary of validation is left; `with_summary` adds what it says.

    A takedown leaves summaries of the older versions that it wrote again: these are no runs of anybody.
    """
    for file in warehouse.validation.glob("*.json") if warehouse.validation.is_dir() else ():
        name = file.stem
        if name not in known and _RUN_ID.fullmatch(name) and not name.startswith(TAKE_DOWN_PREFIX):
            yield RunRow("unfinished", name, at=datetime.fromtimestamp(file.stat().st_mtime, UTC))


def _asked_by(value: Any) -> dict[str, Any]:
    dag_id, _, dag_run_id = value.partition("/") if isinstance(value, str) else ("", "", "")
    return {"dag_id": dag_id or None, "dag_run_id": dag_run_id or None}


def _dates(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: parse_day(fields.get(name)) for name in ("since", "until")}


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a JSON object; empty where a value is none."""
    return value if isinstance(value, dict) else {}


def _read_json(path: Path) -> Mapping[str, Any]:
    """Return a JSON object; empty where there is none, or it cannot be read."""
    try:
        return mapping(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
