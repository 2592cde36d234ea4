"""Measures the quality of a text: the values of the column `quality`, and the word count."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.char_classes import (
    CLOSERS,
    SENTENCE_ENDS,
    CharClass,
    class_at,
    class_table,
)
from broadsheet.numba_support import compiled
from broadsheet.text.characters import code_points


class Quality(NamedTuple):
    """The fields of `broadsheet.schema.QUALITY`, in order; see there."""

    body_share: float
    sentence_share: float
    repeated_share: float
    capital_share: float
    digit_share: float
    encoding: str
    replaced_bytes: int
    repaired_lines: int


def measure(body: Body, text: str, *, encoding: str, replaced_bytes: int, repaired_lines: int) -> tuple[Quality, int]:
    """Return the quality of a body and its number of words.

    A word is a run of letters and digits; in scripts written without spaces, each letter.

    Args:
        body: The body of a page.
        text: The body's paragraphs joined by a blank line.
        encoding: Character encoding the page was decoded from.
        replaced_bytes: Undecodable bytes replaced.
        repaired_lines: Lines of the page whose mojibake was repaired.
    """
    signals = _signals(text, [paragraph.text for paragraph in body.paragraphs])
    kept = body.kept.count(True)
    repeats = body.repeats
    quality = Quality(
        body_share=min(body.share, 1.0),
        sentence_share=signals.sentence_share,
        repeated_share=repeats / max(repeats + kept, 1),
        capital_share=signals.capital_share,
        digit_share=signals.digit_share,
        encoding=encoding,
        replaced_bytes=replaced_bytes,
        repaired_lines=repaired_lines,
    )
    return quality, signals.words


class TextSignals(NamedTuple):
    """What `measure` finds in a text alone, independent of its page.

    Attributes:
        sentence_share: Share of its paragraphs that end like a sentence, 0 to 1.
        capital_share: Share of its cased letters that are capitals, 0 to 1.
        digit_share: Share of its characters but space that are digits, 0 to 1.
        words: Number of words.
        characters: Number of characters but space.
    """

    sentence_share: float
    capital_share: float
    digit_share: float
    words: int
    characters: int


def measure_text(paragraphs: Sequence[str]) -> TextSignals:
    """Return the measures of a text, given as its paragraphs; the same as `measure` returns for its body."""
    return _signals("\n\n".join(paragraphs), paragraphs)


def _signals(text: str, paragraphs: Sequence[str]) -> TextSignals:
    characters, cased, capitals, digits, words = (
        _count_ascii(np.frombuffer(text.encode(), np.uint8))
        if text.isascii()
        else _count(code_points(text), class_table())
    )
    finished = sum([paragraph[-1:] in _ENDS or _ends_before_marks(paragraph) for paragraph in paragraphs])
    return TextSignals(
        sentence_share=finished / max(len(paragraphs), 1),
        capital_share=capitals / max(cased, 1),
        digit_share=digits / max(characters, 1),
        words=words,
        characters=characters,
    )


def _ends_before_marks(paragraph: str) -> bool:
    return paragraph[-1:] in CLOSERS and paragraph.rstrip(CLOSERS)[-1:] in _ENDS


_ENDS = frozenset(SENTENCE_ENDS)


Counts = tuple[int, int, int, int, int]
"""Characters but space, cased letters, capitals, digits and words."""


@compiled
def _count(points: NDArray[np.uint32], class_of: NDArray[np.uint8]) -> Counts:
    """Look up the class of each character and count them. Two loops are quicker than one: see `_tally`."""
    held = np.empty(len(points) + 1, np.uint8)
    held[0] = _SPACE
    for at in range(len(points)):
        held[at + 1] = class_at(points[at], class_of)
    return _tally(held)


@compiled
def _count_ascii(points: NDArray[np.uint8]) -> Counts:
    """Do the same where letters and digits are recognised by comparisons alone; all other marks count alike."""
    held = np.empty(len(points) + 1, np.uint8)
    held[0] = _SPACE
    for at in range(len(points)):
        point = points[at]
        kind = np.uint8(_is_among(point, _EXCLAMATION, _PRINTED)) * _SYMBOL
        kind = _LOWER if _is_among(point, _SMALL_A, _LETTERS) else kind
        kind = _UPPER if _is_among(point, _LARGE_A, _LETTERS) else kind
        held[at + 1] = _DIGIT if _is_among(point, _ZERO, _DIGITS) else kind
    return _tally(held)


@compiled
def _is_among(point: np.uint8, first: np.uint8, count: np.uint8) -> bool:
    return bool(np.uint8(point - first) < count)


@compiled
def _tally(held: NDArray[np.uint8]) -> Counts:
    """Count classes, the first of which is before the text. Without look-ups, many bytes are compared at once."""
    characters = cased = capitals = digits = words = np.uint32(0)
    for at in range(1, len(held)):
        kind = held[at]
        characters = np.uint32(characters + np.uint32(kind != _SPACE))
        cased = np.uint32(cased + np.uint32((kind == _LOWER) | (kind == _UPPER)))
        capitals = np.uint32(capitals + np.uint32(kind == _UPPER))
        digits = np.uint32(digits + np.uint32(kind == _DIGIT))
        begins = _is_letter(kind) & (not _is_letter(held[at - 1]))
        words = np.uint32(words + np.uint32((kind == _WORD) | begins))
    return int(characters), int(cased), int(capitals), int(digits), int(words)


@compiled
def _is_letter(kind: np.uint8) -> bool:
    return bool(np.uint8(kind - _LOWER) <= _DIGIT - _LOWER)


_SPACE, _LOWER, _UPPER = np.uint8(CharClass.SPACE), np.uint8(CharClass.LOWER), np.uint8(CharClass.UPPER)
_DIGIT, _WORD, _SYMBOL = np.uint8(CharClass.DIGIT), np.uint8(CharClass.WORD), np.uint8(CharClass.SYMBOL)
_SMALL_A, _LARGE_A, _ZERO, _EXCLAMATION = (np.uint8(ord(first)) for first in "aA0!")
_LETTERS, _DIGITS, _PRINTED = np.uint8(26), np.uint8(10), np.uint8(94)
