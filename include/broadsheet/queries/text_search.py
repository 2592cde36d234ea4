"""Searches the texts of a version for words and phrases, with the filters of the list of documents.

The index may be of another version than the one that is searched. Documents of data files that the version does not
have are left out, so that no answer holds what the version does not hold; documents that the index does not hold yet
are not found, and the answer says so.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from broadsheet.fulltext.analysis import TEXTS, require_tantivy, terms
from broadsheet.fulltext.index import open_index
from broadsheet.fulltext.state import IndexState, document_files, read_state
from broadsheet.queries.document_list import Row
from broadsheet.queries.filters import Condition, Filters, check_filters, conditions
from broadsheet.queries.version_handle import Corpus, ParameterError

if TYPE_CHECKING:
    import tantivy

LIMIT = 20
"""Documents on a page."""
MOST_PAGES = 200
"""Pages that can be shown; a search with more results should be narrowed."""
ORDERS = {
    "relevance": "best match first",
    "newest": "newest first",
    "oldest": "oldest first",
    "longest": "longest first",
}
"""Orders of results by name, and what they mean."""
IndexStatus = Literal["current", "older", "none"]

_SORT_FIELDS = {"newest": ("day", "Desc"), "oldest": ("day", "Asc"), "longest": ("word_count", "Desc")}
_MOST_CHARACTERS = 400
_MOST_CLAUSES = 20
_TITLE_BOOST = 2.0
_SNIPPET_CHARACTERS = 240


class Part(NamedTuple):
    """A part of a text: whether it is one of the words searched for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class TextHit:
    """A document that a search found.

    Attributes:
        row: The document, as in a list.
        title: Its headline in parts; empty where it has none.
        snippet: A passage of its text in parts.
    """

    row: Row
    title: tuple[Part, ...]
    snippet: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of results.

    Attributes:
        hits: Its documents, in order.
        total: Number of documents found.
        page: Number of this page, from 1.
        pages: How many can be shown.
        status: Whether the index holds exactly this version (current), lacks documents of it (older), or there is no
            index (none).
    """

    hits: tuple[TextHit, ...]
    total: int
    page: int
    pages: int
    status: IndexStatus


class Clause(NamedTuple):
    """A word or a phrase of a query: its terms in their order, and whether documents with them are left out."""

    terms: tuple[str, ...]
    excluded: bool


def index_status(corpus: Corpus) -> IndexStatus:
    """Return whether there is an index, and whether it is of this version."""
    return _status(read_state(corpus.warehouse), corpus)


def search_texts(
    corpus: Corpus, query: str, filters: Filters, page: int = 1, limit: int = LIMIT, *, order: str = "relevance"
) -> TextPage:
    """Return a page of the documents of the corpus whose title or text has all words and phrases of a query.

    Args:
        corpus: The version.
        query: Words; a phrase in double quotes; a minus before a word or phrase leaves out documents with it. Case and
            accents do not matter.
        filters: As for a list of documents, without words of the title.
        page: Number of the page, from 1.
        limit: Documents on a page.
        order: One of `ORDERS`.

    Raises:
        ParameterError: the query has no word to search for or is too long, a filter is not valid, or there is no such
            page or order.
        ConfigurationError: Tantivy is not installed.
    """
    require_tantivy()
    check_filters(filters)
    if filters.words or filters.relation:
        raise ParameterError("a search in texts has no filters for titles and relations")
    if order not in ORDERS:
        raise ParameterError(f"there is no order {order}; use one of {', '.join(ORDERS)}")
    if not 1 <= page <= MOST_PAGES:
        raise ParameterError(f"there is no page {page}; pages go from 1 to {MOST_PAGES}")
    clauses = read_query(query)
    for _ in range(_ATTEMPTS):
        state = read_state(corpus.warehouse)
        if state is None:
            break
        try:
            found = _search(corpus, state, clauses, filters, page, limit, order)
        except (ValueError, OSError):  # replaced or removed while it was read: look again
            continue
        if read_state(corpus.warehouse) == state:  # else an update may have added what is in no file that was left out
            return found
    return TextPage((), 0, 1, 1, "none")


_ATTEMPTS = 5
_CLAUSE = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


def read_query(query: str) -> list[Clause]:
    """Return the words and phrases of a query.

    Raises:
        ParameterError: it has no word to search for, or is too long.
    """
    if len(query) > _MOST_CHARACTERS:
        raise ParameterError(f"a search can have at most {_MOST_CHARACTERS} characters")
    if any("\ud800" <= character <= "\udfff" for character in query):
        raise ParameterError("a search holds characters that are not valid text")
    found = []
    for match in _CLAUSE.finditer(unicodedata.normalize("NFC", query)):
        own = tuple(terms(match[2] if match[2] is not None else match[3]))
        if own:
            found.append(Clause(own, bool(match[1])))
    found = list(dict.fromkeys(found))
    if len(found) > _MOST_CLAUSES:
        raise ParameterError(f"a search can have at most {_MOST_CLAUSES} words and phrases")
    if not any(not clause.excluded for clause in found):
        raise ParameterError("name a word to search for: letters or digits, without a minus before it")
    return found


def _status(state: IndexState | None, corpus: Corpus) -> IndexStatus:
    if state is None:
        return "none"
    return "current" if state.holds(corpus.version_id) else "older"


def _search(
    corpus: Corpus,
    state: IndexState,
    clauses: list[Clause],
    filters: Filters,
    page: int,
    limit: int,
    order: str,
) -> TextPage:
    from tantivy import Occur, Order, Query  # noqa: PLC0415

    index = open_index(state, corpus.warehouse)
    schema, searcher = index.schema, index.searcher()
    wanted = [_clause(schema, clause) for clause in clauses if not clause.excluded]
    parts = [(Occur.Must, one) for one in wanted]
    parts += [(Occur.MustNot, _clause(schema, clause)) for clause in clauses if clause.excluded]
    parts += [(Occur.Must, _unscored(_condition(schema, one))) for one in conditions(filters)]
    foreign = (state.files | state.changing) - document_files(corpus.manifest).keys()
    if foreign:
        parts.append((Occur.MustNot, Query.term_set_query(schema, "file", sorted(foreign))))
    sorting: dict[str, Any] = {}
    if order in _SORT_FIELDS:
        field, direction = _SORT_FIELDS[order]
        sorting = {"order_by_field": field, "order": getattr(Order, direction)}
    found: Any = searcher.search(Query.boolean_query(parts), limit, offset=(page - 1) * limit, count=True, **sorting)
    words = Query.boolean_query([(Occur.Should, one) for one in wanted])
    marking = _Marking(searcher, schema, words, [clause.terms for clause in clauses if not clause.excluded])
    hits = [marking.hit(searcher.doc(where)) for _, where in found.hits]
    total = int(found.count)
    return TextPage(tuple(hits), total, page, min(MOST_PAGES, max(1, -(-total // limit))), _status(state, corpus))


def _clause(schema: "tantivy.Schema", clause: Clause) -> "tantivy.Query":
    """Return the query for a word or phrase in title or text; it counts more in the title."""
    from tantivy import Occur, Query  # noqa: PLC0415

    parts = []
    for field in TEXTS:
        if len(clause.terms) == 1:
            one = Query.term_query(schema, field, clause.terms[0])
        else:
            one = Query.phrase_query(schema, field, list(clause.terms))
        parts.append((Occur.Should, Query.boost_query(one, _TITLE_BOOST) if field == "title" else one))
    return Query.boolean_query(parts)


def _unscored(query: "tantivy.Query") -> "tantivy.Query":
    from tantivy import Query  # noqa: PLC0415

    return Query.const_score_query(query, 0.0)


def _condition(schema: "tantivy.Schema", condition: Condition) -> "tantivy.Query":
    """Return the query for a filter."""
    from tantivy import FieldType, Query  # noqa: PLC0415

    field, operator, value = condition.column.rpartition(".")[2], condition.operator, condition.value
    if field == "published_date":
        day = value.toordinal() if isinstance(value, datetime) else 0
        bounds = {">=": (day, None), "<=": (1, day), "missing": (None, 0)}[operator]
        return Query.range_query(schema, "day", FieldType.Integer, *bounds)
    if operator == "==":
        return Query.term_query(schema, field, value, "basic")
    kind, number = (FieldType.Integer, value) if field == "duplicate_count" else (FieldType.Float, float(value))
    if operator == ">=":
        return Query.range_query(schema, field, kind, number, None)
    return Query.range_query(schema, field, kind, None, number, include_upper=operator == "<=")


class _Marking:
    """Makes hits of documents, with the words and phrases of a query marked in them."""

    def __init__(
        self,
        searcher: "tantivy.Searcher",
        schema: "tantivy.Schema",
        query: "tantivy.Query",
        phrases: list[tuple[str, ...]],
    ) -> None:
        from tantivy import SnippetGenerator  # noqa: PLC0415

        self.phrases = phrases
        self.generators = {}
        for field, most in (("title", 10_000), ("text", _SNIPPET_CHARACTERS)):
            self.generators[field] = SnippetGenerator.create(searcher, query, schema, field)
            self.generators[field].set_max_num_chars(most)

    def hit(self, document: "tantivy.Document") -> TextHit:
        """Return the hit of a document."""
        row = _row(document)
        title = self._parts("title", document) or ((Part(row.title, False),) if row.title else ())
        beginning = str(document.get_first("text") or "")[:_SNIPPET_CHARACTERS]
        snippet = self._parts("text", document) or (Part(beginning, False),)
        return TextHit(row, title, snippet)

    def _parts(self, field: str, document: "tantivy.Document") -> tuple[Part, ...]:
        """Return a passage of a field with what was searched for marked; empty if the field has none of it."""
        snippet = self.generators[field].snippet_from_doc(document)
        fragment = snippet.fragment().encode()  # places in it are in bytes
        words = [(marked.start, marked.end) for marked in snippet.highlighted()]
        parts, end = [], 0
        for start, stop in find_phrases(fragment, words, self.phrases) or words:
            if start > end:
                parts.append(Part(fragment[end:start].decode(), False))
            parts.append(Part(fragment[start:stop].decode(), True))
            end = stop
        if parts and end < len(fragment):
            parts.append(Part(fragment[end:].decode(), False))
        return tuple(parts)


def find_phrases(
    fragment: bytes, words: list[tuple[int, int]], phrases: list[tuple[str, ...]]
) -> list[tuple[int, int]]:
    """Return where whole phrases are in a fragment, given where their words are; phrases that touch become one.

    >>> find_phrases("中国和中文".encode(), [(0, 3), (3, 6), (9, 12)], [("中", "国")])
    [(0, 6)]
    """
    runs: list[list[tuple[int, int]]] = []
    for start, end in words:
        if runs and not terms(fragment[runs[-1][-1][1] : start].decode()):
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    marked: list[tuple[int, int]] = []
    for run in runs:
        own = ["".join(terms(fragment[start:end].decode())) for start, end in run]
        for at in range(len(run)):
            sizes = [len(phrase) for phrase in phrases if tuple(own[at : at + len(phrase)]) == phrase]
            if not sizes:
                continue
            start, end = run[at][0], run[at + max(sizes) - 1][1]
            if marked and start <= marked[-1][1]:
                marked[-1] = (marked[-1][0], max(end, marked[-1][1]))
            else:
                marked.append((start, end))
    return marked


def _row(document: "tantivy.Document") -> Row:
    day = int(document.get_first("day") or 0)
    return Row(
        doc_id=str(document.get_first("doc_id")),
        title=document.get_first("title"),
        published=date.fromordinal(day) if day else None,
        precision=str(document.get_first("published_precision")),
        language=str(document.get_first("language")),
        publisher=document.get_first("publisher"),
        agency=document.get_first("agency"),
        page_type=str(document.get_first("page_type")),
        word_count=int(document.get_first("word_count") or 0),
        duplicate_count=int(document.get_first("duplicate_count") or 0),
        cluster_id=str(document.get_first("cluster_id")),
        source_uri=str(document.get_first("source_uri")),
    )
