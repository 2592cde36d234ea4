"""Lists documents of the corpus or duplicates, filtered and sorted, one page at a time.

A page reads the footers of few files and the small columns of few row groups, however large the corpus is: files are
partitioned by language and month and sorted by day, so paging continues from a key (keyset pagination), never from a
row count.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from broadsheet.queries.filters import Filters, check_filters
from broadsheet.queries.pagination import Key, Position, read_position
from broadsheet.queries.search import Hit, count_documents, search
from broadsheet.queries.sorted_search import SortColumn, find_sorted
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
        duplicate_of: Of a duplicate the doc_id of its representative, else None.
        relation: How a duplicate repeats its representative, else None.
        jaccard: Jaccard similarity of a duplicate to its representative, 0 to 1; 1 for a document of the corpus.
        containment: Share of the smaller one's shingles that the other one has, too, 0 to 1; likewise.
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
    duplicate_of: str | None = None
    relation: str | None = None
    jaccard: float = 1.0
    containment: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        rows: Its documents, in order.
        previous: Cursor of the page before it; None on the first page.
        following: Cursor of the page after it; None on the last page.
        total: Number of documents that match; None where counting would mean reading too many.
        looked_through: Number of documents that were read for this page; 0 where all that may match were.
        reached: Where the search stopped before the page was full: the day it came to, or "undated"; None where it did
            not stop early. `following` (or `previous`, in that direction) continues from there.
    """

    rows: tuple[Row, ...]
    previous: str | None
    following: str | None
    total: int | None
    looked_through: int
    reached: str | None


def find_documents(
    corpus: Corpus,
    filters: Filters,
    cursor: str | None = None,
    limit: int = LIMIT,
    *,
    order: str = "newest",
    dataset: str = "corpus",
) -> Page:
    """Return the page of documents that a cursor points to, the first page for None.

    Args:
        corpus: The version.
        filters: Which documents.
        cursor: `Page.previous` or `Page.following` of another page of the same list.
        limit: Documents on a page.
        order: One of `ORDERS`. By date: documents without one are older than all others, and where few documents match,
            the search stops after a bounded number of documents, and the page says how far it came. By title or length:
            a column of all documents that may match is read.
        dataset: corpus or duplicates.

    Raises:
        ParameterError: the cursor or the order is not valid, or a filter is not; see `check_filters`.
        DataError: the version is damaged.
    """
    check_filters(filters)
    if order not in ORDERS:
        raise ParameterError(f"there is no order {order}; use one of {', '.join(ORDERS)}")
    if order in _SORTED:
        return _sorted_page(corpus, filters, cursor, limit, _SORTED[order], dataset)
    return _page_by_date(corpus, filters, cursor, limit, dataset, newer=order == "oldest")


ORDERS = {"newest": "newest first", "oldest": "oldest first", "title": "title, from A", "longest": "longest first"}
"""Orders of a list by name, and what they mean."""
_SORTED: dict[str, SortColumn] = {"title": "title", "longest": "word_count"}
_SORTED_CURSOR = re.compile(r"(before|after)_([0-9a-f]{24})")


def _sorted_page(
    corpus: Corpus, filters: Filters, cursor: str | None, limit: int, column: SortColumn, dataset: str
) -> Page:
    match = _SORTED_CURSOR.fullmatch(cursor) if cursor else None
    if cursor and match is None:
        raise ParameterError("invalid cursor; start at the first page of the list")
    side, beyond = match.groups() if match else ("after", None)
    backwards = side == "before"
    found = find_sorted(corpus, filters, column, limit, beyond=beyond, backwards=backwards, dataset=dataset)
    if backwards and len(found.hits) < limit:  # so few come before that the first page shows them all, and is full
        beyond, backwards = None, False
        found = find_sorted(corpus, filters, column, limit, dataset=dataset)
    ends = [hit.at.doc_id for hit in (*found.hits[:1], *found.hits[-1:])]
    is_first = beyond is None or (backwards and not found.more)
    return Page(
        rows=tuple(_read_rows(found.hits, dataset)),
        previous=f"before_{ends[0]}" if ends and not is_first else None,
        following=f"after_{ends[-1]}" if ends and (found.more or backwards) else None,
        total=count_documents(corpus, filters, dataset),
        looked_through=0,
        reached=None,
    )


def _page_by_date(
    corpus: Corpus, filters: Filters, cursor: str | None, limit: int, dataset: str, *, newer: bool
) -> Page:
    """Return a page of the list by date; `newer` is the direction in which it goes on."""
    first = Position(Key.oldest(""), newer=True, inclusive=True) if newer else None
    start = read_position(cursor) if cursor else None
    found = search(corpus, filters, start or first, limit, dataset)
    if start and start.newer != newer and len(found.hits) < limit and found.stopped is None:
        start = None  # so few come before that the first page shows them all, and is full
        found = search(corpus, filters, first, limit, dataset)
    hits = sorted(found.hits, key=lambda hit: hit.at, reverse=not newer)
    before = _beyond(hits[:1], start, newer=not newer)
    behind = _beyond(hits[-1:], start, newer=newer)
    on = found.stopped
    more = found.more or on is not None
    if start and start.newer != newer:
        previous, following = (on or before) if more else None, behind
    else:
        previous, following = before if start else None, (on or behind) if more else None
    return Page(
        rows=tuple(_read_rows(hits, dataset)),
        previous=previous.cursor() if previous else None,
        following=following.cursor() if following else None,
        total=count_documents(corpus, filters, dataset),
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


_OF_DUPLICATES = ["duplicate_of", "relation", "jaccard", "containment"]


def _beyond(edge: list[Hit], start: Position | None, *, newer: bool) -> Position | None:
    """Return the position after the hit at the edge of a page; for an empty page, after the position it began at."""
    if edge:
        return Position(edge[0].at, newer=newer, inclusive=False)
    if start is None:
        return None
    return start if start.newer == newer else Position(start.at, newer=newer, inclusive=not start.inclusive)


def _read_rows(hits: list[Hit], dataset: str) -> list[Row]:
    """Return the rows of hits; reads each row group once."""
    by_group: dict[tuple[str, int], tuple[RowGroup, list[Hit]]] = {}
    for hit in hits:
        by_group.setdefault((str(hit.group.key), hit.group.number), (hit.group, []))[1].append(hit)
    rows: dict[Key, Row] = {}
    names = [*_COLUMNS, *_OF_DUPLICATES] if dataset == "duplicates" else _COLUMNS
    for group, own in by_group.values():
        table = group.read(names).take([hit.row for hit in own])
        for hit, columns in zip(own, table.to_pylist(), strict=True):
            rows[hit.at] = _row(columns)
    return [rows[hit.at] for hit in hits]


def _row(columns: dict[str, Any]) -> Row:
    published = columns.pop("published_date")
    precision = columns.pop("published_precision")
    return Row(published=published and published.date(), precision=precision, **columns)
