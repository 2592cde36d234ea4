"""Candidate pairs on Spark: a sort of sketch hashes, and an exact check where the sketches of a pair meet.

The pairs are those of `broadsheet.deduplication.candidates`, however the rows are split. All entries (hash, text) are
sorted across the cluster in ranges of equal size, so a hash that a million texts share spans several ranges and no task
gets more than others. A group at an end of a range may continue in other ranges: the driver collects what each range
needs of them (`_Neighbours`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from broadsheet.deduplication.candidates import HUBS, REACH, Limits, Pairs, are_candidates, can_relate, limits_of
from broadsheet.deduplication.sketches import read_sketches
from broadsheet.numba_support import Bools, Int32s, Int64s, compiled
from broadsheet.settings import Deduplication
from broadsheet.spark.rows import Kept, Scratch, for_each, map_tables

KEY_BITS = 40
"""Texts whose hashes have these low bits in common form a group, as on one machine with up to 2^24 texts."""

ENTRIES = pa.schema([("key", pa.int64()), ("text", pa.int64()), ("shingles", pa.int32())])
PAIRS = pa.schema([("a", pa.int64()), ("b", pa.int64())])
"""Pairs of texts by number, the smaller first."""

_BLOCK_BITS = 11
"""Pairs are checked in blocks of texts with neighbouring numbers, 2^11 each, which share most of their other texts."""
_AT_ONCE = 2_000_000


def candidate_pairs(session: SparkSession, texts: Kept, settings: Deduplication, scratch: Scratch) -> Kept:
    """Return `PAIRS`: the candidates among texts.

    Args:
        session: The session.
        texts: Columns text (its number, in order of similarity), shingles and sketch.
        settings: The parameters of deduplication.
        scratch: Takes what is computed between.
    """
    entries = map_tables(texts.rows(), _entries, ENTRIES)
    ranges = scratch.keep(entries.repartitionByRange("key", "text").sortWithinPartitions("key", "text"))
    tail = settings.max_group + REACH
    ends = for_each(session, ranges.files, partial(_ends, tail), _ENDS).toArrow()
    neighbours = _merge(ends, ranges.files, tail)
    met = for_each(session, list(neighbours.items()), partial(_met, settings.max_group, limits_of(settings)), PAIRS)
    return scratch.keep(_checked(met, texts.rows(), settings, scratch))


def _entries(texts: pa.Table) -> Iterator[pa.Table]:
    lengths = np.diff(texts["sketch"].combine_chunks().offsets.to_numpy())
    hashes = texts["sketch"].combine_chunks().flatten().to_numpy() & ((1 << KEY_BITS) - 1)
    rows = np.repeat(np.arange(len(texts)), lengths)
    numbers, shingles = texts["text"].to_numpy()[rows], texts["shingles"].to_numpy()[rows]
    yield pa.table([hashes, numbers, shingles], schema=ENTRIES)


_LIST = pa.list_(pa.int64())
_ENDS = pa.schema(
    [
        *(("file", pa.string()), ("rows", pa.int64())),
        *(("first_key", pa.int64()), ("first_rows", pa.int64()), ("first_hubs", _LIST)),
        *(("last_key", pa.int64()), ("last_rows", pa.int64()), ("last_hubs", _LIST)),
        *(("head", _LIST), ("head_shingles", _LIST)),
    ]
)
"""The first and the last group of one range: its key, rows and longest texts, and the first texts of the range."""


def _ends(tail: int, file: str) -> Iterator[pa.Table]:
    rows = pq.ParquetFile(file).read()
    keys, texts, shingles = (rows[name].to_numpy() for name in ENTRIES.names)
    first, last = np.searchsorted(keys, keys[0], "right"), np.searchsorted(keys, keys[-1])
    head = slice(0, min(int(first), tail))
    yield pa.table(
        [
            *([file], [len(keys)]),
            *([keys[0]], [first], [_longest(texts[:first], shingles[:first])]),
            *([keys[-1]], [len(keys) - last], [_longest(texts[last:], shingles[last:])]),
            *([texts[head]], [shingles[head].astype(np.int64)]),
        ],
        schema=_ENDS,
    )


def _longest(texts: Int64s, shingles: Int64s) -> Int64s:
    """Return the `HUBS` longest texts of a group, the longest first, and behind them their lengths."""
    order = np.lexsort((texts, -shingles.astype(np.int64)))[:HUBS]
    return np.concatenate([texts[order], shingles[order].astype(np.int64)])


@dataclass(frozen=True, slots=True)
class _Group:
    """A group that may continue in other ranges: its rows in all of them, and its longest texts with their lengths."""

    rows: int
    hubs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """What a range needs of others: its first and last group as a whole, and the next texts of the last group."""

    first: _Group
    last: _Group
    texts: tuple[int, ...]
    shingles: tuple[int, ...]


def _merge(ends: pa.Table, files: tuple[str, ...], tail: int) -> Mapping[str, _Neighbours]:
    """Return what each range needs of the others, by file."""
    by_file = {row["file"]: row for row in ends.to_pylist()}
    ranges = [by_file[file] for file in files]
    groups: dict[int, list[tuple[int, list[int]]]] = {}
    for row in ranges:
        groups.setdefault(row["first_key"], []).append((row["first_rows"], row["first_hubs"]))
        if row["last_key"] != row["first_key"]:
            groups.setdefault(row["last_key"], []).append((row["last_rows"], row["last_hubs"]))
    whole = {key: _whole(parts) for key, parts in groups.items()}
    found = {}
    for number, row in enumerate(ranges):
        texts: list[int] = []
        shingles: list[int] = []
        for after in ranges[number + 1 :]:
            if after["first_key"] != row["last_key"] or len(texts) >= tail:
                break
            texts += after["head"]
            shingles += after["head_shingles"]
        next_texts, next_shingles = tuple(texts[:tail]), tuple(shingles[:tail])
        ends_of = whole[row["first_key"]], whole[row["last_key"]]
        found[row["file"]] = _Neighbours(*ends_of, next_texts, next_shingles)
    return found


def _whole(parts: list[tuple[int, list[int]]]) -> _Group:
    both = [(hubs[at], hubs[len(hubs) // 2 + at]) for _, hubs in parts for at in range(len(hubs) // 2)]
    longest = sorted(set(both), key=lambda hub: (-hub[1], hub[0]))[:HUBS]
    return _Group(sum(rows for rows, _ in parts), tuple([text for text, _ in longest] + [size for _, size in longest]))


def _met(max_group: int, limits: Limits, where: tuple[str, _Neighbours]) -> Iterator[pa.Table]:
    """Yield the pairs of texts that are examined because of one range of entries."""
    file, neighbours = where
    rows = pq.ParquetFile(file).read()
    keys, texts, shingles = (rows[name].to_numpy() for name in ENTRIES.names)
    own = len(keys)
    starts = np.concatenate([np.flatnonzero(np.concatenate([[True], np.diff(keys) != 0])), [own]]).astype(np.int64)
    texts = np.concatenate([texts, np.array(neighbours.texts, np.int64)])
    shingles = np.concatenate([shingles, np.array(neighbours.shingles, np.int32)]).astype(np.int32)
    sizes = np.diff(starts)
    hubs = np.full((len(sizes), 2 * HUBS), -1, np.int64)
    for group in np.flatnonzero(sizes > max_group).tolist():
        _set_hubs(
            hubs[group], _longest(texts[starts[group] : starts[group + 1]], shingles[starts[group] : starts[group + 1]])
        )
    for group, whole in ((0, neighbours.first), (len(sizes) - 1, neighbours.last)):
        sizes[group] = whole.rows
        _set_hubs(hubs[group], np.array(whole.hubs, np.int64))
    ends, stops = starts[1:], np.append(starts[1:-1], len(texts))
    group = 0
    while group < len(sizes):  # in parts, for the pairs of all groups may be many
        until = max(group + 1, int(np.searchsorted(starts, starts[group] + _AT_ONCE // max_group)) - 1)
        part = slice(group, until)
        one, other = _pairs_of(
            texts, shingles, starts[part], ends[part], stops[part], sizes[part] > max_group, hubs[part], limits
        )
        yield pa.table([one, other], schema=PAIRS)
        group = until


def _set_hubs(row: Int64s, hubs: Int64s) -> None:
    found = len(hubs) // 2
    row[:found], row[HUBS : HUBS + found] = hubs[:found], hubs[found:]


@compiled
def _pairs_of(
    texts: Int64s,
    shingles: Int32s,
    starts: Int64s,
    ends: Int64s,
    stops: Int64s,
    large: Bools,
    hubs: Int64s,
    limits: Limits,
) -> tuple[Int64s, Int64s]:
    """Return the pairs that the texts from start to end of each group form with those up to its stop, and its hubs."""
    one, other = np.empty(1024, np.int64), np.empty(1024, np.int64)
    used = 0
    for group in range(starts.size):
        for at in range(starts[group], ends[group]):
            stop = min(stops[group], at + 1 + REACH) if large[group] else stops[group]
            for its in range(at + 1, stop + (HUBS if large[group] else 0)):
                text = texts[its] if its < stop else hubs[group, its - stop]
                size = int(shingles[its]) if its < stop else int(hubs[group, HUBS + its - stop])
                if text < 0 or text == texts[at] or not can_relate(int(shingles[at]), size, limits):
                    continue
                if used == one.size:
                    one = np.concatenate((one, np.empty_like(one)))
                    other = np.concatenate((other, np.empty_like(other)))
                one[used], other[used] = min(texts[at], text), max(texts[at], text)
                used += 1
    return one[:used], other[:used]


def _checked(met: DataFrame, texts: DataFrame, settings: Deduplication, scratch: Scratch) -> DataFrame:
    """Return the pairs whose sketches share enough; each sketch is sent once to each block that needs it."""
    pairs = scratch.keep(met.withColumn("block", f.shiftright("a", _BLOCK_BITS)).distinct())
    # each call of rows() is a table of its own to Spark, which cannot join a table with itself by name
    needed = pairs.rows().select("block", f.explode(f.array("a", "b")).alias("text")).distinct()
    sketches = needed.join(texts.select("text", "shingles", "sketch"), "text")

    def check(asked: pa.Table, known: pa.Table) -> pa.Table:
        known = known.sort_by("text")
        numbers = known["text"].to_numpy()
        one, other = asked["a"].to_numpy(), asked["b"].to_numpy()
        places = Pairs(*(np.searchsorted(numbers, side).astype(np.int32) for side in (one, other)))
        found = are_candidates(places, read_sketches(known["sketch"], known["shingles"], settings), limits_of(settings))
        return pa.table([one[found], other[found]], schema=PAIRS)

    return pairs.rows().groupBy("block").cogroup(sketches.groupBy("block")).applyInArrow(check, "a long, b long")
