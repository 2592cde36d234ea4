"""Remembers which pages are known to be gone from their source, so that a run counts only those newly gone.

The document of a gone page stays in the corpus, and its row in the ledger, so without this each run would find the page
gone again. The file is not part of a version. If it is lost, the next run counts all gone pages as newly gone once, and
nothing else changes.
"""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.parquet_io import read_file, write_file
from broadsheet.schema import GONE


def load_gone(path: Path) -> pa.ChunkedArray:
    """Return the doc_ids of pages known to be gone; none if the file is missing or damaged."""
    return _read(path)["doc_id"]


def save_gone(path: Path, gone: pa.Table, sources: Collection[str]) -> None:
    """Remember the gone pages of the sources that a run read (`GONE`) instead of those known of them before."""
    before = _read(path)
    others = before.filter(pc.invert(pc.is_in(before["source"], pa.array(sorted(sources), pa.string()))))
    now = pa.concat_tables([others, gone]).sort_by([("source", "ascending"), ("doc_id", "ascending")])
    if not now.combine_chunks().equals(before.combine_chunks()):
        write_file(now, path, GONE)


def _read(path: Path) -> pa.Table:
    try:
        return read_file(path).cast(GONE)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return GONE.empty_table()
