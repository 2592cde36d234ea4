"""Caches stat and digest of each file, so that a second run need not read unchanged files.

The cache is not part of a version, because a stat belongs to a machine and not to the corpus. If it is lost or stale,
files are read again, and nothing else changes.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.discovery.doc_ids import SIZE, DocIds, hex_of, unhex
from broadsheet.parquet_io import read_file, write_file
from broadsheet.schema import IDENTITY, STAT
from broadsheet.sources.walker import Stat

SCHEMA = pa.schema(
    [IDENTITY[0], pa.field("stat", STAT, nullable=False), pa.field("digest", pa.string(), nullable=False)]
)
"""Entries: doc_id and digest (64 hex digits) as other datasets have them."""

_DIGEST_SIZE = 32
_FILE = pa.schema(
    [
        pa.field("doc_id", pa.binary(SIZE), nullable=False),
        SCHEMA.field("stat"),
        pa.field("digest", pa.binary(_DIGEST_SIZE), nullable=False),
    ]
)
"""The file, sorted by doc_id: the same as bytes, of which it needs half as many in memory."""

SETTLED_NS = 2_000_000_000
"""Nanoseconds. A file that was written to within this time before it was read is not cached: on file systems with
coarse timestamps it may change again without a new stat (git calls such entries racily clean)."""


class StatCache:
    """The cache in memory: 76 bytes a file."""

    def __init__(self, entries: pa.Table) -> None:
        """Take the table of a file."""
        self._ids = DocIds(_bytes(entries["doc_id"], SIZE))
        self._stats = np.column_stack([column.to_numpy() for column in entries["stat"].combine_chunks().flatten()])
        self._digests = _bytes(entries["digest"], _DIGEST_SIZE)

    def find(self, uris: Sequence[str]) -> list[tuple[Stat, str] | None]:
        """Return stat and digest of each file, None for one that is not cached."""
        rows = self._ids.rows(uris)
        found = rows[rows >= 0]
        digests = hex_of(self._digests[found])
        entries = ((Stat(*stat), digest) for stat, digest in zip(self._stats[found].tolist(), digests, strict=True))
        return [next(entries) if row >= 0 else None for row in rows.tolist()]


def load_stat_cache(path: Path) -> StatCache:
    """Return the cache; empty if the file is missing or damaged."""
    return StatCache(_read(path))


def save_stat_cache(path: Path, entries: pa.Table, read_at_ns: int) -> None:
    """Add `entries` (`SCHEMA`, each doc_id once) to the cache, except files modified shortly before `read_at_ns`."""
    touched = pc.max_element_wise(*(pc.struct_field(entries["stat"], name) for name in ("mtime_ns", "ctime_ns")))
    fresh = _packed(entries.filter(pc.less(touched, read_at_ns - SETTLED_NS)))
    cache = _read(path)
    others = cache.filter(pc.invert(pc.is_in(cache["doc_id"], fresh["doc_id"].combine_chunks())))
    if len(cache) and len(others) + len(fresh) == len(cache) and _holds(cache, fresh):
        return
    write_file(pa.concat_tables([others, fresh]).sort_by("doc_id"), path, _FILE)


def forget_files(path: Path, doc_ids: Collection[str]) -> None:
    """Remove the entries of these documents from the cache."""
    cache = _read(path)
    forgotten = pc.is_in(cache["doc_id"], pa.array([bytes.fromhex(one) for one in doc_ids], pa.binary(SIZE)))
    if pc.any(forgotten).as_py():
        write_file(cache.filter(pc.invert(forgotten)), path, _FILE)


def _read(path: Path) -> pa.Table:
    try:
        entries = read_file(path).cast(_FILE)
        DocIds(_bytes(entries["doc_id"], SIZE))  # they are sorted
        return entries
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return _FILE.empty_table()


def _packed(entries: pa.Table) -> pa.Table:
    columns = [_fixed(entries["doc_id"], SIZE), entries["stat"], _fixed(entries["digest"], _DIGEST_SIZE)]
    return pa.table(columns, _FILE)


def _fixed(column: pa.ChunkedArray, size: int) -> pa.Array:
    buffers = [None, pa.py_buffer(unhex(column, size))]
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(size), len(column), buffers)


def _bytes(column: pa.ChunkedArray, size: int) -> np.ndarray:
    """Return a column of bytes of one size, without a copy if it is in one piece."""
    flat = column.combine_chunks()
    return np.frombuffer(flat.buffers()[1] or b"", f"S{size}")[flat.offset : flat.offset + len(flat)]


def _holds(cache: pa.Table, entries: pa.Table) -> bool:
    """Return whether the cache already has equal entries; their doc_ids must all be in the cache."""
    at = pc.index_in(entries["doc_id"], cache["doc_id"].combine_chunks())
    return bool(cache.take(at).combine_chunks().equals(entries.combine_chunks()))
