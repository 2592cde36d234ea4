"""A decoded page as lines, each with its place in the page.

Dumps glue what stood side by side on the screen into one line, with runs of no-break spaces between; such a line is
split there, and lines that were broken at a fixed width are joined, so that every later rule sees one menu entry,
headline or paragraph a line.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from broadsheet.extraction.lines.wrapping import groups
from broadsheet.extraction.mojibake import is_suspicious, repair

GLUE = re.compile(r"\u00a0(?:[ \t]*\u00a0)+")
"""Two or more no-break spaces, with or without other spaces between: where a dump glued neighbours."""

_EDGE = " \t\r\u00a0\u200b\u200e\u200f\ufeff\u3000"


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
        repaired_lines: How many of them held mojibake that was repaired.
    """

    text: str
    lines: tuple[Line, ...]
    repaired_lines: int = 0


def read_page(text: str) -> Page:
    r"""Split a decoded page into lines.

    >>> [line.text for line in read_page("One\u00a0 \u00a0 Two\n\n Three ").lines]
    ['One', 'Two', 'Three']
    """
    lines: list[Line] = []
    suspicious = is_suspicious(text)
    repaired = 0
    gap = 0
    offset = 0
    for raw in text.split("\n"):
        pieces = _pieces(raw) if "\u00a0" in raw else [(0, raw)]
        blank = True
        for at, piece in pieces:
            left = piece.lstrip(_EDGE)
            stripped = left.rstrip(_EDGE)
            if not stripped:
                continue
            indent = len(piece) - len(left)
            start = offset + at + indent
            end = start + len(stripped)
            if suspicious:
                mended = repair(stripped)
                repaired += mended != stripped
                stripped = mended
            lines.append(Line(start, end, stripped, gap, indent))
            blank = False
            gap = 0
        if blank:
            gap += 1
        offset += len(raw) + 1
    grouped = groups(lines)
    if grouped:
        lines = [_whole(pieces) for pieces in grouped]
    return Page(text, tuple(lines), repaired)


def _pieces(raw: str) -> list[tuple[int, str]]:
    pieces = []
    at = 0
    for glue in GLUE.finditer(raw):
        pieces.append((at, raw[at : glue.start()]))
        at = glue.end()
    pieces.append((at, raw[at:]))
    return pieces


def _whole(pieces: list[Line]) -> Line:
    if len(pieces) == 1:
        return pieces[0]
    return pieces[0]._replace(end=pieces[-1].end, text=" ".join(piece.text for piece in pieces))
