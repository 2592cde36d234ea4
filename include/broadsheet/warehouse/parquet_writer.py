"""Writes the Parquet files of a version: equal rows give files with equal bytes and names."""

import hashlib
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from broadsheet.warehouse.manifest import FileEntry

if TYPE_CHECKING:
    from broadsheet.settings import Publishing

_LOW_CARDINALITY = {
    "page_type",
    "published_precision",
    "published_origin",
    "updated_origin",
    "publisher",
    "publisher_domain",
    "publisher_origin",
    "url_origin",
    "url_domain",
    "agency",
    "language",
    "extractor",
    "relation",
    "place",
    "stage",
    "lang",
    "month",
}
_WITHOUT_STATISTICS = {
    "text",
    "sketch.list.element",
    "spans.list.element.start",
    "spans.list.element.end",
    "hashes.list.element",
    "words.list.element",
    "taken_out.list.element.text",
}


class PartSink(Protocol):
    """Takes the files of a version: `broadsheet.warehouse.staging.Staging`, or a part of it."""

    def create(self, path: str, data: pa.Buffer) -> None:
        """Write one file of the version."""

    def add(self, entries: list[FileEntry]) -> None:
        """Add entries of files that were written with `create`."""


def write_parts(
    table: pa.Table,
    staging: PartSink,
    folder: str,
    schema: pa.Schema,
    settings: "Publishing",
    prefix: str = "part-",
) -> None:
    """Write sorted rows as files ``<prefix>NNNNN-<digest>.parquet`` of one schema, and add them to the version.

    A table without rows gives one file without rows, so that a dataset always has its columns.

    Args:
        table: All rows of the partition or dataset, in their final order.
        staging: The version being written.
        folder: Folder of the files in the version.
        schema: The schema of the files; the table is cast to it.
        settings: Row group size and maximum file size.
        prefix: Start of the names of the files.
    """
    for number, part in enumerate(_cut(table, settings.max_file_bytes)):
        staging.add([_write(part.cast(schema), staging, f"{folder}/{prefix}{number:05d}", settings)])


def sorted_documents(table: pa.Table) -> pa.Array:
    """Return the row numbers of documents sorted by published_date, nulls last, then doc_id: uint64."""
    keys = [("published_date", "ascending", "at_end"), ("doc_id", "ascending", "at_end")]
    return pc.sort_indices(table.select(["published_date", "doc_id"]), sort_keys=keys)


def _cut(table: pa.Table, max_bytes: int) -> Iterator[pa.Table]:
    """Split a table where its text reaches the limit; depends only on the rows, so that equal rows give equal files."""
    if "text" not in table.schema.names or table.num_rows == 0:
        yield table
        return
    sizes = pc.fill_null(pc.binary_length(table["text"]), 0).to_numpy().astype(np.int64)
    part = np.cumsum(sizes) // max_bytes
    bounds = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), table.num_rows]
    if len(bounds) == 2:
        yield table
        return
    for start, end in pairwise(bounds):
        # take, not slice: a slice keeps the offsets of the whole table, which may be too large for the schema
        yield table.take(np.arange(start, end))


def _write(table: pa.Table, staging: PartSink, stem: str, settings: "Publishing") -> FileEntry:
    sink = pa.BufferOutputStream()
    names = table.schema.names
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=3,
        row_group_size=settings.row_group_rows,
        use_dictionary=[name for name in names if name in _LOW_CARDINALITY],
        write_statistics=[name for name in names if name not in _WITHOUT_STATISTICS],
        write_page_index=True,
    )
    data = sink.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    path = f"{stem}-{digest[:8]}.parquet"
    staging.create(path, data)
    return FileEntry(path=path, rows=table.num_rows, bytes=data.size, sha256=digest)
