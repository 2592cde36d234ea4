"""Recognises texts of figures: results of companies and matches, league tables, prices and quotas."""

import numpy as np

from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.features import Feature

LINES = 3
"""Lines of the shortest text of figures."""


def holds_figures(body: Body) -> bool:
    """Return whether a body is figures: most of its lines, three or more, hold digits and do not end like sentences.

    Words of the lines that are sentences may be half of the words of the others.
    """
    rows = body.features.values[np.fromiter(body.kept, np.bool_, len(body.kept))]
    sentence = (rows[:, Feature.FINISHED] > 0) & (rows[:, Feature.WORDS] >= _SENTENCE)
    figures = (rows[:, Feature.DIGITS] > _DIGITS) & ~sentence
    words = rows[:, Feature.WORDS]
    return bool(figures.sum() >= max(LINES, 0.5 * len(rows)) and words[sentence].sum() <= 0.5 * words[figures].sum())


_SENTENCE = 6  # words of the shortest sentence
_DIGITS = 0.04  # share of characters that are digits in a line of figures, at least
