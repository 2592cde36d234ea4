"""The commands ``index`` and ``search``: full-text search over the current version."""

import sys
from collections.abc import Iterator

from broadsheet.cli.output import echo, printable
from broadsheet.errors import ConfigurationError
from broadsheet.fulltext.index import update_index
from broadsheet.queries.filters import Filters
from broadsheet.queries.text_search import LIMIT, Part, TextPage, index_status, search_texts
from broadsheet.queries.version_handle import Corpus, Nothing, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse

_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"


def make_index(settings: Settings) -> str:
    """Bring the index up to date, and return a line about it.

    Raises:
        ConfigurationError: nothing is published, the index is switched off, or Tantivy is not installed.
        TransientError: another process has been writing the index for too long.
    """
    if not settings.search.enabled:
        raise ConfigurationError("search.enabled is false, so no index is kept; set it to true")
    corpus = _corpus(settings)
    state = update_index(settings, _show_progress)
    assert state is not None
    documents = corpus.manifest.figures.corpus
    return f"the search index holds version {state.version}: {documents:,} document{'' if documents == 1 else 's'}"


def found_lines(
    settings: Settings,
    query: str,
    filters: Filters,
    *,
    order: str = "relevance",
    page: int = 1,
    limit: int = LIMIT,
) -> Iterator[str]:
    """Yield the documents of the current version that have all words of a query; updates the index first if need be.

    Raises:
        ConfigurationError: as for `make_index`.
        ParameterError: the query, a filter or the page is not valid.
    """
    corpus = _corpus(settings)
    if settings.search.enabled and index_status(corpus) != "current":
        echo("updating the search index ...", err=True)
        update_index(settings, _show_progress)
        corpus = _corpus(settings)
    found = search_texts(corpus, query, filters, page, limit, order=order)
    if found.status != "current":
        what = "there is no search index" if found.status == "none" else "the search index is older than the version"
        echo(f"{what}; search.enabled is false, so it is not updated", err=True)
    yield from _hit_lines(found, page, limit)


def query_of(arguments: list[str]) -> str:
    """Return the query of arguments: one of several words is a phrase, as whoever quoted it for the shell expects.

    >>> query_of(["town council", "mayor", "-old hall", '"as is" x'])
    '"town council" mayor -"old hall" "as is" x'
    """
    return " ".join(map(_phrase, arguments))


def _phrase(argument: str) -> str:
    sign, words = ("-", argument[1:]) if argument.startswith("-") else ("", argument)
    return f'{sign}"{words}"' if len(words.split()) > 1 and '"' not in words else argument


def mark(parts: tuple[Part, ...], *, bold: bool) -> str:
    """Return a text on one line, what was found in bold type on a terminal, else as it is.

    >>> mark((Part("the ", False), Part("mayor", True)), bold=False)
    'the mayor'
    """
    texts = [(" ".join(printable(part.text).split("\n")), part.found) for part in parts]
    return "".join(f"{_BOLD}{text}{_PLAIN}" if found and bold else text for text, found in texts)


def _hit_lines(found: TextPage, page: int, limit: int) -> Iterator[str]:
    bold = sys.stdout.isatty()
    for hit in found.hits:
        day = hit.row.published.isoformat() if hit.row.published else "undated"
        yield f"{hit.row.doc_id}  {day:<10}  {printable(hit.row.publisher or '-')}"
        yield f"  {mark(hit.title, bold=bold) or 'without a title'}"
        yield f"  {mark(hit.snippet, bold=bold).strip()}"
    first = (page - 1) * limit + 1
    shown = f", {first:,} to {first + len(found.hits) - 1:,} shown" if len(found.hits) < found.total else ""
    more = f"; --page {page + 1} shows more" if page < found.pages else ""
    yield f"{found.total:,} document{'' if found.total == 1 else 's'}{shown if found.hits else ''}{more}"


def _corpus(settings: Settings) -> Corpus:
    corpus = open_corpus(Warehouse(settings.warehouse))
    if isinstance(corpus, Nothing):
        raise ConfigurationError(f"{corpus.message} {corpus.remedy}")
    return corpus


def _show_progress(done: int, total: int) -> None:
    if not done % 10_000:
        echo(f"... {done:,} of {total:,} documents", err=True)
