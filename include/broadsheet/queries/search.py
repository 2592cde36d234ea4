"""Searches and counts documents of the corpus by filters, newest first or oldest first, with few reads."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.queries.pagination import NO_DAY, Key, Position
from broadsheet.queries.version_handle import Corpus
from broadsheet.schema import UNDATED
from broadsheet.warehouse.data_file import RowGroup
from broadsheet.warehouse.manifest import FileEntry

MOST_ROWS = 300_000
"""Documents read for one page, about: a search stops at the next row group after them."""
FILE_ROWS = 1_000
"""Documents that can be read in the time it takes to open a file."""
_PUBLISHERS = 100
"""Publishers that a manifest counts; a version with as many may have more."""

Bools = npt.NDArray[np.bool_]
Int64s = npt.NDArray[np.int64]

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a search; a document has to pass all that are not None.

    Attributes:
        since: First day of publication.
        until: Last day of publication, inclusive.
        language: Code of the language, as in the column ``language``.
        publisher: The publisher's name, exactly.
        words: Words separated by spaces; the title has to contain each, also as part of a longer word; case does not
            matter.
    """

    since: date | None = None
    until: date | None = None
    language: str | None = None
    publisher: str | None = None
    words: str | None = None


class Hit(NamedTuple):
    """A document that matches.

    Attributes:
        at: Its sort key.
        group: The row group that holds it.
        row: Its row in the group.
    """

    at: Key
    group: RowGroup
    row: int


class Found(NamedTuple):
    """The result of a search.

    Attributes:
        hits: Documents, in the order of the search.
        more: Whether at least one more was found after them.
        stopped: Where the search reached its limit of work, and would continue; None where it did not.
        looked_through: Number of documents read.
    """

    hits: list[Hit]
    more: bool
    stopped: Position | None
    looked_through: int


def search(corpus: Corpus, filters: Filters, start: Position | None, limit: int) -> Found:
    """Return the next documents from a position on; for None from the newest document of all.

    Goes month by month, and within a month by the first key that each row group may hold, so that a group is read only
    if one of its documents may be among the next ones.
    """
    newer = start.newer if start else False
    hits: list[Hit] = []
    looked = cost = 0
    for month, files in _months(corpus, filters, start):
        if cost >= MOST_ROWS:
            edge = Key.oldest(month) if newer else Key.newest(month)
            return Found(hits, False, Position(edge, newer, True), looked)
        cost += FILE_ROWS * len(files)
        in_month: list[Hit] = []
        for edge, group in _reachable(corpus, month, files, filters, start):
            if len(hits) + _count_before(in_month, edge, newer=newer) > limit:
                break
            # The limit never stops a search at the point where it began: a group that reaches its start is always read.
            if looked >= MOST_ROWS and (start is None or edge != start.at):
                sure = in_month[: _count_before(in_month, edge, newer=newer)]
                return Found([*hits, *sure], False, Position(edge, newer, True), looked)
            cost += group.rows
            looked += group.rows
            in_month += _matching(group, month, filters, start, limit + 1)
            in_month.sort(key=lambda hit: hit.at, reverse=not newer)
        hits += in_month
        if len(hits) > limit:
            return Found(hits[:limit], True, None, looked)
    return Found(hits, False, None, looked)


def count_documents(corpus: Corpus, filters: Filters) -> int | None:
    """Return the number of documents that match; None where it takes reading all of them.

    The manifest has the rows of each file; days are read only of months that the filters cut in two.
    """
    if split_query(filters.words):
        return None
    if filters.publisher is not None:
        return _of_publisher(corpus, filters)
    dated = filters.since is not None or filters.until is not None
    total = 0
    for month, files in corpus_files(corpus, filters.language).items():
        if not dated or (month and _lies_within(month, filters)):
            total += sum(entry.rows for entry in files)
        elif not month or _touches(month, filters):
            total += sum(_count_days(corpus, entry, filters) for entry in files)
    return total


def corpus_files(corpus: Corpus, language: str | None = None) -> dict[str, list[FileEntry]]:
    """Return the files of the corpus that have rows, by month (empty for undated)."""
    months: dict[str, list[FileEntry]] = {}
    for entry in corpus.manifest.files:
        dataset, *folders = entry.path.split("/")
        if dataset != "corpus" or not entry.rows or (language is not None and folders[0] != f"lang={language}"):
            continue
        month = folders[1].removeprefix("month=")
        months.setdefault("" if month == UNDATED else month, []).append(entry)
    return months


def split_query(words: str | None) -> list[str]:
    """Return the distinct words of a query, in Unicode NFC as titles are.

    >>> split_query(" Kim  Élysée Kim ")
    ['Kim', 'Élysée']
    """
    return list(dict.fromkeys(unicodedata.normalize("NFC", words).split())) if words else []


def month_of(day: date) -> str:
    """Return the month of a day as in folder names.

    >>> month_of(date(873, 4, 1))
    '0873-04'
    """
    return day.isoformat()[:7]


def ordinals(published: pa.ChunkedArray) -> Int64s:
    """Return days as `datetime.date.toordinal` counts them, `NO_DAY` for null."""
    moments = published.cast(pa.timestamp("us")).cast(pa.int64())
    days: Int64s = pc.fill_null(moments, 0).to_numpy() // _DAY_US + _EPOCH
    days[pc.is_null(published).to_numpy()] = NO_DAY
    return days


def _months(corpus: Corpus, filters: Filters, start: Position | None) -> Iterator[tuple[str, list[FileEntry]]]:
    """Yield the months that may hold matching documents, with their files, in the order of the search.

    Documents without a month are always included: one may state only its year, and still match.
    """
    newer = start.newer if start else False
    first = month_of(filters.since) if filters.since else ""
    last = month_of(filters.until) if filters.until else "9999-99"
    for month, files in sorted(corpus_files(corpus, filters.language).items(), reverse=not newer):
        if month and not first <= month <= last:
            continue
        if start and (month < start.at.month if newer else month > start.at.month):
            continue
        yield month, files


def _reachable(
    corpus: Corpus, month: str, files: list[FileEntry], filters: Filters, start: Position | None
) -> list[tuple[Key, RowGroup]]:
    """Return the row groups of a month, each with the first key at which the search may meet it, in that order."""
    newer = start.newer if start else False
    groups = []
    for entry in files:
        for group in corpus.version.file(entry.path).row_groups():
            if not _may_be_dated(group, filters):
                continue
            oldest, newest = _reach(group, month)
            if start and month == start.at.month:
                if newest < start.at if newer else oldest > start.at:
                    continue
                oldest, newest = (max(oldest, start.at), newest) if newer else (oldest, min(newest, start.at))
            groups.append((oldest if newer else newest, group))
    return sorted(groups, key=lambda group: group[0], reverse=not newer)


def _may_be_dated(group: RowGroup, filters: Filters) -> bool:
    """Return whether a row group may hold a document between since and until."""
    if not filters.since and not filters.until:
        return True
    days = group.bounds("published_date")
    first, last = filters.since or date.min, filters.until or date.max
    return days is not None and days[0].date() <= last and days[1].date() >= first


def _reach(group: RowGroup, month: str) -> tuple[Key, Key]:
    """Return a lower and an upper bound of the keys in a row group."""
    days = group.bounds("published_date")
    ids = group.bounds("doc_id") or ("0" * 24, "f" * 24)
    newest = days[1].toordinal() if days else NO_DAY
    oldest = days[0].toordinal() if days and not group.nulls("published_date") else NO_DAY
    return Key(month, oldest, ids[0]), Key(month, newest, ids[1])


def _count_before(hits: list[Hit], edge: Key, *, newer: bool) -> int:
    """Return how many hits come before an edge, in the order of the search."""
    return sum(hit.at < edge if newer else hit.at > edge for hit in hits)


def _matching(group: RowGroup, month: str, filters: Filters, start: Position | None, most: int) -> list[Hit]:
    """Return the first `most` matching documents of a row group, in the order of the search."""
    columns = ["doc_id", "published_date"]
    columns += ["publisher"] if filters.publisher is not None else []
    columns += ["title"] if filters.words else []
    table = group.read(columns)
    days = ordinals(table["published_date"])
    wanted = _hold(table, days, filters)
    if start and month == start.at.month:
        wanted &= _behind(table["doc_id"], days, start)
    rows = np.flatnonzero(wanted)
    newer = bool(start and start.newer)
    ordered = rows[np.argsort(days[rows], kind="stable")]  # rows of one day are in order of doc_id
    nearest = ordered[:most] if newer else ordered[::-1][:most]
    doc_ids = table["doc_id"].take(pa.array(nearest)).to_pylist()
    return [
        Hit(Key(month, int(days[row]), doc_id), group, int(row))
        for row, doc_id in zip(nearest.tolist(), doc_ids, strict=True)
    ]


def _hold(table: pa.Table, days: Int64s, filters: Filters) -> Bools:
    wanted = np.ones(len(days), np.bool_)
    if filters.since:
        wanted &= days >= filters.since.toordinal()
    if filters.until:
        wanted &= (days <= filters.until.toordinal()) & (days > NO_DAY)
    if filters.publisher is not None:
        wanted &= _true(pc.equal(table["publisher"], filters.publisher))
    for word in sorted(split_query(filters.words), key=len, reverse=True):  # the longest leaves the fewest titles
        left = np.flatnonzero(wanted)
        if not len(left):
            break
        titles = table["title"] if len(left) == len(wanted) else table["title"].take(pa.array(left))
        wanted[left] = _true(pc.match_substring(titles, word, ignore_case=True))
    return wanted


def _behind(doc_ids: pa.ChunkedArray, days: Int64s, start: Position) -> Bools:
    """Return which documents of the month of a position come after it, in its direction."""
    key = start.at
    compare = pc.greater if start.newer else pc.less
    behind = days > key.day if start.newer else days < key.day
    same = days == key.day
    if same.any():
        beyond = _true(compare(doc_ids, key.doc_id))
        if start.inclusive:
            beyond |= _true(pc.equal(doc_ids, key.doc_id))
        behind |= same & beyond
    return behind


def _true(mask: pa.ChunkedArray) -> Bools:
    values: Bools = pc.fill_null(mask, False).to_numpy()
    return values


def _of_publisher(corpus: Corpus, filters: Filters) -> int | None:
    if filters.since or filters.until or filters.language is not None:
        return None
    publishers = corpus.manifest.figures.publishers
    assert filters.publisher is not None
    return publishers.get(filters.publisher, 0 if len(publishers) < _PUBLISHERS else None)


def _lies_within(month: str, filters: Filters) -> bool:
    first = filters.since is None or filters.since.isoformat() <= f"{month}-01"
    return first and (filters.until is None or month < month_of(filters.until))


def _touches(month: str, filters: Filters) -> bool:
    after = filters.since is None or month_of(filters.since) <= month
    return after and (filters.until is None or month <= month_of(filters.until))


def _count_days(corpus: Corpus, entry: FileEntry, filters: Filters) -> int:
    first, last = filters.since or date.min, filters.until or date.max
    return sum(_count_in(group, first, last) for group in corpus.version.file(entry.path).row_groups())


def _count_in(group: RowGroup, first: date, last: date) -> int:
    bounds = group.bounds("published_date")
    if bounds is None or bounds[1].date() < first or bounds[0].date() > last:
        return 0
    if first <= bounds[0].date() and bounds[1].date() <= last:
        return group.rows - group.nulls("published_date")
    days = ordinals(group.read(["published_date"])["published_date"].drop_null())
    return int(((days >= first.toordinal()) & (days <= last.toordinal())).sum())
