"""Refused pages: the reasons with examples, and all pages of one reason."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from broadsheet.queries.quarantine import list_refused, read_quarantine
from corpus_browser.corpus import CurrentCorpus
from corpus_browser.rendering import page

router = APIRouter()


@router.get("/quarantine")
def show_quarantine(request: Request, corpus: CurrentCorpus) -> HTMLResponse:
    """Show why pages were refused, and what to do about it."""
    return page(request, "quarantine.html", quarantine=read_quarantine(corpus))


@router.get("/quarantine/{code}")
def show_refused(
    request: Request, code: str, corpus: CurrentCorpus, at: Annotated[str | None, Query(max_length=400)] = None
) -> HTMLResponse:
    """Show the pages refused for one reason, from the cursor `at` on."""
    return page(request, "refused.html", refused=list_refused(corpus, code, at), at=at)
