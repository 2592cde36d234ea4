"""The word list with the purpose of lines, hashed so that a compiled loop can look words up.

The list (``vocabulary.txt``) is small on purpose: most lines are recognised by their form.
"""

from enum import IntEnum
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SLOTS = 1 << 14
"""Slots of the hash table, a power of two; more than twice the entries."""

SEED = 2166136261
MULTIPLIER = 16777619
"""Constants of FNV-1a, 32 bits (Fowler, Noll, Vo; draft-eastlake-fnv), applied to code points instead of bytes."""

SHORTEST_STEM = 4
LONGEST_STEM = 8
"""Letters of a starred entry that count, at least and at most."""

STEM_MARK = 0xA5A5A5A5
"""Sets the keys of stems apart from those of whole words."""


OPENING_ONLY = 16
"""Added to the group of a word that is a function word too: it counts as one unless it opens a line."""


class Group(IntEnum):
    """Topics of listed words."""

    SHARE = 1
    ACCOUNT = 2
    LEGAL = 3
    PICTURE = 4
    RELATED = 5
    COMMENT = 6
    AUTHOR = 7
    TIME = 8
    PAGE = 9
    CONSENT = 10
    PROMPT = 11
    FUNCTION = 12
    READER = 13


@cache
def vocabulary() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Return the hash table of the word list: keys (uint32, 0 for a free slot) and groups (uint8), both (SLOTS,).

    The group of a word that is a function word too has `OPENING_ONLY` added.

    An entry is in the first free slot from ``key & (SLOTS - 1)`` on. Whole words and stems have different keys.
    """
    keys = np.zeros(SLOTS, np.uint32)
    groups = np.zeros(SLOTS, np.uint8)
    for entry, group in _entries():
        key = stem_key(entry[:-1]) if entry.endswith("*") else word_key(entry)
        slot = key & (SLOTS - 1)
        while keys[slot] not in (0, key):
            slot = (slot + 1) & (SLOTS - 1)
        if keys[slot] == 0:
            keys[slot] = key
            groups[slot] = group
        elif group == Group.FUNCTION and groups[slot] < Group.FUNCTION:
            groups[slot] += OPENING_ONLY
    return keys, groups


@cache
def listed() -> NDArray[np.uint8]:
    """Return one bit for each value of a key's upper 16 bits, set where some entry has it: uint8, (8192,).

    Most words are not listed: this small table says so without a look at the large one.
    """
    keys, _ = vocabulary()
    bits = np.zeros(1 << 16, np.uint8)
    bits[keys[keys != 0] >> np.uint32(16)] = 1
    return np.packbits(bits, bitorder="little")


def word_key(word: str) -> int:
    """Return the key of a whole word: 32 bits, never 0."""
    key = SEED
    for character in word:
        key = ((key ^ ord(character)) * MULTIPLIER) & 0xFFFFFFFF
    return key or 1


def stem_key(stem: str) -> int:
    """Return the key of a starred entry, of which `LONGEST_STEM` letters count."""
    return (word_key(stem[:LONGEST_STEM]) ^ STEM_MARK) or 1


def _entries() -> list[tuple[str, Group]]:
    entries: list[tuple[str, Group]] = []
    group = Group.FUNCTION
    for line in files(__package__).joinpath("vocabulary.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            group = Group[line.strip("[] ").upper()]
        elif not line.startswith("#"):
            entries.extend((word, group) for word in line.split())
    return entries
