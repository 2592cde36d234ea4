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
    kept = sum(body.kept)
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
    characters, cased, capitals, digits, words = _count(code_points(text), kinds()).tolist()
    finished = sum([paragraph.rstrip(_CLOSERS)[-1:] in _ENDS for paragraph in paragraphs])
    return TextSignals(
        sentence_share=finished / max(len(paragraphs), 1),
        capital_share=capitals / max(cased, 1),
        digit_share=digits / max(characters, 1),
        words=words,
        characters=characters,
    )


_CLOSERS = QUOTES + "'’)]}*"
_ENDS = frozenset(SENTENCE_ENDS)


@compiled
def _count(points: NDArray[np.uint32], kind_of: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return characters but space, cased letters, capitals, digits and words."""
    characters = cased = capitals = digits = words = 0
    outside = True
    for point in points:
        kind = kind_at(point, kind_of)
        characters += kind != Kind.SPACE
        capitals += kind == Kind.UPPER
        cased += (kind == Kind.LOWER) | (kind == Kind.UPPER)
        digits += kind == Kind.DIGIT
        letter = (kind >= Kind.LOWER) & (kind <= Kind.DIGIT)
        words += (kind == Kind.WORD) | (letter & outside)  # no branch: a wrong guess at each word costs the most
        outside = not letter
    return np.array([characters, cased, capitals, digits, words])
