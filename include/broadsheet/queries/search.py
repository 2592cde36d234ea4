"""Searching documents newest to oldest, or the other way, in as few row groups as possible."""

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
"""Documents looked through for one page, about: a search ends at the next row group behind them."""
FILE_ROWS = 1_000
"""Documents that can be looked through in the time it takes to open a file."""

Bools = npt.NDArray[np.bool_]
Int64s = npt.NDArray[np.int64]

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are looked for; everything that is not null has to hold.

    Attributes:
        since: First day of publication.
        until: Last day of publication, inclusive.
        language: Code of the language, as in the column ``language``.
        publisher: The publisher's name, exactly.
        words: Words of the title, with spaces between: all have to stand in it, be it inside longer words; case does
            not count.
    """

    since: date | None = None
    until: date | None = None
    language: str | None = None
    publisher: str | None = None
    words: str | None = None


class Hit(NamedTuple):
    """A document that was found.

    Attributes:
        at: Its place in the list.
        group: The row group that holds it.
        row: Its row in there.
    """

    at: Key
    group: RowGroup
    row: int


class Found(NamedTuple):
    """What a search brought.

    Attributes:
        hits: Documents, the nearest to the beginning of the search first.
        more: Whether at least one more was found behind them.
        stopped: Where the search ended for the work it had done, and would go on; null where it did not.
        looked_through: Documents looked through.
    """

    hits: list[Hit]
    more: bool
    stopped: Position | None
    looked_through: int


def search(corpus: Corpus, filters: Filters, start: Position | None, limit: int) -> Found:
    """Return the next documents from a position on, from the newest of all where it is null.

    Month by month, and in a month the row groups that reach farthest first, so that a group is read only if a document
    of it may be among the next ones.
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
            # Bounded, but never so that a search ends where it began: what reaches its very start is always read.
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


def corpus_files(corpus: Corpus, language: str | None = None) -> dict[str, list[FileEntry]]:
    """Return the files of the corpus by month (empty for undated), those without rows left out."""
    months: dict[str, list[FileEntry]] = {}
    for entry in corpus.manifest.files:
        dataset, *folders = entry.path.split("/")
        if dataset != "corpus" or not entry.rows or (language is not None and folders[0] != f"lang={language}"):
            continue
        month = folders[1].removeprefix("month=")
        months.setdefault("" if month == UNDATED else month, []).append(entry)
    return months


def split_query(words: str | None) -> list[str]:
    """Return the words looked for, each once, composed as titles are.

    >>> split_query(" Kim  Élysée Kim ")
    ['Kim', 'Élysée']
    """
    return list(dict.fromkeys(unicodedata.normalize("NFC", words).split())) if words else []


def month_of(day: date) -> str:
    """Return the month of a day as folders name it.

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
    """Yield the months that may hold what is looked for, in the order of the search.

    Those without a month are always among them: a document may state its year alone.
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
    """Return row groups of a month with where the search meets them first, in that order."""
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
    """Whether a row group may hold a document of the days looked for."""
    if not filters.since and not filters.until:
        return True
    days = group.bounds("published_date")
    first, last = filters.since or date.min, filters.until or date.max
    return days is not None and days[0].date() <= last and days[1].date() >= first


def _reach(group: RowGroup, month: str) -> tuple[Key, Key]:
    """Return a key that none of a row group is older than, and one that none is newer than."""
    days = group.bounds("published_date")
    ids = group.bounds("doc_id") or ("0" * 24, "f" * 24)
    newest = days[1].toordinal() if days else NO_DAY
    oldest = days[0].toordinal() if days and not group.nulls("published_date") else NO_DAY
    return Key(month, oldest, ids[0]), Key(month, newest, ids[1])


def _count_before(hits: list[Hit], edge: Key, *, newer: bool) -> int:
    """Return how many hits, in the order of the search, come before an edge."""
    return sum(hit.at < edge if newer else hit.at > edge for hit in hits)


def _matching(group: RowGroup, month: str, filters: Filters, start: Position | None, most: int) -> list[Hit]:
    """Return the documents of a row group that are looked for, the first so many of them in the order of the search."""
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
    for word in sorted(split_query(filters.words), key=len, reverse=True):  # the longest leaves the fewest to look at
        left = np.flatnonzero(wanted)
        if not len(left):
            break
        titles = table["title"] if len(left) == len(wanted) else table["title"].take(pa.array(left))
        wanted[left] = _true(pc.match_substring(titles, word, ignore_case=True))
    return wanted


def _behind(doc_ids: pa.ChunkedArray, days: Int64s, start: Position) -> Bools:
    """Return which documents of the month of a position lie behind it, in its direction."""
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
