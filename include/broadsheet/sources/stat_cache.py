"""What each file looked like when its digest was taken, so that a second run need not read it.

The cache lies outside every version, for a stat belongs to a machine and not to the corpus. It may be lost or stale:
then files are read again, and nothing else changes.
"""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from broadsheet.datasets import read_file, write_file
from broadsheet.schema import IDENTITY, STAT
from broadsheet.sources.listing import Stat

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
    try:
        table = read_file(path)
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
    except (OSError, pa.ArrowInvalid, KeyError, TypeError):
        return {}


def save_stat_cache(path: Path, entries: Iterable[tuple[str, Stat, str]], read_at_ns: int) -> None:
    """Add `entries` (source URI, stat, digest) to the cache, but for files touched shortly before `read_at_ns`."""
    cache = load_stat_cache(path)
    before = len(cache)
    fresh = {
        uri: (stat, digest)
        for uri, stat, digest in entries
        if max(stat.mtime_ns, stat.ctime_ns) < read_at_ns - SETTLED_NS
    }
    changed = {uri: entry for uri, entry in fresh.items() if cache.get(uri) != entry}
    if not changed and before:
        return
    cache.update(changed)
    rows = [{"source_uri": uri, "stat": stat._asdict(), "digest": digest} for uri, (stat, digest) in cache.items()]
    write_file(pa.Table.from_pylist(rows, SCHEMA), path, SCHEMA)
