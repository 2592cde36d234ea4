"""What a line looks like among its neighbours: the evidence on which the body is told from the rest of the page.

An article is a stretch of prose; menus, teasers and comments are stretches of something else. So each line is seen
with the lines around it, with the prose before and behind it, with its place in or beside the page's main stretch of
prose, and with the share of its words that the main stretch uses too (an article repeats its own words).
"""

from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.lines.features import Feature, LineFeatures
from broadsheet.numba_support import compiled

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
    DATED_BEFORE = auto()
    DATED_BEHIND = auto()
    """Short lines with dates or times near it, falling by .7 a line: comments and teasers come with them."""
    SHORT_RUN = auto()
    """Length of the run of short lines it stands in, at most 30."""
    LIKE_SECOND = auto()
    LIKE_THIRD = auto()
    """Ratio of its words to those of the line two or three before, the smaller over the larger: teasers alternate."""
    SAID_NEAR = auto()
    """Share of its long words that one of the two lines before or behind has too, the largest of the four."""
    EARLIER_BEHIND = auto()
    """Share of the long words of the line and those behind it that prose before it used, falling by .85 a line: where
    another story begins, it falls."""
    SINCE_COLON = auto()
    """Lines since the last one that ends with a colon, at most 30."""
    ALIKE = auto()
    """Lines of the run it stands in that look alike: of like length, beginning and ending alike, at most 30."""
    BLOCK_LINES = auto()
    """Lines without a blank line between them that it stands among, at most 30."""
    BLOCK_PROSE = auto()
    """Words of prose of those lines."""
    MAIN_BULLETS = auto()
    """Share of the main stretch's lines that begin with a bullet."""
    SINCE_SHARE = auto()
    SINCE_PROMPT = auto()
    SINCE_RELATED = auto()
    SINCE_COMMENT = auto()
    SINCE_AUTHOR = auto()
    SINCE_PAGE = auto()
    """Lines since the last short one with words of that group, at most 30: what it heads stands below a heading."""


OWN = len(Feature)
BESIDE = OWN + len(NEIGHBOURS) * len(SEEN_OF_NEIGHBOURS)
WIDTH = BESIDE + len(Context)
"""Columns of the matrix that `in_context` returns."""

_SLOTS = 1 << 12
_TAKEN = np.array(SEEN_OF_NEIGHBOURS, np.int64)
_STEPS = np.array(NEIGHBOURS, np.int64)
_NEAR = 2
_HEADED = (
    (Feature.SHARE, Context.SINCE_SHARE),
    (Feature.PROMPT, Context.SINCE_PROMPT),
    (Feature.RELATED, Context.SINCE_RELATED),
    (Feature.COMMENT, Context.SINCE_COMMENT),
    (Feature.AUTHOR, Context.SINCE_AUTHOR),
    (Feature.PAGE, Context.SINCE_PAGE),
)


def in_context(lines: LineFeatures) -> NDArray[np.float32]:
    """Return what is known of each line, alone and among the others of its page: float32, (lines, `WIDTH`)."""
    matrix = np.zeros((len(lines.values), WIDTH), np.float32)
    if len(matrix):
        _surround_pages(lines, _TAKEN, _STEPS, matrix)
    return matrix


@compiled
def _surround_pages(
    lines: LineFeatures, taken: NDArray[np.int64], steps: NDArray[np.int64], matrix: NDArray[np.float32]
) -> None:
    for page in range(len(lines.bounds) - 1):
        begin, end = lines.bounds[page], lines.bounds[page + 1]
        if end > begin:
            values = lines.values[begin:end]
            prose = _prose(values)
            first, last = _main_stretch(prose, values)
            offsets = lines.offsets[begin : end + 1]
            _surround(values, prose, first, last, lines.keys, offsets, taken, steps, matrix[begin:end])


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
    finished = spaced = words = main = bullets = 0.0
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
        bullets += values[line, Feature.BULLET_START]
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
        for step, column in ((2, Context.LIKE_SECOND), (3, Context.LIKE_THIRD)):
            if line >= step:
                here, there = values[line, Feature.WORDS], values[line - step, Feature.WORDS]
                row[BESIDE + column] = min(here, there) / max(here, there, 1.0)
        row[BESIDE + Context.MAIN_BULLETS] = bullets / span
    _smooth(matrix, offsets)
    _gather(values, prose, keys, offsets, matrix)
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


@compiled
def _gather(  # noqa: C901, PLR0912, PLR0915  (one matrix, filled in one place)
    values: NDArray[np.float32],
    prose: NDArray[np.float32],
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    matrix: NDArray[np.float32],
) -> None:
    """Fill the columns that look at blocks, at the last heading of each kind, and at the words of the nearest lines."""
    lines = len(values)
    begin = 0
    total = dated = 0.0
    colon = 30.0
    alike = 0
    said = np.zeros(_SLOTS, np.bool_)
    since = np.full(len(_HEADED), 30.0, np.float32)
    owner = np.full((_SLOTS, _NEAR), -1, np.int32)
    for line in range(lines):
        row = matrix[line]
        for place, (group, column) in enumerate(_HEADED):
            row[BESIDE + column] = since[place]
            since[place] = min(since[place] + 1.0, 30.0)
            if values[line, group] >= 0.25 and values[line, Feature.WORDS] < 9 and values[line, Feature.FINISHED] == 0:
                since[place] = 0.0
        row[BESIDE + Context.DATED_BEFORE] = dated
        dated = dated * 0.7 + _is_dated(values[line])
        row[BESIDE + Context.SINCE_COLON] = colon
        colon = 0.0 if values[line, Feature.COLON] > 0 else min(colon + 1.0, 30.0)
        if line + 1 == lines or not _look_alike(values[line], values[line + 1]):
            for member in range(alike, line + 1):
                matrix[member, BESIDE + Context.ALIKE] = min(line + 1 - alike, 30)
            alike = line + 1
        total += prose[line]
        if line + 1 == lines or values[line + 1, Feature.GAP_BEFORE] > 0:
            for member in range(begin, line + 1):
                matrix[member, BESIDE + Context.BLOCK_LINES] = min(line + 1 - begin, 30)
                matrix[member, BESIDE + Context.BLOCK_PROSE] = total
            begin = line + 1
            total = 0.0
        count = offsets[line + 1] - offsets[line]
        known = 0.0
        for at in range(offsets[line], offsets[line + 1]):
            known += said[(keys[at] ^ (keys[at] >> np.uint32(15))) & np.uint32(_SLOTS - 1)]
        row[BESIDE + Context.EARLIER_BEHIND] = known  # its share follows below, once the lines behind are known
        if prose[line] > 0.0:
            for at in range(offsets[line], offsets[line + 1]):
                said[(keys[at] ^ (keys[at] >> np.uint32(15))) & np.uint32(_SLOTS - 1)] = True
        for step in range(1, min(_NEAR, line) + 1):
            other = line - step
            others = offsets[other + 1] - offsets[other]
            if count == 0 or others == 0 or count > 200:
                continue
            shared = 0
            for at in range(offsets[line], offsets[line + 1]):
                slot = (keys[at] ^ (keys[at] >> np.uint32(15))) & np.uint32(_SLOTS - 1)
                shared += owner[slot, 0] == other or owner[slot, 1] == other
            row[BESIDE + Context.SAID_NEAR] = max(row[BESIDE + Context.SAID_NEAR], shared / count)
            there = matrix[other, BESIDE + Context.SAID_NEAR]
            matrix[other, BESIDE + Context.SAID_NEAR] = max(there, min(shared / others, 1.0))
        for at in range(offsets[line], offsets[line + 1]):
            slot = (keys[at] ^ (keys[at] >> np.uint32(15))) & np.uint32(_SLOTS - 1)
            if owner[slot, 0] != line:
                owner[slot, 1] = owner[slot, 0]
                owner[slot, 0] = line
    heard = weight = dated = 0.0
    for line in range(lines - 1, -1, -1):
        matrix[line, BESIDE + Context.DATED_BEHIND] = dated
        dated = dated * 0.7 + _is_dated(values[line])
        heard = heard * 0.85 + matrix[line, BESIDE + Context.EARLIER_BEHIND]
        weight = weight * 0.85 + (offsets[line + 1] - offsets[line])
        matrix[line, BESIDE + Context.EARLIER_BEHIND] = heard / max(weight, 1.0)


@compiled
def _is_dated(row: NDArray[np.float32]) -> bool:
    """Tell whether a line is short and holds a date, a time or an age."""
    return bool(row[Feature.WORDS] < 10 and (row[Feature.TIME] + row[Feature.DIGITS] >= 0.3 or row[Feature.CLOCK] > 0))


@compiled
def _look_alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Tell whether two lines look like entries of one list."""
    longer = max(one[Feature.WORDS], other[Feature.WORDS])
    return bool(
        min(one[Feature.WORDS], other[Feature.WORDS]) * 2 >= longer
        and one[Feature.BULLET_START] == other[Feature.BULLET_START]
        and one[Feature.DIGIT_START] == other[Feature.DIGIT_START]
        and one[Feature.FINISHED] == other[Feature.FINISHED]
        and one[Feature.INDENT] == other[Feature.INDENT]
    )
