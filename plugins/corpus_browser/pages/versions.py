"""The list of retained versions, and the version diff of two of them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from broadsheet.queries.versions import list_versions
from broadsheet.warehouse.version_diff import diff_versions
from corpus_browser.corpus import WarehouseNow, opened
from corpus_browser.rendering import page

router = APIRouter()

_EXAMPLES = 20


@router.get("/versions")
def show_versions(request: Request, warehouse: WarehouseNow) -> HTMLResponse:
    """Show the retained versions; the one that became current last comes first."""
    return page(request, "versions.html", versions=list_versions(warehouse))


@router.get("/differences")
def show_differences(request: Request, since: str, version: str, warehouse: WarehouseNow) -> HTMLResponse:
    """Show the version diff from `since` to `version`."""
    old, new = (opened(warehouse, version_id).version_id for version_id in (since, version))
    return page(request, "differences.html", between=diff_versions(warehouse, old, new, _EXAMPLES))
