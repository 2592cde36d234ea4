"""Rows with folder keys, cut into partitions: put in order once, however many partitions there are."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.warehouse.version import Partition

Split = dict[Partition, pa.Table]
"""Rows by partition, in order of partition."""


def split(rows: pa.Table, columns: list[str] | None = None) -> Split:
    """Cut rows with columns ``lang`` and ``month`` into those of each partition; in each they keep their order.

    Args:
        rows: The rows.
        columns: Columns to keep, null for all.
    """
    table = (rows if columns is None else rows.select(columns)).combine_chunks()
    return {partition: table.take(places) for partition, places in places_of_partitions(rows).items()}


def places_of_partitions(rows: pa.Table) -> dict[Partition, npt.NDArray[np.int64]]:
    """Return which rows, ascending, stand in each partition, in order of partition."""
    langs, lang_of = _codes(rows["lang"])
    months, month_of = _codes(rows["month"])
    key_of = lang_of * max(len(months), 1) + month_of
    order = np.argsort(key_of, kind="stable")
    keys, starts = np.unique(key_of[order], return_index=True)
    bounds = [*starts.tolist(), len(rows)]
    names = (Partition(langs[key // len(months)], months[key % len(months)]) for key in keys.tolist())
    return {partition: order[start:end] for partition, (start, end) in zip(names, pairwise(bounds), strict=True)}


def _codes(column: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the distinct values of a column in order, and for each row which of them it has."""
    values = column.unique().sort()
    return values.to_pylist(), pc.index_in(column, values).to_numpy().astype(np.int64)
