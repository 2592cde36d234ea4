"""Holds the sketches of many texts as flat arrays, and counts the hashes that two sketches share."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.numba_support import Int64s, UInt64s, compiled
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import sketch_rates


class Sketches(NamedTuple):
    """Sketches of n texts.

    Attributes:
        hashes: The sketches, concatenated; each is ascending.
        bounds: Length n + 1: the sketch of text i is ``hashes[bounds[i]:bounds[i + 1]]``.
        counts: Distinct shingles of each text.
        thresholds: Each sketch has all shingle hashes of its text up to this value.
    """

    hashes: UInt64s
    bounds: Int64s
    counts: Int64s
    thresholds: UInt64s


def read_sketches(sketch: pa.ChunkedArray, shingle_count: pa.ChunkedArray, settings: Deduplication) -> Sketches:
    """Return sketches from the columns ``sketch`` and ``shingle_count`` of a table; no row may be null."""
    lengths = [pc.list_value_length(chunk).to_numpy().astype(np.int64) for chunk in sketch.chunks]
    hashes = [chunk.flatten().to_numpy().view(np.uint64) for chunk in sketch.chunks]
    counts = shingle_count.to_numpy().astype(np.int64)
    return Sketches(
        np.concatenate([np.empty(0, np.uint64), *hashes]),
        np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths])),
        counts,
        np.uint64(2**64 - 1) // sketch_rates(counts, settings).astype(np.uint64),
    )


def take_sketches(sketches: Sketches, texts: Int64s) -> Sketches:
    """Return the sketches of some texts, in the given order."""
    hashes, bounds = _take(sketches, texts)
    return Sketches(hashes, bounds, sketches.counts[texts], sketches.thresholds[texts])


@compiled
def shareable(sketches: Sketches, one: int, other: int) -> int:
    """Return how many hashes of the text with fewer shingles are below both thresholds: the maximum overlap."""
    threshold = min(sketches.thresholds[one], sketches.thresholds[other])
    one_size = _size(sketches, one, threshold)
    other_size = _size(sketches, other, threshold)
    if sketches.counts[one] == sketches.counts[other]:
        return min(one_size, other_size)
    return one_size if sketches.counts[one] < sketches.counts[other] else other_size


@compiled
def sketch_overlap(sketches: Sketches, one: int, other: int) -> int:
    """Return how many hashes two sketches share.

    Shared hashes are below both thresholds, so this divided by `shareable` estimates the containment of the smaller
    text in the other, for any sampling rates.
    """
    hashes, bounds = sketches.hashes, sketches.bounds
    return count_common(hashes, bounds[one], bounds[one + 1], bounds[other], bounds[other + 1])


@compiled
def count_common(values: UInt64s, one: int, one_end: int, other: int, other_end: int) -> int:
    """Return the number of common values of ascending ``values[one:one_end]`` and ``values[other:other_end]``."""
    common = 0
    while one < one_end and other < other_end:
        a, b = values[one], values[other]
        common += int(a == b)
        one += int(a <= b)
        other += int(b <= a)
    return common


@compiled
def _size(sketches: Sketches, text: int, threshold: np.uint64) -> int:
    start, high = int(sketches.bounds[text]), int(sketches.bounds[text + 1])
    low = start
    if high == low or sketches.hashes[high - 1] <= threshold:
        return high - low
    while low < high:
        middle = (low + high) // 2
        if sketches.hashes[middle] <= threshold:
            low = middle + 1
        else:
            high = middle
    return low - start


@compiled
def _take(sketches: Sketches, texts: Int64s) -> tuple[UInt64s, Int64s]:
    bounds = np.zeros(texts.size + 1, np.int64)
    for index in range(texts.size):
        text = texts[index]
        bounds[index + 1] = bounds[index] + sketches.bounds[text + 1] - sketches.bounds[text]
    taken = np.empty(bounds[-1], np.uint64)
    for index in range(texts.size):
        text = texts[index]
        taken[bounds[index] : bounds[index + 1]] = sketches.hashes[sketches.bounds[text] : sketches.bounds[text + 1]]
    return taken, bounds
