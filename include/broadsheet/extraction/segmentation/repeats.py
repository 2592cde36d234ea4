"""Finds lines of a body that repeat others: paragraphs, passages in other lines, repeated standfirsts.

Lines are compared by their words, ignoring case and punctuation. The first copy is kept, except if all words of a line
are part of a longer, later line (a standfirst, a pull quote): then the longer line is kept. A line that repeats three
or more earlier lines (the whole story in one piece, for reading aloud) is dropped.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.page import Line
from broadsheet.numba_support import compiled

ENOUGH_WORDS = 5
"""A shorter line may be repeated on purpose ("No."): it is a repeat only next to another one."""

ENOUGH_KEYS = 6
"""Long words that a line must have to be looked for inside other lines."""

ENOUGH_KEYS_OF_MANY = 40
"""Long words that a line must have to be compared with all the lines before it together."""

COVERED = 0.8
"""Share of its long words, three in a row, that those lines must hold."""


@compiled
def mark_repeats(
    digests: NDArray[np.uint64],
    values: NDArray[np.float32],
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    kept: NDArray[np.bool_],
    repeat_of: NDArray[np.int64],
    inside: NDArray[np.int64],
) -> None:
    """Find repeats on one page, in time linear in its words.

    Args:
        digests: Of each line, as `broadsheet.extraction.segmentation.features.LineFeatures` has it.
        values: The same.
        keys: The same, of any number of pages.
        offsets: The same, of the page's lines.
        kept: Lines that are compared: bool, (lines,).
        repeat_of: Gets for each line the line that it repeats; -1 before: int64, (lines,).
        inside: Gets for each line one that may hold it, for `confirm_repeats`; -1 before: int64, (lines,).
    """
    body = np.flatnonzero(kept)
    if len(body) > 1:
        _same_words(body, digests, values, repeat_of)
        _inside_others(body[repeat_of[body] < 0], keys, offsets, repeat_of, inside)


def confirm_repeats(
    lines: Sequence[Line], kept: NDArray[np.bool_], repeat_of: NDArray[np.int64], inside: NDArray[np.int64]
) -> None:
    """Look at the letters of lines that may be inside others; arguments as `mark_repeats` left them."""
    left = np.flatnonzero(kept & (repeat_of < 0))
    for line in np.flatnonzero(inside >= 0).tolist():
        if _holds(lines, left, int(inside[line]), line):
            repeat_of[line] = inside[line]


_NO_LETTER = re.compile(r"[\W_]+")


def _holds(lines: Sequence[Line], body: NDArray[np.int64], original: int, line: int) -> bool:
    """Return whether every word of a line, the short ones too, is in another one or in that and those behind it."""
    wanted = _NO_LETTER.sub("", lines[line].text).casefold()
    found = ""
    for place in range(int(np.searchsorted(body, original)), len(body)):
        if body[place] == line or len(found) > len(lines[original].text) + 2 * len(wanted):
            break
        found += _NO_LETTER.sub("", lines[body[place]].text).casefold()
    return wanted in found


@compiled
def _same_words(
    body: NDArray[np.int64], digests: NDArray[np.uint64], values: NDArray[np.float32], repeat_of: NDArray[np.int64]
) -> None:
    copies = np.full(len(body) + 2, -1, np.int64)  # one more at each end, so that every line has neighbours
    order = np.argsort(digests[body], kind="mergesort")
    first = 0
    for place in range(1, len(order)):
        if digests[body[order[place]]] != digests[body[order[first]]]:
            first = place
        else:
            copies[order[place] + 1] = body[order[first]]
    for place in range(len(body)):
        line = body[place]
        original = copies[place + 1]
        words = values[line, Feature.WORDS]
        if original < 0 or words == 0:
            continue
        if words >= ENOUGH_WORDS or copies[place] >= 0 or copies[place + 2] >= 0:
            repeat_of[line] = original


@compiled
def _inside_others(  # noqa: C901, PLR0912  (one table, built and read)
    body: NDArray[np.int64],
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    repeat_of: NDArray[np.int64],
    inside: NDArray[np.int64],
) -> None:
    """Fill in lines made of many others, and likely ones (`inside`) that a look at their letters has to confirm."""
    total = 0
    for line in body:
        total += offsets[line + 1] - offsets[line]
    stream = np.empty(total, np.uint32)
    owner = np.empty(total, np.int64)
    begins = np.empty(len(body) + 1, np.int64)
    at = 0
    for place in range(len(body)):
        begins[place] = at
        for key in range(offsets[body[place]], offsets[body[place] + 1]):
            stream[at] = keys[key]
            owner[at] = place
            at += 1
    begins[len(body)] = at
    slots = 64
    while slots < 2 * total:
        slots *= 2
    heads = np.full(slots, -1, np.int64)
    behind = np.full(max(total, 1), -1, np.int64)
    for at in range(total - 3, -1, -1):
        slot = _slot(stream, at, slots)
        behind[at] = heads[slot]
        heads[slot] = at
    for place in range(3, len(body)):
        if begins[place + 1] - begins[place] >= ENOUGH_KEYS_OF_MANY:
            original = _made_of_others(place, stream, owner, begins, heads)
            if original >= 0:
                repeat_of[body[place]] = body[original]
    for place in range(len(body)):
        begin, length = begins[place], begins[place + 1] - begins[place]
        if length < ENOUGH_KEYS or repeat_of[body[place]] >= 0:
            continue
        candidate = heads[_slot(stream, begin, slots)]
        tried = 0
        while candidate >= 0 and tried < 32:
            tried += 1
            there = owner[candidate]
            fits = candidate + length <= total and there != place and repeat_of[body[there]] < 0
            if fits and there > place:
                # a later copy wins only where it is one longer line
                fits = owner[candidate + length - 1] == there and begins[there + 1] - begins[there] > length
            elif fits:
                fits = owner[candidate + length - 1] < place
            if fits:
                same = 0
                while same < length and stream[candidate + same] == stream[begin + same]:
                    same += 1
                if same == length and inside[body[there]] != body[place]:
                    inside[body[place]] = body[there]
                    break
            candidate = behind[candidate]


@compiled
def _made_of_others(
    place: int,
    stream: NDArray[np.uint32],
    owner: NDArray[np.int64],
    begins: NDArray[np.int64],
    heads: NDArray[np.int64],
) -> int:
    """Return the first of three or more earlier lines that a long one is made of, -1 for none."""
    begin, end = begins[place], begins[place + 1] - 2
    covered = others = 0
    first = latest = -1
    for at in range(begin, end):
        head = heads[_slot(stream, at, len(heads))]
        if head >= begin or stream[head] != stream[at] or stream[head + 1] != stream[at + 1]:
            continue
        covered += 1
        if first < 0:
            first = owner[head]
        others += owner[head] != latest
        latest = owner[head]
    return first if covered >= COVERED * (end - begin) and others >= 3 else -1


@compiled
def _slot(stream: NDArray[np.uint32], at: int, slots: int) -> int:
    mixed = np.uint64(stream[at]) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ np.uint64(stream[at + 1])) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed = (mixed ^ np.uint64(stream[at + 2])) * np.uint64(0x165667B19E3779F9)
    return np.int64((mixed >> np.uint64(20)) & np.uint64(slots - 1))  # type: ignore[return-value]
