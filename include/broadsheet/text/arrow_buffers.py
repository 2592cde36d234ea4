"""Gives kernels the buffers of Arrow texts, and holds their results for several texts as flat arrays."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from broadsheet.numba_support import Bools, Bytes, Int64s, UInt64s


class TextBuffers(NamedTuple):
    """The texts of one Arrow array.

    Attributes:
        data: Their UTF-8 bytes.
        offsets: Length n + 1: text i is ``data[offsets[i]:offsets[i + 1]]``.
        null: Which texts are null; they have no bytes.
    """

    data: Bytes
    offsets: Int64s
    null: Bools


class HashSets(NamedTuple):
    """Distinct values of several texts, such as the hashes of their shingles.

    Attributes:
        offsets: Length n + 1: the set of text i is ``hashes[offsets[i]:offsets[i + 1]]``.
        hashes: Ascending within a set.
    """

    offsets: Int64s
    hashes: UInt64s


def text_chunks(texts: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    """Return a column of texts as a list of at least one array."""
    if isinstance(texts, pa.ChunkedArray):
        return texts.chunks or [pa.array([], texts.type)]
    return [texts]


def text_buffers(texts: pa.Array) -> TextBuffers:
    """Return the buffers of a text array; for a string array only the offsets are copied."""
    # An empty array of another program may have no offsets at all.
    wide = texts.cast(pa.large_string()) if len(texts) else pa.array([], pa.large_string())
    _, offsets, data = wide.buffers()
    return TextBuffers(
        np.frombuffer(data if data is not None else b"", np.uint8),
        np.frombuffer(offsets, np.int64)[wide.offset : wide.offset + len(wide) + 1],
        wide.is_null().to_numpy(zero_copy_only=False),
    )


FlatSets = tuple[Int64s, UInt64s]
"""Offsets and hashes of the sets of one array of texts, as in `HashSets`."""


def sets_of(texts: pa.Array | pa.ChunkedArray, read: Callable[[Bytes, Int64s], tuple[FlatSets, ...]]) -> list[HashSets]:
    """Return the sets that `read` computes from data and offsets, each joined over all chunks of a column."""
    parts = list(_read_chunks(texts, read))
    return [_joined(sets) for sets in zip(*parts, strict=True)]


def _joined(parts: tuple[FlatSets, ...]) -> HashSets:
    lengths = np.concatenate([np.diff(offsets) for offsets, _ in parts])
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return HashSets(offsets, np.concatenate([hashes for _, hashes in parts]))


def _read_chunks(
    texts: pa.Array | pa.ChunkedArray, read: Callable[[Bytes, Int64s], tuple[FlatSets, ...]]
) -> Iterator[tuple[FlatSets, ...]]:
    for chunk in text_chunks(texts):
        buffers = text_buffers(chunk)
        yield read(buffers.data, buffers.offsets)
