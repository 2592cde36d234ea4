"""Which lines at the edges of a body are not of it: dates, bylines and buttons before the story, prompts behind it.

Inside a story such lines stand between paragraphs and are judged with them; at its edges only their own words can tell.
A date kept as the first line would hide the dateline of the paragraph below it.
"""

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.lines.features import Feature
from broadsheet.numba_support import compiled

LONGEST = 12
"""Words of such a line, at most."""

FEW = 3
"""Words of a button inside a story, at most."""

MOST = 4
"""Lines that are dropped at each edge, at most: a story may begin with a table of dates."""


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
            if dropped == MOST or not (_is_furniture(values[line]) or _is_stamp(values[line])):
                break
            kept[line] = False
            dropped += 1


@compiled
def drop_ending(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Unmark the last kept lines while they are prompts or buttons; arguments as `drop_opening` has them."""
    dropped = 0
    for line in range(len(kept) - 1, -1, -1):
        if kept[line]:
            if dropped == MOST or not _is_furniture(values[line]):
                break
            kept[line] = False
            dropped += 1


@compiled
def drop_buttons(values: NDArray[np.float32], kept: NDArray[np.bool_]) -> None:
    """Unmark kept lines of a few words that are an interface's, all of them; arguments as `drop_opening` has them."""
    for line in range(len(kept)):
        row = values[line]
        few = 0 < row[Feature.WORDS] <= FEW and row[Feature.FINISHED] == 0
        if kept[line] and few and row[Feature.INTERFACE] >= row[Feature.WORDS]:
            kept[line] = False


@compiled
def _is_furniture(row: NDArray[np.float32]) -> bool:
    """Tell whether a line is short, no sentence, and every third of its words is an interface's."""
    return bool(
        row[Feature.WORDS] < LONGEST
        and row[Feature.FINISHED] == 0
        and (row[Feature.WORDS] == 0 or row[Feature.INTERFACE] * 3 > row[Feature.WORDS])
    )


@compiled
def _is_stamp(row: NDArray[np.float32]) -> bool:
    """Tell whether a line is short, no sentence, and holds a date, a time or a writer's role."""
    return bool(
        row[Feature.WORDS] < LONGEST
        and row[Feature.FINISHED] == 0
        and (row[Feature.DIGITS] > 0.15 or row[Feature.TIME] + row[Feature.AUTHOR] >= 0.3 or row[Feature.CLOCK] > 0)
    )
