"""How many documents a filter lets through, where that is known without looking at each."""

from datetime import date

from broadsheet.queries.search import Filters, corpus_files, month_of, ordinals, split_query
from broadsheet.queries.version_handle import Corpus
from broadsheet.warehouse.data_file import RowGroup
from broadsheet.warehouse.manifest import FileEntry

_PUBLISHERS = 100
"""Publishers a manifest counts; where there are as many there may be more."""


def count_documents(corpus: Corpus, filters: Filters) -> int | None:
    """Return how many documents there are; null where only reading all of them would tell.

    The manifest knows the rows of each file; only of months that the dates cut in two are days read.
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
