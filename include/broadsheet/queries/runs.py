"""What each run did, from the journal and the summaries that validation leaves."""

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

DID = {
    "publish": "published",
    "unchanged": "nothing new",
    "roll_back": "rolled back",
    "take_down": "took down",
    "stop": "stopped by the gate",
    "ask": "waits for approval",
    "": "not finished",
}
"""What a run did, by the journal's action; else, for one that is not in the journal, by the gate's verdict."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list.

    Attributes:
        run_id: Its id; empty for what was done outside a run.
        at: When it ended, UTC; for one that is only known by its validation, when that ended.
        started: When it began, UTC; null where that is not recorded.
        did: What it did: a value of `DID`, or the journal's own word for what is not known there.
        outcome: The gate's verdict: pass, warn, ask or stop; null where it judged nothing.
        version: The version that readers saw behind it; null where it stopped.
        parent: The version it took the place of; null where it stayed.
        since: First date of publication asked for, null for any.
        until: Last date of publication asked for, null for any.
        dag_id: The DAG that asked for it; null where none did, or that is not recorded.
        dag_run_id: Its run; null likewise.
        source: The source it read; empty where that is not recorded.
        found: Pages of the source by what the run saw of them: new, changed, unchanged, gone, waiting; empty where
            that is not recorded.
        places: Pages of the version by place: pages, corpus, duplicates, quarantine, pending; empty where it stopped.
        judged: Pages the run judged; null where it judged nothing.
        refused: Those it refused; null likewise.
    """

    run_id: str
    at: datetime
    started: datetime | None
    did: str
    outcome: Outcome | None
    version: str | None
    parent: str | None
    since: date | None
    until: date | None
    dag_id: str | None
    dag_run_id: str | None
    source: str
    found: dict[str, int]
    places: dict[str, int]
    judged: int | None
    refused: int | None


@dataclass(frozen=True, slots=True)
class RunList:
    """A page of runs, newest first.

    Attributes:
        rows: Its runs.
        page: Number of this page, from 1.
        pages: How many there are.
        total: Runs in all.
    """

    rows: tuple[RunRow, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class RunView:
    """One run in full.

    Attributes:
        row: What the list shows of it.
        judged: Pages it judged; null where it judged nothing. Of these:
        accepted: Documents that may be published.
        refused: Pages refused.
        pending: Documents whose date it did not ask for.
        failures: Expectations that did not hold, the gravest first.
        reasons: Refused pages by reason, most first.
        checks: Every expectation, those that did not hold first; none where the results are not kept.
        report: The report's path in the warehouse's ``validation`` folder; empty where there is none.
        bounds: The bounds it was judged by, by group and name.
    """

    row: RunRow
    judged: int | None
    accepted: int | None
    refused: int | None
    pending: int | None
    failures: tuple[Failure, ...]
    reasons: dict[str, int]
    checks: tuple[Check, ...]
    report: str
    bounds: dict[str, dict[str, object]]


def list_runs(warehouse: Warehouse, page: int = 1, limit: int = LIMIT) -> RunList:
    """Return a page of the runs, the newest first. Of a page's runs alone the summaries are read.

    Raises:
        NotFoundError: there is no such page (the first is always there).
    """
    rows = sorted(_rows(warehouse), key=lambda row: (row.at, row.run_id), reverse=True)
    pages = max(1, -(-len(rows) // limit))
    if not 1 <= page <= pages:
        raise NotFoundError(f"the runs fill {pages} page{'s' if pages > 1 else ''}; there is no page {page}")
    shown = [_judged(row, _summary(warehouse, row.run_id)) for row in rows[(page - 1) * limit : page * limit]]
    return RunList(tuple(shown), page, pages, len(rows))


def read_run(warehouse: Warehouse, run_id: str) -> RunView:
    """Return one run.

    Raises:
        NotFoundError: neither the journal nor validation knows it.
    """
    found = [row for row in _rows(warehouse) if row.run_id and row.run_id == run_id]
    if not found:
        raise NotFoundError(f"no run {run_id} is known")
    summary = _summary(warehouse, run_id)
    row = _judged(found[0], summary)
    return RunView(
        row=row,
        judged=row.judged,
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
    """Return every run once, by the last that the journal says of it, else by what validation left."""
    journal = [entry for entry in read_journal(warehouse) if entry.action != "taken_down"]
    told = {entry.run: entry for entry in journal if entry.run}
    outside = [entry for entry in journal if not entry.run]
    rows = [_told_by_journal(entry) for entry in [*told.values(), *outside]]
    files = warehouse.validation.glob("*.json") if warehouse.validation.is_dir() else ()
    return rows + [
        _told_by_validation(file) for file in files if file.stem not in told and _RUN_ID.fullmatch(file.stem)
    ]


def _told_by_journal(entry: Entry) -> RunRow:
    dag_id, _, dag_run_id = entry.asked_by.partition("/")
    return RunRow(
        run_id=entry.run,
        at=entry.at,
        started=entry.started,
        did=DID.get(entry.action, entry.action),
        outcome=None,
        version=entry.version,
        parent=entry.previous,
        since=entry.since,
        until=entry.until,
        dag_id=dag_id or None,
        dag_run_id=dag_run_id or None,
        source=entry.source,
        found=entry.found,
        places=entry.counts,
        judged=None,
        refused=None,
    )


def _told_by_validation(file: Path) -> RunRow:
    """Return a run that published nothing, as far as its summary's name and time tell; see `_judged`."""
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    nothing: dict[str, Any] = {field.name: None for field in fields(RunRow)}
    return RunRow(**{**nothing, "run_id": file.stem, "at": at, "did": "", "source": "", "found": {}, "places": {}})


def _summary(warehouse: Warehouse, run_id: str) -> Mapping[str, Any]:
    """Read what validation says of a run; nothing where it says nothing, or nothing that can be read."""
    if not _RUN_ID.fullmatch(run_id):
        return {}
    try:
        return _mapping(json.loads((warehouse.validation / f"{run_id}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _judged(row: RunRow, summary: Mapping[str, Any]) -> RunRow:
    """Return a run with what validation says of it."""
    outcome = summary.get("outcome")
    known = outcome if outcome in get_args(Outcome) else None
    did = row.did or DID.get(known or "", DID[""])
    asked_by = summary.get("asked_by")
    if row.dag_id is None and isinstance(asked_by, str) and "/" in asked_by:
        dag_id, _, dag_run_id = asked_by.partition("/")
        row = replace(row, dag_id=dag_id, dag_run_id=dag_run_id)
    return replace(row, did=did, outcome=known, judged=_count(summary, "rows"), refused=_count(summary, "refused"))


def _failures(entries: Any) -> Iterable[Failure]:
    for entry in entries if isinstance(entries, list) else ():
        try:
            yield Failure(**entry)
        except TypeError:
            continue


def _count(summary: Mapping[str, Any], name: str) -> int | None:
    value = summary.get(name)
    return value if isinstance(value, int) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _report(warehouse: Warehouse, report: Any) -> str:
    """Return where a report lies below the folder of validation, wherever the warehouse was when it was written."""
    _, found, inside = str(report or "").rpartition(f"/{warehouse.validation.name}/")
    return inside if found and (warehouse.validation / inside).is_file() else ""
