"""Documents of the corpus in a list, and one document, wherever it ended."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BeforeValidator, Field

from broadsheet.queries.document import read_document
from broadsheet.queries.documents import find_documents
from broadsheet.queries.page_ledger import find_named
from broadsheet.queries.search import Filters
from corpus_browser.corpus import CurrentCorpus, SettingsNow
from corpus_browser.rendering import page

router = APIRouter()

_MOST_FOUND = 50

_Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]  # a form sends what was left empty
_Text = Annotated[Annotated[str, Field(max_length=200)] | None, BeforeValidator(lambda value: value.strip() or None)]


@router.get("/documents")
def show_documents(
    request: Request,
    corpus: CurrentCorpus,
    since: _Day = None,
    until: _Day = None,
    language: _Text = None,
    publisher: _Text = None,
    title: _Text = None,
    at: Annotated[str | None, Query(max_length=400)] = None,
) -> HTMLResponse:
    """Show the documents that a form asks for, newest first, from the cursor `at` on."""
    filters = Filters(since, until, language, publisher, title)
    asked = {"since": since, "until": until, "language": language, "publisher": publisher, "title": title}
    return page(
        request,
        "documents.html",
        found=find_documents(corpus, filters, at),
        asked=asked,
        is_filtered=any(asdict(filters).values()),
        figures=corpus.manifest.figures,
        at=at,
    )


@router.get("/find")
def find(request: Request, corpus: CurrentCorpus, name: Annotated[str, Query(max_length=1_000)] = "") -> Response:
    """Lead to the page of the source that a path or a doc_id names, be it in the corpus or not."""
    found = find_named(corpus.version, name.strip())
    if len(found) == 1:
        return RedirectResponse(f"{request.scope['root_path']}/documents/{found[0].doc_id}", 303)
    status = 200 if found or not name else 404
    return page(request, "find.html", status=status, name=name, found=found[:_MOST_FOUND], count=len(found))


@router.get("/documents/{doc_id}")
def show_document(request: Request, doc_id: str, corpus: CurrentCorpus, settings: SettingsNow) -> HTMLResponse:
    """Show one document beside its source page."""
    return page(request, "document.html", document=read_document(corpus, doc_id, settings))
