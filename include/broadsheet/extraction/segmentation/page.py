"""Splits a decoded page into lines, each with its position.

Dumps glue what was side by side on the screen into one line, with runs of no-break spaces between; such a line is
split there, and lines that were broken at a fixed width are joined, so that every later rule sees one menu entry,
headline or paragraph per line.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.char_classes import CharClass, class_at, class_table, folds
from broadsheet.extraction.segmentation.unwrap import group_pieces, may_be_wrapped
from broadsheet.numba_support import compiled
from broadsheet.text.characters import code_points


class Line(NamedTuple):
    """One line of a page that holds more than space.

    Attributes:
        start: Offset of its first character in the page, in code points.
        end: Offset behind its last character.
        text: Its characters, stripped of space at both ends; pieces of a line that was broken at a fixed width, joined
            by spaces.
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
        text: The whole of it, with its characters normalised (`broadsheet.sources.normalization`).
        lines: Its lines that hold more than space, in order.
        points: Its code points, uint32; those of paragraphs in capitals are in sentence case, because rules that count
            capitals would take such a paragraph for a heading.
        places: Where its lines are: int64, (lines, columns of `broadsheet.extraction.segmentation.features.Position`).
    """

    text: str
    lines: tuple[Line, ...]
    points: NDArray[np.uint32]
    places: NDArray[np.int64]


def read_page(text: str) -> Page:
    r"""Split one decoded page into lines; see `read_pages`.

    >>> [line.text for line in read_page("One\u00a0 \u00a0 Two\n\n Three ").lines]
    ['One', 'Two', 'Three']
    """
    return read_pages([text])[0]


def read_pages(texts: Sequence[str]) -> list[Page]:
    """Split decoded pages into lines, in one pass over all."""
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
        grouped = group_pieces(lines) if wrapped[number] else None
        if grouped:
            lines = [_whole(pieces) for pieces in grouped]
            places = np.array([(line.start, line.end, line.gap, line.indent) for line in lines], np.int64)
        shouted = _find_shouted(points_of_page, places, class_table())
        if len(shouted):
            points_of_page = points_of_page.copy()
            _fold(points_of_page, places[shouted], class_table(), folds())
        pages.append(Page(text, tuple(lines), points_of_page, places))
    return pages


_line = tuple.__new__
"""Makes a `Line` of its values in half the time that the class takes."""


def _whole(pieces: list[Line]) -> Line:
    if len(pieces) == 1:
        return pieces[0]
    return pieces[0]._replace(end=pieces[-1].end, text=" ".join([piece.text for piece in pieces]))


class SplitPages(NamedTuple):
    """The lines of some pages, page after page.

    Attributes:
        places: Of the lines that hold more than space, in order: int64, (lines, columns of `Position`), offsets counted
            from the start of each page.
        bounds: Where each page's lines begin, and where the last one's end: int64, (pages + 1,).
        may_be_wrapped: For each page, whether it may hold broken lines, see `may_be_wrapped`: bool, (pages,).
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
    return SplitPages(*_split_pages(points, page_bounds, class_table()))


_NO_BREAK_SPACE = 0xA0


@compiled
def _is_edge(point: np.uint32) -> bool:
    """Return whether a character is stripped from the ends of lines: Unicode spaces and invisible marks."""
    if point <= _NO_BREAK_SPACE:
        return bool(point in (0x20, 0x09, 0x0B, 0x0C, 0x0D, 0x85, _NO_BREAK_SPACE) or 0x1C <= point <= 0x1F)
    return bool(
        0x2000 <= point <= 0x200B or point in (0x1680, 0x200E, 0x200F, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF)
    )


@compiled
def _split_pages(
    points: NDArray[np.uint32], page_bounds: NDArray[np.int64], class_of: NDArray[np.uint8]
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
        wrapped[page] = may_be_wrapped(own, places[bounds[page] : bounds[page + 1]], class_of)
    return places[: bounds[pages]].copy(), bounds, wrapped


@compiled
def _split(points: NDArray[np.uint32], places: NDArray[np.int64]) -> int:
    """Write the positions of a page's lines to `places`; return the number of lines."""
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


_PARAGRAPH = 60
"""Characters of a line that may be a paragraph in capitals."""


@compiled
def _is_shouted(points: NDArray[np.uint32], start: int, end: int, class_of: NDArray[np.uint8]) -> bool:
    """Return whether a line is a paragraph in capitals: nine in ten of its cased letters, and a sentence ends in it."""
    if end - start < _PARAGRAPH:
        return False
    small = capitals = 0
    ends = False
    for at in range(start, end):
        kind = class_at(points[at], class_of)
        small += kind == CharClass.LOWER
        capitals += kind == CharClass.UPPER
        ends |= kind == CharClass.END
        if 9 * small > capitals + _PARAGRAPH // 4:
            return False
    return ends and 9 * small <= capitals and 2 * capitals >= end - start


@compiled
def _find_shouted(
    points: NDArray[np.uint32], places: NDArray[np.int64], class_of: NDArray[np.uint8]
) -> NDArray[np.int64]:
    found = np.zeros(len(places), np.bool_)
    for line in range(len(places)):
        found[line] = _is_shouted(points, places[line, 0], places[line, 1], class_of)
    return np.flatnonzero(found)


@compiled
def _fold(
    points: NDArray[np.uint32], places: NDArray[np.int64], class_of: NDArray[np.uint8], folded: NDArray[np.uint32]
) -> None:
    """Write the letters of lines in lower case, but those that begin a sentence."""
    for line in range(len(places)):
        begins = True
        for at in range(places[line, 0], places[line, 1]):
            kind = class_at(points[at], class_of)
            if kind == CharClass.UPPER:
                if not begins and points[at] < len(folded):
                    points[at] = folded[points[at]]
                begins = False
            elif kind == CharClass.END:
                begins = True
