"""Full-text search over the current version."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from broadsheet.errors import ConfigurationError
from broadsheet.queries.text_search import ORDERS, TextPage, index_status, search_texts
from broadsheet.queries.version_handle import Corpus, ParameterError
from corpus_browser.corpus import CurrentCorpus, SettingsNow
from corpus_browser.filter_form import Form, read_form
from corpus_browser.pages.documents import CHOICES
from corpus_browser.rendering import page

router = APIRouter()


@router.get("/search")
def search(request: Request, corpus: CurrentCorpus, settings: SettingsNow) -> HTMLResponse:
    """Show the documents that have all words and phrases of `q` and match the form."""
    form = read_form(request, ("q", "sort", "page"), ("title", "relation"))
    found, problem = None, form.problem
    if not problem:
        try:
            found = _find(corpus, form)
        except (ParameterError, ConfigurationError) as error:
            problem = str(error)
    return page(
        request,
        "search.html",
        status=400 if problem else 200,
        found=found,
        problem=problem,
        form=form,
        status_of_index=index_status(corpus),
        is_enabled=settings.search.enabled,
        is_filtered=form.filters.any(),
        figures=corpus.manifest.figures,
        choices={**CHOICES, "orders": ORDERS},
    )


def _find(corpus: Corpus, form: Form) -> TextPage | None:
    """Return the page of results; None where nothing was asked for."""
    number = form.get("page") or "1"
    if not (number.isascii() and number.isdigit()):
        raise ParameterError(f"page is {number!r}; write a number from 1 on")
    if not form.get("q"):
        return None
    order = form.get("sort") or "relevance"
    return search_texts(corpus, form.get("q"), form.filters, int(number[:9]), order=order)
