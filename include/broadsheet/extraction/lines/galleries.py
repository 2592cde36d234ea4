"""Which lines of a body are picture galleries: captions that a dump glued together, or wrote twice in a row.

A gallery glued into one line says its heading again before each caption, so much of what the line says it said before.
A carousel writes each slide twice, so its captions come in pairs. Prose does neither; but where nothing else of the
page reads like an article, such lines are kept.
"""

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.lines.features import Feature
from broadsheet.numba_support import compiled

ECHO = 0.15
"""Share of pairs of long words said before, from which a line is a gallery or an interface."""

SHORT, LONG = 15, 100
"""Words from which a glued interface, and a glued gallery, is told; what is between may be rhetoric."""

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
