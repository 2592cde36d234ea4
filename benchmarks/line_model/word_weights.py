"""Learn from labelled pages which words lines of the body use, and which words other lines use.

A logistic regression over the words of lines (ridge; each page weighs the same, and so do its body and the rest). Words
that few sites use are left out, so that no site's habits and no story's topic weigh much.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.line_words import LineWords, make_line_words
from gold import UNKNOWN, WANTED, GoldPage

SHORTEST = 6
"""Words of a line that counts, at least: shorter ones are told apart by their form."""

SITES = 12
"""Sites that use a word, at least."""

RIDGE = 1.0
"""Strength of the ridge: it pulls the weights of rare words towards 0."""

LEAST = 0.05
"""Weight of a word that is kept, at least, either way."""


def learn_words(pages: Iterable[GoldPage]) -> dict[int, float]:
    """Return the weight of each word, by its key as in `LineFeatures.keys`: positive for words of other lines."""
    sites: dict[int, set[str]] = defaultdict(set)
    rows: list[tuple[list[int], bool, float]] = []
    for page in pages:
        lines = page.lines
        counted = (page.labels != UNKNOWN) & (lines.values[:, Feature.WORDS] >= SHORTEST)
        sizes = {label: max(int((counted & (page.labels == label)).sum()), 1) for label in (0, 1)}
        for number in np.flatnonzero(counted).tolist():
            keys = sorted(set(lines.keys[lines.offsets[number] : lines.offsets[number + 1]].tolist()))
            label = int(page.labels[number])
            rows.append((keys, label != WANTED, page.weight / sizes[label]))
            for key in keys:
                sites[key].add(page.site)
    chosen = sorted(key for key, used in sites.items() if len(used) >= SITES)
    weights = fit(rows, {key: number for number, key in enumerate(chosen)}, RIDGE)
    return {key: round(weight, 2) for key, weight in zip(chosen, weights.tolist(), strict=True) if abs(weight) >= LEAST}


def as_table(weights: dict[int, float]) -> LineWords:
    """Return weights as the table that extraction reads."""
    return make_line_words(list(weights), list(weights.values()))


def fit(rows: list[tuple[list[int], bool, float]], numbers: dict[int, int], ridge: float) -> NDArray[np.float64]:
    """Return the weight of each numbered word, for rows of words, answer and weight; words are scaled to length 1."""
    own = [[numbers[key] for key in keys if key in numbers] for keys, _, _ in rows]
    ends = np.cumsum([0, *map(len, own)])
    places = np.array([number for line in own for number in line], np.int64)
    scale = np.repeat(1 / np.sqrt(np.maximum(np.diff(ends), 1)), np.diff(ends))
    data = csr_matrix((scale, places, ends), (len(rows), len(numbers)))
    answers = np.array([answer for _, answer, _ in rows], np.float64)
    weights = np.array([weight for _, _, weight in rows])

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = data @ parameters[:-1] + parameters[-1]
        value = (weights * (np.logaddexp(0, scores) - answers * scores)).sum() + ridge / 2 * (
            parameters[:-1] ** 2
        ).sum()
        errors = weights * (1 / (1 + np.exp(-scores)) - answers)
        return float(value), np.append(data.T @ errors + ridge * parameters[:-1], errors.sum())

    found = minimize(loss, np.zeros(len(numbers) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    return np.asarray(found.x[:-1], np.float64)
