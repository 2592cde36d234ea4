"""Counts exactly what two texts have in common: shingles, own shingles, leads, numbers.

The number of shared shingles is not enough. A gallery of captions below two stories of one outlet can be most of both,
and a market report repeats all but the figures of the previous day. So two more features are counted. News starts with
the most important facts (the inverted pyramid), so an edit contains the lead of the story, or the story contains the
lead of the edit, while a passage that two stories share by chance is further down in both. And in a report of figures,
the numbers are the news. Shingles of the frame of either text (`broadsheet.deduplication.frames`) are not its own, and
count only in the figures that are published.
Reasons and thresholds: ``docs/decisions/containment.md``.
"""

import unicodedata
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.deduplication.candidates import Pairs
from broadsheet.numba_support import Bools, Bytes, Floats, Int32s, Int64s, UInt64s, compiled
from broadsheet.settings import Deduplication
from broadsheet.text.arrow_buffers import HashSets, sets_of
from broadsheet.text.characters import (
    ALONE,
    EXPANDED,
    IGNORED,
    KIND_SHIFT,
    LETTER,
    MARK,
    MAX_WORDS_PER_BYTE,
    Characters,
    characters,
)
from broadsheet.text.fingerprints import shingles_and_leads
from broadsheet.text.tokenizer import decode_character

FEWEST_NUMBERS = 4
SHINGLES_PER_NUMBER = 25
"""A text is a report of figures if it has at least `FEWEST_NUMBERS` distinct numbers, and at least one number per
`SHINGLES_PER_NUMBER` distinct shingles."""


class Contents(NamedTuple):
    """The features of several texts.

    Attributes:
        shingles: All shingles.
        leads: The first `lead_shingles` of them.
        numbers: The numbers, by value.
        frame: The shingles that other stories of the outlet share.
    """

    shingles: HashSets
    leads: HashSets
    numbers: HashSets
    frame: HashSets


class Evidence(NamedTuple):
    """The common features of the texts of pairs.

    Attributes:
        shared: Number of distinct shingles in both.
        own_shared: The same without the frames of both.
        own_first: Number of shingles of the first text without the frames of both.
        own_second: The same of the second text.
        lead: The share of a text's lead that is in the other text, both without frames; the maximum over both texts, 0
            to 1.
        figures: The share of the numbers that are in both texts, of the text with fewer numbers, 0 to 1; 1 unless both
            are reports of figures.
    """

    shared: Int32s
    own_shared: Int32s
    own_first: Int32s
    own_second: Int32s
    lead: Floats
    figures: Floats


def read_contents(texts: pa.Array | pa.ChunkedArray, settings: Deduplication) -> Contents:
    """Return the features of texts, with empty frames; empty for a null text."""
    shingles, leads = shingles_and_leads(texts, settings)
    return Contents(shingles, leads, number_sets(texts), _no_sets(len(texts)))


_COMPUTED = Contents._fields[:-1]
"""The features of a text alone: all but its frame."""


def features_of(table: pa.Table, settings: Deduplication) -> pa.Table:
    """Return doc_id and the features of texts as columns, to read them elsewhere without the texts (`contents_of`).

    Args:
        table: Columns doc_id and text.
        settings: What a shingle is.

    Returns:
        Columns doc_id and `_COMPUTED`: lists of int64, the bits of unsigned values.
    """
    sets = read_contents(table["text"], settings)
    columns = []
    for name in _COMPUTED:
        own: HashSets = getattr(sets, name)
        columns.append(pa.LargeListArray.from_arrays(own.offsets, own.hashes.view(np.int64)))
    return pa.table([table["doc_id"], *columns], names=["doc_id", *_COMPUTED])


def contents_of(table: pa.Table, settings: Deduplication) -> Contents:
    """Return the features of the texts of a table with a column text, or with the columns of `features_of`."""
    if "text" in table.schema.names:
        return read_contents(table["text"], settings)
    shingles, leads, numbers = (_sets_of_lists(table[name]) for name in _COMPUTED)
    return Contents(shingles, leads, numbers, _no_sets(len(table)))


def _sets_of_lists(column: pa.ChunkedArray) -> HashSets:
    lengths = pc.list_value_length(column).to_numpy().astype(np.int64, copy=False)
    values = pc.list_flatten(column).to_numpy().astype(np.int64, copy=False)
    return HashSets(np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]), values.view(np.uint64))


def _no_sets(texts: int) -> HashSets:
    return HashSets(np.zeros(texts + 1, np.int64), np.empty(0, np.uint64))


def examine(pairs: Pairs, contents: Contents) -> Evidence:
    """Return the common features of each pair of positions in `contents`."""
    return Evidence(*_examine(pairs, *contents))


def empty_evidence(pairs: int) -> Evidence:
    """Return evidence for `pairs` pairs, filled with zeros."""
    columns: list[Any] = [*(np.zeros(pairs, np.int32) for _ in range(4)), np.zeros(pairs), np.zeros(pairs)]
    return Evidence(*columns)


def take_evidence(evidence: Evidence, rows: Bools | Int64s) -> Evidence:
    """Return the evidence of some of the pairs."""
    taken: list[Any] = [column[rows] for column in evidence]
    return Evidence(*taken)


def join_evidence(one: Evidence, other: Evidence) -> Evidence:
    """Return the evidence of the pairs of both, concatenated."""
    columns: list[Any] = [np.concatenate(both) for both in zip(one, other, strict=True)]  # type: ignore[arg-type]
    return Evidence(*columns)


@compiled
def _examine(
    pairs: Pairs, shingles: HashSets, leads: HashSets, numbers: HashSets, frames: HashSets
) -> tuple[Int32s, Int32s, Int32s, Int32s, Floats, Floats]:
    shared, own_shared = np.empty(pairs.first.size, np.int32), np.empty(pairs.first.size, np.int32)
    own_first, own_second = np.empty(pairs.first.size, np.int32), np.empty(pairs.first.size, np.int32)
    lead = np.empty(pairs.first.size, np.float64)
    figures = np.ones(pairs.first.size, np.float64)
    for pair in range(pairs.first.size):
        one, other = pairs.first[pair], pairs.second[pair]
        one_shingles, other_shingles = _set(shingles, one), _set(shingles, other)
        one_lead, other_lead = _set(leads, one), _set(leads, other)
        one_frame, other_frame = _set(frames, one), _set(frames, other)
        shared[pair] = own_shared[pair] = _common(one_shingles, other_shingles)
        own_first[pair], own_second[pair] = one_shingles.size, other_shingles.size
        if one_frame.size + other_frame.size:
            in_other, in_one = _common(one_frame, other_shingles), _common(other_frame, one_shingles)
            in_both = _common(one_frame, other_frame)
            own_shared[pair] -= in_other + in_one - in_both
            own_first[pair] -= one_frame.size + in_one - in_both
            own_second[pair] -= other_frame.size + in_other - in_both
            one_lead = _without(_without(one_lead, one_frame), other_frame)
            other_lead = _without(_without(other_lead, one_frame), other_frame)
        lead[pair] = max(
            _common(one_lead, other_shingles) / max(1, one_lead.size),
            _common(other_lead, one_shingles) / max(1, other_lead.size),
        )
        one_numbers, other_numbers = _set(numbers, one), _set(numbers, other)
        fewer = min(one_numbers.size, other_numbers.size)
        if fewer >= FEWEST_NUMBERS and fewer * SHINGLES_PER_NUMBER >= min(one_shingles.size, other_shingles.size):
            figures[pair] = _common(one_numbers, other_numbers) / fewer
    return shared, own_shared, own_first, own_second, lead, figures


@compiled
def _without(one: UInt64s, other: UInt64s) -> UInt64s:
    """Return the values of an ascending array that are not in another one."""
    left = np.empty(one.size, np.uint64)
    used = at = other_at = 0
    while at < one.size and other_at < other.size:
        a, b = one[at], other[other_at]
        left[used] = a
        used += int(a < b)
        at += int(a <= b)
        other_at += int(b <= a)
    left[used : used + one.size - at] = one[at:]
    return left[: used + one.size - at]


@compiled
def _set(sets: HashSets, text: int) -> UInt64s:
    return sets.hashes[sets.offsets[text] : sets.offsets[text + 1]]


@compiled
def _common(one: UInt64s, other: UInt64s) -> int:
    """Return the number of common values of two ascending arrays without repeats."""
    common = 0
    at, other_at = 0, 0
    while at < one.size and other_at < other.size:
        a, b = one[at], other[other_at]
        common += int(a == b)
        at += int(a <= b)
        other_at += int(b <= a)
    return common


_CODES = 0x10000
"""Digits outside the Basic Multilingual Plane are ornaments, or belong to scripts that newspapers do not use."""


def number_sets(texts: pa.Array | pa.ChunkedArray) -> HashSets:
    """Return the distinct numbers of each text, modulo 2^64, ascending; a null text has none.

    Leading zeros are ignored; a sign, a point or a comma separates two numbers. In scripts without spaces each digit is
    a number, as it is a word.
    """
    return sets_of(texts, lambda data, offsets: (_numbers(data, offsets, _digits(), characters()),))[0]


@cache
def _digits() -> Bytes:
    """Return for each code point its decimal digit value plus 1, 0 for other characters."""
    values = [unicodedata.decimal(chr(code), -1) + 1 for code in range(_CODES)]
    return np.array(values, np.uint8)


_KIND = np.uint32(KIND_SHIFT)
_CODE = np.uint32((1 << KIND_SHIFT) - 1)


@compiled
def _numbers(data: Bytes, offsets: Int64s, digits: Bytes, table: Characters) -> tuple[Int64s, UInt64s]:
    bounds = np.zeros(offsets.size, np.int64)
    longest = 0
    for text in range(offsets.size - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    room = np.empty(MAX_WORDS_PER_BYTE * longest + 1, np.uint64)
    found = np.empty(64, np.uint64)
    used = 0
    for text in range(offsets.size - 1):
        count = _read_numbers(data, offsets[text], offsets[text + 1], digits, table, room)
        distinct = np.unique(room[:count])
        while used + distinct.size > found.size:
            found = np.concatenate((found, np.empty_like(found)))
        found[used : used + distinct.size] = distinct
        used += distinct.size
        bounds[text + 1] = used
    return bounds, found[:used]


@compiled
def _read_numbers(  # noqa: C901  (one pass, one loop: calls would cost more than the work)
    data: Bytes, start: int, end: int, digits: Bytes, table: Characters, room: UInt64s
) -> int:
    """Write the numbers of one text to `room`, and return their count."""
    count = 0
    value = np.uint64(0)
    opened = False  # a number is being read
    at = start
    while at < end:
        byte = int(data[at])
        if byte < 0x80:
            at += 1
            if 0x30 <= byte <= 0x39:
                value = value * np.uint64(10) + np.uint64(byte - 0x30)
                opened = True
            elif opened:
                room[count], count, value, opened = value, count + 1, np.uint64(0), False
            continue
        code, at = decode_character(data, at, end)
        entry = table.entries[code]
        first, last = 0, 0
        if entry >> _KIND == EXPANDED:
            first = int(entry & _CODE) + 1
            last = first + int(table.expansions[first - 1]) - 1
        for place in range(first, last + 1):
            part = table.expansions[place] if first > 0 else entry
            kind = part >> _KIND
            if kind in (IGNORED, MARK):
                continue
            folded = int(part & _CODE)
            digit = int(digits[folded]) - 1 if folded < _CODES and kind in (LETTER, ALONE) else -1
            if opened and (kind != LETTER or digit < 0):
                room[count], count, value, opened = value, count + 1, np.uint64(0), False
            if digit >= 0:
                value = value * np.uint64(10) + np.uint64(digit)
                opened = True
            if digit >= 0 and kind == ALONE:
                room[count], count, value, opened = value, count + 1, np.uint64(0), False
    if opened:
        room[count] = value
        count += 1
    return count
