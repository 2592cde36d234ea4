"""Documents of the corpus, filtered and a page at a time, newest first.

A page reads the footers of few files and the small columns of few row groups, however large the corpus is: files lie
by language and month and are sorted by day, so paging goes on from a key (keyset paging), never from a count of rows.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from broadsheet.queries.counting import count_documents
from broadsheet.queries.pagination import Key, Position, read_position
from broadsheet.queries.search import Filters, Hit, search, split_query
from broadsheet.queries.version_handle import Corpus, ParameterError
from broadsheet.warehouse.data_file import RowGroup

LIMIT = 50
"""Documents on a page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document in a list.

    Attributes:
        doc_id: Its id.
        title: Its headline, null where it has none.
        published: Day of publication, null where it is unknown; see `precision`.
        precision: day, month, year or none: how much of the day the page states.
        language: Code of its language.
        publisher: The outlet, null where unknown.
        agency: The wire service, null where none is credited.
        kind: article or live blog.
        word_count: Words of its text.
        duplicate_count: Left-out documents it stands for.
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
    kind: str
    word_count: int
    duplicate_count: int
    cluster_id: str
    source_uri: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        rows: Its documents, newest first, those without a day last.
        newer: Cursor of the page of newer documents; null on the first page.
        older: Cursor of the page of older documents; null on the last page.
        total: How many documents there are in all; null where counting them would mean reading them.
        looked_through: Documents that were looked at for this page.
        reached: Where the search ended before the page was full: the day it came to, or "undated"; null where it did
            not end early. `older` (or `newer`, going that way) goes on from there.
    """

    rows: tuple[Row, ...]
    newer: str | None
    older: str | None
    total: int | None
    looked_through: int
    reached: str | None


def find_documents(corpus: Corpus, filters: Filters, cursor: str | None = None, limit: int = LIMIT) -> Page:
    """Return the page of documents that a cursor leads to, the first where it is null.

    Where few documents have the words or the publisher asked for, the search ends after a bounded number of documents
    looked through, and the page says how far it came.

    Raises:
        ParameterError: the cursor is none, the dates are the wrong way round, or too much is looked for at once.
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
        reached=on.said() if on else None,
    )


_COLUMNS = [
    "doc_id",
    "title",
    "published_date",
    "published_precision",
    "language",
    "publisher",
    "agency",
    "kind",
    "word_count",
    "duplicate_count",
    "cluster_id",
    "source_uri",
]


_MOST_WORDS = 10
_MOST_CHARACTERS = 200
"""What a filter may hold: each word looked for costs a third of the whole again, and long ones much more."""


def _check(filters: Filters) -> None:
    if filters.since and filters.until and filters.since > filters.until:
        raise ParameterError(f"the dates are the wrong way round: {filters.since} is after {filters.until}")
    for text in filter(None, (filters.language, filters.publisher, filters.words)):
        if len(text) > _MOST_CHARACTERS:
            raise ParameterError(f"at most {_MOST_CHARACTERS} characters can be looked for")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise ParameterError("what is looked for is not text")
    if len(split_query(filters.words)) > _MOST_WORDS:
        raise ParameterError(f"at most {_MOST_WORDS} words can be looked for")


def _beyond(edge: list[Hit], start: Position | None, *, newer: bool) -> Position | None:
    """Return the position beyond the hit at the edge of a page; of an empty page, that beyond where it began."""
    if edge:
        return Position(edge[0].at, newer=newer, inclusive=False)
    if start is None:
        return None
    return start if start.newer == newer else Position(start.at, newer=newer, inclusive=not start.inclusive)


def _read_rows(hits: list[Hit]) -> list[Row]:
    """Read what is shown of documents, each row group once."""
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
