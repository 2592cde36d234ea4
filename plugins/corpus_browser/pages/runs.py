"""The list of runs, and the page of one run with all its expectations."""

from dataclasses import replace
from typing import Annotated

from airflow.api_fastapi.common.db.common import SessionDep
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from broadsheet.queries.run_rows import RunRow
from broadsheet.queries.runs import list_runs, read_run
from broadsheet.warehouse.layout import Warehouse
from corpus_browser.airflow_runs import as_airflow_says, read_states, read_unrecorded
from corpus_browser.corpus import NamedCorpus, WarehouseNow
from corpus_browser.rendering import page as show

router = APIRouter()

CHANGING_DAGS = ("build_corpus", "take_down", "roll_back")
"""The DAGs whose runs are listed."""


@router.get("/runs")
def show_runs(
    request: Request,
    corpus: NamedCorpus,
    warehouse: WarehouseNow,
    session: SessionDep,
    page: Annotated[int, Query(ge=1)] = 1,
) -> HTMLResponse:
    """Show the runs, newest first."""
    runs = list_runs(warehouse, page)
    states = read_states(session, runs.rows)
    rows = tuple(as_airflow_says(row, states.get(row.asked_by)) for row in runs.rows)
    if page == 1:
        going_on = read_unrecorded(session, [corpus.named(dag) for dag in CHANGING_DAGS], runs.asked_by)
        rows = tuple(sorted((*going_on, *rows), key=lambda row: row.began, reverse=True))
        runs = replace(runs, total=runs.total + len(going_on))
    return show(request, "runs.html", runs=replace(runs, rows=rows), retained=_retained(warehouse, rows))


@router.get("/runs/{run_id}")
def show_run(request: Request, run_id: str, warehouse: WarehouseNow, session: SessionDep) -> HTMLResponse:
    """Show what one run did, and the result of each expectation."""
    run = read_run(warehouse, run_id)
    row = as_airflow_says(run.row, read_states(session, [run.row]).get(run.row.asked_by))
    return show(request, "run.html", run=replace(run, row=row), retained=_retained(warehouse, [row]))


def _retained(warehouse: Warehouse, rows: "tuple[RunRow, ...] | list[RunRow]") -> set[str]:
    """Return the versions of these runs that are still stored: they have pages of their own."""
    named = {version for row in rows for version in (row.version, row.previous) if version}
    return {version for version in named if warehouse.version(version).is_dir()}
