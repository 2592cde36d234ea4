"""Splits a text into words and hashes them to 64 bits, in one pass over its UTF-8 bytes.

A word is a run of letters and digits with their marks, or one character of a script without spaces
(see `broadsheet.text.characters`). Its hash is FNV-1a over the folded code points, finished by `mix`.
"""

import numpy as np

from broadsheet.numba_support import Bytes, UInt64s, compiled
from broadsheet.text.characters import ALONE, END, EXPANDED, IGNORED, KIND_SHIFT, LETTER, MARK, Characters

_BASIS = np.uint64(0xCBF29CE484222325)  # FNV-1a: draft-eastlake-fnv
_PRIME = np.uint64(0x00000100000001B3)
_MIX_A, _MIX_B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)  # splitmix64, doi:10.1145/2714064.2660195
_S27, _S30, _S31 = np.uint64(27), np.uint64(30), np.uint64(31)
_KIND = np.uint32(KIND_SHIFT)
_CODE = np.uint32((1 << KIND_SHIFT) - 1)


@compiled
def mix(value: np.uint64) -> np.uint64:
    """Return a value with its bits mixed, one to one (the finisher of splitmix64)."""
    value = (value ^ (value >> _S30)) * _MIX_A
    value = (value ^ (value >> _S27)) * _MIX_B
    return value ^ (value >> _S31)


@compiled
def ascii_letters(table: Characters) -> UInt64s:
    """Return for each byte the folded code of an ASCII letter or digit, 0 for any other byte."""
    letters = np.zeros(256, np.uint64)
    for code in range(128):
        if table.entries[code] >> _KIND == LETTER:
            letters[code] = table.entries[code] & _CODE
    return letters


@compiled
def decode_character(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """Return the code point at a non-ASCII byte, and the position after it; 0 if the bytes are not UTF-8."""
    lead = int(data[at])
    length = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if lead < 0xC0 or at + length > end:
        return 0, at + 1
    code = lead & (0x7F >> length)
    for follow in range(at + 1, at + length):
        code = code << 6 | (int(data[follow]) & 0x3F)
    return min(code, 0x10FFFF), at + length


@compiled
def read_words(data: Bytes, start: int, end: int, letters: UInt64s, table: Characters, words: UInt64s) -> int:  # noqa: C901, PLR0912
    """Write the hash of each word of ``data[start:end]`` to `words` and return how many there are."""
    count = 0
    state = _BASIS
    opened = False  # a word is being read
    alone = False  # it is a character that is a word of its own: only marks may follow
    at = start
    while at < end:
        letter = letters[data[at]]
        if letter != 0:  # the run of ASCII letters that most texts are made of
            if alone:
                words[count], count, state = mix(state), count + 1, _BASIS
                alone = False
            while letter != 0:
                state = (state ^ letter) * _PRIME
                at += 1
                if at == end:
                    break
                letter = letters[data[at]]
            opened = True
            continue
        if data[at] < 0x80:
            at += 1
            if opened:
                words[count], count, state = mix(state), count + 1, _BASIS
                opened = alone = False
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
            if kind == IGNORED or (kind == MARK and not opened):
                continue
            if opened and (kind in (END, ALONE) or (alone and kind == LETTER)):
                words[count], count, state = mix(state), count + 1, _BASIS
            if kind != MARK:
                opened = bool(kind != END)
                alone = bool(kind == ALONE)
            if opened:
                state = (state ^ np.uint64(part & _CODE)) * _PRIME
    if opened:
        words[count] = mix(state)
        count += 1
    return count
