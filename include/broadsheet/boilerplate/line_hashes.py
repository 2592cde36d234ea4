"""Hashes the lines of texts to 64 bits, in one pass over the Arrow buffers: lines of equal words have equal hashes."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from broadsheet.numba_support import Bytes, Int32s, Int64s, UInt64s, compiled
from broadsheet.text.arrow_buffers import text_buffers, text_chunks
from broadsheet.text.characters import MAX_WORDS_PER_BYTE, Characters, characters
from broadsheet.text.tokenizer import ascii_letters, mix, read_words

_FACTOR = np.uint64(0xD1342543DE82EF95)  # odd: Steele and Vigna 2021, doi:10.1002/spe.3030
_BREAK = ord("\n")


class LineHashes(NamedTuple):
    """The lines of n texts, concatenated.

    Attributes:
        bounds: Length n + 1: the lines of text i are ``hashes[bounds[i]:bounds[i + 1]]``.
        hashes: Hash of each line, over its words.
        words: Number of words of each line.
    """

    bounds: Int64s
    hashes: UInt64s
    words: Int32s


def hash_lines(texts: pa.Array | pa.ChunkedArray) -> LineHashes:
    """Return the hashed lines of texts; lines are separated by blank lines, and a null or empty text has none.

    Words are the same as in deduplication (`broadsheet.text.characters`): case, width and punctuation do not matter.
    """
    parts = []
    for chunk in text_chunks(texts):
        buffers = text_buffers(chunk)
        feeds = np.flatnonzero(buffers.data == _BREAK)
        breaks = feeds[:-1][np.diff(feeds) == 1]
        parts.append(LineHashes(*_hash_lines(buffers.data, buffers.offsets, breaks, characters())))
    lengths = np.concatenate([np.diff(part.bounds) for part in parts])
    return LineHashes(
        np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.words for part in parts]),
    )


@compiled
def _hash_lines(data: Bytes, offsets: Int64s, breaks: Int64s, table: Characters) -> tuple[Int64s, UInt64s, Int32s]:
    """Return bounds, hashes and word counts of the lines between `breaks`, the positions of double line breaks."""
    texts = offsets.size - 1
    bounds = np.zeros(texts + 1, np.int64)
    hashes = np.empty(texts + breaks.size, np.uint64)
    words = np.empty(texts + breaks.size, np.int32)
    letters = ascii_letters(table)
    scratch = np.empty(MAX_WORDS_PER_BYTE * _longest(offsets) + 1, np.uint64)
    line = coming = 0
    for text in range(texts):
        at, last = offsets[text], offsets[text + 1]
        while at < last:
            while coming < breaks.size and breaks[coming] < at:
                coming += 1
            end = breaks[coming] if coming < breaks.size and breaks[coming] + 1 < last else last
            count = read_words(data, at, end, letters, table, scratch)
            digest = np.uint64(count)
            for index in range(count):
                digest = digest * _FACTOR + scratch[index]
            hashes[line], words[line] = mix(digest), count
            line += 1
            at = end + 2
        bounds[text + 1] = line
    return bounds, hashes[:line], words[:line]


@compiled
def _longest(offsets: Int64s) -> int:
    longest = 0
    for text in range(offsets.size - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    return longest
