"""Drops lines that the line model keeps but that are not body: at its edges, in galleries, between paragraphs.

Dates, bylines and buttons precede a story and prompts follow it; inside the story, the line model handles such lines.
A date kept as the first line would hide the dateline of the next paragraph.

A gallery in a single line repeats its heading before each caption, so a large share of its words are repeats. A
carousel contains each slide twice, so its captions come in pairs. Prose does neither. If nothing else on the page reads
like an article, such lines are kept.
"""

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.features import Feature, word_slot
from broadsheet.numba_support import compiled

LONGEST = 12
"""Most words of such a line."""

FEW = 3
"""Most words of a button inside a story."""

HEADLINE = 25
"""Most words of a label and the headline behind it."""

TEASER = 16
"""Most words of a teaser behind a story."""

MOST = 4
"""Most lines that are dropped at each edge: a story may begin with a table of dates."""


@compiled
def drop_opening(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Unmark the first kept lines while they are dates, bylines or buttons.

    Args:
        values: Line features, (lines, features).
        kept: Which lines are body, (lines,); changed in place.
    """
    dropped = 0
    for line in range(len(kept)):
        if kept[line]:
            if dropped == MOST or not (_is_interface(values[line]) or _is_stamp(values[line])):
                break
            kept[line] = False
            dropped += 1


@compiled
def drop_ending(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Unmark the last kept lines while they are prompts or buttons; arguments as `drop_opening` has them."""
    dropped = 0
    for line in range(len(kept) - 1, -1, -1):
        if kept[line]:
            if dropped == MOST or not _is_interface(values[line]):
                break
            kept[line] = False
            dropped += 1


@compiled
def drop_buttons(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Unmark kept lines that are buttons, prompts or labelled links; arguments as `drop_opening` has them."""
    for line in range(len(kept)):
        row = values[line]
        few = 0 < row[Feature.WORDS] <= FEW and row[Feature.FINISHED] == 0
        button = few and row[Feature.INTERFACE] >= row[Feature.WORDS]
        if kept[line] and (button or _is_prompt(row) or _is_heading_of_links(row) or _is_labelled_link(row)):
            kept[line] = False


@compiled
def _is_prompt(row: NDArray[np.float32]) -> bool:
    """Return whether a line is a short sentence that begins with an interface's words, two of every five."""
    return bool(
        row[Feature.WORDS] < LONGEST
        and row[Feature.OPENING_INTERFACE] >= 2
        and row[Feature.INTERFACE] * 5 >= row[Feature.WORDS] * 2
    )


@compiled
def _is_heading_of_links(row: NDArray[np.float32]) -> bool:
    """Return whether a line announces links, in a few words of which one at most is rare: "More on this story"."""
    few = 3 <= row[Feature.WORDS] <= 5 and row[Feature.FINISHED] == 0 and row[Feature.OPENING_INTERFACE] > 0
    function = row[Feature.FUNCTION] * row[Feature.WORDS]
    common = function > 1.5 and row[Feature.INTERFACE] + function > row[Feature.WORDS] - 1.5
    return bool(few and row[Feature.RELATED] > 0 and common)


@compiled
def _is_labelled_link(row: NDArray[np.float32]) -> bool:
    """Return whether a line is a headline behind a label that an interface uses: "Read more: ...", "WATCH | ..."."""
    if row[Feature.FINISHED] > 0 or row[Feature.OPENING_INTERFACE] == 0 or row[Feature.WORDS] > HEADLINE:
        return False
    label = row[Feature.LABEL]
    points = row[Feature.RELATED] + row[Feature.PICTURE] + row[Feature.PAGE] + row[Feature.SHARE] > 0
    barred = row[Feature.SEPARATORS] > 0 and row[Feature.SHOUTED] > 0
    return bool(
        points and (barred or (0 < label <= 2 * row[Feature.OPENING_INTERFACE] and row[Feature.WORDS] > label + 2))
    )


@compiled
def _is_interface(row: NDArray[np.float32]) -> bool:
    """Return whether a line is short, no sentence, and every third of its words is an interface's."""
    return bool(
        row[Feature.WORDS] < LONGEST
        and row[Feature.FINISHED] == 0
        and (row[Feature.WORDS] == 0 or row[Feature.INTERFACE] * 3 > row[Feature.WORDS])
    )


@compiled
def _is_stamp(row: NDArray[np.float32]) -> bool:
    """Return whether a line is short, no sentence, and holds a date, a time or a writer's role."""
    return bool(
        row[Feature.WORDS] < LONGEST
        and row[Feature.FINISHED] == 0
        and (row[Feature.DIGITS] > 0.15 or row[Feature.TIME] + row[Feature.AUTHOR] >= 0.3 or row[Feature.CLOCK] > 0)
    )


TEASERS = 3
"""Teasers behind a story, at least."""

PARAGRAPHS = 4
"""Paragraphs of the story before them, at least."""

SHORTER = 0.5
"""Most words of a teaser, as a share of the mean of those paragraphs."""

FAMILIAR = 0.35
"""Most of the teasers' long words that the story uses."""

_SLOTS = 1 << 12


@compiled
def drop_teasers(
    values: NDArray[np.float32], keys: NDArray[np.uint32], offsets: NDArray[np.int64], kept: NDArray[np.bool_]
) -> None:
    """Unmark the last kept lines if they are teasers: one short sentence each, of words that the story hardly uses.

    Args:
        values: Line features, (lines, features).
        keys: Those of `broadsheet.extraction.segmentation.features.LineFeatures`, of any number of pages.
        offsets: The same, of the page's lines.
        kept: Which lines are body, (lines,); changed in place.
    """
    first, teasers = _teasers_at_end(values, kept)
    paragraphs, words = 0, 0.0
    for line in range(first):
        counted = kept[line] and values[line, Feature.WORDS] >= 5
        paragraphs += counted
        words += values[line, Feature.WORDS] * counted
    if teasers < TEASERS or paragraphs < PARAGRAPHS:
        return
    longest = 0.0
    for line in range(first, len(kept)):
        longest = max(longest, values[line, Feature.WORDS] * kept[line])
    if longest <= SHORTER * words / paragraphs and _familiar(keys, offsets, kept, first) <= FAMILIAR * teasers:
        kept[first:] = False


@compiled
def _teasers_at_end(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the first of the last kept lines that are one short sentence each, without quotes, and their number."""
    first, teasers = len(kept), 0
    for line in range(len(kept) - 1, -1, -1):
        row = values[line]
        if kept[line]:
            short = 5 <= row[Feature.WORDS] <= TEASER and row[Feature.QUOTES] == 0
            if not (short and row[Feature.FINISHED] > 0 and row[Feature.SENTENCES] <= 1):
                break
            first, teasers = line, teasers + 1
    return first, teasers


@compiled
def _familiar(keys: NDArray[np.uint32], offsets: NDArray[np.int64], kept: NDArray[np.bool_], first: int) -> float:
    """Return the sum, over the kept lines from `first` on, of the share of long words that lines before them use."""
    used = np.zeros(_SLOTS, np.bool_)
    shares = 0.0
    for line in range(len(kept)):
        if kept[line]:
            shared = 0
            for at in range(offsets[line], offsets[line + 1]):
                slot = word_slot(keys[at], _SLOTS)
                shared += used[slot]
                used[slot] = used[slot] or line < first
            if line >= first:
                shares += shared / max(offsets[line + 1] - offsets[line], 1)
    return shares


ECHO = 0.15
"""Share of pairs of long words said before, from which a line is a gallery or an interface."""

SHORT, LONG = 15, 100
"""Words from which a glued interface, and a glued gallery, is recognised; what is between may be rhetoric."""

PAIRS = 3
"""Pairs of equal neighbours in a row that make a carousel."""

REST = 60
"""Words of finished sentences that the rest of the body must have, and half as many as the pairs."""


@compiled
def drop_galleries(  # noqa: C901, PLR0912  (compiled: calls would cost more than the work)
    values: NDArray[np.float32], digests: NDArray[np.uint64], kept: NDArray[np.bool_]
) -> None:
    """Unmark the kept lines that belong to galleries.

    Args:
        values: Line features, (lines, features).
        digests: A digest of each line's words, (lines,).
        kept: Which lines are body, (lines,); changed in place.
    """
    lines = len(kept)
    glued = np.zeros(lines, np.bool_)
    paired = np.zeros(lines, np.bool_)
    pairs = line = 0
    while line < lines:
        twice = line + 1 < lines and kept[line] and digests[line] == digests[line + 1]
        if twice:
            pairs += 1
            line += 2
        if not twice or line >= lines:
            if pairs >= PAIRS:
                paired[line - 2 * pairs : line] = True
            pairs = 0
        line += not twice
    rest = captions = 0.0
    for line in range(lines):
        if not kept[line]:
            continue
        words = values[line, Feature.WORDS]
        if values[line, Feature.ECHO] > ECHO and values[line, Feature.SPACELESS] < 0.5:
            glued[line] = words >= LONG or SHORT <= words < 2 * SHORT
        if paired[line]:
            captions += words / 2.0
        elif not glued[line] and values[line, Feature.FINISHED] > 0:
            rest += words
    if rest < REST:
        glued[:] = False
    if rest < max(REST, captions / 2.0):
        paired[:] = False
    for line in range(lines):
        if glued[line] or paired[line]:
            kept[line] = False
