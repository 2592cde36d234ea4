"""Small tables that show whether a word may be one of a few: for compiled loops that read most lines of a page in vain.

A word falls into a slot by a hash of its letters, cases aside. A word of the list is always found; one in a hundred
others is found too, so what a loop lets through is looked up again.
"""

from functools import cache

import numpy as np

from broadsheet.extraction.segmentation.char_classes import folds
from broadsheet.numba_support import Bools, UInt32s, compiled
from broadsheet.text.characters import PLANE, code_points

SLOTS = 1 << 12

FEW_LINES = 32
"""So many lines are read one by one: a compiled pass over them takes no less time than it saves."""


@cache
def word_slots(words: frozenset[str]) -> Bools:
    """Return which slots some words, given in small letters, fall into: bool, (SLOTS,)."""
    table = np.zeros(SLOTS, np.bool_)
    for word in words:
        table[slot_of(code_points(word), 0, len(word), folds())] = True
    return table


@compiled
def fold_point(point: np.uint32, folded: UInt32s) -> np.uint32:
    """Return a code point in lower case, given the table of `folds`."""
    return np.uint32(folded[point]) if point < PLANE else point


@compiled
def slot_of(points: UInt32s, start: int, end: int, folded: UInt32s) -> int:
    """Return the slot of the word at ``points[start:end]``, given the table of `folds`."""
    state = np.uint32(2166136261)
    for at in range(start, end):
        state = np.uint32((state ^ fold_point(points[at], folded)) * np.uint32(16777619))
    return int((state ^ (state >> np.uint32(13))) & np.uint32(SLOTS - 1))
