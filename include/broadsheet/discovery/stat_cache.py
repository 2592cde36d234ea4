"""What each file looked like when its digest was taken, so that a second run need not read it.

The cache lies outside every version, for a stat belongs to a machine and not to the corpus. It may be lost or stale:
then files are read again, and nothing else changes.
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
"""A file written to within this time before it was read may change again without its stat showing it, on file systems
that keep time coarsely (git calls such entries racily clean): it is not remembered."""


def load_stat_cache(path: Path) -> StatCache:
    """Read the cache; a missing or damaged one is empty."""
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
    """Add `entries` (`SCHEMA`, each URI once) to the cache, but for files touched shortly before `read_at_ns`."""
    touched = pc.max_element_wise(*(pc.struct_field(entries["stat"], name) for name in ("mtime_ns", "ctime_ns")))
    fresh = entries.filter(pc.less(touched, read_at_ns - SETTLED_NS)).cast(SCHEMA)
    cache = _read(path)
    others = cache.filter(pc.invert(pc.is_in(cache["source_uri"], fresh["source_uri"].combine_chunks())))
    if len(cache) and len(others) + len(fresh) == len(cache) and _holds(cache, fresh):
        return
    write_file(pa.concat_tables([others, fresh]), path, SCHEMA)


def forget_files(path: Path, doc_ids: Collection[str]) -> None:
    """Drop what is remembered of the files of these documents."""
    cache = _read(path)
    theirs = [doc_id(uri) in doc_ids for uri in cache["source_uri"].to_pylist()]
    if any(theirs):
        write_file(cache.filter(pc.invert(pa.array(theirs, pa.bool_()))), path, SCHEMA)


def _read(path: Path) -> pa.Table:
    try:
        return read_file(path).cast(SCHEMA)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return SCHEMA.empty_table()


def _holds(cache: pa.Table, entries: pa.Table) -> bool:
    """Tell whether every one of the entries, all of URIs in the cache, stands there as it is."""
    at = pc.index_in(entries["source_uri"], cache["source_uri"].combine_chunks())
    return bool(cache.take(at).combine_chunks().equals(entries.combine_chunks()))
