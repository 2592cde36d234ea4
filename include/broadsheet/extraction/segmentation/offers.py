"""Drops offers written as sentences from a body: to subscribe, to sign up, to give money.

Such a line has the form of the story's, but addresses the reader in other words. Two models decide, both trained on
made offers between the paragraphs of real pages (``benchmarks/line_model/train_offers.py``): each word of the list has
the log odds of an offer (`line_words` has the same form), and trees read the sum of a line beside that of the other
lines of the body, because a story about subscriptions uses such words in many lines.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.features import (
    BESIDE,
    WIDTH,
    Context,
    Feature,
    LineFeatures,
    WordScore,
    Zone,
    column_names,
)
from broadsheet.extraction.segmentation.line_model import LineModel, read_model, read_stored, score_rows
from broadsheet.extraction.segmentation.line_words import COLUMNS, SLOTS, LineWords, make_line_words
from broadsheet.numba_support import compiled

OFFER_WORDS = Path(__file__).with_name("offer_words.json")
OFFER_MODEL = Path(__file__).with_name("offer_model.json")

SHORTEST = 6
"""Words of an offer, at least."""

EVIDENCE = 1.5
"""`OFFER_SUM` of an offer, at least."""

OPENING = 1.5
"""Log odds that an offer in the first line of the body needs more than others."""

LEFT = 0.3
"""Share of the body's words that is no offer, at least: where less is, the offers are the text itself."""

_SCORES = ("OFFER_SUM", "OFFER_MEAN", "OFFER_KNOWN", "OFFER_BODY", "OFFER_LOW", "OFFER_BEFORE", "OFFER_BEHIND")
"""Sum of the weights of the line's words, over the root of their number; their mean; share of them that have a weight;
mean of the other lines of the body; mean of the lower half of its lines; sum of the nearest line of the body before
it, and behind it."""

_WORDS_BEGIN = WIDTH + len(Zone)
_TAKEN = np.array(
    (
        Feature.WORDS,
        Feature.COMMAS,
        Feature.SENTENCES,
        Feature.FINISHED,
        Feature.QUESTION,
        Feature.DIGIT_START,
        Feature.QUOTE_START,
        Feature.BULLET_START,
        Feature.CAPITALISED,
        Feature.DIGITS,
        Feature.QUOTES,
        Feature.BRACKETS,
        Feature.SHARE,
        Feature.ACCOUNT,
        Feature.COMMENT,
        Feature.PROMPT,
        Feature.FUNCTION,
        Feature.READER,
        Feature.INTERFACE,
        Feature.OPENING_INTERFACE,
        BESIDE + Context.COHESION,
        BESIDE + Context.OPENING,
        _WORDS_BEGIN + WordScore.MEAN,
        _WORDS_BEGIN + WordScore.SUM,
        _WORDS_BEGIN + WordScore.CONTRAST,
    ),
    np.int64,
)


def offer_column_names() -> tuple[str, ...]:
    """Return the names of the columns that the trees read, in order."""
    names = column_names()
    return (*_SCORES, *(names[column] for column in _TAKEN.tolist()))


@cache
def offer_words() -> LineWords:
    """Return the words in the package."""
    stored = read_stored(OFFER_WORDS, COLUMNS)
    return make_line_words(stored["keys"], stored["weights"])


@cache
def offer_model() -> LineModel:
    """Return the trees in the package."""
    return read_model(OFFER_MODEL, offer_column_names())


def describe_offers(
    lines: LineFeatures, matrix: NDArray[np.float32], kept: NDArray[np.bool_], words: LineWords
) -> NDArray[np.float32]:
    """Return what the trees read of each line of one page: float32, (lines, columns). For the arguments see `_rows`."""
    rows: NDArray[np.float32] = _rows(lines.keys, lines.offsets, matrix, kept, words)
    return rows


@compiled
def drop_offers(
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    matrix: NDArray[np.float32],
    words: LineWords,
    model: LineModel,
    kept: NDArray[np.bool_],
) -> None:
    """Unmark kept lines that are offers, unless the text that is left opens with such words: then it is about them.

    Args:
        keys: Those of `broadsheet.extraction.segmentation.features.LineFeatures`, of any number of pages.
        offsets: The same, of the page's lines.
        matrix: The page's rows of the matrix that `broadsheet.extraction.segmentation.context.in_context` returns.
        words: The weights of words.
        model: The trees.
        kept: Which lines are body, (lines,); changed in place.
    """
    rows = _rows(keys, offsets, matrix, kept, words)
    asked = np.flatnonzero(kept & (matrix[:, Feature.WORDS] >= SHORTEST) & (rows[:, 0] > EVIDENCE))
    if len(asked) == 0:
        return
    scores = score_rows(rows[asked], model.base, model.columns, model.thresholds, model.leaves)
    scores[asked == np.argmax(kept)] -= OPENING
    left = kept.copy()
    left[asked[scores > model.least]] = False
    words_left = (matrix[:, Feature.WORDS] * left).sum()
    if words_left >= LEFT * (matrix[:, Feature.WORDS] * kept).sum() and rows[np.argmax(left), 0] <= EVIDENCE:
        kept[:] = left


@compiled
def _rows(
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    matrix: NDArray[np.float32],
    kept: NDArray[np.bool_],
    words: LineWords,
) -> NDArray[np.float32]:
    """Return what the trees read of the kept lines of a page; the rows of other lines are 0."""
    rows = np.zeros((len(kept), len(_SCORES) + len(_TAKEN)), np.float32)
    total = 0.0
    lines = 0
    last = 0.0
    for line in range(len(kept)):
        if not kept[line]:
            continue
        score = 0.0
        known = 0
        for at in range(offsets[line], offsets[line + 1]):
            slot = np.int64(keys[at]) & (SLOTS - 1)
            while words.keys[slot] != 0 and words.keys[slot] != keys[at]:
                slot = (slot + 1) & (SLOTS - 1)
            if words.keys[slot] != 0:
                known += 1
                score += words.weights[slot]
        count = offsets[line + 1] - offsets[line] + 2.0
        row = rows[line]
        row[0], row[1], row[2] = score / np.sqrt(count), score / count, known / count
        row[5] = last
        last = row[0]
        total += row[0]
        lines += 1
        for place in range(len(_TAKEN)):
            row[len(_SCORES) + place] = matrix[line, _TAKEN[place]]
    sums = np.sort(rows[kept, 0])
    low = sums[: (lines + 1) // 2].sum() / max((lines + 1) // 2, 1)
    behind = 0.0
    for line in range(len(kept) - 1, -1, -1):
        if kept[line]:
            row = rows[line]
            row[3] = (total - row[0]) / max(lines - 1, 1)
            row[4] = low
            row[6] = behind
            behind = row[0]
    return rows
