"""Signals by which a text is judged: the values of the `quality` column, and its word count."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.compiled import compiled
from broadsheet.extraction.body import Body
from broadsheet.extraction.lines.characters import QUOTES, SENTENCE_ENDS, Kind, code_points, kind_at, kinds
from broadsheet.extraction.page import Page


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


def measure(page: Page, body: Body, text: str, *, encoding: str, replaced_bytes: int) -> tuple[Quality, int]:
    """Return the quality of a body and its number of words.

    A word is a run of letters and digits; in scripts written without spaces, each letter.

    Args:
        page: The page.
        body: Its body.
        text: The body's paragraphs joined by a blank line.
        encoding: Character encoding the page was decoded from.
        replaced_bytes: Undecodable bytes replaced.
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
        repaired_lines=page.repaired_lines,
    )
    return quality, signals.words


class TextSignals(NamedTuple):
    """What `measure` finds in a text alone, whatever page it stands on.

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
    """Return the signals of a text, given as its paragraphs: the values that `measure` gives for a body of these."""
    return _signals("\n\n".join(paragraphs), paragraphs)


def _signals(text: str, paragraphs: Sequence[str]) -> TextSignals:
    characters, cased, capitals, digits, words = _count(_points(text), kinds())
    finished = sum([_is_finished(paragraph) for paragraph in paragraphs])
    return TextSignals(
        sentence_share=finished / max(len(paragraphs), 1),
        capital_share=capitals / max(cased, 1),
        digit_share=digits / max(characters, 1),
        words=words,
        characters=characters,
    )


def _is_finished(paragraph: str) -> bool:
    last = paragraph[-1:]
    return last in _ENDS or (last in _CLOSERS and paragraph.rstrip(_CLOSERS)[-1:] in _ENDS)


_CLOSERS = QUOTES + "'’)]}*"
_ENDS = frozenset(SENTENCE_ENDS)


def _points(text: str) -> NDArray[np.uint8] | NDArray[np.uint32]:
    return np.frombuffer(text.encode(), np.uint8) if text.isascii() else code_points(text)


@compiled
def _count(
    points: NDArray[np.uint8] | NDArray[np.uint32], kind_of: NDArray[np.uint8]
) -> tuple[int, int, int, int, int]:
    """Return characters but space, cased letters, capitals, digits and words.

    Two loops are quicker than one: the second looks nothing up, so that the processor compares many bytes at once.
    """
    held = np.empty(len(points) + 1, np.uint8)
    held[0] = Kind.SPACE
    for at in range(len(points)):
        held[at + 1] = kind_at(points[at], kind_of)
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


_SPACE, _LOWER, _UPPER, _DIGIT, _WORD = map(np.uint8, (Kind.SPACE, Kind.LOWER, Kind.UPPER, Kind.DIGIT, Kind.WORD))
