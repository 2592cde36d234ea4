"""A decoded page as lines, each with its place in the page.

Dumps glue what stood side by side on the screen into one line, with runs of no-break spaces between; such a line is
split there, and lines that were broken at a fixed width are joined, so that every later rule sees one menu entry,
headline or paragraph a line.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.lines.characters import code_points
from broadsheet.extraction.lines.splitting import split_lines
from broadsheet.extraction.lines.wrapping import groups, may_be_wrapped
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


@dataclass(frozen=True, slots=True)
class Page:
    """A decoded page.

    Attributes:
        text: The whole of it, as it was decoded.
        lines: Its lines that hold more than space, in order.
        points: Its code points: uint32.
        places: Where its lines are: int64, (lines, columns of `broadsheet.extraction.lines.splitting.Place`).
        repaired_lines: How many of them held mojibake that was repaired.
    """

    text: str
    lines: tuple[Line, ...]
    points: NDArray[np.uint32] = field(compare=False, repr=False)
    places: NDArray[np.int64] = field(compare=False, repr=False)
    repaired_lines: int = 0


def read_page(text: str) -> Page:
    r"""Split a decoded page into lines.

    >>> [line.text for line in read_page("One\u00a0 \u00a0 Two\n\n Three ").lines]
    ['One', 'Two', 'Three']
    """
    points = code_points(text)
    places = split_lines(points)
    rows = places.tolist()
    lines = [Line(start, end, text[start:end], gap, indent) for start, end, gap, indent in rows]
    repaired = 0
    if is_suspicious(text, points):
        written = lines
        lines = [line._replace(text=repair(line.text)) for line in written]
        repaired = sum(old.text != new.text for old, new in zip(written, lines, strict=True))
    grouped = groups(lines) if repaired or may_be_wrapped(points, places) else None
    if grouped:
        lines = [_whole(pieces) for pieces in grouped]
        places = np.array([(line.start, line.end, line.gap, line.indent) for line in lines], np.int64)
    return Page(text, tuple(lines), points, places, repaired)


def _whole(pieces: list[Line]) -> Line:
    if len(pieces) == 1:
        return pieces[0]
    return pieces[0]._replace(end=pieces[-1].end, text=" ".join([piece.text for piece in pieces]))
