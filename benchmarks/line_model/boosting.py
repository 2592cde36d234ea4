"""Training of oblivious gradient-boosted trees for a yes-no question (Friedman, Annals of Statistics 2001).

Every level of a tree asks one question of all rows, so a tree is found by one histogram a level. Same data, same seed:
same trees.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numba import njit
from numpy.typing import NDArray

from broadsheet.extraction.lines.line_model import LineModel

BINS = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """How trees are grown.

    Attributes:
        trees: How many.
        depth: Questions a tree asks.
        rate: Share of each tree's answer that is taken.
        rows: Share of rows each tree sees.
        columns: Share of columns each level may ask for.
        ridge: Weight that holds leaves back.
        least: Least weight of the rows of a leaf.
        seed: Of the random choices.
    """

    trees: int = 150
    depth: int = 5
    rate: float = 0.1
    rows: float = 0.7
    columns: float = 0.3
    ridge: float = 5.0
    least: float = 3.0
    seed: int = 0


def grow(
    matrix: NDArray[np.float32],
    answers: NDArray[np.float64],
    weights: NDArray[np.float64],
    plan: Plan,
    *,
    switch: float = 0.0,
    bias: float = 0.0,
    least: float = 0.0,
) -> LineModel:
    """Grow a model on rows whose answer is between 0 and 1; `switch`, `bias` and `least` are set by hand."""
    random = np.random.default_rng(plan.seed)
    edges = [_edges(matrix[:, column]) for column in range(matrix.shape[1])]
    binned = np.stack([np.searchsorted(edge, matrix[:, column]) for column, edge in enumerate(edges)], axis=1).astype(
        np.uint8
    )
    yes = float((weights * answers).sum())
    base = float(np.log(yes / (weights.sum() - yes)))
    scores = np.full(len(answers), base)
    columns = np.zeros((plan.trees, plan.depth), np.int64)
    thresholds = np.zeros((plan.trees, plan.depth), np.float32)
    leaves = np.zeros((plan.trees, 1 << plan.depth), np.float32)
    for tree in range(plan.trees):
        chance = 1 / (1 + np.exp(-scores))
        seen = random.random(len(answers)) < plan.rows
        gradient = np.where(seen, weights * (answers - chance), 0.0)
        curvature = np.where(seen, weights * chance * (1 - chance), 0.0)
        leaf = np.zeros(len(answers), np.int64)
        for level in range(plan.depth):
            asked = np.flatnonzero(random.random(matrix.shape[1]) < plan.columns)
            histogram = _histogram(binned, asked, leaf, gradient, curvature, 1 << level)
            chosen, cut = _best_question(histogram, plan.ridge, plan.least)
            column = int(asked[chosen])
            cut = min(cut, len(edges[column]) - 1)
            columns[tree, level], thresholds[tree, level] = column, edges[column][cut]
            leaf = leaf * 2 + (binned[:, column] > cut)
        size = 1 << plan.depth
        answer = np.bincount(leaf, gradient, size) / (np.bincount(leaf, curvature, size) + plan.ridge)
        leaves[tree] = plan.rate * answer
        scores += leaves[tree][leaf]
    return LineModel(base + bias, switch, columns, thresholds, leaves, least)


def save(model: LineModel, path: Path) -> None:
    """Write a model as the small JSON file that the package ships."""
    stored = {
        "base": round(model.base, 4),
        "switch": model.switch,
        "least": model.least,
        "columns": model.columns.tolist(),
        "thresholds": [[float(f"{value:.6g}") for value in row] for row in model.thresholds.tolist()],
        "leaves": [[round(value, 4) for value in row] for row in model.leaves.tolist()],
    }
    path.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")


def _edges(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.unique(np.quantile(values, np.linspace(0, 1, BINS)[1:-1])).astype(np.float32)


@njit(cache=True)
def _histogram(binned, asked, leaf, gradient, curvature, leaves):  # type: ignore[no-untyped-def]
    histogram = np.zeros((len(asked), leaves, BINS, 2))
    for row in range(len(binned)):
        if curvature[row] > 0.0:
            for place in range(len(asked)):
                cell = histogram[place, leaf[row], binned[row, asked[place]]]
                cell[0] += gradient[row]
                cell[1] += curvature[row]
    return histogram


@njit(cache=True)
def _best_question(histogram, ridge, least):  # type: ignore[no-untyped-def]
    columns, leaves, bins, _ = histogram.shape
    best, chosen, cut = -1.0, 0, 0
    for column in range(columns):
        below = np.zeros((leaves, 2))
        whole = np.zeros((leaves, 2))
        for leaf in range(leaves):
            for place in range(bins):
                whole[leaf] += histogram[column, leaf, place]
        for place in range(bins - 1):
            gain = 0.0
            for leaf in range(leaves):
                below[leaf] += histogram[column, leaf, place]
                left, left_weight = below[leaf]
                right, right_weight = whole[leaf] - below[leaf]
                if left_weight >= least and right_weight >= least:
                    gain += left * left / (left_weight + ridge) + right * right / (right_weight + ridge)
                else:
                    gain += whole[leaf, 0] ** 2 / (whole[leaf, 1] + ridge)
            if gain > best:
                best, chosen, cut = gain, column, place
    return chosen, cut
