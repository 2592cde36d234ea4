"""Classifies characters for tokenization: how each is folded, and whether it is part of a word, a word, or ends one.

Folding is Unicode's caseless compatibility match (Unicode Standard, section 3.13, D146) for each character by itself:
NFKD, case folding, NFKD. So case, full-width forms, ligatures and composed or decomposed accents do not matter, while
accents themselves do; the vowel points of Hebrew and Arabic do not.
Quotes, dashes and all other punctuation end a word, whatever their shape.
"""

import unicodedata
from bisect import bisect
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from broadsheet.numba_support import UInt32s

END, LETTER, ALONE, MARK, IGNORED, EXPANDED = range(6)
"""Character classes: ends a word; letter or digit; a word by itself (scripts without spaces); continues the word before
it; ignored; folds to several characters."""

PLANE = 0x10000
"""Code points of the Basic Multilingual Plane, which tables for compiled loops hold."""

KIND_SHIFT = 24
MAX_WORDS_PER_BYTE = 2
"""Maximum number of words that a character folds to, per byte of its UTF-8."""

_HAN = ((0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_KANA = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0x1AFF0, 0x1B16F))
_THAI, _LAO, _KHMER = (0x0E00, 0x0E7F), (0x0E80, 0x0EFF), (0x1780, 0x17FF)
_BURMESE = ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F))
_OWN_WORD = sorted((*_HAN, *_KANA, _THAI, _LAO, _KHMER, *_BURMESE))
_HEBREW_POINTS = ((0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7))
_ARABIC_POINTS = ((0x0610, 0x061A), (0x064B, 0x0652), (0x0656, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC))
_DROPPED = sorted(
    (
        *((0x034F, 0x034F), (0x0640, 0x0640), (0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0000, 0xE01EF)),
        *_HEBREW_POINTS,
        *_ARABIC_POINTS,
    )
)
"""Joiners, the Arabic tatweel and variation selectors: they change the look of a word, not the word. The points of
Hebrew and Arabic: most texts are written without, and a copy may have them."""
_ZERO_WIDTH_SPACE = 0x200B
_ENDING = frozenset(("Cn", "Co", "Cs", "Cc", "Zs", "Po", "Ps", "Pe", "So", "Sm"))
_ASSIGNED = ((0, 0x3400), (0x4DC0, 0x4E00), (0xA000, 0xD800), (0xF900, 0x20000), (0x2F800, 0x2FA20))
"""Ranges whose characters are looked up one by one; the others are only Han, surrogates and private use."""


class Characters(NamedTuple):
    """Lookup tables for the kernels.

    Attributes:
        entries: For each code point: class << 24 | folded code point, or for `EXPANDED` the position in `expansions`.
        expansions: The expansions, concatenated; each is a length, followed by that many entries.
    """

    entries: UInt32s
    expansions: UInt32s


def kind_of(code: int) -> int:
    """Return the class of one folded code point.

    >>> [kind_of(ord(letter)) for letter in "a7文’"] == [LETTER, LETTER, ALONE, END]
    True
    """
    if _within(_DROPPED, code):
        return IGNORED
    if _within(_HAN, code):
        return ALONE  # also if this Python's Unicode version does not know the character yet
    category = unicodedata.category(chr(code))
    if category[0] == "M":
        return MARK
    if category == "Cf":
        return END if code == _ZERO_WIDTH_SPACE else IGNORED
    if category[0] not in "LN":
        return END
    return ALONE if _within(_OWN_WORD, code) else LETTER


def fold(character: str) -> str:
    """Return the characters that replace one character in a comparison.

    >>> [fold(letter) for letter in ("É", "ﬁ", "Ｗ")] == ["e\u0301", "fi", "w"]
    True
    """
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())


def code_points(text: str) -> UInt32s:
    """Return the code points of a text: uint32, one per character, not to be written to."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def characters() -> Characters:
    """Return the tables; they are computed once per process."""
    entries = np.zeros(0x110000, np.uint32)
    for first, last in _HAN:
        entries[first : last + 1] = np.arange(first, last + 1, dtype=np.uint32) | np.uint32(ALONE << KIND_SHIFT)
    entries[0xE0000:0xE01F0] = IGNORED << KIND_SHIFT
    expansions: list[int] = []
    for first, end in _ASSIGNED:
        for code, character in enumerate(map(chr, range(first, end)), first):
            category = unicodedata.category(character)
            if category in _ENDING and not unicodedata.decomposition(character):
                continue
            folded = [kind_of(ord(part)) << KIND_SHIFT | ord(part) for part in fold(character)]
            if len(folded) == 1:
                entries[code] = folded[0]
            else:
                entries[code] = EXPANDED << KIND_SHIFT | len(expansions)
                expansions += [len(folded), *folded]
    return Characters(entries, np.array(expansions, np.uint32))


def _within(ranges: Sequence[tuple[int, int]], code: int) -> bool:
    at = bisect(ranges, (code, 0x110000)) - 1
    return at >= 0 and code <= ranges[at][1]
