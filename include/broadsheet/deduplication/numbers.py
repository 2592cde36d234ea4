"""The numbers in texts, by value: runs of decimal digits of any script, read from their UTF-8 bytes in one pass.

Digits are those of the words that deduplication compares (`broadsheet.text.tokenizer`): folded, without what is
ignored there. So texts of the same words hold the same numbers, and any of a text's exact copies can stand for it.
"""

import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa

from broadsheet.numba_support import Bytes, Int64s, UInt64s, compiled
from broadsheet.text.arrow_buffers import HashSets, sets_of
from broadsheet.text.characters import (
    ALONE,
    EXPANDED,
    IGNORED,
    KIND_SHIFT,
    LETTER,
    MARK,
    MAX_WORDS_A_BYTE,
    Characters,
    characters,
)
from broadsheet.text.tokenizer import decode_character

_CODES = 0x10000
"""Digits beyond the Basic Multilingual Plane are ornaments or of scripts no newspaper is set in."""


def number_sets(texts: pa.Array | pa.ChunkedArray) -> HashSets:
    """Return the distinct numbers of each text, modulo 2^64, ascending; a null text has none.

    Leading zeros do not count, and a sign, a point or a comma parts two numbers. In scripts without spaces each digit
    is a number, as it is a word.
    """
    return sets_of(texts, lambda data, offsets: (_numbers(data, offsets, _digits(), characters()),))[0]


@cache
def _digits() -> Bytes:
    """Return for each code point its value as a decimal digit and one more, 0 for what is none."""
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
    room = np.empty(MAX_WORDS_A_BYTE * longest + 1, np.uint64)
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
    """Write the numbers of one text to `room` and return how many there are."""
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
