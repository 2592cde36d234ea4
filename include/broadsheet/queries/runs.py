"""Lists runs and what each did, from the journal and from the summaries that validation writes."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

from broadsheet.queries.expectation_results import Check, read_checks
from broadsheet.queries.version_handle import NotFoundError
from broadsheet.runs.state import Failure, Outcome
from broadsheet.warehouse.journal import Entry, read_journal
from broadsheet.warehouse.layout import Warehouse

LIMIT = 50
"""Runs on a page."""

ACTIONS = {
    "publish": "published",
    "unchanged": "nothing new",
    "roll_back": "rolled back",
    "take_down": "took down",
    "stop": "stopped by the gate",
    "ask": "approval requested",
    "": "not finished",
}
"""What a run did, by its action in the journal; for a run that is not in the journal, by the verdict of the gate.

Airflow alone knows whether a requested approval was given, rejected or is still open: the journal lists only runs that
were approved.
"""
_DATED = ("publish", "unchanged")
"""Journal actions of runs that ask for dates."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list.

    Attributes:
        run_id: Its id; empty for an action outside a run.
        at: When it ended, UTC; for a run that is not in the journal, when its validation ended.
        started: When it started, UTC; None where that is not recorded.
        action: What it did: a value of `ACTIONS`, or the action in the journal where `ACTIONS` has none for it.
        outcome: The verdict of the gate: pass, warn, ask or stop; None if nothing was validated.
        version: The current version after it; None where it published nothing.
        previous: The current version before it; None where that stayed current.
        dates_recorded: Whether the dates it asked for are known; where not, since and until are None.
        since: First date of publication asked for, None for any.
        until: Last date of publication asked for, None for any.
        dag_id: The DAG that started it; None where none did, or that is not recorded.
        dag_run_id: The DAG run that started it; None where none did, or that is not recorded.
        source: The sources it read, separated by commas; empty where that is not recorded.
        found: Pages of the source by what the run found: new, changed, unchanged, gone, waiting; empty where that is
            not recorded.
        places: Pages of the version by dataset: pages, corpus, duplicates, quarantine, pending; empty if nothing was
            published.
        validated: Number of pages the run validated; None if nothing was validated.
        refused: Number of pages it refused; None if nothing was validated.
    """

    run_id: str
    at: datetime
    started: datetime | None
    action: str
    outcome: Outcome | None
    version: str | None
    previous: str | None
    dates_recorded: bool
    since: date | None
    until: date | None
    dag_id: str | None
    dag_run_id: str | None
    source: str
    found: dict[str, int]
    places: dict[str, int]
    validated: int | None
    refused: int | None


@dataclass(frozen=True, slots=True)
class RunList:
    """A page of runs, newest first.

    Attributes:
        rows: Its runs.
        page: Number of this page, from 1.
        pages: Number of pages.
        total: Number of runs.
    """

    rows: tuple[RunRow, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class RunView:
    """One run with the results of its validation.

    Attributes:
        row: What the list shows of it.
        validated: Number of pages it validated; None if nothing was validated. Of these:
        accepted: Documents accepted.
        refused: Pages refused.
        pending: Documents whose date it did not ask for.
        failures: Expectations that failed, the most severe first.
        reasons: Refused pages by reason, most first.
        checks: Every expectation, failed ones first; empty where the results are not stored.
        report: Path of the report in the ``validation`` folder of the warehouse; empty where there is none.
        bounds: The settings of validation and gate that it used, by group and name.
    """

    row: RunRow
    validated: int | None
    accepted: int | None
    refused: int | None
    pending: int | None
    failures: tuple[Failure, ...]
    reasons: dict[str, int]
    checks: tuple[Check, ...]
    report: str
    bounds: dict[str, dict[str, object]]


def list_runs(warehouse: Warehouse, page: int = 1, limit: int = LIMIT) -> RunList:
    """Return a page of the runs, newest first. Reads the summaries of this page's runs only.

    Raises:
        NotFoundError: there is no such page (the first always exists).
    """
    rows = sorted(_rows(warehouse), key=lambda row: (row.at, row.run_id), reverse=True)
    pages = max(1, -(-len(rows) // limit))
    if not 1 <= page <= pages:
        raise NotFoundError(f"the list of runs has {pages} page{'s' if pages > 1 else ''}, but no page {page}")
    shown = [_with_summary(row, _summary(warehouse, row.run_id)) for row in rows[(page - 1) * limit : page * limit]]
    return RunList(tuple(shown), page, pages, len(rows))


def read_run(warehouse: Warehouse, run_id: str) -> RunView:
    """Return one run.

    Raises:
        NotFoundError: neither the journal nor validation has such a run.
    """
    found = [row for row in _rows(warehouse) if row.run_id and row.run_id == run_id]
    if not found:
        raise NotFoundError(f"no run {run_id} is recorded")
    summary = _summary(warehouse, run_id)
    row = _with_summary(found[0], summary)
    return RunView(
        row=row,
        validated=row.validated,
        accepted=_count(summary, "accepted"),
        refused=row.refused,
        pending=_count(summary, "pending"),
        failures=tuple(_failures(summary.get("failures"))),
        reasons={
            str(code): count for code, count in _mapping(summary.get("reasons")).items() if isinstance(count, int)
        },
        checks=read_checks(warehouse.validation, run_id) if summary else (),
        report=_report(warehouse, summary.get("report")),
        bounds={group: dict(_mapping(summary.get(group))) for group in ("gate", "validation") if group in summary},
    )


_RUN_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def _rows(warehouse: Warehouse) -> Iterable[RunRow]:
    """Return every run once: from its last entry in the journal, else from the summary of its validation."""
    journal = [entry for entry in read_journal(warehouse) if entry.action != "taken_down"]
    runs = {entry.run: entry for entry in journal if entry.run}
    outside = [entry for entry in journal if not entry.run]
    rows = [_from_journal(entry) for entry in [*runs.values(), *outside]]
    files = warehouse.validation.glob("*.json") if warehouse.validation.is_dir() else ()
    return rows + [_from_validation(file) for file in files if file.stem not in runs and _RUN_ID.fullmatch(file.stem)]


def _from_journal(entry: Entry) -> RunRow:
    dag_id, _, dag_run_id = entry.asked_by.partition("/")
    return RunRow(
        run_id=entry.run,
        at=entry.at,
        started=entry.started,
        action=ACTIONS.get(entry.action, entry.action),
        outcome=None,
        version=entry.version,
        previous=entry.previous,
        dates_recorded=entry.action in _DATED,
        since=entry.since,
        until=entry.until,
        dag_id=dag_id or None,
        dag_run_id=dag_run_id or None,
        source=", ".join(source.location for source in entry.sources.values()),
        found=entry.found,
        places=entry.counts,
        validated=None,
        refused=None,
    )


def _from_validation(file: Path) -> RunRow:
    """Return a run that is not in the journal, with its id and time only; `_with_summary` adds the rest."""
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    row: dict[str, Any] = {field.name: None for field in fields(RunRow)}
    row |= {"run_id": file.stem, "at": at, "action": "", "dates_recorded": False}
    return RunRow(**{**row, "source": "", "found": {}, "places": {}})


def _summary(warehouse: Warehouse, run_id: str) -> Mapping[str, Any]:
    """Return the summary of a run's validation; empty where there is none, or it cannot be read."""
    if not _RUN_ID.fullmatch(run_id):
        return {}
    try:
        return _mapping(json.loads((warehouse.validation / f"{run_id}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _with_summary(row: RunRow, summary: Mapping[str, Any]) -> RunRow:
    """Return a run with what the summary of its validation adds."""
    outcome = summary.get("outcome")
    known = outcome if outcome in get_args(Outcome) else None
    asked_by = summary.get("asked_by")
    if row.dag_id is None and isinstance(asked_by, str) and "/" in asked_by:
        dag_id, _, dag_run_id = asked_by.partition("/")
        row = replace(row, dag_id=dag_id, dag_run_id=dag_run_id)
    if not row.action and "since" in summary and "until" in summary:
        row = replace(row, dates_recorded=True, since=_day(summary["since"]), until=_day(summary["until"]))
    return replace(
        row,
        action=row.action or ACTIONS.get(known or "", ACTIONS[""]),
        outcome=known,
        validated=_count(summary, "rows"),
        refused=_count(summary, "refused"),
    )


def _failures(entries: Any) -> Iterable[Failure]:
    for entry in entries if isinstance(entries, list) else ():
        try:
            yield Failure(**entry)
        except TypeError:
            continue


def _count(summary: Mapping[str, Any], name: str) -> int | None:
    value = summary.get(name)
    return value if isinstance(value, int) else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _report(warehouse: Warehouse, report: Any) -> str:
    """Return the path of a report below the folder of validation, even if the warehouse was moved since."""
    _, found, inside = str(report or "").rpartition(f"/{warehouse.validation.name}/")
    return inside if found and (warehouse.validation / inside).is_file() else ""
