"""Selects the lines near a story that may name its authors: a cheap look at all of them.

One compiled pass looks at the first word of each line and at a few of its features. It may let a line through in vain,
but misses none.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.article import Article
from broadsheet.extraction.segmentation.char_classes import CharClass, class_at, class_table, folds
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.word_slots import FEW_LINES, fold_point, slot_of
from broadsheet.numba_support import Bools, Int64s, UInt32s, compiled

LATE, REACH = 6, 3
"""Lines from the first body line on where bare names are: of the page, of the body."""
MOST_WORDS = 24
LEAST_CAPITALS = 0.25


class _Story(NamedTuple):
    """Where the story is: indexes of lines. Bare names are looked for from `near` on."""

    first: int
    last: int
    near: int


def byline_lines(article: Article, begin: int, end: int, near: int, openings: Bools) -> list[int]:
    """Return the lines that may be a byline, in order; others need no look at their text.

    Args:
        article: The article.
        begin: The first line to look at.
        end: The line behind the last one.
        near: The first line that may be a byline without a label.
        openings: Which words may open a label, see `broadsheet.extraction.word_slots`.
    """
    if end - begin <= FEW_LINES:
        return list(range(begin, end))
    page, story = article.page, _Story(article.first, article.last, near)
    kept = np.fromiter(article.kept, np.bool_, len(article.kept))
    tables = _Tables(openings, class_table(), folds())
    found = _select(
        page.points, page.places[begin:end], article.values[begin:end], kept[begin:end], begin, story, tables
    )
    indexes: list[int] = (np.flatnonzero(found) + begin).tolist()
    return indexes


class _Tables(NamedTuple):
    openings: Bools
    class_of: NDArray[np.uint8]
    folded: UInt32s


@compiled
def _select(
    points: UInt32s,
    places: Int64s,
    values: NDArray[np.float32],
    kept: Bools,
    begin: int,
    story: _Story,
    tables: _Tables,
) -> Bools:
    found = np.zeros(len(places), np.bool_)
    for number in range(len(places)):
        line = begin + number
        near = line < story.first + (REACH if kept[number] else LATE) or line > story.last
        own = points[places[number, 0] : places[number, 1]]
        found[number] = (line >= story.near and _may_be_unlabelled(values[number], near)) or _may_be_labelled(
            own, tables
        )
    return found


@compiled
def _may_be_unlabelled(row: NDArray[np.float32], near: bool) -> bool:
    """Return whether a line may hold a name without a label at its start; those of one or two words near the story."""
    words = row[Feature.WORDS]
    if words > 2:
        return True
    capitals = row[Feature.CAPITALISED] >= LEAST_CAPITALS and row[Feature.LOWER_START] == 0
    return bool(words > 1 and near and capitals)


@compiled
def _may_be_labelled(points: UInt32s, tables: _Tables) -> bool:
    """Return whether a label may open a line, or it has letters of Han or Hangul: these may name authors anywhere."""
    for point in points:
        if point >= _CJK:
            return True
    start = 0
    while start < len(points) and _is_before_label(points[start], tables.class_of):
        start += 1
    end = start
    while end < len(points) and _is_letter(points[end], tables.class_of):
        end += 1
    if start == end:
        return False
    if points[start] >= _BEYOND_CASES:
        return True
    if tables.openings[slot_of(points, start, end, tables.folded)]:
        return True
    one, two = (
        fold_point(points[start], tables.folded),
        fold_point(points[start + 1], tables.folded) if end > start + 1 else 0,
    )
    return bool((one == _B and two == _Y) or (one == _V and two == _O))


_CJK = 0x2E80
_BEYOND_CASES = 0x530
"""Letters from here on: scripts whose words may hold marks, and are looked at as text."""
_B, _Y, _V, _O = ord("b"), ord("y"), ord("v"), ord("o")
"""*By* and *Von* are glued to names."""


@compiled
def _is_before_label(point: np.uint32, class_of: NDArray[np.uint8]) -> bool:
    if class_at(point, class_of) == CharClass.SPACE:
        return True
    return bool(point in (0x2A, 0x2022, 0xB7, 0x2B, 0x2D, 0x2013, 0x2014, 0x7C, 0x3E, 0xBB))


@compiled
def _is_letter(point: np.uint32, class_of: NDArray[np.uint8]) -> bool:
    kind = class_at(point, class_of)
    return kind in (CharClass.LOWER, CharClass.UPPER, CharClass.LETTER, CharClass.WORD)
