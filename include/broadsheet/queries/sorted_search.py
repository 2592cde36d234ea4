"""Searches documents in the order of their titles or lengths, which is not the order of the files.

Every row group that may hold a match is read, but only the columns of filters and order, and only the best rows of each
group are kept: memory does not grow with the corpus.
"""

from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.queries.filters import Filters
from broadsheet.queries.page_ledger import find_page
from broadsheet.queries.pagination import Key
from broadsheet.queries.search import Hit, needed_columns, ordinals, passing, row_groups
from broadsheet.queries.version_handle import Corpus, ParameterError
from broadsheet.warehouse.data_file import RowGroup, find_row

SortColumn = Literal["title", "word_count"]


class Sorted(NamedTuple):
    """A page of a sorted search.

    Attributes:
        hits: Its documents, in order.
        more: Whether at least one more follows in the direction of the search.
    """

    hits: list[Hit]
    more: bool


def find_sorted(
    corpus: Corpus,
    filters: Filters,
    column: SortColumn,
    limit: int,
    *,
    beyond: str | None = None,
    backwards: bool = False,
    dataset: str = "corpus",
) -> Sorted:
    """Return the documents that follow one in the order of a column: titles from A on, lengths from the longest on.

    Documents without a title come last. Titles are compared letter by letter, in small letters, without regard to any
    language's alphabet.

    Args:
        corpus: The version.
        filters: Which documents.
        column: The column.
        limit: Largest number of documents.
        beyond: doc_id of the document after which the page begins; None for the start of the list.
        backwards: Return those before it instead, which end with the one next to it.
        dataset: corpus or duplicates.

    Raises:
        ParameterError: the version does not hold the document `beyond` in that dataset.
    """
    edge = _edge(corpus, beyond, column, dataset) if beyond else None
    best: list[tuple[_Key, Hit]] = []
    for month, group in row_groups(corpus, filters, dataset):
        best += _best_of(group, month, filters, column, limit + 1, edge, backwards=backwards)
        best.sort(key=lambda one: one[0], reverse=backwards)
        del best[limit + 1 :]
    hits = [hit for _, hit in best[:limit]]
    return Sorted(hits[::-1] if backwards else hits, len(best) > limit)


_Key = tuple[bool, str | int, str]
"""Sort key: whether there is no value, the value (lengths negative, the longest first), the doc_id."""


class _Edge(NamedTuple):
    value: str | int | None
    doc_id: str


def _edge(corpus: Corpus, doc_id: str, column: SortColumn, dataset: str) -> _Edge:
    page = find_page(corpus.version, doc_id)
    if page is not None and page.place == dataset:
        files = corpus.version.files(f"{dataset}/lang={page.lang}/month={page.month}")
        row = find_row(files, {"doc_id": doc_id}, [column])
        if row is not None:
            (value,) = _values(pa.table({column: [row[column]]}), column).to_pylist()
            return _Edge(value, doc_id)
    raise ParameterError("the list has changed since this page was shown; start at the first page of the list")


def _values(table: pa.Table, column: SortColumn) -> pa.ChunkedArray:
    return pc.utf8_lower(table[column].cast(pa.string())) if column == "title" else pc.negate(table[column])


def _best_of(
    group: RowGroup,
    month: str,
    filters: Filters,
    column: SortColumn,
    most: int,
    edge: _Edge | None,
    *,
    backwards: bool,
) -> list[tuple[_Key, Hit]]:
    """Return the first `most` matching rows of a row group beyond an edge, with their keys."""
    whole = group.read(list(dict.fromkeys(["doc_id", "published_date", column, *needed_columns(filters)])))
    rows = np.flatnonzero(passing(whole, filters))
    table = whole if len(rows) == len(whole) else whole.take(pa.array(rows))
    keys = pa.table({"value": _values(table, column), "doc_id": table["doc_id"], "row": pa.array(rows)})
    keys = keys.append_column("day", [pa.array(ordinals(table["published_date"]))])
    if edge is not None:
        keys = keys.filter(_beyond(keys, edge, backwards=backwards))
    keys = keys.append_column("missing", pc.is_null(keys["value"]).cast(pa.int8()))
    order = [(name, "descending" if backwards else "ascending") for name in ("missing", "value", "doc_id")]
    places = pc.sort_indices(keys, order)
    return [
        (
            (row["value"] is None, "" if row["value"] is None else row["value"], row["doc_id"]),
            Hit(Key(month, row["day"], row["doc_id"]), group, row["row"]),
        )
        for row in keys.take(places[:most]).to_pylist()
    ]


def _beyond(keys: pa.Table, edge: _Edge, *, backwards: bool) -> pa.ChunkedArray:
    """Return which rows come after an edge, or before it; those without a value come last."""
    further = pc.less if backwards else pc.greater
    ids = further(keys["doc_id"], edge.doc_id)
    missing = pc.is_null(keys["value"])
    if edge.value is None:
        return pc.or_(pc.and_(missing, ids), pc.invert(missing)) if backwards else pc.and_(missing, ids)
    beyond = pc.or_(further(keys["value"], edge.value), pc.and_(pc.equal(keys["value"], edge.value), ids))
    return pc.fill_null(beyond, not backwards)
