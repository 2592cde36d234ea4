"""Scores lines by their words: sentences of offers, comments and teasers use other words than those of stories.

The form of such sentences is that of a story's, so only their words separate them: "subscribe", "commented", "our
newsroom". Each word of the list was used on many sites, and its weight is the log odds that a line with it is no body
(``benchmarks/line_model/word_weights.py``). Words are stored as keys of 32 bits, so the list holds no text.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.features import WordScore
from broadsheet.extraction.segmentation.line_model import read_stored
from broadsheet.numba_support import compiled

LINE_WORDS = Path(__file__).with_name("line_words.json")
COLUMNS = ("key", "weight")
SLOTS = 1 << 15
"""Slots of the hash table, a power of two; more than twice the words."""
FADE = 0.8
"""Factor by which the evidence of a line falls per line of distance."""

NEAR = 4
"""Lines either way that a line is compared with."""


class LineWords(NamedTuple):
    """Words and their weights.

    Attributes:
        keys: Key of the word in each slot, 0 for a free one: uint32, (slots,). A word is in the first free slot from
            ``key & (SLOTS - 1)`` on.
        weights: Its weight: float32, (slots,).
    """

    keys: NDArray[np.uint32]
    weights: NDArray[np.float32]


def make_line_words(keys: Sequence[int], weights: Sequence[float]) -> LineWords:
    """Return words, given by their keys as in `LineFeatures.keys`, and weights as a table for lookups."""
    taken = np.zeros(SLOTS, np.uint32)
    held = np.zeros(SLOTS, np.float32)
    for key, weight in zip(keys, weights, strict=True):
        slot = key & (SLOTS - 1)
        while taken[slot]:
            slot = (slot + 1) & (SLOTS - 1)
        taken[slot], held[slot] = key, weight
    return LineWords(taken, held)


@cache
def line_words() -> LineWords:
    """Return the words in the package."""
    stored = read_stored(LINE_WORDS, COLUMNS)
    return make_line_words(stored["keys"], stored["weights"])


@compiled
def score_line_words(
    keys: NDArray[np.uint32], offsets: NDArray[np.int64], words: LineWords, matrix: NDArray[np.float32]
) -> None:
    """Fill in the columns of `WordScore` of one page.

    Args:
        keys: Those of `broadsheet.extraction.segmentation.features.LineFeatures`, of any number of pages.
        offsets: The same, of the page's lines.
        words: The words.
        matrix: Changed in place: float32, (lines, columns of `WordScore`).
    """
    lines = len(matrix)
    known = 0
    total = 0.0
    for line in range(lines):
        found = 0
        score = 0.0
        for at in range(offsets[line], offsets[line + 1]):
            slot = np.int64(keys[at]) & (SLOTS - 1)
            while words.keys[slot] != 0 and words.keys[slot] != keys[at]:
                slot = (slot + 1) & (SLOTS - 1)
            if words.keys[slot] != 0:
                found += 1
                score += words.weights[slot]
        count = offsets[line + 1] - offsets[line]
        matrix[line, WordScore.MEAN] = score / (count + 2)
        matrix[line, WordScore.SUM] = score
        matrix[line, WordScore.KNOWN] = found / (count + 1)
        known += found
        total += score
    before = behind = 0.0
    for line in range(lines):
        matrix[line, WordScore.BEFORE] = before
        before = before * FADE + matrix[line, WordScore.SUM]
        matrix[line, WordScore.PAGE_KNOWN] = known / max(offsets[lines] - offsets[0], 1)
        matrix[line, WordScore.PAGE_MEAN] = total / max(known, 1)
    for line in range(lines - 1, -1, -1):
        matrix[line, WordScore.BEHIND] = behind
        behind = behind * FADE + matrix[line, WordScore.SUM]
    for line in range(lines):
        near = 0.0
        words_near = 2
        for other in range(max(line - NEAR, 0), min(line + NEAR + 1, lines)):
            if other != line:
                near += matrix[other, WordScore.SUM]
                words_near += offsets[other + 1] - offsets[other]
        matrix[line, WordScore.CONTRAST] = matrix[line, WordScore.MEAN] - near / words_near
