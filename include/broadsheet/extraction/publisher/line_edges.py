"""Selects the short lines outside a story whose first or last words may name the outlet: a cheap look at all of them.

Menus and footers are most lines of a page, and few of them say whose page it is. One compiled pass over the code points
finds those that are worth reading: it may let a line through in vain, but misses none.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.char_classes import folds
from broadsheet.extraction.word_slots import FEW_LINES, SLOTS, fold_point, slot_of
from broadsheet.numba_support import Bools, Int64s, UInt32s, UInt64s, compiled
from broadsheet.text.characters import code_points

SHARED = 3
"""Lines that a name has to open or end, to be one that they share."""

LONGEST = 70
"""Characters of a short line, at most."""


class Edges(NamedTuple):
    """The short lines outside the story that may name the outlet; indexes of lines, in order.

    Attributes:
        shared: Lines that open or end with the same word as two others, one of each text; names are written with a
            capital, so words in small ASCII letters and numbers do not count.
        framed: Lines that open or end with one of the words asked for.
    """

    shared: list[int]
    framed: list[int]


def read_edges(points: UInt32s, places: Int64s, outside: Bools, first: Bools, last: Bools) -> Edges:
    """Select lines by their first and last words.

    Args:
        points: Code points of the page.
        places: Where its lines are: int64, (lines, columns of `Position`).
        outside: Which lines are outside the story: bool, (lines,).
        first: Table of the words that a framed line opens with, see `word_slots`.
        last: The same of the words that it ends with.
    """
    if len(places) <= FEW_LINES:
        lines = np.flatnonzero(outside).tolist()
        return Edges(lines, lines)
    marks = _mark(points, places, outside, first, last, folds())
    return Edges(np.flatnonzero(marks & _SHARES).tolist(), np.flatnonzero(marks & _IS_FRAMED).tolist())


def lines_with_edge(points: UInt32s, places: Int64s, outside: Bools, keys: Iterable[str]) -> list[int]:
    """Return the short lines outside the story whose letters and digits may open or end with one of `keys`."""
    if len(places) <= FEW_LINES:
        all_lines: list[int] = np.flatnonzero(outside).tolist()
        return all_lines
    spelled = list(keys)
    bounds = np.cumsum([0, *map(len, spelled)])
    found = _with_edge(points, places, outside, code_points("".join(spelled)), bounds, folds())
    return np.flatnonzero(found).tolist()


_SHARES, _IS_FRAMED = 1, 2
_FEED, _NO_BREAK_SPACE = 10, 0xA0
_SHOUTED = 60
"""Characters of the shortest line that `Page.points` may hold in another case than the page."""


@compiled
def _is_space(point: np.uint32) -> bool:
    if point <= 0x20:
        return bool(point == 0x20 or 9 <= point <= 13 or 0x1C <= point <= 0x1F)
    if point < 0x1680:
        return bool(point in (0x85, _NO_BREAK_SPACE))
    return bool(0x2000 <= point <= 0x200A or point in (0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))


@compiled
def _is_bullet(point: np.uint32) -> bool:
    """Return whether lines are stripped of a character: ``*•·+-–|:`` and spaces."""
    return bool(point in (0x20, 0x2A, 0x2022, 0xB7, 0x2B, 0x2D, 0x2013, 0x7C, 0x3A, _NO_BREAK_SPACE))


@compiled
def _is_short(points: UInt32s, start: int, end: int) -> bool:
    """Return whether a line may be short: one of several pieces is as long as its letters, without the spaces."""
    length = 0
    if end - start <= LONGEST:
        return True
    if end - start > 4 * LONGEST:
        return False
    broken = False
    for at in range(start, end):
        broken = broken or points[at] == _FEED
        length += not _is_space(points[at])
    return broken and length <= LONGEST


@compiled
def _trimmed(points: UInt32s, start: int, end: int) -> tuple[int, int]:
    while start < end and _is_bullet(points[start]):
        start += 1
    while end > start and _is_bullet(points[end - 1]):
        end -= 1
    return start, end


@compiled
def _edge_words(points: UInt32s, start: int, end: int) -> tuple[int, int, int, int]:
    """Return where the first word of a line begins and ends, and where the last one does; all alike for no word."""
    start, end = _trimmed(points, start, end)
    while start < end and _is_space(points[start]):
        start += 1
    while end > start and _is_space(points[end - 1]):
        end -= 1
    behind, before = start, end
    while behind < end and not _is_space(points[behind]):
        behind += 1
    while before > start and not _is_space(points[before - 1]):
        before -= 1
    return start, behind, before, end


@compiled
def _mark(
    points: UInt32s, places: Int64s, outside: Bools, first: Bools, last: Bools, folded: UInt32s
) -> NDArray[np.uint8]:
    lines = len(places)
    marks = np.zeros(lines, np.uint8)
    slots = np.full((lines, 2), -1, np.int64)
    counts = np.zeros((2, SLOTS), np.int32)
    digests = np.zeros(lines, np.uint64)
    heads, chain = np.full(SLOTS, -1, np.int64), np.full(lines, -1, np.int64)
    for line in range(lines):
        if not outside[line] or not _is_short(points, places[line, 0], places[line, 1]):
            continue
        start, behind, before, end = _edge_words(points, places[line, 0], places[line, 1])
        if start == end:
            continue
        slots[line] = slot_of(points, start, behind, folded), slot_of(points, before, end, folded)
        if behind < end and (first[slots[line, 0]] or last[slots[line, 1]]):
            marks[line] |= np.uint8(_IS_FRAMED)
        digests[line] = _digest(points, start, end)
        listed = _is_listed(digests[line], line, heads, chain, digests)
        folds_case = places[line, 1] - places[line, 0] >= _SHOUTED  # the page's points may be in sentence case
        for edge in range(2):
            named = folds_case or _may_open_name(points, before if edge else start, end if edge else behind)
            if named and not listed:
                counts[edge, slots[line, edge]] += 1
            else:
                slots[line, edge] = -1
    for line in range(lines):
        for edge in range(2):
            if slots[line, edge] >= 0 and counts[edge, slots[line, edge]] >= SHARED:
                marks[line] |= np.uint8(_SHARES)
    return marks


@compiled
def _may_open_name(points: UInt32s, start: int, end: int) -> bool:
    """Return whether a word is none that begins with a small ASCII letter, and no number."""
    if 97 <= points[start] <= 122:
        return False
    at = start
    while at < end and 48 <= points[at] <= 57:
        at += 1
    return at < end


@compiled
def _digest(points: UInt32s, start: int, end: int) -> np.uint64:
    state = np.uint64(0xCBF29CE484222325)
    for at in range(start, end):
        state = (state ^ np.uint64(points[at])) * np.uint64(0x00000100000001B3)
    return state


@compiled
def _is_listed(digest: np.uint64, line: int, heads: Int64s, chain: Int64s, digests: UInt64s) -> bool:
    """Return whether an earlier line has a digest; else list it: `heads` and `chain` are a table of lines."""
    slot = int((digest >> np.uint64(20)) & np.uint64(SLOTS - 1))
    other = heads[slot]
    while other >= 0:
        if digests[other] == digest:
            return True
        other = chain[other]
    chain[line] = heads[slot]
    heads[slot] = line
    return False


@compiled
def _with_edge(
    points: UInt32s, places: Int64s, outside: Bools, keys: UInt32s, bounds: Int64s, folded: UInt32s
) -> Bools:
    lines = len(places)
    found = np.zeros(lines, np.bool_)
    for line in range(lines):
        if not outside[line] or not _is_short(points, places[line, 0], places[line, 1]):
            continue
        start, end = places[line, 0], places[line, 1]
        for key in range(len(bounds) - 1):
            own = keys[bounds[key] : bounds[key + 1]]
            if _opens(points, start, end, own, folded) or _ends(points, start, end, own, folded):
                found[line] = True
                break
    return found


@compiled
def _is_sign(point: np.uint32) -> bool:
    """Return whether a character of ASCII is no letter or digit."""
    return not (48 <= point <= 57 or 65 <= point <= 90 or 97 <= point <= 122)


@compiled
def _may_be_ascii(point: np.uint32) -> bool:
    """Return whether a letter beyond ASCII may be one of ASCII without its accent: not in scripts without Latin."""
    return not (0x400 <= point <= 0x1CFF or 0x3040 <= point <= 0x9FFF or 0xAC00 <= point <= 0xD7A3)


@compiled
def _opens(points: UInt32s, start: int, end: int, key: UInt32s, folded: UInt32s) -> bool:
    """Return whether letters and digits of a line open with a key; true where accents leave it open."""
    at = start
    for letter in key:
        while at < end and points[at] < 0x80 and _is_sign(points[at]):
            at += 1
        if at == end:
            return False
        if points[at] >= 0x80:
            return _may_be_ascii(points[at]) or letter >= 0x80
        if fold_point(points[at], folded) != letter:
            return False
        at += 1
    return True


@compiled
def _ends(points: UInt32s, start: int, end: int, key: UInt32s, folded: UInt32s) -> bool:
    at = end
    for letter in key[::-1]:
        while at > start and points[at - 1] < 0x80 and _is_sign(points[at - 1]):
            at -= 1
        if at == start:
            return False
        if points[at - 1] >= 0x80:
            return _may_be_ascii(points[at - 1]) or letter >= 0x80
        if fold_point(points[at - 1], folded) != letter:
            return False
        at -= 1
    return True
