"""A decoded page as lines, each with its place in the page.

Dumps glue what stood side by side on the screen into one line, with runs of no-break spaces between; such a line is
split there, and lines that were broken at a fixed width are joined, so that every later rule sees one menu entry,
headline or paragraph a line.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.lines.characters import code_points
from broadsheet.extraction.lines.splitting import split_pages
from broadsheet.extraction.lines.wrapping import groups
from broadsheet.extraction.mojibake import is_suspicious, repair


class Line(NamedTuple):
    """One line of a page that holds more than space.

    Attributes:
        start: Offset of its first character in the page, in code points.
        end: Offset behind its last character.
        text: Its characters, stripped of space at both ends, with mojibake repaired; pieces of a line that was broken
            at a fixed width, joined by spaces.
        gap: Blank lines right before it.
        indent: Columns of space before it; a tab counts one.
    """

    start: int
    end: int
    text: str
    gap: int
    indent: int


class Page(NamedTuple):
    """A decoded page.

    Attributes:
        text: The whole of it, as it was decoded.
        lines: Its lines that hold more than space, in order.
        points: Its code points: uint32.
        places: Where its lines are: int64, (lines, columns of `broadsheet.extraction.lines.places.Place`).
        repaired_lines: How many of them held mojibake that was repaired.
    """

    text: str
    lines: tuple[Line, ...]
    points: NDArray[np.uint32]
    places: NDArray[np.int64]
    repaired_lines: int = 0


def read_page(text: str) -> Page:
    r"""Split one decoded page into lines; see `read_pages`.

    >>> [line.text for line in read_page("One\u00a0 \u00a0 Two\n\n Three ").lines]
    ['One', 'Two', 'Three']
    """
    return read_pages([text])[0]


def read_pages(texts: Sequence[str]) -> list[Page]:
    """Split decoded pages into lines; all are gone through in one go."""
    bounds = [0, *accumulate(map(len, texts))]
    points = code_points("".join(texts))
    split = split_pages(points, np.array(bounds, np.int64))
    ends, wrapped = split.bounds.tolist(), split.may_be_wrapped.tolist()
    rows = split.places.tolist()
    pages = []
    for number, text in enumerate(texts):
        own = rows[ends[number] : ends[number + 1]]
        lines = [_line(Line, (start, end, text[start:end], gap, indent)) for start, end, gap, indent in own]
        points_of_page = points[bounds[number] : bounds[number + 1]]
        places = split.places[ends[number] : ends[number + 1]]
        repaired = 0
        if is_suspicious(text, points_of_page):
            written = lines
            lines = [line._replace(text=repair(line.text)) for line in written]
            repaired = sum(old.text != new.text for old, new in zip(written, lines, strict=True))
        grouped = groups(lines) if repaired or wrapped[number] else None
        if grouped:
            lines = [_whole(pieces) for pieces in grouped]
            places = np.array([(line.start, line.end, line.gap, line.indent) for line in lines], np.int64)
        pages.append(Page(text, tuple(lines), points_of_page, places, repaired))
    return pages


_line = tuple.__new__
"""Makes a `Line` of its values in half the time that the class takes."""


def _whole(pieces: list[Line]) -> Line:
    if len(pieces) == 1:
        return pieces[0]
    return pieces[0]._replace(end=pieces[-1].end, text=" ".join([piece.text for piece in pieces]))
