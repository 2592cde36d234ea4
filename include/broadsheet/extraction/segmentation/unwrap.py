"""Joins lines that a program broke at a fixed width, before any other rule is applied.

Such text has runs of lines of nearly equal width; most of them continue a sentence, in lower case, and the first word
of the next line would not have fitted. Series of headlines or menu entries do not have these properties.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.char_classes import CLOSERS, SENTENCE_ENDS, CharClass, class_at
from broadsheet.extraction.segmentation.features import Position
from broadsheet.numba_support import compiled

WIDEST = 130
NARROWEST = 30
"""Columns that the widest line of a wrapped run has, at most and at least."""

FEWEST = 3
"""Lines of a run."""


class _Line(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def gap(self) -> int: ...
    @property
    def indent(self) -> int: ...


Written = TypeVar("Written", bound=_Line)


def group_pieces(lines: Sequence[Written]) -> list[list[Written]] | None:
    """Return the lines in groups, each the pieces of one line before it was broken; None where none was."""
    broken: set[int] = set()
    begin = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or lines[number].gap or len(lines[number].text) > WIDEST:
            if number - begin >= FEWEST:
                broken |= _broken_in(lines, begin, number)
            begin = number
    if not broken:
        return None
    grouped: list[list[Written]] = []
    for number, line in enumerate(lines):
        if number - 1 in broken:
            grouped[-1].append(line)
        else:
            grouped.append([line])
    return grouped


def finished(text: str) -> bool:
    """Return whether a text ends like a sentence, or with a colon."""
    return text.rstrip(CLOSERS)[-1:] in _ENDS


_ENDS = frozenset(SENTENCE_ENDS + ":：") | {""}


@compiled
def may_be_wrapped(points: NDArray[np.uint32], places: NDArray[np.int64], class_of: NDArray[np.uint8]) -> bool:
    """Return whether a page has a run of lines that may be pieces: a quick test before `group_pieces`.

    Args:
        points: Code points of the page.
        places: Places of its lines: int64, (lines, columns of `broadsheet.extraction.segmentation.features.Position`).
        class_of: `broadsheet.extraction.segmentation.char_classes.class_table`.
    """
    begin = 0
    for line in range(1, len(places) + 1):
        if line < len(places):
            length = places[line, Position.END] - places[line, Position.START]
            if places[line, Position.GAP] == 0 and length <= WIDEST:
                continue
        width = 0
        going_on = False
        for member in range(begin, line):
            start = places[member, Position.START]
            width = max(width, places[member, Position.INDENT] + places[member, Position.END] - start)
            kind = class_at(points[start], class_of)
            going_on |= member > begin and kind in _OPENS_IN_MID_SENTENCE
        if going_on and line - begin >= FEWEST and NARROWEST <= width <= WIDEST:
            return True
        begin = line
    return False


_OPENS_IN_MID_SENTENCE = (int(CharClass.LOWER), int(CharClass.LETTER), int(CharClass.WORD))


def _broken_in(lines: Sequence[_Line], begin: int, end: int) -> set[int]:
    width = max([line.indent + len(line.text) for line in lines[begin:end]])
    if not NARROWEST <= width <= WIDEST or not any(_goes_on(line.text) for line in lines[begin + 1 : end]):
        return set()
    broken = set()
    going_on = 0
    cased = False
    for number in range(begin, end - 1):
        line, behind = lines[number], lines[number + 1]
        word = behind.text.partition(" ")[0]
        if line.indent + len(line.text) + 1 + len(word) <= width:
            continue
        ends = finished(line.text)
        if ends and behind.indent > line.indent:
            continue
        broken.add(number)
        going_on += not ends and _goes_on(behind.text)
        cased |= behind.text[0].islower()
    # Without capitals a headline and its byline look like one sentence, but none of them ends like one.
    is_prose = cased or any(finished(line.text) for line in lines[begin:end])
    return broken if is_prose and going_on * 2 >= len(broken) and going_on * 3 >= end - begin - 1 else set()


def _goes_on(text: str) -> bool:
    """Return whether a line may begin in mid sentence: in small letters, or in a script of words without capitals."""
    first = text[0]
    return first.islower() or (first.isalpha() and first.upper() == first.lower() and " " in text)
