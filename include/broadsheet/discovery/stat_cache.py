"""Caches stat and digest of each file, so that a second run need not read unchanged files.

The cache is not part of a version, because a stat belongs to a machine and not to the corpus. If it is lost or stale,
files are read again, and nothing else changes.
"""

from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.identity import doc_id
from broadsheet.parquet_io import read_file, write_file
from broadsheet.schema import IDENTITY, STAT
from broadsheet.sources.walker import Stat

SCHEMA = pa.schema(
    [IDENTITY[1], pa.field("stat", STAT, nullable=False), pa.field("digest", pa.string(), nullable=False)]
)

StatCache = dict[str, tuple[Stat, str]]
"""Stat and digest by source URI."""

SETTLED_NS = 2_000_000_000
"""Nanoseconds. A file that was written to within this time before it was read is not cached: on file systems with
coarse timestamps it may change again without a new stat (git calls such entries racily clean)."""


def load_stat_cache(path: Path) -> StatCache:
    """Return the cache; empty if the file is missing or damaged."""
    table = _read(path)
    stats = table["stat"].combine_chunks().flatten()
    return {
        uri: (Stat(*numbers), digest)
        for uri, digest, *numbers in zip(
            table["source_uri"].to_pylist(),
            table["digest"].to_pylist(),
            *(column.to_pylist() for column in stats),
            strict=True,
        )
    }


def save_stat_cache(path: Path, entries: pa.Table, read_at_ns: int) -> None:
    """Add `entries` (`SCHEMA`, each URI once) to the cache, except files modified shortly before `read_at_ns`."""
    touched = pc.max_element_wise(*(pc.struct_field(entries["stat"], name) for name in ("mtime_ns", "ctime_ns")))
    fresh = entries.filter(pc.less(touched, read_at_ns - SETTLED_NS)).cast(SCHEMA)
    cache = _read(path)
    others = cache.filter(pc.invert(pc.is_in(cache["source_uri"], fresh["source_uri"].combine_chunks())))
    if len(cache) and len(others) + len(fresh) == len(cache) and _holds(cache, fresh):
        return
    write_file(pa.concat_tables([others, fresh]), path, SCHEMA)


def forget_files(path: Path, doc_ids: Collection[str]) -> None:
    """Remove the entries of these documents from the cache."""
    cache = _read(path)
    forgotten = [doc_id(uri) in doc_ids for uri in cache["source_uri"].to_pylist()]
    if any(forgotten):
        write_file(cache.filter(pc.invert(pa.array(forgotten, pa.bool_()))), path, SCHEMA)


def _read(path: Path) -> pa.Table:
    try:
        return read_file(path).cast(SCHEMA)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return SCHEMA.empty_table()


def _holds(cache: pa.Table, entries: pa.Table) -> bool:
    """Return whether the cache already has equal entries; their URIs must all be in the cache."""
    at = pc.index_in(entries["source_uri"], cache["source_uri"].combine_chunks())
    return bool(cache.take(at).combine_chunks().equals(entries.combine_chunks()))
