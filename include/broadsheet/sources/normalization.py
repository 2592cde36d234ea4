"""Normalises the characters of a decoded page, so that every later rule sees one spelling of a text.

In this order: character references are undone once, drop caps join their words, text that was decoded wrongly is
repaired, every mark that ends a line becomes a line feed, soft hyphens and invisible marks go, and the text is composed
(NFC, UAX #15). Positions in a page, such as those of the column `spans`, are positions in the result. One look at the
code points decides which steps a page needs.
"""

import html
import re
import unicodedata
from functools import cache
from html.entities import html5
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.numba_support import Bytes, UInt32s, compiled
from broadsheet.sources.misreading import undo_misreading
from broadsheet.sources.mojibake import is_suspicious, repair
from broadsheet.text.characters import PLANE, code_points


class Changes(NamedTuple):
    """What normalisation changed in a page; counts.

    Attributes:
        references: Character references, such as ``&amp;``, that were undone.
        repaired_lines: Lines whose mojibake was repaired.
        separators: Separators other than line feeds that became line feeds, such as U+2028.
        soft_hyphens: Soft hyphens that were removed.
        invisible: Other invisible marks that were removed, such as zero-width spaces.
        composed: Characters that composition saved.
    """

    references: int = 0
    repaired_lines: int = 0
    separators: int = 0
    soft_hyphens: int = 0
    invisible: int = 0
    composed: int = 0

    def __str__(self) -> str:
        """Return the changes in words, empty where there are none."""
        return ", ".join(f"{count} {_WORDS[name]}" for name, count in self._asdict().items() if count)


_WORDS = {
    "references": "character references undone",
    "repaired_lines": "lines of mojibake repaired",
    "separators": "separators made line feeds",
    "soft_hyphens": "soft hyphens removed",
    "invisible": "invisible marks removed",
    "composed": "letters composed",
}


def normalize(text: str, *, undo_references: bool = True) -> tuple[str, Changes] | None:
    r"""Return a text with its characters normalised, and what was changed; None where they are of no language.

    Character references stay as they are without `undo_references`: a parser of HTML undid them before.

    >>> normalize("R&amp;D at the caf&eacute;: co\u00adop\u200beration")
    ('R&D at the café: cooperation', Changes(references=2, repaired_lines=0, separators=0, soft_hyphens=1, ...
    """
    references = 0
    if undo_references and "&" in text:
        text, references = _undo_references(text)
    if _may_hold_drop_cap(np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)):
        text = _join_drop_caps(text)
    if text.isascii():
        return text, Changes(references) if references else UNCHANGED
    points = code_points(text)
    needs, beyond = _look(points, _needs_of())
    if beyond > _FEW * len(text):
        read = undo_misreading(text, points)
        if read is None:
            return None
        if read.lines:
            text, points = read.text, code_points(read.text)
            needs, _ = _look(points, _needs_of())
            return _normalize_marks(text, points, needs, Changes(references, read.lines))
    return _normalize_marks(text, points, needs, Changes(references) if references else UNCHANGED)


def _normalize_marks(text: str, points: UInt32s, needs: int, before: Changes) -> tuple[str, Changes]:
    repaired = separators = hyphens = invisible = composed = 0
    if needs & _SEPARATOR:
        text, separators = _end_lines(text)
    if is_suspicious(text, None if separators else points):
        lines = text.split("\n")
        sound = [repair(line) for line in lines]
        repaired = sum(old != new for old, new in zip(lines, sound, strict=True))
        text = "\n".join(sound)
    if needs & _HYPHEN:
        hyphens = text.count(_SOFT_HYPHEN)
        text = _join_at_hyphens(text)
    if needs & _INVISIBLE:
        length = len(text)
        text = _remove_invisible(text)
        invisible = length - len(text)
    if (needs & _COMPOSABLE or repaired) and not unicodedata.is_normalized("NFC", text):
        length = len(text)
        text = unicodedata.normalize("NFC", text)
        composed = max(length - len(text), 1)
    if not (needs or repaired):
        return text, before
    return text, Changes(before.references, before.repaired_lines + repaired, separators, hyphens, invisible, composed)


UNCHANGED = Changes()

_FEW = 0.01
"""Share of a text's characters beyond ASCII with which it may be misread as a whole."""

_REFERENCE = re.compile(
    r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};|(?:amp|nbsp|quot)(?![\w=;]))"
)
"""With its semicolon; without one only those that no address has as a parameter."""


def _undo_references(text: str) -> tuple[str, int]:
    """Undo character references once: ``&amp;lt;`` is ``&lt;``, which its author wants to be read like that."""
    undone = 0

    def referred(match: re.Match[str]) -> str:
        nonlocal undone
        name = match[0]
        found = html.unescape(name) if name[1] == "#" or name[1:] in html5 else name
        if found == name or found in _NO_CHARACTER:
            return name
        undone += 1
        return found

    return _REFERENCE.sub(referred, text), undone


_NO_CHARACTER = frozenset({"", "\ufffd"})


_DROP_CAP = re.compile(
    r"(\n[ \t]*)(?:([^\W\d_])[ \t]*\n{1,2}[ \t]*|([BCDFGHJLMNPQRTXБГДЖЗЛМНПРТФХЦЧШЩЮ])[ \t]{1,3}(?=[a-zа-яё]))"
    r"(?=([^\W\d_]+)[^\n]{60})"
)
"""A letter alone on its line, or one that is no word before small letters; then the word that the line goes on with."""
_WORDS_OF_A_LETTER = frozenset("AEIOUYÀÉÈÓÚÍØÅÆÖKSVWZАИОУЯВКСЭЕІЙ")


@compiled
def _may_hold_drop_cap(data: Bytes) -> bool:
    """Return whether a line of a text in UTF-8 is a single character, or begins with one apart: what `_DROP_CAP` needs.

    The pattern itself takes ten times as long.
    """
    end = len(data)
    for feed in range(end):
        if data[feed] != _FEED:
            continue
        at = feed + 1
        while at < end and data[at] in (0x20, 0x09):
            at += 1
        if at == end or data[at] == _FEED:
            continue
        at += 1
        while at < end and data[at] & 0xC0 == 0x80:
            at += 1
        if at < end and data[at] in (0x20, 0x09, _FEED):
            return True
    return False


_FEED = 0x0A


def _join_drop_caps(text: str) -> str:
    """Put the first letter of a paragraph back to its word where a page shows it apart.

    A letter alone on its line before small letters is one. Otherwise the page must have the whole word elsewhere.
    """
    words: set[str] = set()

    def joined(match: re.Match[str]) -> str:
        before, alone, apart, rest = match.groups()
        letter = alone or apart
        if not letter.isupper() or not (rest.islower() or rest.isupper()):
            return match[0]
        if not words:
            words.update(_WORD.findall(text.casefold()))
        if (letter + rest).casefold() in words or (alone and rest.islower() and letter not in _WORDS_OF_A_LETTER):
            return before + letter
        return f"{before}{letter} " if alone and rest.islower() else match[0]

    return _DROP_CAP.sub(joined, text)


_WORD = re.compile(r"[^\W\d_]+")

_SOFT_HYPHEN = "\u00ad"
_JOINER, _NON_JOINER, _WORD_SPACE = "\u200d", "\u200c", "\u200b"
_SEPARATORS = "\u2028\u2029\x85"
_REMOVED = "\u034f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
"""Marks of direction (the order of display follows from the letters), joiners of words, byte order marks, anchors."""
_JOINED = "\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
"""Scripts whose letters change their form with a joiner or non-joiner beside them."""
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Scripts in which a zero-width space separates words."""
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"

_MARK = re.compile(f"[{_REMOVED}{_JOINER}{_NON_JOINER}{_WORD_SPACE}]")
_NO_EFFECT = re.compile(
    f"(?<= )[{_REMOVED}]+ |[{_REMOVED}]+|{_WORD_SPACE}(?![{_SPACELESS}])|(?<![{_SPACELESS}]){_WORD_SPACE}"
    f"|[{_JOINER}{_NON_JOINER}](?=[{_JOINER}{_NON_JOINER}])"
)
_MISPLACED_JOINER = re.compile(
    f"{_NON_JOINER}(?![{_JOINED}])|(?<![{_JOINED}]){_NON_JOINER}"
    f"|(?<![{_JOINED}{_PICTURE}\ufe0f]){_JOINER}|(?<![{_JOINED}]){_JOINER}(?![{_PICTURE}])"
)


def _remove_invisible(text: str) -> str:
    """Remove invisible marks, but joiners that shape letters or pictures, and spaces that separate words.

    Only in the lines that hold one: these patterns look at each character of a text.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.isascii() and _MARK.search(line):
            lines[number] = _MISPLACED_JOINER.sub("", _NO_EFFECT.sub("", line))
    return "\n".join(lines)


_LINE_END = re.compile(
    "[\u2028\u2029]|(?<![\x80-\x84\x86-\x9f\xc2-\xdf])(?<![\xe0-\xef][\x80-\xbf])(?<![\xe0-\xef](?=\x85[\x80-\xbf]))\x85"
)
"""Separators of lines; the last one not where it may be a byte of UTF-8 that was read as Latin-1."""
_OTHER_CONTROLS = re.compile("[\x80-\x84\x86-\x9f]")


def _end_lines(text: str) -> tuple[str, int]:
    """Make separators line feeds. U+0085 is one, or else the ellipsis of Windows-1252 that passed as a control."""
    found = _LINE_END.findall(text)
    next_lines = found.count("\x85")
    if next_lines and next_lines < text.count("\n") + len(found) - next_lines:
        of_windows = _OTHER_CONTROLS.search(text) is not None

        def end(match: re.Match[str]) -> str:
            if match[0] != "\x85":
                return "\n"
            at = match.start()
            before, behind = text[at - 1 : at], text[at + 1 : at + 2]
            ends = before in _SENTENCE_ENDS or behind.isupper() or behind.isdecimal()
            return "\n" if ends and not of_windows else "…"

        return _LINE_END.subn(end, text)
    return _LINE_END.subn("\n", text)


_SENTENCE_ENDS = frozenset('.!?:"”»)\n')

_HYPHEN_BETWEEN_DIGITS = re.compile(f"(?<=[0-9]){_SOFT_HYPHEN}(?=[0-9])")
_HYPHEN_AT_END = re.compile(rf"{_SOFT_HYPHEN}[ \t]*\n[ \t]*(?=(\w+\S*[ \t]*))")
WIDEST = 130
"""Columns of the widest line of a text that was broken at a fixed width."""


def _join_at_hyphens(text: str) -> str:
    """Remove soft hyphens; where one ends a line, join the word it divides.

    The rest of the word goes up to the first line where the text was broken at a fixed width, so that its lines stay
    about as wide as they are; elsewhere the two lines become one.
    """
    text = _HYPHEN_BETWEEN_DIGITS.sub("-", text)
    parts, at = [], 0
    for match in _HYPHEN_AT_END.finditer(text):
        parts.append(text[at : match.start()])
        at = match.end()
        if _is_wrapped(text, match.start(), match.end()):
            parts.append(match[1].rstrip() + "\n")
            at += len(match[1])
    return "".join([*parts, text[at:]]).replace(_SOFT_HYPHEN, "")


def _is_wrapped(text: str, end: int, begin: int) -> bool:
    """Return whether the block of lines around a line's end was broken at a fixed width there."""
    above = text[max(0, end - _BLOCK) : end].rpartition("\n\n")[2].split("\n")
    behind = text[begin : begin + _BLOCK].partition("\n\n")[0].rstrip("\n").split("\n")
    widths = [len(line) for line in (*above, *behind)]
    return len(widths) > 2 and max(widths) <= WIDEST and len(above[-1]) >= max(widths) * 4 // 5


_BLOCK = 2_000
"""Characters around a line's end in which its block is looked for."""

_SEPARATOR, _HYPHEN, _INVISIBLE, _COMPOSABLE = 1, 2, 4, 8


@cache
def _needs_of() -> NDArray[np.uint8]:
    """Return for each code point of the first plane the steps that it may need: bits, uint8.

    The last one is for all characters of the other planes.
    """
    table = np.zeros(PLANE, np.uint8)
    table[[ord(mark) for mark in _SEPARATORS]] = _SEPARATOR
    table[ord(_SOFT_HYPHEN)] = _HYPHEN
    for first, end in _CANONICAL:
        for code, character in enumerate(map(chr, range(first, end)), first):
            if _MARK.match(character):
                table[code] |= _INVISIBLE
            if unicodedata.combining(character) or not unicodedata.is_normalized("NFC", character):
                table[code] |= _COMPOSABLE
            parts = unicodedata.decomposition(character).split()
            if len(parts) == 2 and parts[0][0] != "<":
                table[int(parts[1], 16)] |= _COMPOSABLE
    table[0x1161:0x1176] |= _COMPOSABLE
    table[0x11A8:0x11C3] |= _COMPOSABLE
    table[:0x80] = 0
    table[PLANE - 1] |= _COMPOSABLE  # all characters of the other planes, of which some hundred are composed
    return table


_CANONICAL = ((0, 0x3400), (0xA000, 0xAC00), (0xF900, PLANE))
"""Ranges that hold all characters that compose or are composed, but Hangul, which is composed by rule."""


@compiled
def _look(points: UInt32s, needs_of: NDArray[np.uint8]) -> tuple[int, int]:
    """Return the steps that the code points of a text may need, as bits, and how many are beyond ASCII.

    No-break spaces and general punctuation are not counted: they occur in texts of plain ASCII letters.
    """
    needs = np.uint8(0)
    beyond = 0
    last = np.uint32(PLANE - 1)
    for point in points:
        needs |= needs_of[min(point, last)]
        beyond += (point > 0x7F) & (point != 0xA0) & ((point < 0x2010) | (point > 0x206F))
    return int(needs), beyond
