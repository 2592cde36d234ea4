"""The lists of documents and of pending pages, and the page of one document: accepted, refused or pending."""

from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from broadsheet.queries.document_list import ORDERS, Page, find_documents
from broadsheet.queries.document_view import read_document
from broadsheet.queries.export import python_snippet
from broadsheet.queries.filters import QUALITIES
from broadsheet.queries.page_ledger import find_named
from broadsheet.queries.pending import list_pending
from broadsheet.queries.version_handle import Corpus, ParameterError
from broadsheet.schema import Relation
from broadsheet.settings import PageTypeName
from corpus_browser.corpus import CurrentCorpus, SettingsNow
from corpus_browser.filter_form import read_form
from corpus_browser.rendering import page

router = APIRouter()

_MOST_FOUND = 50
CHOICES = {
    "page_types": get_args(PageTypeName),
    "qualities": {name: meaning for name, (meaning, _) in QUALITIES.items()},
    "relations": get_args(Relation),
    "orders": ORDERS,
}
"""What the selects of the form with filters offer."""


@router.get("/documents")
def show_documents(request: Request, corpus: CurrentCorpus) -> HTMLResponse:
    """Show the documents that match the form, in its order, from the cursor `at` on."""
    return _show_list(request, corpus, "corpus")


@router.get("/duplicates")
def show_duplicates(request: Request, corpus: CurrentCorpus) -> HTMLResponse:
    """Show the duplicates that match the form, likewise."""
    return _show_list(request, corpus, "duplicates")


def _show_list(request: Request, corpus: Corpus, dataset: str) -> HTMLResponse:
    leave_out = ("relation",) if dataset == "corpus" else ("duplicates",)
    form = read_form(request, ("sort", "at"), leave_out)
    found, problem = None, form.problem
    if not problem:
        try:
            order = form.get("sort") or "newest"
            found = find_documents(corpus, form.filters, form.get("at") or None, order=order, dataset=dataset)
        except ParameterError as error:
            problem = str(error)
    return page(
        request,
        "documents.html" if dataset == "corpus" else "duplicates.html",
        status=400 if problem else 200,
        found=found or Page((), None, None, None, 0, None),
        problem=problem,
        form=form,
        is_filtered=form.filters.any(),
        figures=corpus.manifest.figures,
        choices=CHOICES,
        dataset=dataset,
        snippet=python_snippet(corpus.warehouse.root, form.filters, dataset),
    )


@router.get("/pending")
def show_pending(
    request: Request, corpus: CurrentCorpus, at: Annotated[str | None, Query(max_length=400)] = None
) -> HTMLResponse:
    """Show the pages whose dates no run has asked for, from the cursor `at` on."""
    return page(request, "pending.html", pending=list_pending(corpus, at), at=at)


@router.get("/find")
def find(request: Request, corpus: CurrentCorpus, name: Annotated[str, Query(max_length=1_000)] = "") -> Response:
    """Redirect to the one page with this path, web address or doc_id; list the pages if there are several."""
    found = find_named(corpus.version, name.strip())
    if len(found) == 1:
        return RedirectResponse(f"{request.scope['root_path']}/documents/{found[0].doc_id}", 303)
    status = 200 if found or not name else 404
    return page(request, "find.html", status=status, name=name, found=found[:_MOST_FOUND], count=len(found))


@router.get("/documents/{doc_id}")
def show_document(request: Request, doc_id: str, corpus: CurrentCorpus, settings: SettingsNow) -> HTMLResponse:
    """Show one document beside its source page."""
    return page(request, "document.html", document=read_document(corpus, doc_id, settings))
