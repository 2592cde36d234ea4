"""Where the lines of a page are: one compiled pass over its code points.

Dumps glue what stood side by side on the screen into one line, with runs of no-break spaces between: such a line is
split there.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from broadsheet.compiled import compiled


class Place(IntEnum):
    """Columns of what `split_lines` returns."""

    START = 0
    """Offset of a line's first character in the page, in code points."""
    END = 1
    """Offset behind its last character."""
    GAP = 2
    """Blank lines right before it."""
    INDENT = 3
    """Columns of space before it, in the piece it stands in; a tab counts one."""


def split_lines(points: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the places of the lines that hold more than space, in order: int64, (lines, columns of `Place`).

    Args:
        points: Code points of the page.
    """
    return _split(points)


_NO_BREAK_SPACE = 0xA0


@compiled
def _is_edge(point: np.uint32) -> bool:
    """Tell whether a line is stripped of a character: spaces, and marks that are not seen."""
    return bool(
        point in (0x20, 0x09, 0x0D)
        or (point >= 0xA0 and point in (_NO_BREAK_SPACE, 0x200B, 0x200E, 0x200F, 0xFEFF, 0x3000))
    )


@compiled
def _split(points: NDArray[np.uint32]) -> NDArray[np.int64]:
    most = 1
    for point in points:
        most += point in (10, _NO_BREAK_SPACE)
    places = np.empty((most, 4), np.int64)
    found = gap = begin = 0
    blank = True
    at = 0
    while at <= len(points):
        point = points[at] if at < len(points) else np.uint32(10)
        if point not in (10, _NO_BREAK_SPACE):
            at += 1
            continue
        behind = at + 1
        if point == _NO_BREAK_SPACE:
            behind = _behind_glue(points, at)
            if behind < 0:
                at -= behind
                continue
        start, end = begin, at
        while start < end and _is_edge(points[start]):
            start += 1
        while end > start and _is_edge(points[end - 1]):
            end -= 1
        if end > start:
            places[found] = (start, end, gap, start - begin)
            found += 1
            gap = 0
            blank = False
        if point == 10:
            gap += blank
            blank = True
        begin = at = behind
    return places[:found].copy()


@compiled
def _behind_glue(points: NDArray[np.uint32], at: int) -> int:
    """Return the offset behind a run of two or more no-break spaces, other spaces between; else minus its length."""
    end = at
    last = at
    while end < len(points) and points[end] in (0x20, 0x09, _NO_BREAK_SPACE):
        if points[end] == _NO_BREAK_SPACE:
            last = end
        end += 1
    return last + 1 if last > at else at - end
