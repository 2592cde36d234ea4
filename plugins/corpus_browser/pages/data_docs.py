"""The pages of Great Expectations for each run, as they are in the folder ``validation`` of the warehouse.

They hold texts of crawled pages and styles of their own, but no script (`broadsheet.validation.data_docs`). Their
policy allows the styles and nothing else: no script, no request, no form.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from corpus_browser.corpus import WarehouseNow

router = APIRouter()

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'; sandbox"


@router.get("/data_docs/{path:path}")
def show_data_docs(path: str, warehouse: WarehouseNow) -> HTMLResponse:
    """Return one of the pages; 404 for what is none, or is outside of their folder."""
    folder = (warehouse.validation / "data_docs").resolve()
    try:
        file = (folder / path).resolve()
        if file.suffix != ".html" or not file.is_relative_to(folder):
            raise HTTPException(404)
        html = file.read_bytes()
    except (OSError, ValueError) as error:  # a name that cannot be one of a file
        raise HTTPException(404) from error
    return HTMLResponse(html, headers={"Content-Security-Policy": POLICY})
