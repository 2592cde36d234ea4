"""Computes the features that separate zones of a page: the story, comments, teasers, listings.

Comments and teasers come in blocks of one shape: a name, a date, a text, a button. In any language their short lines
repeat: the same words, the same words with other numbers, the same first or last word. So each line is described by
the short lines of such patterns near it, and by how many of them, of dates and of buttons are between it and the
beginning of the page's prose: a story has few before its end, a comment zone has many.
"""

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.features import Feature, Zone, word_slot
from broadsheet.numba_support import compiled

_SLOTS = 1 << 12
_SHORT = 9
"""Lines with fewer words are short."""
_FARTHEST = 40
"""Largest distance that is counted, in lines."""
_MOST = 60
"""Largest count."""
_FADE = 0.8
"""Factor by which the evidence of a line falls per line of distance."""
_HEADLINE = 16
"""Words of a headline, at most."""
_PROSE = 12.0
"""Words of prose from which a line begins the page's prose."""


@compiled
def describe_zones(
    values: NDArray[np.float32],
    prose: NDArray[np.float32],
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    matrix: NDArray[np.float32],
) -> None:
    """Fill in the columns of `Zone` of one page.

    Args:
        values: Features of its lines: float32, (lines, columns of `Feature`).
        prose: How many words of each line count as prose: float32, (lines,).
        keys: Those of `broadsheet.extraction.segmentation.features.LineFeatures`, of any number of pages.
        offsets: The same, of the page's lines.
        matrix: Changed in place: float32, (lines, columns of `Zone`).
    """
    lines = len(values)
    kinds = np.empty((lines, 4), np.float32)  # pattern, stamp, reply, button; what is counted on either side
    _count_endings(values, keys, offsets, matrix)
    _share_with_headlines(values, prose, keys, offsets, matrix)
    for line in range(lines):
        row = values[line]
        short = row[Feature.WORDS] < _SHORT and row[Feature.FINISHED] == 0
        alike = max(row[Feature.REPEATS], row[Feature.SAME_SHAPE], row[Feature.SAME_OPENING])
        kinds[line, 0] = min(max(alike, matrix[line, Zone.SAME_ENDING]), 5.0) if short else 0.0
        kinds[line, 1] = short and (row[Feature.TIME] + row[Feature.DIGITS] >= 0.3 or row[Feature.CLOCK] > 0)
        kinds[line, 2] = row[Feature.WORDS] < 2 * _SHORT and row[Feature.FINISHED] == 0 and row[Feature.COMMENT] >= 0.1
        kinds[line, 3] = short and row[Feature.INTERFACE] * 2 >= row[Feature.WORDS]
    _describe_side(values, prose, kinds, matrix, True)
    _describe_side(values, prose, kinds, matrix, False)


@compiled
def _count_endings(
    values: NDArray[np.float32], keys: NDArray[np.uint32], offsets: NDArray[np.int64], matrix: NDArray[np.float32]
) -> None:
    """Fill in how many other short lines have the same last long word; words in one slot count as one."""
    counts = np.zeros(_SLOTS, np.int32)
    for line in range(len(values)):
        if 1 < values[line, Feature.WORDS] < _SHORT and offsets[line + 1] > offsets[line]:
            counts[word_slot(keys[offsets[line + 1] - 1], _SLOTS)] += 1
    for line in range(len(values)):
        if 1 < values[line, Feature.WORDS] < _SHORT and offsets[line + 1] > offsets[line]:
            count = counts[word_slot(keys[offsets[line + 1] - 1], _SLOTS)] - 1
            matrix[line, Zone.SAME_ENDING] = min(count, 10)


@compiled
def _share_with_headlines(
    values: NDArray[np.float32],
    prose: NDArray[np.float32],
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    matrix: NDArray[np.float32],
) -> None:
    """Fill in the share of a line's long words that other lines like headlines have, and no other line of prose."""
    listed = np.zeros(_SLOTS, np.int16)
    in_prose = np.zeros(_SLOTS, np.int16)
    latest = np.full(_SLOTS, -1, np.int32)
    for line in range(len(values)):
        headline = 2 < values[line, Feature.WORDS] < _HEADLINE and values[line, Feature.FINISHED] == 0
        if not headline and prose[line] == 0.0:
            continue
        for at in range(offsets[line], offsets[line + 1]):
            slot = word_slot(keys[at], _SLOTS)
            if latest[slot] != line:
                latest[slot] = line
                listed[slot] += headline
                in_prose[slot] += not headline
    for line in range(len(values)):
        headline = 2 < values[line, Feature.WORDS] < _HEADLINE and values[line, Feature.FINISHED] == 0
        own = 0 if headline or prose[line] == 0.0 else 1
        shared = 0
        for at in range(offsets[line], offsets[line + 1]):
            slot = word_slot(keys[at], _SLOTS)
            shared += listed[slot] > headline and in_prose[slot] <= own
        matrix[line, Zone.ANNOUNCED] = shared / max(offsets[line + 1] - offsets[line], 1)


@compiled
def _describe_side(
    values: NDArray[np.float32],
    prose: NDArray[np.float32],
    kinds: NDArray[np.float32],
    matrix: NDArray[np.float32],
    before: bool,
) -> None:
    """Fill in what is before each line, or behind it. Counts before it begin at the first line of prose."""
    lines = len(values)
    side = 0 if before else 1
    pattern = reader = words = 0.0
    since = float(_FARTHEST)
    stamps = replies = buttons = patterns = 0.0
    begun = not before
    for step in range(lines):
        line = step if before else lines - 1 - step
        row = matrix[line]
        row[Zone.PATTERNS_BEFORE + side] = pattern
        row[Zone.PATTERN_LINES_BEFORE + side] = min(patterns, _MOST)
        row[Zone.SINCE_PATTERN + side] = since
        row[Zone.READER_BEFORE + side] = reader
        row[Zone.STAMPS_BEFORE + side] = min(stamps, _MOST)
        row[Zone.REPLIES_BEFORE + side] = min(replies, _MOST)
        row[Zone.BUTTONS_BEFORE + side] = min(buttons, _MOST)
        row[Zone.WORDS_BEFORE + side] = np.log1p(words)
        pattern = pattern * _FADE + kinds[line, 0]
        reader = reader * _FADE + values[line, Feature.READER]
        since = 0.0 if kinds[line, 0] > 0 else min(since + 1.0, _FARTHEST)
        begun = begun or prose[line] >= _PROSE
        if begun:
            words += prose[line]
            patterns += kinds[line, 0] >= 2
            stamps += kinds[line, 1]
            replies += kinds[line, 2]
            buttons += kinds[line, 3]
