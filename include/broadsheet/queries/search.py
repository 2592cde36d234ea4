"""Searches and counts documents of a version by filters, newest first or oldest first, with few reads."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.queries.filters import Condition, Filters, conditions
from broadsheet.queries.pagination import NO_DAY, Key, Position
from broadsheet.queries.version_handle import Corpus
from broadsheet.schema import UNDATED
from broadsheet.warehouse.data_file import RowGroup
from broadsheet.warehouse.manifest import FileEntry

MOST_ROWS = 300_000
"""Documents read for one page, about: a search stops at the next row group after them."""
FILE_ROWS = 1_000
"""Documents that can be read in the time it takes to open a file."""
COUNTED_ROWS = 3_000_000
"""Documents read, about, to count those that match: some two seconds, once for a list."""
_PUBLISHERS = 100
"""Publishers that a manifest counts; a version with as many may have more."""

Bools = npt.NDArray[np.bool_]
Int64s = npt.NDArray[np.int64]

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_US = 86_400_000_000


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


def search(corpus: Corpus, filters: Filters, start: Position | None, limit: int, dataset: str = "corpus") -> Found:
    """Return the next documents of a dataset from a position on; for None from the newest document of all.

    Goes month by month, and within a month by the first key that each row group may hold, so that a group is read only
    if one of its documents may be among the next ones.
    """
    newer = start.newer if start else False
    hits: list[Hit] = []
    looked = cost = 0
    for month, files in _months(corpus, filters, start, dataset):
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


def count_documents(corpus: Corpus, filters: Filters, dataset: str = "corpus") -> int | None:
    """Return the number of documents of a dataset that match; None if more than `COUNTED_ROWS` would have to be read.

    The manifest has the rows of each file. Days are read only of months that the filters cut in two, other columns only
    if there are filters on them. Counts of a version are remembered, for the other pages of a list.
    """
    if dataset == "corpus" and filters.publisher is not None and filters.only("publisher"):
        known = _of_publisher(corpus, filters.publisher)
        if known is not None:
            return known
    key = (str(corpus.warehouse.root), corpus.version_id, filters, dataset)
    if key not in _counted:
        if len(_counted) >= _MOST_COUNTED:
            _counted.clear()
        _counted[key] = _count(corpus, filters, dataset)
    return _counted[key]


_MOST_COUNTED = 1_000
_counted: dict[tuple[str, str, Filters, str], int | None] = {}


def _count(corpus: Corpus, filters: Filters, dataset: str) -> int | None:
    by_days = filters.only("since", "until", "undated", "language")
    total = read = 0
    for month, files in corpus_files(corpus, filters.language, dataset).items():
        if by_days and _all_match(month, filters):
            total += sum(entry.rows for entry in files)
        elif _may_match(month, filters):
            for entry in files:
                read += 0 if by_days else entry.rows + FILE_ROWS
                if read > COUNTED_ROWS:
                    return None
                total += sum(_count_in(group, filters) for group in corpus.version.file(entry.path).row_groups())
    return total


def corpus_files(corpus: Corpus, language: str | None = None, dataset: str = "corpus") -> dict[str, list[FileEntry]]:
    """Return the files of a dataset that have rows, by month (empty for undated)."""
    months: dict[str, list[FileEntry]] = {}
    for entry in corpus.manifest.files:
        name, *folders = entry.path.split("/")
        if name != dataset or not entry.rows or (language is not None and folders[0] != f"lang={language}"):
            continue
        month = folders[1].removeprefix("month=")
        months.setdefault("" if month == UNDATED else month, []).append(entry)
    return months


def month_of(day: date) -> str:
    """Return the month of a day as in folder names.

    >>> month_of(date(873, 4, 1))
    '0873-04'
    """
    return day.isoformat()[:7]


def row_groups(corpus: Corpus, filters: Filters, dataset: str = "corpus") -> Iterator[tuple[str, RowGroup]]:
    """Yield the row groups that may hold documents that match, each with its month."""
    for month, files in corpus_files(corpus, filters.language, dataset).items():
        for entry in files if _may_match(month, filters) else ():
            for group in corpus.version.file(entry.path).row_groups():
                if _may_be_dated(group, filters):
                    yield month, group


def ordinals(published: pa.ChunkedArray) -> Int64s:
    """Return days as `datetime.date.toordinal` counts them, `NO_DAY` for null."""
    moments = published.cast(pa.timestamp("us")).cast(pa.int64())
    days: Int64s = pc.fill_null(moments, 0).to_numpy() // _DAY_US + _EPOCH
    days[pc.is_null(published).to_numpy()] = NO_DAY
    return days


def _months(
    corpus: Corpus, filters: Filters, start: Position | None, dataset: str
) -> Iterator[tuple[str, list[FileEntry]]]:
    """Yield the months that may hold matching documents, with their files, in the order of the search.

    Documents without a month are always included: one may state only its year, and still match.
    """
    newer = start.newer if start else False
    for month, files in sorted(corpus_files(corpus, filters.language, dataset).items(), reverse=not newer):
        if not _may_match(month, filters):
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
    """Return whether a row group may hold a document between since and until, or an undated one if these are wanted."""
    if filters.undated:
        return group.nulls("published_date") > 0
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
    table = group.read(list(dict.fromkeys(["doc_id", "published_date", *needed_columns(filters)])))
    days = ordinals(table["published_date"])
    wanted = passing(table, filters)
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


def _tested(filters: Filters) -> list[Condition]:
    """Return the conditions that rows are tested for: all but that of the language, which is in the names of files."""
    return [condition for condition in conditions(filters) if condition.column != "language"]


def needed_columns(filters: Filters) -> list[str]:
    """Return the columns that `passing` reads."""
    return list(dict.fromkeys(condition.column.partition(".")[0] for condition in _tested(filters)))


def passing(table: pa.Table, filters: Filters) -> Bools:
    """Return which rows match. Each condition is tried only on the rows that the ones before it left."""
    wanted = np.ones(len(table), np.bool_)
    for condition in _tested(filters):
        left = np.flatnonzero(wanted)
        if not len(left):
            break
        rows = table.select([condition.column.partition(".")[0]])
        wanted[left] = _true(condition.mask(rows if len(left) == len(wanted) else rows.take(pa.array(left))))
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


def _of_publisher(corpus: Corpus, publisher: str) -> int | None:
    publishers = corpus.manifest.figures.publishers
    return publishers.get(publisher, 0 if len(publishers) < _PUBLISHERS else None)


def _all_match(month: str, filters: Filters) -> bool:
    """Return whether each document of a month, of the language asked for, matches filters on days and language."""
    if filters.undated:
        return False
    if not filters.since and not filters.until:
        return True
    first = filters.since is None or filters.since.isoformat() <= f"{month}-01"
    return bool(month) and first and (filters.until is None or month < month_of(filters.until))


def _may_match(month: str, filters: Filters) -> bool:
    """Return whether a month may hold a document that matches; one without a month may state its year."""
    if not month:
        return True
    after = filters.since is None or month_of(filters.since) <= month
    return after and (filters.until is None or month <= month_of(filters.until)) and not filters.undated


def _count_in(group: RowGroup, filters: Filters) -> int:
    """Return the number of documents of a row group that match."""
    if not _may_be_dated(group, filters):
        return 0
    first, last = filters.since or date.min, filters.until or date.max
    bounds = group.bounds("published_date")
    inside = bounds is not None and first <= bounds[0].date() and bounds[1].date() <= last
    if inside and filters.only("since", "until", "language"):
        return group.rows - group.nulls("published_date")
    return int(passing(group.read(needed_columns(filters)), filters).sum())
