"""The class of each code point, in any script, as tables for compiled loops.

Classes follow the Unicode general category (UAX #44) and, for sentence ends, the Sentence_Terminal property of the
scripts that news is written in. Code points beyond the Basic Multilingual Plane share one class each: planes 2 and 3
hold Han characters, the rest counts as symbols.
"""

import unicodedata
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from broadsheet.numba_support import compiled
from broadsheet.text.characters import PLANE

SENTENCE_ENDS = ".!?…。！？｡؟۔।॥։።។။"
COMMAS = ",;،؛、，；"
QUOTES = '"“”„‟«»‹›「」『』＂〝〞'
CLOSERS = QUOTES + "'’)]}*"
"""Characters that may follow the end of a sentence."""
APOSTROPHES = "'’‘`´ʼ"
SEPARATORS = "|/•·●▪■►▶▸→»›*+#>▼∙◦‣"
SPACELESS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
)
"""Ranges of scripts written without spaces between words: each letter counts as a word."""


class CharClass(IntEnum):
    """Classes of characters for the rules on lines. Characters from `LOWER` to `DIGIT` form words."""

    SPACE = 0
    LOWER = 1
    UPPER = 2
    LETTER = 3
    DIGIT = 4
    WORD = 5
    END = 6
    COMMA = 7
    QUOTE = 8
    APOSTROPHE = 9
    SEPARATOR = 10
    COLON = 11
    BRACKET = 12
    DASH = 13
    PUNCTUATION = 14
    SYMBOL = 15


@cache
def class_table() -> NDArray[np.uint8]:
    """Return the `CharClass` of each code point of the Basic Multilingual Plane: uint8, shape (65536,)."""
    table = np.full(PLANE, CharClass.SYMBOL, np.uint8)
    for code in range(PLANE):
        table[code] = _class_of(chr(code))
    for first, last in SPACELESS:
        part = table[first : last + 1]
        part[part == CharClass.LETTER] = CharClass.WORD
    for characters, kind in (
        (SEPARATORS, CharClass.SEPARATOR),
        (SENTENCE_ENDS, CharClass.END),
        (COMMAS, CharClass.COMMA),
        (QUOTES, CharClass.QUOTE),
        (APOSTROPHES, CharClass.APOSTROPHE),
        (":：", CharClass.COLON),
    ):
        for character in characters:
            table[ord(character)] = kind
    return table


@cache
def folds() -> NDArray[np.uint32]:
    """Return each code point of the Basic Multilingual Plane in lower case, where that is one: uint32, (65536,)."""
    table = np.arange(PLANE, dtype=np.uint32)
    for code in range(PLANE):
        lower = chr(code).lower()
        if len(lower) == 1:
            table[code] = ord(lower)
    return table


@cache
def traits() -> NDArray[np.uint32]:
    """Return class and lower case of each code point of the Basic Multilingual Plane in one table: uint32, (65536,).

    The low eight bits hold the `CharClass`, those above them what `folds` returns.
    """
    return folds() << np.uint32(8) | class_table()


@compiled
def class_at(point: np.uint32, class_of: NDArray[np.uint8]) -> int:
    """Return the `CharClass` of any code point, given the table of `class_table`."""
    if point < PLANE:
        return np.int64(class_of[point])  # type: ignore[return-value]
    return np.int64(CharClass.WORD) if 0x20000 <= point < 0x40000 else np.int64(CharClass.SYMBOL)  # type: ignore[return-value]


@compiled
def traits_at(point: np.uint32, traits_of: NDArray[np.uint32]) -> np.uint32:
    """Return the traits of any code point, given the table of `traits`."""
    if point < PLANE:
        return np.uint32(traits_of[point])
    return np.uint32(CharClass.WORD) if 0x20000 <= point < 0x40000 else np.uint32(CharClass.SYMBOL)


_BY_CATEGORY = {
    "Lu": CharClass.UPPER,
    "Lt": CharClass.UPPER,
    "Ll": CharClass.LOWER,
    "Lo": CharClass.LETTER,
    "Lm": CharClass.LETTER,
    "Mn": CharClass.LETTER,
    "Mc": CharClass.LETTER,
    "Me": CharClass.LETTER,
    "Nd": CharClass.DIGIT,
    "Nl": CharClass.DIGIT,
    "No": CharClass.DIGIT,
    "Ps": CharClass.BRACKET,
    "Pe": CharClass.BRACKET,
    "Pd": CharClass.DASH,
    "Pc": CharClass.PUNCTUATION,
    "Pi": CharClass.QUOTE,
    "Pf": CharClass.QUOTE,
    "Po": CharClass.PUNCTUATION,
    "Cf": CharClass.SPACE,
    "Cc": CharClass.SPACE,
}


def _class_of(character: str) -> CharClass:
    category = unicodedata.category(character)
    if category[0] == "Z":
        return CharClass.SPACE
    return _BY_CATEGORY.get(category, CharClass.SYMBOL)
