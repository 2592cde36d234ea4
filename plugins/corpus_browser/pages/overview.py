"""The overview of the current version, and of other retained versions."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from broadsheet.queries.overview import read_overview
from broadsheet.queries.version_handle import Corpus
from corpus_browser.charts import chart_months, chart_shares
from corpus_browser.corpus import CurrentCorpus, WarehouseNow, opened
from corpus_browser.rendering import page

router = APIRouter()


@router.get("/")
def show_overview(request: Request, corpus: CurrentCorpus) -> HTMLResponse:
    """Show what the current version contains."""
    return _show(request, corpus)


@router.get("/versions/{version_id}")
def show_version(request: Request, version_id: str, warehouse: WarehouseNow) -> HTMLResponse:
    """Show what a retained version contains."""
    return _show(request, opened(warehouse, version_id))


def _show(request: Request, corpus: Corpus) -> HTMLResponse:
    overview = read_overview(corpus)
    return page(
        request,
        "overview.html",
        overview=overview,
        months=chart_months(overview.months, overview.languages),
        trends={
            "Duplicates": chart_shares(overview.trend, "duplicate_share"),
            "Refused": chart_shares(overview.trend, "refused_share"),
        },
    )
