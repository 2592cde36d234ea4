"""The list of runs, and the page of one run with all its expectations."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from broadsheet.queries.runs import list_runs, read_run
from corpus_browser.corpus import WarehouseNow
from corpus_browser.rendering import page as show

router = APIRouter()


@router.get("/runs")
def show_runs(request: Request, warehouse: WarehouseNow, page: Annotated[int, Query(ge=1)] = 1) -> HTMLResponse:
    """Show the runs, newest first."""
    return show(request, "runs.html", runs=list_runs(warehouse, page))


@router.get("/runs/{run_id}")
def show_run(request: Request, run_id: str, warehouse: WarehouseNow) -> HTMLResponse:
    """Show what one run did, and the result of each expectation."""
    return show(request, "run.html", run=read_run(warehouse, run_id))
