"""Cuts rows about pages into ranges of doc_ids, so that no file and no task holds all pages of a large corpus.

A doc_id is a digest, so the ranges hold about equally many pages. How many ranges there are depends only on the number
of pages, so equal corpora have equal files; up to half a million pages it is one.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.settings import Publishing
from broadsheet.warehouse.parquet_writer import PartSink, write_parts

_ROW_GROUPS = 100
"""Row groups of the ledger in one range, at most: with the default of 5,000 rows, half a million pages."""
_DIGITS = 4
"""Digits of a doc_id that ranges are cut by; there are at most 16 to that power."""


def count_ranges(pages: int, settings: Publishing) -> int:
    """Return the number of ranges for a number of pages: a power of two."""
    ranges = 1
    while pages > ranges * _ROW_GROUPS * settings.row_group_rows and ranges < 16**_DIGITS:
        ranges *= 2
    return ranges


def ranges_of(doc_ids: pa.ChunkedArray, ranges: int) -> npt.NDArray[np.int64]:
    """Return the number of the range of each doc_id: int64, ascending with the doc_id."""
    if ranges == 1:
        return np.zeros(len(doc_ids), np.int64)
    starts = pc.utf8_slice_codeunits(doc_ids, 0, _DIGITS).combine_chunks().dictionary_encode()
    numbers = np.array([int(start, 16) for start in starts.dictionary.to_pylist()], np.int64)
    return numbers[starts.indices.to_numpy()] * ranges // 16**_DIGITS if len(numbers) else numbers


def cut(rows: pa.Table, column: str, ranges: int) -> Iterator[pa.Table]:
    """Yield the rows of each range in order, also of those without rows.

    Args:
        rows: Rows sorted by `column`.
        column: A column of doc_ids.
        ranges: The number of ranges.
    """
    if ranges == 1:
        yield rows
        return
    bounds = np.searchsorted(ranges_of(rows[column], ranges), np.arange(ranges + 1))
    for start, end in pairwise(bounds.tolist()):
        yield rows.take(np.arange(start, end))  # not slice, see `write_parts`


def write_range(
    rows: pa.Table, staging: PartSink, folder: str, schema: pa.Schema, settings: Publishing, where: tuple[int, int]
) -> None:
    """Write the rows of one range, also if it has none; `where` is its number and the number of ranges.

    The names of all files of a folder are in the order of their rows.
    """
    number, ranges = where
    write_parts(rows, staging, folder, schema, settings, "part-" if ranges == 1 else f"part-{number:05d}-")
