"""What each run did, from the journal and the summaries that validation leaves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from broadsheet.validation.results import Failure, Outcome
from broadsheet.warehouse import Warehouse

LIMIT = 50
"""Runs on a page."""

Did = Literal["published", "nothing new", "stopped by the gate", "not finished", "rolled back", "took down"]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a list.

    Attributes:
        run_id: Its id; empty for what was done outside a run.
        at: When it ended, UTC; for one that is only known by its validation, when that ended.
        started: When it began, UTC; null where that is not recorded.
        did: What it did, in a few words; the journal's own word for actions that are not known here.
        outcome: The gate's verdict: pass, warn or stop; null where it judged nothing.
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
class Check:
    """One expectation that a run was held against.

    Attributes:
        suite: The suite it belongs to: documents, or the batch.
        expectation: Its type, as Great Expectations names it.
        column: The column it looked at; several with commas between; empty for the whole table.
        severity: critical, warning or info.
        held: Whether it held.
        must: What it asks for, in words.
        judged: Rows it judged; null for an expectation of the table.
        unexpected: Rows that did not meet it; null likewise.
        share: Those over the rows judged, 0 to 1; null likewise.
        observed: What was seen, where it is of the table; null elsewhere.
        examples: doc_ids of some rows that did not meet it.
    """

    suite: str
    expectation: str
    column: str
    severity: str
    held: bool
    must: str
    judged: int | None
    unexpected: int | None
    share: float | None
    observed: float | None
    examples: tuple[str, ...]


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
    """Return a page of the runs, the newest first.

    Raises:
        NotFoundError: there is no such page (the first is always there).
    """
    raise NotImplementedError


def read_run(warehouse: Warehouse, run_id: str) -> RunView:
    """Return one run.

    Raises:
        NotFoundError: neither the journal nor validation knows it.
    """
    raise NotImplementedError
