"""Computes which words a line shares with other lines: an article repeats its own words, teasers do not.

Words are counted by the slots of their keys; words in the same slot count as one word.
"""

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.features import BESIDE, Context, word_slot
from broadsheet.numba_support import compiled

_SLOTS = 1 << 12
_OPENING = 10
"""Lines of prose that open the main stretch."""
_NEAR = 2
"""Lines before and behind that a line is compared with one by one."""
_MOST_KEYS = 200
"""Longest line, in keys, that is compared with others: a longer one would take as long as a page."""
_FADE, _EARLIER_FADE = 0.7, 0.85
"""Factor by which the evidence of a line falls per line of distance."""


@compiled
def describe_words(
    prose: NDArray[np.float32],
    first: int,
    last: int,
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    matrix: NDArray[np.float32],
) -> None:
    """Fill in the columns of `Context` that compare the words of lines.

    Args:
        prose: How many words of each line of the page count as prose: float32, (lines,).
        first: First line of the main stretch.
        last: Its last line.
        keys: Those of `broadsheet.extraction.segmentation.features.LineFeatures`, of any number of pages.
        offsets: The same, of the page's lines.
        matrix: Changed in place: float32, (lines, `broadsheet.extraction.segmentation.features.WIDTH`).
    """
    _share_with_main_stretch(prose, first, last, keys, offsets, matrix)
    _share_near(Context.COHESION, Context.COHESION_BEFORE, Context.COHESION_BEHIND, offsets, matrix)
    _share_near(Context.OPENING, Context.OPENING_BEFORE, Context.OPENING_BEHIND, offsets, matrix)
    _share_with_neighbours(keys, offsets, matrix)
    _share_with_earlier_prose(prose, keys, offsets, matrix)


@compiled
def _share_with_main_stretch(
    prose: NDArray[np.float32],
    first: int,
    last: int,
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    matrix: NDArray[np.float32],
) -> None:
    """Fill in the shares of words that other lines of the main stretch, and those of its opening, use."""
    used = np.zeros(_SLOTS, np.int16)  # in how many lines of the main stretch each word is
    opening = np.zeros(_SLOTS, np.int16)
    latest = np.full(_SLOTS, -1, np.int32)
    opened = 0
    for line in range(first, last + 1):
        if prose[line] > 0.0:
            opened += 1
            for at in range(offsets[line], offsets[line + 1]):
                slot = word_slot(keys[at], _SLOTS)
                if latest[slot] != line:
                    latest[slot] = line
                    used[slot] += 1
                    opening[slot] += opened <= _OPENING
    for line in range(len(prose)):
        known = familiar = 0
        own = 1 if first <= line <= last and prose[line] > 0.0 else 0
        for at in range(offsets[line], offsets[line + 1]):
            slot = word_slot(keys[at], _SLOTS)
            known += used[slot] > own
            familiar += opening[slot] > (1 if own and opening[slot] == used[slot] else 0)
        count = offsets[line + 1] - offsets[line]
        matrix[line, BESIDE + Context.COHESION] = known / count if count else -1.0
        matrix[line, BESIDE + Context.OPENING] = familiar / count if count else -1.0


@compiled
def _share_near(source: int, before: int, behind: int, offsets: NDArray[np.int64], matrix: NDArray[np.float32]) -> None:
    """Fill in the shares of the lines near each line, weighed by their words; -1 where there is none on that side."""
    lines = len(matrix)
    shared = weight = 0.0
    for line in range(lines):
        matrix[line, BESIDE + before] = shared / weight if weight > 0.0 else -1.0
        count = offsets[line + 1] - offsets[line]
        shared = shared * _FADE + matrix[line, BESIDE + source] * count
        weight = weight * _FADE + count
    shared = weight = 0.0
    for line in range(lines - 1, -1, -1):
        matrix[line, BESIDE + behind] = shared / weight if weight > 0.0 else -1.0
        count = offsets[line + 1] - offsets[line]
        shared = shared * _FADE + matrix[line, BESIDE + source] * count
        weight = weight * _FADE + count


@compiled
def _share_with_neighbours(keys: NDArray[np.uint32], offsets: NDArray[np.int64], matrix: NDArray[np.float32]) -> None:
    """Fill in the largest share of a line's words that one of the two lines before or behind it has too."""
    owner = np.full((_SLOTS, _NEAR), -1, np.int32)  # the last two lines that hold each word, the later one first
    for line in range(len(matrix)):
        count = offsets[line + 1] - offsets[line]
        for step in range(1, min(_NEAR, line) + 1):
            other = line - step
            others = offsets[other + 1] - offsets[other]
            if count == 0 or others == 0 or count > _MOST_KEYS:
                continue
            shared = 0
            for at in range(offsets[line], offsets[line + 1]):
                slot = word_slot(keys[at], _SLOTS)
                shared += owner[slot, 0] == other or owner[slot, 1] == other
            here, there = matrix[line, BESIDE + Context.SAID_NEAR], matrix[other, BESIDE + Context.SAID_NEAR]
            matrix[line, BESIDE + Context.SAID_NEAR] = max(here, shared / count)
            matrix[other, BESIDE + Context.SAID_NEAR] = max(there, min(shared / others, 1.0))
        for at in range(offsets[line], offsets[line + 1]):
            slot = word_slot(keys[at], _SLOTS)
            if owner[slot, 0] != line:
                owner[slot, 1] = owner[slot, 0]
                owner[slot, 0] = line


@compiled
def _share_with_earlier_prose(
    prose: NDArray[np.float32], keys: NDArray[np.uint32], offsets: NDArray[np.int64], matrix: NDArray[np.float32]
) -> None:
    """Fill in the share of the words of each line and those behind it that prose before it used."""
    lines = len(prose)
    said = np.zeros(_SLOTS, np.bool_)
    known = np.zeros(lines, np.int64)
    for line in range(lines):
        for at in range(offsets[line], offsets[line + 1]):
            known[line] += said[word_slot(keys[at], _SLOTS)]
        if prose[line] > 0.0:
            for at in range(offsets[line], offsets[line + 1]):
                said[word_slot(keys[at], _SLOTS)] = True
    heard = weight = 0.0
    for line in range(lines - 1, -1, -1):
        heard = heard * _EARLIER_FADE + known[line]
        weight = weight * _EARLIER_FADE + (offsets[line + 1] - offsets[line])
        matrix[line, BESIDE + Context.EARLIER_BEHIND] = heard / max(weight, 1.0)
