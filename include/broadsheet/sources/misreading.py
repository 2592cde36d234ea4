"""Decodes a page again that was decoded in another encoding than its own before it came here.

Windows-1251 read as Latin-1 gives ``ìîñò``, ISO 8859-2 read as Windows-1252 ``by³``, UTF-8 read as KOI8-R ``п╪п╬я│я┌``.
Such a page has marks, capitals or letters of another script inside its words, or words of nothing but accented
letters, as no language has (the idea is the badness of ftfy; Speer, "ftfy", Zenodo 2019). One compiled pass counts
them. A page with many of them is encoded as it may have been read, and the bytes are decoded as they may have been
written. It is repaired where the letters are then those of a language and were not before.
"""

import codecs
import re
from functools import cache
from itertools import product
from typing import NamedTuple

import ftfy.bad_codecs  # noqa: F401 - registers the encodings named sloppy-windows-...
import numpy as np
from numpy.typing import NDArray

from broadsheet.numba_support import UInt32s, compiled
from broadsheet.sources.charset_scoring import likeness
from broadsheet.text.characters import PLANE, code_points
from broadsheet.text.language_model import likeliest_language


class Misread(NamedTuple):
    """A text decoded again.

    Attributes:
        text: The text.
        lines: How many of its lines changed.
    """

    text: str
    lines: int


def undo_misreading(text: str, points: UInt32s | None = None) -> Misread | None:
    """Return a text decoded again where it was misread; as it is where it was not; None where it is in no language.

    >>> undo_misreading("Ãîðîä îòêðûë íîâûé ìîñò ÷åðåç ðåêó, åãî æäàëè ãîä.").text
    'Город открыл новый мост через реку, его ждали год.'

    Args:
        text: The text.
        points: Its code points, where they are at hand: uint32, (characters,).
    """
    found = oddity(text, points)
    if not found.is_suspicious:
        return Misread(text, 0)
    sample = _sample(text)
    before = likeness(sample)
    if before >= _FITTING:
        return Misread(text, 0)
    found_pair = _find_pair(sample, before)
    if found_pair:
        return _line_by_line(text, *found_pair)
    return None if found.is_gibberish and before < _LEAST else Misread(text, 0)


def _find_pair(sample: str, before: float) -> tuple[str, str, str | None] | None:
    """Return the encodings that a text was written in and read in, and its language where that is sure."""
    readers = [reader for reader in _READERS if _share_encoded(sample, reader) >= _ENCODED]
    pairs = [pair for pair in product(_WRITERS, readers) if pair[0][-4:] != pair[1][-4:]]
    glance = sample[:_GLANCE]
    glances: dict[str, tuple[str, str]] = {}
    for pair in pairs:
        if reading := _read_again(glance, *pair):
            glances.setdefault(reading, pair)
    first = {pair: likeness(reading) for reading, pair in glances.items()}
    readings = {pair: _read_again(sample, *pair) for pair in sorted(first, key=lambda pair: -first[pair])[:_COMPARED]}
    scores = {pair: likeness(reading) for pair, reading in readings.items() if reading}
    ranked = sorted(scores, key=lambda pair: -scores[pair])
    best = scores[ranked[0]] if ranked else 0.0
    for pair in ranked:
        score, reading = scores[pair], readings[pair] or ""
        if score < max(_READABLE, best - _CLOSE, before + _CLOSE):
            break
        language, sure = likeliest_language(" ".join(reading.lower().split())[:_GLANCE])
        if sure >= _SURE and likeness(reading, language) >= _READABLE:
            return *pair, language
    return (*ranked[0], None) if best >= _FITTING and before < best / 2 else None


_FITTING, _READABLE, _LEAST = 0.9, 0.85, 0.7
"""Similarity to a language: of a text that is in one, at least; of one that was decoded again; of one that is in none,
at most."""
_CLOSE = 0.03
_SURE = 0.5
_ENCODED = 0.95
"""Share of a text's characters beyond ASCII that the encoding has that it was read in."""
_GLANCE, _COMPARED = 120, 8
"""Characters that all pairs of encodings are tried on, and pairs that are compared on the whole sample."""

_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic", "koi8_u")
_CENTRAL = ("cp1250", "iso8859_2", "cp852", "mac_latin2")
_OTHERS = ("cp1253", "iso8859_7", "cp1254", "cp1255", "cp1256", "iso8859_6", "cp1257", "cp874")
_MULTIPLE = ("gb18030", "big5", "euc_kr", "euc_jp", "cp932")
_READERS = (
    *("sloppy-windows-1252", "latin_1", "sloppy-windows-1251", "sloppy-windows-1250", "koi8_r", "iso8859_2"),
    *("cp866", "iso8859_5", "mac_cyrillic", "mac_roman", "cp437", "cp850"),
)
_WRITERS = ("utf_8", *_CYRILLIC, *_CENTRAL, *_OTHERS, "cp1252", "mac_roman", "cp850", *_MULTIPLE)
"""Encodings that a page was read in, and written in; of those that give the same the first is taken."""


def _sample(text: str) -> str:
    """Return the first lines that are not plain ASCII, up to the size of a sample; the oddest ones where there are."""
    lines = [line for line in text.split("\n") if not line.isascii()]
    counts = [oddity(line) for line in lines]
    oddest = [line for line, found in zip(lines, counts, strict=True) if found.odd > _ODDEST * found.foreign]
    sample: list[str] = []
    size = 0
    for line in oddest if sum(map(len, oddest)) >= _ENOUGH else lines:
        shown = _without_plain_start(line)
        sample.append(shown)
        size += len(shown)
        if size >= _SAMPLE:
            break
    return "\n".join(sample)[:_SAMPLE]


def _without_plain_start(line: str) -> str:
    """Return a line without an ASCII start that is as long as a glance: a sample of it would show nothing."""
    first = next(at for at, character in enumerate(line) if character > "\x7f")
    return line[first - _GLANCE // 2 :] if first >= _GLANCE else line


_SAMPLE = 600
_ODDEST, _ENOUGH = 0.25, 100
"""Share of odd characters in the oddest lines, and characters of these that are enough for a sample."""


def _share_encoded(text: str, encoding: str) -> float:
    beyond = [character for character in text if character > "\x7f"]
    return len("".join(beyond).encode(encoding, "ignore")) / len(beyond)


def _read_again(text: str, writer: str, reader: str) -> str | None:
    """Return what the bytes say that `reader` made a text of, None where they are not of the encoding `writer`.

    A character that the reader does not have was put in later and stays.
    """
    if writer not in _MULTIPLE and writer != "utf_8":
        return text.translate(_letters(writer, reader))
    data = text.encode(reader, "broadsheet_keep")
    if writer == "utf_8":
        space = "\u00a0".encode(reader, "ignore")
        if space and space != b"\xa0":  # the second byte of a letter that was taken for a space and made a plain one
            data = _LOST_SPACE.sub(rb"\1" + space, data)
    try:
        return data.decode(writer)
    except UnicodeDecodeError as error:
        return data[: error.start].decode(writer) if error.start >= len(data) - 4 else None


_LOST_SPACE = re.compile(rb"([\xc2-\xdf]) ")


def _keep(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    kept = error.object[error.start : error.end]
    return kept.encode(
        "latin-1" if min(kept) >= "\x80" and max(kept) <= "\x9f" else "utf-8", "surrogatepass"
    ), error.end


codecs.register_error("broadsheet_keep", _keep)


@cache
def _letters(writer: str, reader: str) -> dict[int, str]:
    """Return for each character beyond ASCII that `reader` gives what `writer` gives for its byte.

    Controls that `reader` does not have are bytes that came through unread.
    """
    written = {value: bytes([value]).decode(writer, "ignore") for value in range(0x80, 0x100)}
    read = {ord(bytes([value]).decode(reader, "ignore") or chr(value)): value for value in written}
    return {
        code: written[value] for code, value in ({v: v for v in range(0x80, 0xA0)} | read).items() if written[value]
    }


def _line_by_line(text: str, writer: str, reader: str, language: str | None) -> Misread:
    lines = text.split("\n")
    changed = 0
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        reading = _read_again(line, writer, reader)
        if reading is not None and likeness(reading, language) > likeness(line, language):
            lines[number] = reading
            changed += 1
    return Misread("\n".join(lines), changed)


class Oddity(NamedTuple):
    """How odd the words of a text are; counts of characters.

    Attributes:
        odd: Characters beyond ASCII that cannot be where they are in a word of any language.
        foreign: All letters beyond ASCII, and odd marks.
        small: Small letters of scripts other than Latin.
        capital: Capitals of these scripts.
        letters: All letters.
    """

    odd: int
    foreign: int
    small: int
    capital: int
    letters: int

    @property
    def is_suspicious(self) -> bool:
        """Whether some characters are odd, or a text in another script has hardly a capital, or hardly a small letter.

        The letters of one Cyrillic encoding are letters in the others as well, but capitals there.
        """
        cased = self.small + self.capital
        if self.foreign < _FOREIGN_SHARE * self.letters:
            return False
        if self.odd >= _FEWEST and self.odd >= (_ODD if 2 * cased < self.foreign else _ODD_ELSEWHERE) * self.foreign:
            return True
        return cased >= _CASED and not _CAPITALS * cased < self.capital < cased / 2

    @property
    def is_gibberish(self) -> bool:
        """Whether so many are odd that the text cannot be read."""
        if self.letters < _CASED:
            return False
        return self.odd >= _UNREADABLE * self.foreign and self.foreign >= _UNREADABLE * self.letters


_FOREIGN_SHARE = 0.015
_FEWEST, _ODD, _ODD_ELSEWHERE = 3, 0.05, 0.02
"""Odd characters of a text that is looked at closer; their share in Latin script and in others."""
_CASED, _CAPITALS = 50, 0.004
_UNREADABLE = 0.25


def oddity(text: str, points: UInt32s | None = None) -> Oddity:
    """Return how odd the words of a text are; `points` are its code points, where they are at hand."""
    return Oddity(*_count(code_points(text) if points is None else points, _kinds()))


_LETTER, _BEYOND, _SMALL, _CAPITAL, _LATIN, _ACCENTED, _FOREIGN, _MARK, _HARD, _DASH = (
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    128,
    256,
    512,
)
"""What a character may be, as bits: letter; beyond ASCII; small letter; capital; Latin letter; one with an accent;
letter of another script with capitals; a mark that no word has inside; controls, lines and blocks, which no text has
beside letters; dash."""


@cache
def _kinds() -> NDArray[np.uint16]:
    """Return what each code point of the first plane is: bits, uint16."""
    table = np.zeros(PLANE, np.uint16)
    for code in range(0x2000):
        character = chr(code)
        if not character.isalpha():
            continue
        case = _SMALL * character.islower() | _CAPITAL * character.isupper()
        if code < 0x80:
            table[code] = _LETTER | _LATIN | case
        elif code < 0x180 and code not in (0xAA, 0xBA):
            table[code] = _LETTER | _BEYOND | _LATIN | _ACCENTED | case
        elif 0x370 <= code < 0x600 and case:
            table[code] = _LETTER | _BEYOND | _FOREIGN | case
        else:
            table[code] = _LETTER | _BEYOND
    for mark in "¡¢£¤¥¦§©ª«¬¯°±²³µ¶¸¹º»¼½¾¿×÷ˆˇ˘˙˚˛˜˝†‡‰‹›™ƒ‚„№∂∆∏∑√∞∫≈≠≤≥◊⌠⌡":
        table[ord(mark)] = _MARK
    table[0x80:0xA0] = _HARD
    table[0x85] = 0  # may end lines
    table[0x2500:0x25A0] = _HARD
    table[ord("€")] = _HARD
    table[[ord("–"), ord("—")]] = _DASH
    return table


@compiled
def _count(points: UInt32s, kinds: NDArray[np.uint16]) -> tuple[int, int, int, int, int]:
    last = np.uint32(PLANE - 1)
    odd = foreign = small = capital = letters = 0
    earlier = before = 0
    for at in range(len(points)):
        kind = int(kinds[min(points[at], last)])
        letters += kind & _LETTER
        if (kind | before) & (_BEYOND | _MARK | _HARD) == 0 and not before & _DASH:
            earlier, before = before, kind
            continue
        if kind & _LETTER:
            accented = kind & before & _ACCENTED
            flipped = kind & _BEYOND and kind & _CAPITAL and before & _SMALL
            mixed = (kind & _LATIN and before & _FOREIGN) or (kind & _FOREIGN and before & _LATIN)
            pierced = (before & _MARK and earlier & _LETTER) or before & _HARD
            dashed = before & _DASH and kind & earlier & _BEYOND
            odd += bool(accented or flipped or mixed or pierced or dashed)
            foreign += bool(kind & _BEYOND) + bool(pierced)
            small += bool(kind & _FOREIGN and kind & _SMALL)
            capital += bool(kind & _FOREIGN and kind & _CAPITAL)
        elif kind & _HARD and before & (_LETTER | _MARK | _HARD) and points[at] != points[at - 1]:
            odd += 1
            foreign += 1
        earlier, before = before, kind
    return odd, foreign, small, capital, letters
