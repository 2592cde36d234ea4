"""Computes what the markup of an HTML page says of its lines: further columns for the model of body lines.

A line is described by the element it is in and by the elements around that: how far the nearest ones are whose tag or
class names a zone (comments, navigation, the article's body), how much of the page's prose and of its links each
container holds, whether it is in the container that holds most (Arc90's Readability, 2009), and what the lines are like
whose elements have the same path of tags and classes (Weninger, Hsu, Han, "CETR", WWW 2010; Kohlschütter, Fankhauser,
Nejdl, "Boilerplate detection using shallow text features", WSDM 2010).
"""

from collections.abc import Sequence
from enum import IntEnum, auto
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.context import prose_words
from broadsheet.extraction.segmentation.features import Feature, LineFeatures, column_names
from broadsheet.extraction.segmentation.line_model import LineModel, read_model
from broadsheet.numba_support import compiled
from broadsheet.sources.markup import Markup, Tag, Zone

FARTHEST = 15
"""Largest distance to an element above that is counted, in elements; where there is none, it is that."""
ZONES = tuple(zone.name or "" for zone in Zone)
"""Zones, by the place of their bit."""


class Column(IntEnum):
    """Columns that follow the distances to the nearest element above of each zone."""

    PARAGRAPH = len(ZONES)
    ITEM = auto()
    HEADING = auto()
    """Level of the heading, 0 for another element."""
    CELL = auto()
    """1 for a cell, 2 for a row of short cells."""
    BLOCK = auto()
    """1 for ``div`` and other elements that say nothing of the text in them."""
    LINKED = auto()
    LINKED_BEFORE = auto()
    LINKED_BEHIND = auto()
    """Share of the characters of the line, and of those before and behind, that are links."""
    BOLD = auto()
    IMAGES = auto()
    """Pictures right before the line, at most 5."""
    DEPTH = auto()
    CONTAINER_PROSE = auto()
    CONTAINER_LINKED = auto()
    CONTAINER_LINES = auto()
    """Of the element that holds the line's paragraph: its share of the page's prose, the share of its characters that
    are links, and its lines, logarithm."""
    OUTER_PROSE = auto()
    OUTER_LINKED = auto()
    OUTER_LINES = auto()
    """The same of the element around that."""
    SECOND_PROSE = auto()
    SECOND_LINKED = auto()
    """The same of the one around that."""
    IN_BEST = auto()
    """1 where the line is in the element whose paragraphs hold most prose."""
    UP_TO_BEST = auto()
    """Elements from the line's container up to the first that holds the best one too."""
    DOWN_TO_BEST = auto()
    """Elements from there down to the best one."""
    IN_CORE = auto()
    """1 where the line is in the smallest element that holds nine tenths of the page's prose."""
    CORE_PROSE = auto()
    """Prose of the best element, share of the page's."""
    BODY_PROSE = auto()
    ARTICLE_PROSE = auto()
    """Share of the page's prose in the nearest element whose class says body, and article; 0 where there is none."""
    BODY_ON_PAGE = auto()
    ARTICLE_ON_PAGE = auto()
    """The largest share of the page's prose in one such element."""
    COMMENTS_ON_PAGE = auto()
    """Share of the page's prose among comments."""
    PATH_LINES = auto()
    PATH_PROSE = auto()
    PATH_LINKED = auto()
    PATH_WORDS = auto()
    """Of the lines whose elements have the same path: their number, logarithm; their share of the page's prose; the
    share of their characters that are links; words per line."""
    SAME_CONTAINER_BEFORE = auto()
    SAME_CONTAINER_BEHIND = auto()
    SAME_PATH_BEFORE = auto()
    SAME_PATH_BEHIND = auto()
    """1 where the line before or behind has the same container, and the same path."""
    FROM_START = auto()
    FROM_END = auto()
    """Lines of the container before and behind it, at most 30."""
    SINCE_H1 = auto()
    UNTIL_H1 = auto()
    SINCE_HEADING = auto()
    """Lines to the nearest heading, at most 60."""
    SINCE_BEST = auto()
    UNTIL_BEST = auto()
    """Lines to the nearest line of the best container, at most 60."""


WIDTH = len(ZONES) + len(Column)


def html_column_names() -> tuple[str, ...]:
    """Return the names of the columns that the line model of HTML pages reads: those of text, then those of markup."""
    zones = (f"NEAREST_{name}" for name in ZONES)
    return (*column_names(), *zones, *(f"MARKUP_{column.name}" for column in Column))


HTML_MODEL = Path(__file__).with_name("html_line_model.json")
"""File of the model of HTML pages that ships with the package."""


@cache
def html_line_model() -> LineModel:
    """Return the model of body lines of HTML pages in the package."""
    return read_model(HTML_MODEL, html_column_names())


class LineMarkup(NamedTuple):
    """What the markup knows of the lines of one page, in the order of its lines.

    Attributes:
        markup: The markup of the page.
        numbers: Number of each line in the page's text, empty lines counted.
    """

    markup: Markup
    numbers: Sequence[int]


def score_html(
    lines: LineFeatures,
    matrix: NDArray[np.float32],
    markups: Sequence[LineMarkup | None],
    scores: NDArray[np.float32],
    model: LineModel | None = None,
) -> None:
    """Score the lines of those pages that are HTML by their own model.

    Args:
        lines: Features of the lines of all pages.
        matrix: Their columns with context, as `broadsheet.extraction.segmentation.context.in_context` makes them.
        markups: The markup of each page, None for plain text.
        scores: Log odds of each line; those of HTML pages are overwritten.
        model: The line model of HTML pages; None for the one in the package.
    """
    pages = [(page, found) for page, found in enumerate(markups) if found is not None]
    if not pages:
        return
    parts, places = [], []
    for page, found in pages:
        first, end = int(lines.bounds[page]), int(lines.bounds[page + 1])
        own = matrix[first:end]
        parts.append(np.concatenate((own, markup_features(found, own)), axis=1))
        places.append(np.arange(first, end))
    scores[np.concatenate(places)] = (model or html_line_model()).scores(np.concatenate(parts))


def markup_features(found: LineMarkup, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the columns of the lines of one page: float32, (lines, `WIDTH`).

    Args:
        found: Its markup.
        values: Features of its lines: float32, (lines, features), the first columns are those of `Feature`.
    """
    markup = found.markup
    numbers = np.array(found.numbers, np.int64)
    matrix = np.zeros((len(numbers), WIDTH), np.float32)
    if len(numbers) and len(markup.parents):
        _describe(
            values,
            prose_words(values),
            np.maximum(markup.elements[numbers], 0),
            markup.linked[numbers],
            markup.bold[numbers],
            markup.images[numbers],
            markup.inline[numbers],
            markup.parents,
            markup.tags,
            markup.zones,
            markup.paths,
            matrix,
        )
    return matrix


_PROSE, _CHARACTERS, _LINKED, _LINES = range(4)
_BODY = ZONES.index("BODY")
_ARTICLE = ZONES.index("ARTICLE")
_COMMENT = ZONES.index("COMMENT")
_MOST = 60


@compiled
def _describe(  # noqa: C901, PLR0912, PLR0915, PLR0917  (compiled: calls would copy the arrays' headers)
    values: NDArray[np.float32],
    prose: NDArray[np.float32],
    elements: NDArray[np.int32],
    linked: NDArray[np.int32],
    bold: NDArray[np.int32],
    images: NDArray[np.int32],
    inline: NDArray[np.int64],
    parents: NDArray[np.int32],
    tags: NDArray[np.int8],
    zones: NDArray[np.int64],
    paths: NDArray[np.int64],
    matrix: NDArray[np.float32],
) -> None:
    lines, count = len(elements), len(parents)
    near, depth = _nearest(parents, zones)
    share = np.zeros(lines, np.float32)
    containers = np.zeros(lines, np.int64)
    sums = np.zeros((count, 4), np.float32)
    points = np.zeros(count, np.float32)
    of_path = np.zeros((paths.max() + 1, 4), np.float32)
    words_of_path = np.zeros(paths.max() + 1, np.float32)
    whole = np.float32(0.0)
    for line in range(lines):
        element = elements[line]
        characters = max(values[line, Feature.CHARACTERS], 1.0)
        share[line] = min(linked[line] / characters, 1.0)
        own = prose[line] * (1.0 - share[line])
        whole += own
        container = element
        if _is_paragraph(tags[element]) and parents[element] >= 0:
            container = parents[element]
        containers[line] = container
        points[container] += own
        if parents[container] >= 0:
            points[parents[container]] += own / 2.0
        for row in (sums[element], of_path[paths[element]]):
            row[_PROSE] += own
            row[_CHARACTERS] += characters
            row[_LINKED] += share[line] * characters
            row[_LINES] += 1.0
        words_of_path[paths[element]] += values[line, Feature.WORDS]
    whole = max(whole, np.float32(1.0))
    for element in range(count - 1, 0, -1):
        if parents[element] >= 0:
            sums[parents[element]] += sums[element]
    best, core = _best(points, sums), _core(parents, sums, whole)
    holds_best = np.zeros(count, np.bool_)
    at = best
    while at >= 0:
        holds_best[at] = True
        at = parents[at]
    in_best, in_core = _inside(parents, best), _inside(parents, core)
    body_on_page = article_on_page = comments = np.float32(0.0)
    body_prose, article_prose = np.zeros(count, np.float32), np.zeros(count, np.float32)
    for element in range(count):
        part = sums[element, _PROSE] / whole
        above = parents[element]
        if above >= 0:
            body_prose[element], article_prose[element] = body_prose[above], article_prose[above]
        if near[element, _BODY] == 0:
            body_on_page = max(body_on_page, part)
            body_prose[element] = part
        if near[element, _ARTICLE] == 0:
            article_on_page = max(article_on_page, part)
            article_prose[element] = part
        if near[element, _COMMENT] == 0 and (above < 0 or near[above, _COMMENT] == FARTHEST):
            comments += part
    first, last = np.full(count, lines, np.int64), np.full(count, -1, np.int64)
    for line in range(lines):
        first[containers[line]] = min(first[containers[line]], line)
        last[containers[line]] = max(last[containers[line]], line)
    since_h1 = since_heading = since_best = _MOST
    for line in range(lines):
        row, element, container = matrix[line], elements[line], containers[line]
        for zone in range(near.shape[1]):
            row[zone] = 0 if inline[line] >> zone & 1 else near[element, zone]
        tag = tags[element]
        row[Column.PARAGRAPH] = tag == Tag.P
        row[Column.ITEM] = tag == Tag.LI
        level = tag - Tag.H1 + 1 if Tag.H1 <= tag <= Tag.H6 else 0
        row[Column.HEADING] = level
        row[Column.CELL] = 1 if tag == Tag.CELL else 2 if tag == Tag.ROW else 0
        row[Column.BLOCK] = tag == Tag.DIV or tag == Tag.OTHER or tag == Tag.SECTION  # noqa: PLR1714 (compiled)
        row[Column.LINKED] = share[line]
        row[Column.LINKED_BEFORE] = share[line - 1] if line else -1
        row[Column.LINKED_BEHIND] = share[line + 1] if line + 1 < lines else -1
        row[Column.BOLD] = min(bold[line] / max(values[line, Feature.CHARACTERS], 1.0), 1.0)
        row[Column.IMAGES] = min(images[line], 5)
        row[Column.DEPTH] = depth[element]
        outer = max(parents[container], 0)
        second = max(parents[outer], 0)
        row[Column.CONTAINER_PROSE] = sums[container, _PROSE] / whole
        row[Column.CONTAINER_LINKED] = sums[container, _LINKED] / max(sums[container, _CHARACTERS], 1.0)
        row[Column.CONTAINER_LINES] = np.log1p(sums[container, _LINES])
        row[Column.OUTER_PROSE] = sums[outer, _PROSE] / whole
        row[Column.OUTER_LINKED] = sums[outer, _LINKED] / max(sums[outer, _CHARACTERS], 1.0)
        row[Column.OUTER_LINES] = np.log1p(sums[outer, _LINES])
        row[Column.SECOND_PROSE] = sums[second, _PROSE] / whole
        row[Column.SECOND_LINKED] = sums[second, _LINKED] / max(sums[second, _CHARACTERS], 1.0)
        row[Column.IN_BEST], row[Column.IN_CORE] = in_best[element], in_core[element]
        steps, at = 0, container
        while not holds_best[at] and parents[at] >= 0:
            at = parents[at]
            steps += 1
        row[Column.UP_TO_BEST] = min(steps, FARTHEST)
        row[Column.DOWN_TO_BEST] = min(depth[best] - depth[at], FARTHEST)
        row[Column.CORE_PROSE] = sums[best, _PROSE] / whole
        row[Column.BODY_PROSE], row[Column.ARTICLE_PROSE] = body_prose[element], article_prose[element]
        row[Column.BODY_ON_PAGE], row[Column.ARTICLE_ON_PAGE] = body_on_page, article_on_page
        row[Column.COMMENTS_ON_PAGE] = comments
        path = paths[element]
        row[Column.PATH_LINES] = np.log1p(of_path[path, _LINES])
        row[Column.PATH_PROSE] = of_path[path, _PROSE] / whole
        row[Column.PATH_LINKED] = of_path[path, _LINKED] / max(of_path[path, _CHARACTERS], 1.0)
        row[Column.PATH_WORDS] = min(words_of_path[path] / max(of_path[path, _LINES], 1.0), 200.0)
        row[Column.SAME_CONTAINER_BEFORE] = line > 0 and containers[line - 1] == container
        row[Column.SAME_CONTAINER_BEHIND] = line + 1 < lines and containers[line + 1] == container
        row[Column.SAME_PATH_BEFORE] = line > 0 and paths[elements[line - 1]] == path
        row[Column.SAME_PATH_BEHIND] = line + 1 < lines and paths[elements[line + 1]] == path
        row[Column.FROM_START] = min(line - first[container], 30)
        row[Column.FROM_END] = min(last[container] - line, 30)
        since_h1 = 0 if level == 1 else min(since_h1 + 1, _MOST)
        since_heading = 0 if level else min(since_heading + 1, _MOST)
        since_best = 0 if container == best else min(since_best + 1, _MOST)
        row[Column.SINCE_H1], row[Column.SINCE_HEADING] = since_h1, since_heading
        row[Column.SINCE_BEST] = since_best
    until_h1 = until_best = _MOST
    for line in range(lines - 1, -1, -1):
        until_h1 = 0 if tags[elements[line]] == Tag.H1 else min(until_h1 + 1, _MOST)
        until_best = 0 if containers[line] == best else min(until_best + 1, _MOST)
        matrix[line, Column.UNTIL_H1], matrix[line, Column.UNTIL_BEST] = until_h1, until_best


@compiled
def _is_paragraph(tag: int) -> bool:
    """Return whether an element holds one paragraph, so that its parent is the container."""
    return bool(
        tag == Tag.P  # noqa: PLR1714  (compiled: no tuples of enumerations)
        or tag == Tag.LI
        or tag == Tag.ROW
        or tag == Tag.CAPTION
        or tag == Tag.TERM
        or Tag.H1 <= tag <= Tag.H6
    )


@compiled
def _nearest(parents: NDArray[np.int32], zones: NDArray[np.int64]) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    """Return for each element the distance to the nearest element above it, or itself, of each zone; and its depth."""
    near = np.full((len(parents), len(ZONES)), FARTHEST, np.int8)
    depth = np.zeros(len(parents), np.int32)
    for element in range(len(parents)):
        above = parents[element]
        if above >= 0:
            depth[element] = depth[above] + 1
        for zone in range(near.shape[1]):
            if zones[element] >> zone & 1:
                near[element, zone] = 0
            elif above >= 0:
                near[element, zone] = min(near[above, zone] + 1, FARTHEST)
    return near, depth


@compiled
def _best(points: NDArray[np.float32], sums: NDArray[np.float32]) -> int:
    """Return the element whose paragraphs hold most prose, links counted against it."""
    best, most = 0, np.float32(-1.0)
    for element in range(len(points)):
        worth = points[element] * (1.0 - sums[element, _LINKED] / max(sums[element, _CHARACTERS], 1.0))
        if worth > most:
            best, most = element, np.float32(worth)
    return best


@compiled
def _core(parents: NDArray[np.int32], sums: NDArray[np.float32], whole: np.float32) -> int:
    """Return the smallest element that holds nine tenths of the prose: the last one that does, in document order."""
    core = 0
    for element in range(len(parents)):
        if sums[element, _PROSE] >= 0.9 * whole and (parents[element] < 0 or parents[element] == core):
            core = element
    return core


@compiled
def _inside(parents: NDArray[np.int32], root: int) -> NDArray[np.bool_]:
    inside = np.zeros(len(parents), np.bool_)
    for element in range(root, len(parents)):
        inside[element] = element == root or (parents[element] >= 0 and inside[parents[element]])
    return inside
