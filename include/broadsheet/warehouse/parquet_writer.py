"""Writing the Parquet files of a version: equal rows give equal bytes under equal names."""

import hashlib
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from broadsheet.settings import Publishing
from broadsheet.warehouse.manifest import FileEntry

_LOW_CARDINALITY = {
    "kind",
    "published_precision",
    "published_origin",
    "publisher",
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


def write_parts(table: pa.Table, draft: Path, folder: str, schema: pa.Schema, settings: Publishing) -> list[FileEntry]:
    """Write sorted rows as files ``part-NNNNN-<digest>.parquet`` of one schema.

    Args:
        table: All rows of the partition or dataset, in their final order.
        draft: Folder of the version in the making.
        folder: Where in it the files go.
        schema: Every file's schema; the table is cast to it.
        settings: Row groups and the size at which a new file begins.

    Returns:
        An entry for each file. No rows give one file of no rows, so that a dataset always has its columns.
    """
    (draft / folder).mkdir(parents=True, exist_ok=True)
    return [
        _write(part.cast(schema), draft, f"{folder}/part-{number:05d}", settings)
        for number, part in enumerate(_cut(table, settings.max_file_bytes))
    ]


def sorted_documents(table: pa.Table) -> pa.Array:
    """Return the rows of a table of documents in order of published_date, nulls last, then doc_id: uint64."""
    keys = [("published_date", "ascending", "at_end"), ("doc_id", "ascending", "at_end")]
    return pc.sort_indices(table.select(["published_date", "doc_id"]), sort_keys=keys)


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hex digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _cut(table: pa.Table, max_bytes: int) -> Iterator[pa.Table]:
    """Cut where the text reaches the limit: a function of the rows alone, so that equal rows give equal files."""
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
        # Taken rather than sliced: a slice keeps the offsets of the whole, which may be too large for the schema
        yield table.take(np.arange(start, end))


def _write(table: pa.Table, draft: Path, stem: str, settings: Publishing) -> FileEntry:
    unfinished = draft / f"{stem}.unfinished"
    names = table.schema.names
    with unfinished.open("wb") as handle:
        pq.write_table(
            table,
            handle,
            compression="zstd",
            compression_level=3,
            row_group_size=settings.row_group_rows,
            use_dictionary=[name for name in names if name in _LOW_CARDINALITY],
            write_statistics=[name for name in names if name not in _WITHOUT_STATISTICS],
            write_page_index=True,
        )
        handle.flush()
        os.fsync(handle.fileno())
    digest = digest_file(unfinished)
    path = f"{stem}-{digest[:8]}.parquet"
    unfinished.rename(draft / path)
    return FileEntry(path=path, rows=table.num_rows, bytes=(draft / path).stat().st_size, sha256=digest)
