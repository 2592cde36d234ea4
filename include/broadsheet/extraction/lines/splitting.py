"""Where the lines of a page are: one compiled pass over its code points.

Dumps glue what stood side by side on the screen into one line, with runs of no-break spaces between: such a line is
split there.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.lines.characters import kinds
from broadsheet.extraction.lines.wrapping import may_be_wrapped
from broadsheet.numba_support import compiled


class SplitPages(NamedTuple):
    """The lines of some pages, page after page.

    Attributes:
        places: Of the lines that hold more than space, in order: int64, (lines, columns of `Place`), offsets counted
            from the start of each page.
        bounds: Where each page's lines begin, and where the last one's end: int64, (pages + 1,).
        may_be_wrapped: What `broadsheet.extraction.lines.wrapping.may_be_wrapped` says of each page: bool, (pages,).
    """

    places: NDArray[np.int64]
    bounds: NDArray[np.int64]
    may_be_wrapped: NDArray[np.bool_]


def split_pages(points: NDArray[np.uint32], page_bounds: NDArray[np.int64]) -> SplitPages:
    """Split pages into lines.

    Args:
        points: Code points of the pages, one after another.
        page_bounds: Where each page begins, and where the last one ends: int64, (pages + 1,).
    """
    return SplitPages(*_split_pages(points, page_bounds, kinds()))


_NO_BREAK_SPACE = 0xA0


@compiled
def _is_edge(point: np.uint32) -> bool:
    """Tell whether a line is stripped of a character: all of Unicode's spaces, and marks that are not seen."""
    if point <= _NO_BREAK_SPACE:
        return bool(point in (0x20, 0x09, 0x0B, 0x0C, 0x0D, 0x85, _NO_BREAK_SPACE) or 0x1C <= point <= 0x1F)
    return bool(
        0x2000 <= point <= 0x200B or point in (0x1680, 0x200E, 0x200F, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF)
    )


@compiled
def _split_pages(
    points: NDArray[np.uint32], page_bounds: NDArray[np.int64], kind_of: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    pages = len(page_bounds) - 1
    most = pages
    for point in points:
        most += point in (10, _NO_BREAK_SPACE)
    places = np.empty((most, 4), np.int64)
    bounds = np.zeros(pages + 1, np.int64)
    wrapped = np.zeros(pages, np.bool_)
    for page in range(pages):
        own = points[page_bounds[page] : page_bounds[page + 1]]
        bounds[page + 1] = bounds[page] + _split(own, places[bounds[page] :])
        wrapped[page] = may_be_wrapped(own, places[bounds[page] : bounds[page + 1]], kind_of)
    return places[: bounds[pages]].copy(), bounds, wrapped


@compiled
def _split(points: NDArray[np.uint32], places: NDArray[np.int64]) -> int:
    """Write down the places of a page's lines, and return how many they are."""
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
    return found


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
