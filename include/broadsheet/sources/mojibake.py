"""Repair of text that was decoded with the wrong character encoding, only where the evidence is strict.

UTF-8 read as Windows-1252 or a neighbour of it (``â€™``), once or twice over, is undone by ftfy (Speer, "ftfy", Zenodo
2019), which asks that the bytes be valid and the outcome be more plausible; UTF-8 read as GBK (``鈥檚``), which ftfy
leaves, by the same round trip here. One compiled pass over the code points decides whether a text is looked
at any closer.
"""

import re
from functools import cache

import ftfy
import numpy as np
from numpy.typing import NDArray

from broadsheet.numba_support import UInt32s, compiled
from broadsheet.text.characters import PLANE, code_points

_READ_AS_GBK = re.compile("[\u9225\u9286\u951b][\u20ac\u3400-\u9fff]")
"""What a quote, a dash or a full-width mark and the character behind it become: four bytes read as two characters."""

_ENCODING_ONLY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    fix_surrogates=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


def repair(text: str) -> str:
    """Return a text with mojibake undone; any other text comes back as it is.

    >>> repair("It\u00e2\u20ac\u2122s"), repair("North Korea\u9225\u6a9a nuclear program")
    ('It’s', 'North Korea’s nuclear program')
    """
    if not is_suspicious(text):
        return text
    if _READ_AS_GBK.search(text):
        return _from_gbk(text) or _READ_AS_GBK.sub(lambda pair: _from_gbk(pair[0]) or pair[0], text)
    return ftfy.fix_encoding(text, _ENCODING_ONLY)


def is_suspicious(text: str, points: UInt32s | None = None) -> bool:
    """Return whether `repair` may change the page: one test per page is far cheaper than one per line.

    Args:
        text: The text.
        points: Its code points, where they are at hand: uint32, (characters,).
    """
    if text.isascii():
        return False
    return bool(_holds_mojibake(code_points(text) if points is None else points, *_roles()))


def _from_gbk(text: str) -> str | None:
    """Return what UTF-8 says of the bytes that GBK read, None where it says nothing."""
    try:
        return text.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return None


_CONTINUED = "".join(map(chr, range(0x80, 0xC0))) + "ŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_PAIRS = (
    ("ÂÃÄÅÐÑ×ØÙÎÏĹĂ", _CONTINUED + "ŁłŞşŻżĄąĽľŤťŚśŹź˘ˇ˛˝"),
    ("âï", "€„‚ˆ»¼\x80"),
    ("‚√в锟€", "Ä©±≠∑∫°ß†®¬≥Ђ斤™"),
)
"""What the first byte of a character of UTF-8 becomes, and the second: read as Windows-1252 and its neighbours for
Central Europe and Turkey; the opening of curly quotes and dashes; those and accents as Mac OS Roman and Windows-1251
give them."""

_TRIPLES = ("àáäåæçèéêëìíãâï", "".join(character for character in _CONTINUED if character not in "\u00a0«»“”’…–"))
"""The same for characters of three bytes: one of the first, two of the second."""

_CYRILLIC = (
    "РС"  # what nearly every first byte of Russian becomes as Windows-1251; then comes a letter of no Russian word
)
_ALONE = "".join(map(chr, range(0x80, 0xA0))) + "鈥锛銆"
"""Controls that no text holds, and what curly quotes and full-width marks become as GBK."""

_LEADS, _TRIPLE, _RUSSIAN, _SINGLE = (1, 2, 4), 8, 16, 32


@cache
def _roles() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return for each code point of the first plane what it may begin and what it may go on with: bits, uint8."""
    begins = np.zeros(PLANE, np.uint8)
    goes_on = np.zeros(PLANE, np.uint8)
    for bit, (first, second) in zip((*_LEADS, _TRIPLE), (*_PAIRS, _TRIPLES), strict=True):
        begins[[ord(character) for character in first]] |= bit
        goes_on[[ord(character) for character in second]] |= bit
    begins[[ord(character) for character in _CYRILLIC]] |= _RUSSIAN
    goes_on[0x80:] |= _RUSSIAN
    goes_on[0x410:0x450] &= ~np.uint8(_RUSSIAN)
    begins[[ord(character) for character in _ALONE]] |= _SINGLE
    return begins, goes_on


@compiled
def _holds_mojibake(points: UInt32s, begins: NDArray[np.uint8], goes_on: NDArray[np.uint8]) -> bool:
    last = np.uint32(PLANE - 1)
    count = len(points)
    for at in range(count):
        begun = begins[min(points[at], last)]
        if begun == 0:
            continue
        if begun & _SINGLE:
            return True
        if at + 1 == count:
            break
        both = begun & goes_on[min(points[at + 1], last)]
        if both & 7:
            return True
        if both & _TRIPLE and at + 2 < count and goes_on[min(points[at + 2], last)] & _TRIPLE:
            return True
        again = both & _RUSSIAN and at + 3 < count and begins[min(points[at + 2], last)] & _RUSSIAN
        if again and goes_on[min(points[at + 3], last)] & _RUSSIAN:
            return True
    return False
