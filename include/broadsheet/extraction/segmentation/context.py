"""Computes the context features of lines: the evidence that separates the body from the rest of the page.

An article is a stretch of prose; menus, teasers and comments are other stretches. So each line is described together
with the lines around it, with the prose before and behind it, with its place in or beside the page's main stretch of
prose, and with the share of its words that the main stretch uses too (an article repeats its own words; see
`broadsheet.extraction.segmentation.cohesion`).
"""

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.cohesion import describe_words
from broadsheet.extraction.segmentation.features import (
    ALL,
    BESIDE,
    NEIGHBOURS,
    OWN,
    SEEN_OF_NEIGHBOURS,
    WIDTH,
    Context,
    Feature,
    LineFeatures,
    Zone,
)
from broadsheet.extraction.segmentation.line_words import LineWords, line_words, score_line_words
from broadsheet.extraction.segmentation.zones import describe_zones
from broadsheet.numba_support import compiled

_TAKEN = np.array(SEEN_OF_NEIGHBOURS, np.int64)
_STEPS = np.array(NEIGHBOURS, np.int64)
_WORD_SCORES = WIDTH + len(Zone)
_SHORT = 9
"""Lines with fewer words are short."""
_FARTHEST = 30
"""Largest distance that is counted, in lines."""
_NEAR_FADE, _FAR_FADE, _DATED_FADE = 0.8, 0.95, 0.7
"""Factor by which the evidence of a line falls per line of distance."""
_HEADED = (
    (Feature.SHARE, Context.SINCE_SHARE),
    (Feature.PROMPT, Context.SINCE_PROMPT),
    (Feature.RELATED, Context.SINCE_RELATED),
    (Feature.COMMENT, Context.SINCE_COMMENT),
    (Feature.AUTHOR, Context.SINCE_AUTHOR),
    (Feature.PAGE, Context.SINCE_PAGE),
)


def in_context(lines: LineFeatures, words: LineWords | None = None) -> NDArray[np.float32]:
    """Return the features of each line and of its context: float32, (lines, `ALL`).

    Args:
        lines: The lines of some pages.
        words: Weights of words; None for those in the package.
    """
    matrix = np.zeros((len(lines.values), ALL), np.float32)
    if len(matrix):
        _describe_pages(lines, _TAKEN, _STEPS, words or line_words(), matrix)
    return matrix


@compiled
def _describe_pages(
    lines: LineFeatures,
    taken: NDArray[np.int64],
    steps: NDArray[np.int64],
    words: LineWords,
    matrix: NDArray[np.float32],
) -> None:
    for page in range(len(lines.bounds) - 1):
        begin, end = lines.bounds[page], lines.bounds[page + 1]
        if end > begin:
            values, rows = lines.values[begin:end], matrix[begin:end]
            prose = _prose(values)
            first, last = _main_stretch(prose, values)
            _copy_neighbours(values, taken, steps, rows)
            _describe_main_stretch(values, prose, first, last, rows)
            describe_words(prose, first, last, lines.keys, lines.offsets[begin : end + 1], rows)
            _describe_surroundings(values, prose, rows)
            _describe_runs(values, prose, rows)
            _describe_headings(values, rows)
            describe_zones(values, prose, lines.keys, lines.offsets[begin : end + 1], rows[:, WIDTH:])
            score_line_words(lines.keys, lines.offsets[begin : end + 1], words, rows[:, _WORD_SCORES:])


def prose_words(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how many words of each line count as prose: float32, (lines,). For the arguments see `LineFeatures`."""
    return _prose(values)


@compiled
def _prose(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how many words of each line count as prose: all of a finished sentence, few of a menu entry."""
    prose = np.zeros(len(values), np.float32)
    for line in range(len(values)):
        row = values[line]
        words = row[Feature.WORDS]
        if words < 6 or row[Feature.SEPARATORS] > 0.2 or row[Feature.CAPITALISED] > 0.8:
            continue
        running = max(row[Feature.FUNCTION], row[Feature.SHORT_WORDS], row[Feature.SPACELESS] * 0.3)
        open_weight = 0.15 if row[Feature.SPACELESS] > 0.5 and row[Feature.SENTENCES] == 0 else 0.4
        weight = min(running / 0.25, 1.0) * (1.0 if row[Feature.FINISHED] else open_weight)
        weight /= 1.0 + row[Feature.INTERFACE] * 4.0 / words
        prose[line] = min(words, 80.0) * weight * min(words / 12.0, 1.0)
    return prose


@compiled
def _main_stretch(prose: NDArray[np.float32], values: NDArray[np.float32]) -> tuple[int, int]:
    """Return the first and last line of the stretch with the largest sum (Bentley, "Algorithm design techniques",
    CACM 1984): prose adds to the sum, other lines subtract from it.
    """
    best = 0.0
    first = last = 0
    total = 0.0
    begin = 0
    for line in range(len(prose)):
        if values[line, Feature.SEEN] == 0.0 or prose[line] == 0.0:
            total += min(prose[line], 60.0) - 6.0
        if total <= 0.0:
            total = 0.0
            begin = line + 1
        elif total > best:
            best = total
            first, last = begin, line
    return first, last


@compiled
def _copy_neighbours(
    values: NDArray[np.float32], taken: NDArray[np.int64], steps: NDArray[np.int64], matrix: NDArray[np.float32]
) -> None:
    """Fill in the features of each line, and those of its neighbours: -1 where there is no such line."""
    lines = len(values)
    for line in range(lines):
        row = matrix[line]
        row[:OWN] = values[line]
        column = OWN
        for step in steps:
            if 0 <= line + step < lines:
                for feature in taken:
                    row[column] = values[line + step, feature]
                    column += 1
            else:
                row[column : column + len(taken)] = -1.0
                column += len(taken)


@compiled
def _describe_main_stretch(
    values: NDArray[np.float32], prose: NDArray[np.float32], first: int, last: int, matrix: NDArray[np.float32]
) -> None:
    """Fill in features of the page and the main stretch, and the position of each line in them."""
    lines = len(values)
    total = max(prose.sum(), 1.0)
    finished = spaced = words = main = bullets = 0.0
    for line in range(first, last + 1):
        finished += values[line, Feature.FINISHED]
        bullets += values[line, Feature.BULLET_START]
        spaced += values[line, Feature.GAP_BEFORE] > 0
        words += values[line, Feature.WORDS]
        main += prose[line]
    span = last - first + 1.0
    before = 0.0
    for line in range(lines):
        row = matrix[line]
        row[BESIDE + Context.SHARE_BEFORE] = before / total
        before += prose[line]
        row[BESIDE + Context.PLACE] = line / lines
        row[BESIDE + Context.LINES] = np.log(lines)
        row[BESIDE + Context.PROSE] = np.log(total)
        row[BESIDE + Context.MAIN] = first <= line <= last
        row[BESIDE + Context.FROM_START] = min(max(line - first, -50), 50)
        row[BESIDE + Context.FROM_END] = min(max(line - last, -50), 50)
        row[BESIDE + Context.MAIN_SHARE] = main / total
        row[BESIDE + Context.MAIN_WORDS] = words / span
        row[BESIDE + Context.MAIN_FINISHED] = finished / span
        row[BESIDE + Context.MAIN_SPACED] = spaced / span
        row[BESIDE + Context.MAIN_BULLETS] = bullets / span


@compiled
def _describe_surroundings(
    values: NDArray[np.float32], prose: NDArray[np.float32], matrix: NDArray[np.float32]
) -> None:
    """Fill in how much prose, short lines, interface words and dates are near each line, on either side."""
    lines = len(values)
    near = far = listed = interface = dated = 0.0
    for line in range(lines):
        row = matrix[line]
        row[BESIDE + Context.PROSE_BEFORE] = near
        row[BESIDE + Context.FAR_BEFORE] = far
        row[BESIDE + Context.LISTED_BEFORE] = listed
        row[BESIDE + Context.INTERFACE_BEFORE] = interface
        row[BESIDE + Context.DATED_BEFORE] = dated
        near = near * _NEAR_FADE + prose[line]
        far = far * _FAR_FADE + prose[line]
        listed = listed * _NEAR_FADE + _is_short(values[line])
        interface = interface * _NEAR_FADE + min(values[line, Feature.INTERFACE], 4.0)
        dated = dated * _DATED_FADE + _is_dated(values[line])
    near = far = listed = interface = dated = 0.0
    for line in range(lines - 1, -1, -1):
        row = matrix[line]
        row[BESIDE + Context.PROSE_BEHIND] = near
        row[BESIDE + Context.FAR_BEHIND] = far
        row[BESIDE + Context.LISTED_BEHIND] = listed
        row[BESIDE + Context.INTERFACE_BEHIND] = interface
        row[BESIDE + Context.DATED_BEHIND] = dated
        near = near * _NEAR_FADE + prose[line]
        far = far * _FAR_FADE + prose[line]
        listed = listed * _NEAR_FADE + _is_short(values[line])
        interface = interface * _NEAR_FADE + min(values[line, Feature.INTERFACE], 4.0)
        dated = dated * _DATED_FADE + _is_dated(values[line])


@compiled
def _describe_runs(values: NDArray[np.float32], prose: NDArray[np.float32], matrix: NDArray[np.float32]) -> None:
    """Fill in the runs that each line is in: of short lines, of lines that look alike, of lines without a blank one."""
    lines = len(values)
    short = alike = block = 0
    total = 0.0
    for line in range(lines):
        is_last = line + 1 == lines
        if not _is_short(values[line]):
            short = line + 1
        elif is_last or not _is_short(values[line + 1]):
            matrix[short : line + 1, BESIDE + Context.SHORT_RUN] = min(line + 1 - short, _FARTHEST)
        if is_last or not _look_alike(values[line], values[line + 1]):
            matrix[alike : line + 1, BESIDE + Context.ALIKE] = min(line + 1 - alike, _FARTHEST)
            alike = line + 1
        total += prose[line]
        if is_last or values[line + 1, Feature.GAP_BEFORE] > 0:
            matrix[block : line + 1, BESIDE + Context.BLOCK_LINES] = min(line + 1 - block, _FARTHEST)
            matrix[block : line + 1, BESIDE + Context.BLOCK_PROSE] = total
            block = line + 1
            total = 0.0
        for step, column in ((2, Context.LIKE_SECOND), (3, Context.LIKE_THIRD)):
            if line >= step:
                here, there = values[line, Feature.WORDS], values[line - step, Feature.WORDS]
                matrix[line, BESIDE + column] = min(here, there) / max(here, there, 1.0)


@compiled
def _describe_headings(values: NDArray[np.float32], matrix: NDArray[np.float32]) -> None:
    """Fill in how far above each line the last heading of each group, and the last colon, is."""
    colon = float(_FARTHEST)
    since = np.full(len(_HEADED), np.float32(_FARTHEST))
    for line in range(len(values)):
        row = matrix[line]
        for number, (group, column) in enumerate(_HEADED):
            row[BESIDE + column] = since[number]
            since[number] = min(since[number] + 1.0, _FARTHEST)
            if values[line, group] >= 0.25 and _is_short(values[line]):
                since[number] = 0.0
        row[BESIDE + Context.SINCE_COLON] = colon
        colon = 0.0 if values[line, Feature.COLON] > 0 else min(colon + 1.0, _FARTHEST)


@compiled
def _is_short(row: NDArray[np.float32]) -> bool:
    """Return whether a line has few words and does not end like a sentence."""
    return bool(row[Feature.WORDS] < _SHORT and row[Feature.FINISHED] == 0)


@compiled
def _is_dated(row: NDArray[np.float32]) -> bool:
    """Return whether a line is short and holds a date, a time or an age."""
    return bool(row[Feature.WORDS] < 10 and (row[Feature.TIME] + row[Feature.DIGITS] >= 0.3 or row[Feature.CLOCK] > 0))


@compiled
def _look_alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Return whether two lines look like entries of one list."""
    longer = max(one[Feature.WORDS], other[Feature.WORDS])
    return bool(
        min(one[Feature.WORDS], other[Feature.WORDS]) * 2 >= longer
        and one[Feature.BULLET_START] == other[Feature.BULLET_START]
        and one[Feature.DIGIT_START] == other[Feature.DIGIT_START]
        and one[Feature.FINISHED] == other[Feature.FINISHED]
        and one[Feature.INDENT] == other[Feature.INDENT]
    )
