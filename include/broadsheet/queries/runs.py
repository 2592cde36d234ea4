"""Lists runs and what each did, and shows one of them with the results of its validation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from broadsheet.queries.expectation_results import Check, read_checks
from broadsheet.queries.run_pages import NamedPage, name_pages
from broadsheet.queries.run_rows import RunRow, collect, count, mapping, read_summary, with_summary
from broadsheet.queries.version_handle import NotFoundError
from broadsheet.runs.state import Failure
from broadsheet.warehouse.layout import Warehouse

LIMIT = 50
"""Runs on a page."""

EXAMPLES = 3
"""Pages named for an expectation that failed."""


@dataclass(frozen=True, slots=True)
class RunList:
    """A page of runs, newest first.

    Attributes:
        rows: Its runs.
        page: Number of this page, from 1.
        pages: Number of pages.
        total: Number of runs.
        asked_by: Every run that a DAG asked for, on any page: DAG and DAG run, separated by a slash.
    """

    rows: tuple[RunRow, ...]
    page: int
    pages: int
    total: int
    asked_by: frozenset[str]


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
        pages: Pages that are examples in `checks`, by doc_id: the first `EXAMPLES` of each failed one.
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
    pages: dict[str, NamedPage]
    report: str
    bounds: dict[str, dict[str, object]]

    def examples(self, failure: Failure) -> list[NamedPage]:
        """Return pages that did not meet an expectation of `failures`."""
        same = [
            check for check in self.checks if (check.expectation, check.column) == (failure.expectation, failure.column)
        ]
        return [self.pages[doc_id] for check in same if not check.held for doc_id in check.examples[:EXAMPLES]]


def list_runs(warehouse: Warehouse, page: int = 1, limit: int = LIMIT) -> RunList:
    """Return a page of the runs, newest first. Reads the summaries of this page's runs only.

    Raises:
        NotFoundError: there is no such page (the first always exists).
    """
    rows = sorted(collect(warehouse), key=lambda row: (row.began, row.run_id), reverse=True)
    pages = max(1, -(-len(rows) // limit))
    if not 1 <= page <= pages:
        raise NotFoundError(f"the list of runs has {pages} page{'s' if pages > 1 else ''}, but no page {page}")
    shown = [with_summary(row, read_summary(warehouse, row.run_id)) for row in rows[(page - 1) * limit : page * limit]]
    return RunList(tuple(shown), page, pages, len(rows), frozenset(row.asked_by for row in rows if row.asked_by))


def read_run(warehouse: Warehouse, run_id: str) -> RunView:
    """Return one run.

    Raises:
        NotFoundError: no run of that id is recorded.
    """
    found = [row for row in collect(warehouse) if row.run_id and row.run_id == run_id]
    if not found:
        raise NotFoundError(f"no run {run_id} is recorded")
    summary = read_summary(warehouse, run_id)
    row = with_summary(found[0], summary)
    checks = read_checks(warehouse.validation, run_id) if summary else ()
    examples = {doc_id for check in checks if not check.held for doc_id in check.examples[:EXAMPLES]}
    return RunView(
        row=row,
        validated=row.validated,
        accepted=count(summary, "accepted"),
        refused=row.refused,
        pending=count(summary, "pending"),
        failures=tuple(_failures(summary.get("failures"))),
        reasons={str(code): pages for code, pages in mapping(summary.get("reasons")).items() if isinstance(pages, int)},
        checks=checks,
        pages=name_pages(warehouse, run_id, sorted(examples)),
        report=_report(warehouse, summary.get("report")),
        bounds={group: dict(mapping(summary.get(group))) for group in ("gate", "validation") if group in summary},
    )


def _failures(entries: Any) -> Iterable[Failure]:
    for entry in entries if isinstance(entries, list) else ():
        try:
            yield Failure(**entry)
        except TypeError:
            continue


def _report(warehouse: Warehouse, report: Any) -> str:
    """Return the path of a report below the folder of validation, even if the warehouse was moved since."""
    _, found, inside = str(report or "").rpartition(f"/{warehouse.validation.name}/")
    return inside if found and (warehouse.validation / inside).is_file() else ""
