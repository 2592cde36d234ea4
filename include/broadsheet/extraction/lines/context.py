"""What a line looks like among its neighbours: the evidence on which the body is told from the rest of the page.

An article is a stretch of prose; menus, teasers and comments are stretches of something else. So each line is seen
with the lines around it, with the prose before and behind it, with its place in or beside the page's main stretch of
prose, and with the share of its words that the main stretch uses too (an article repeats its own words).
"""

from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from broadsheet.compiled import compiled
from broadsheet.extraction.lines.features import Feature, LineFeatures

SEEN_OF_NEIGHBOURS = (
    Feature.WORDS,
    Feature.FINISHED,
    Feature.INTERFACE,
    Feature.CAPITALISED,
    Feature.BULLET_START,
    Feature.FUNCTION,
    Feature.PICTURE,
    Feature.GAP_BEFORE,
)
"""Features of the lines before and behind that stand beside a line's own."""

NEIGHBOURS = (-2, -1, 1, 2)
"""Which neighbours."""


class Context(IntEnum):
    """Columns that describe a line's surroundings; they follow the line's own and its neighbours' features."""

    PROSE_BEFORE = 0
    PROSE_BEHIND = auto()
    """Words of prose near it, falling by .8 a line."""
    FAR_BEFORE = auto()
    FAR_BEHIND = auto()
    """The same, falling by .95 a line."""
    LISTED_BEFORE = auto()
    LISTED_BEHIND = auto()
    """Short lines that do not end like a sentence near it, falling by .8 a line."""
    INTERFACE_BEFORE = auto()
    INTERFACE_BEHIND = auto()
    """Interface words near it, falling by .8 a line."""
    SHARE_BEFORE = auto()
    """Share of the page's prose that stands before the line."""
    PLACE = auto()
    """Share of the page's lines that stand before it."""
    LINES = auto()
    """Lines of the page, logarithm."""
    PROSE = auto()
    """Words of prose of the page, logarithm."""
    MAIN = auto()
    """1 where the line lies in the main stretch."""
    FROM_START = auto()
    FROM_END = auto()
    """Lines from the main stretch's first and last line, at most 50 either way."""
    MAIN_SHARE = auto()
    """Share of the page's prose that the main stretch holds."""
    COHESION = auto()
    """Share of the line's words that other lines of the main stretch use."""
    COHESION_BEFORE = auto()
    COHESION_BEHIND = auto()
    """The same of the lines near it, weighed by their words, falling by .7 a line."""
    OPENING = auto()
    """Share of the line's words that the opening of the main stretch uses, its first ten lines of prose."""
    OPENING_BEFORE = auto()
    OPENING_BEHIND = auto()
    """The same of the lines near it."""
    MAIN_WORDS = auto()
    """Words a line in the main stretch, mean."""
    MAIN_FINISHED = auto()
    """Share of the main stretch's lines that end like a sentence."""
    MAIN_SPACED = auto()
    """Share of the main stretch's lines that have a blank line before them."""
    SHORT_RUN = auto()
    """Length of the run of short lines it stands in, at most 30."""
    LIKE_PREVIOUS = auto()
    """Ratio of its words to those of the line two before, the smaller over the larger."""


OWN = len(Feature)
BESIDE = OWN + len(NEIGHBOURS) * len(SEEN_OF_NEIGHBOURS)
WIDTH = BESIDE + len(Context)
"""Columns of the matrix that `in_context` returns."""

_SLOTS = 1 << 12
_TAKEN = np.array(SEEN_OF_NEIGHBOURS, np.int64)
_STEPS = np.array(NEIGHBOURS, np.int64)


def in_context(lines: LineFeatures) -> NDArray[np.float32]:
    """Return what is known of each line, alone and among the others: float32, (lines, `WIDTH`)."""
    matrix = np.zeros((len(lines.values), WIDTH), np.float32)
    if len(matrix):
        prose = _prose(lines.values)
        first, last = _main_stretch(prose, lines.values)
        _surround(lines.values, prose, first, last, lines.keys, lines.offsets, _TAKEN, _STEPS, matrix)
    return matrix


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
    CACM 1984): prose counts for, lines that are none count against.
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
def _surround(  # noqa: C901, PLR0912, PLR0915, PLR0917  (one matrix, filled in one place)
    values: NDArray[np.float32],
    prose: NDArray[np.float32],
    first: int,
    last: int,
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    taken: NDArray[np.int64],
    steps: NDArray[np.int64],
    matrix: NDArray[np.float32],
) -> None:
    lines = len(values)
    total = max(prose.sum(), 1.0)
    # in how many lines of the main stretch each word stands; words that share a slot are taken for one
    used = np.zeros(_SLOTS, np.int16)
    opening = np.zeros(_SLOTS, np.int16)
    opened = 0
    latest = np.full(_SLOTS, -1, np.int32)
    finished = spaced = words = main = 0.0
    for line in range(first, last + 1):
        if prose[line] > 0.0:
            opened += 1
            for at in range(offsets[line], offsets[line + 1]):
                slot = (keys[at] ^ (keys[at] >> np.uint32(15))) & np.uint32(_SLOTS - 1)
                if latest[slot] != line:
                    latest[slot] = line
                    used[slot] += 1
                    opening[slot] += opened <= 10
        finished += values[line, Feature.FINISHED]
        spaced += values[line, Feature.GAP_BEFORE] > 0
        words += values[line, Feature.WORDS]
        main += prose[line]
    span = last - first + 1.0
    before = 0.0
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
        known = familiar = 0
        own = 1 if first <= line <= last and prose[line] > 0.0 else 0
        for at in range(offsets[line], offsets[line + 1]):
            slot = (keys[at] ^ (keys[at] >> np.uint32(15))) & np.uint32(_SLOTS - 1)
            known += used[slot] > own
            familiar += opening[slot] > (1 if own and opening[slot] == used[slot] else 0)
        count = offsets[line + 1] - offsets[line]
        row[BESIDE + Context.COHESION] = known / count if count else -1.0
        row[BESIDE + Context.OPENING] = familiar / count if count else -1.0
        if line >= 2:
            here, there = values[line, Feature.WORDS], values[line - 2, Feature.WORDS]
            row[BESIDE + Context.LIKE_PREVIOUS] = min(here, there) / max(here, there, 1.0)
    _smooth(matrix, offsets)
    near = far = listed = interface = 0.0
    for line in range(lines):
        row = matrix[line]
        row[BESIDE + Context.PROSE_BEFORE] = near
        row[BESIDE + Context.FAR_BEFORE] = far
        row[BESIDE + Context.LISTED_BEFORE] = listed
        row[BESIDE + Context.INTERFACE_BEFORE] = interface
        short = values[line, Feature.WORDS] < 9 and values[line, Feature.FINISHED] == 0
        near = near * 0.8 + prose[line]
        far = far * 0.95 + prose[line]
        listed = listed * 0.8 + short
        interface = interface * 0.8 + min(values[line, Feature.INTERFACE], 4.0)
    near = far = listed = interface = 0.0
    run_end = lines
    for line in range(lines - 1, -1, -1):
        row = matrix[line]
        row[BESIDE + Context.PROSE_BEHIND] = near
        row[BESIDE + Context.FAR_BEHIND] = far
        row[BESIDE + Context.LISTED_BEHIND] = listed
        row[BESIDE + Context.INTERFACE_BEHIND] = interface
        short = values[line, Feature.WORDS] < 9 and values[line, Feature.FINISHED] == 0
        near = near * 0.8 + prose[line]
        far = far * 0.95 + prose[line]
        listed = listed * 0.8 + short
        interface = interface * 0.8 + min(values[line, Feature.INTERFACE], 4.0)
        if not short:
            for member in range(line + 1, run_end):
                matrix[member, BESIDE + Context.SHORT_RUN] = min(run_end - line - 1, 30)
            run_end = line
    for member in range(run_end):
        matrix[member, BESIDE + Context.SHORT_RUN] = min(run_end, 30)


@compiled
def _smooth(matrix: NDArray[np.float32], offsets: NDArray[np.int64]) -> None:
    lines = len(matrix)
    for source, before, behind in (
        (Context.COHESION, Context.COHESION_BEFORE, Context.COHESION_BEHIND),
        (Context.OPENING, Context.OPENING_BEFORE, Context.OPENING_BEHIND),
    ):
        shared = weight = 0.0
        for line in range(lines):
            matrix[line, BESIDE + before] = shared / weight if weight > 0.0 else -1.0
            count = offsets[line + 1] - offsets[line]
            shared = shared * 0.7 + matrix[line, BESIDE + source] * count
            weight = weight * 0.7 + count
        shared = weight = 0.0
        for line in range(lines - 1, -1, -1):
            matrix[line, BESIDE + behind] = shared / weight if weight > 0.0 else -1.0
            count = offsets[line + 1] - offsets[line]
            shared = shared * 0.7 + matrix[line, BESIDE + source] * count
            weight = weight * 0.7 + count
