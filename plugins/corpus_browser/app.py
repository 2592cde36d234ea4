"""The application: its routes, once for the main corpus and once for those with a name, and its answers to errors."""

import logging

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from broadsheet.errors import BroadsheetError
from broadsheet.queries.version_handle import NotFoundError, ParameterError
from broadsheet_airflow.links import OF
from corpus_browser.corpus import PART, NothingToShowError, named_corpus
from corpus_browser.headers import HEADERS, StrictHeaders
from corpus_browser.login import LOGIN
from corpus_browser.pages import (
    clusters,
    data_docs,
    documents,
    downloads,
    leaving,
    overview,
    quarantine,
    runs,
    searching,
    static,
    versions,
)
from corpus_browser.rendering import page

log = logging.getLogger("broadsheet.corpus_browser")

_OTHER_METHODS = ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


def create_app() -> FastAPI:
    """Return the application. Every route requires a login, also those that answer 404 and 405."""
    app = _without_pages()
    app.mount(f"{OF}{{{PART}}}", _with_pages(_without_pages()))
    return _with_pages(app)


def _without_pages() -> FastAPI:
    return FastAPI(
        title="Corpus browser",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[LOGIN, Depends(named_corpus)],  # in this order: who is not logged in learns no name
        redirect_slashes=False,
    )


def _with_pages(app: FastAPI) -> FastAPI:
    """Give an application the pages of a corpus, and the answers to what is no page."""
    lists = (overview, documents, downloads, searching, clusters, quarantine, runs, versions)
    for part in (*lists, data_docs, leaving, static):
        app.include_router(part.router)
    app.add_api_route("/{path:path}", _no_such_page, methods=["GET"])
    app.add_api_route("/{path:path}", _only_get, methods=_OTHER_METHODS)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _not_an_address)
    app.add_exception_handler(ParameterError, _not_an_address)
    app.add_exception_handler(NotFoundError, _not_there)
    app.add_exception_handler(NothingToShowError, _nothing_to_show)
    app.add_exception_handler(BroadsheetError, _cannot_read)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(StrictHeaders)
    return app


def _no_such_page(path: str) -> Response:
    raise HTTPException(404)


def _only_get(path: str) -> Response:
    raise HTTPException(405, headers={"Allow": "GET"})


async def _refused(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, HTTPException)
    status = error.status_code
    if status in (401, 403):
        answer = page(request, "login.html", status=status, forbidden=status == 403, known="_token" in request.cookies)
    elif status == 404:
        answer = page(request, "not_there.html", status=status, message="")
    else:
        answer = page(request, "problem.html", status=status, heading="These pages are read-only", message="")
    answer.headers.update(error.headers or {})
    return answer


async def _not_there(request: Request, error: Exception) -> HTMLResponse:
    return page(request, "not_there.html", status=404, message=str(error))


async def _not_an_address(request: Request, error: Exception) -> HTMLResponse:
    wrong = error.errors()[0] if isinstance(error, RequestValidationError) else None
    message = f"{wrong['loc'][-1]}: {wrong['msg']}" if wrong else str(error)
    return page(request, "problem.html", status=400, heading="This address is not valid", message=message)


async def _nothing_to_show(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, NothingToShowError)
    return page(request, "nothing.html", nothing=error.nothing)


async def _cannot_read(request: Request, error: Exception) -> HTMLResponse:
    log.error("%s: %s", request.url.path, error)
    return page(request, "problem.html", status=500, heading="The corpus cannot be read", message=str(error))


async def _failed(request: Request, error: Exception) -> HTMLResponse:
    log.exception("%s failed", request.url.path, exc_info=error)
    message = "The log of Airflow's API server shows the error."
    answer = page(request, "problem.html", status=500, heading="This page failed", message=message)
    answer.headers.update(HEADERS)  # this answer does not pass through `StrictHeaders`
    return answer
