"""Lists documents of the corpus, filtered, newest first, one page at a time.

A page reads the footers of few files and the small columns of few row groups, however large the corpus is: files are
partitioned by language and month and sorted by day, so paging continues from a key (keyset pagination), never from a
row count.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from broadsheet.queries.pagination import Key, Position, read_position
from broadsheet.queries.search import Filters, Hit, count_documents, search, split_query
from broadsheet.queries.version_handle import Corpus, ParameterError
from broadsheet.warehouse.data_file import RowGroup

LIMIT = 50
"""Documents on a page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document in a list.

    Attributes:
        doc_id: Its id.
        title: Its headline, None where it has none.
        published: Day of publication, None where it is unknown; see `precision`.
        precision: day, month, year or none: how much of the day the page states.
        language: Code of its language.
        publisher: The outlet, None where unknown.
        agency: The wire service, None where none is credited.
        page_type: Its page type.
        word_count: Words of its text.
        duplicate_count: Number of its duplicates.
        cluster_id: Its cluster.
        source_uri: Where it came from.
    """

    doc_id: str
    title: str | None
    published: date | None
    precision: str
    language: str
    publisher: str | None
    agency: str | None
    page_type: str
    word_count: int
    duplicate_count: int
    cluster_id: str
    source_uri: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        rows: Its documents, newest first, those without a day last.
        newer: Cursor of the page of newer documents; None on the first page.
        older: Cursor of the page of older documents; None on the last page.
        total: Number of documents that match; None where counting would mean reading them.
        looked_through: Number of documents that were read for this page.
        reached: Where the search stopped before the page was full: the day it came to, or "undated"; None where it did
            not stop early. `older` (or `newer`, in that direction) continues from there.
    """

    rows: tuple[Row, ...]
    newer: str | None
    older: str | None
    total: int | None
    looked_through: int
    reached: str | None


def find_documents(corpus: Corpus, filters: Filters, cursor: str | None = None, limit: int = LIMIT) -> Page:
    """Return the page of documents that a cursor points to, the first page for None.

    Where few documents match, the search stops after a bounded number of documents, and the page says how far it came.

    Raises:
        ParameterError: the cursor is not valid, since is after until, or a filter is too long.
        DataError: the version is damaged.
    """
    _check(filters)
    start = read_position(cursor) if cursor else None
    found = search(corpus, filters, start, limit)
    if start and start.newer and len(found.hits) < limit and found.stopped is None:
        start = None  # so few are newer that the first page shows them all, and is full
        found = search(corpus, filters, None, limit)
    hits = sorted(found.hits, key=lambda hit: hit.at, reverse=True)
    before = _beyond(hits[:1], start, newer=True)
    behind = _beyond(hits[-1:], start, newer=False)
    on = found.stopped
    more = found.more or on is not None
    if start and start.newer:
        newer, older = (on or before) if more else None, behind
    else:
        newer, older = before if start else None, (on or behind) if more else None
    return Page(
        rows=tuple(_read_rows(hits)),
        newer=newer.cursor() if newer else None,
        older=older.cursor() if older else None,
        total=count_documents(corpus, filters),
        looked_through=found.looked_through,
        reached=on.label() if on else None,
    )


_COLUMNS = [
    "doc_id",
    "title",
    "published_date",
    "published_precision",
    "language",
    "publisher",
    "agency",
    "page_type",
    "word_count",
    "duplicate_count",
    "cluster_id",
    "source_uri",
]


_MOST_WORDS = 10
_MOST_CHARACTERS = 200
"""Limits of a filter: each word adds about a third to the cost of a search, a long one much more."""


def _check(filters: Filters) -> None:
    if filters.since and filters.until and filters.since > filters.until:
        raise ParameterError(f"the first date, {filters.since}, is after the last, {filters.until}")
    for text in filter(None, (filters.language, filters.publisher, filters.words)):
        if len(text) > _MOST_CHARACTERS:
            raise ParameterError(f"a filter can have at most {_MOST_CHARACTERS} characters")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise ParameterError("a filter holds characters that are not valid text")
    if len(split_query(filters.words)) > _MOST_WORDS:
        raise ParameterError(f"a search can have at most {_MOST_WORDS} words")


def _beyond(edge: list[Hit], start: Position | None, *, newer: bool) -> Position | None:
    """Return the position after the hit at the edge of a page; for an empty page, after the position it began at."""
    if edge:
        return Position(edge[0].at, newer=newer, inclusive=False)
    if start is None:
        return None
    return start if start.newer == newer else Position(start.at, newer=newer, inclusive=not start.inclusive)


def _read_rows(hits: list[Hit]) -> list[Row]:
    """Return the rows of hits; reads each row group once."""
    by_group: dict[tuple[str, int], tuple[RowGroup, list[Hit]]] = {}
    for hit in hits:
        by_group.setdefault((str(hit.group.key), hit.group.number), (hit.group, []))[1].append(hit)
    rows: dict[Key, Row] = {}
    for group, own in by_group.values():
        table = group.read(_COLUMNS).take([hit.row for hit in own])
        for hit, columns in zip(own, table.to_pylist(), strict=True):
            rows[hit.at] = _row(columns)
    return [rows[hit.at] for hit in hits]


def _row(columns: dict[str, Any]) -> Row:
    published = columns.pop("published_date")
    precision = columns.pop("published_precision")
    return Row(published=published and published.date(), precision=precision, **columns)
