"""The numbers in texts, by value: runs of decimal digits of any script, read from their UTF-8 bytes in one pass."""

import unicodedata
from functools import cache

import numpy as np
import pyarrow as pa

from broadsheet.compiled import Bytes, Int64s, UInt64s, compiled
from broadsheet.deduplication.buffers import HashSets, sets_of
from broadsheet.deduplication.words import decode_character

_CODES = 0x10000
"""Digits beyond the Basic Multilingual Plane are ornaments or of scripts no newspaper is set in."""


def number_sets(texts: pa.Array | pa.ChunkedArray) -> HashSets:
    """Return the distinct numbers of each text, modulo 2^64, ascending; a null text has none.

    Leading zeros do not count, and a sign, a point or a comma parts two numbers.
    """
    return sets_of(texts, lambda data, offsets: _numbers(data, offsets, _digits()))


@cache
def _digits() -> Bytes:
    """Return for each code point its value as a decimal digit and one more, 0 for what is none."""
    values = [unicodedata.decimal(chr(code), -1) + 1 for code in range(_CODES)]
    return np.array(values, np.uint8)


@compiled
def _numbers(data: Bytes, offsets: Int64s, digits: Bytes) -> tuple[Int64s, UInt64s]:
    bounds = np.zeros(offsets.size, np.int64)
    longest = 0
    for text in range(offsets.size - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    room = np.empty(longest // 2 + 1, np.uint64)
    found = np.empty(64, np.uint64)
    used = 0
    for text in range(offsets.size - 1):
        count = _read_numbers(data, offsets[text], offsets[text + 1], digits, room)
        distinct = np.unique(room[:count])
        while used + distinct.size > found.size:
            found = np.concatenate((found, np.empty_like(found)))
        found[used : used + distinct.size] = distinct
        used += distinct.size
        bounds[text + 1] = used
    return bounds, found[:used]


@compiled
def _read_numbers(data: Bytes, start: int, end: int, digits: Bytes, room: UInt64s) -> int:
    """Write the numbers of one text to `room` and return how many there are."""
    count = 0
    at = start
    while at < end:
        byte = data[at]
        if byte < 0x80 and (byte < 0x30 or byte > 0x39):  # most of most texts
            at += 1
            continue
        digit, at = _read_digit(data, at, end, digits)
        if digit < 0:
            continue
        value = np.uint64(0)
        while digit >= 0:
            value = value * np.uint64(10) + np.uint64(digit)
            digit, at = _read_digit(data, at, end, digits)
        room[count] = value
        count += 1
    return count


@compiled
def _read_digit(data: Bytes, at: int, end: int, digits: Bytes) -> tuple[int, int]:
    """Return the value of the character at a place, -1 where it is no digit or the end, and where the next begins."""
    if at >= end:
        return -1, at
    byte = int(data[at])
    if byte < 0x80:
        return (byte - 0x30 if 0x30 <= byte <= 0x39 else -1), at + 1
    code, after = decode_character(data, at, end)
    return (int(digits[code]) - 1 if code < _CODES else -1), after
