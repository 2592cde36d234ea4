"""Training of oblivious gradient-boosted trees for a yes-no question (Friedman, Annals of Statistics 2001).

Every level of a tree asks one question of all rows, so a tree is found by one histogram a level. Same data, same seed:
same trees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.line_model import LineModel, model_file
from broadsheet.numba_support import compiled

BINS = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """How trees are grown.

    Attributes:
        trees: How many.
        depth: Questions a tree asks.
        rate: Share of each tree's answer that is taken.
        rows: Share of rows each tree sees.
        columns: Share of columns each tree may ask for.
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
    size = 1 << plan.depth
    for tree in range(plan.trees):
        seen = np.flatnonzero(random.random(len(answers)) < plan.rows)
        asked = np.flatnonzero(random.random(matrix.shape[1]) < plan.columns)
        chance = 1 / (1 + np.exp(-scores[seen]))
        slopes = np.stack((weights[seen] * (answers[seen] - chance), weights[seen] * chance * (1 - chance)), axis=1)
        questions, answer = _grow_tree(
            binned[seen[:, None], asked], slopes.astype(np.float32), plan.depth, plan.ridge, plan.least
        )
        leaf = np.zeros(len(answers), np.int64)
        for level, (chosen, cut) in enumerate(questions.tolist()):
            column = int(asked[chosen])
            threshold = edges[column][min(cut, len(edges[column]) - 1)]
            columns[tree, level], thresholds[tree, level] = column, threshold
            leaf = leaf * 2 + (matrix[:, column] > threshold)
        leaves[tree] = plan.rate * answer[:size]
        scores += leaves[tree][leaf]
    return LineModel(base + bias, switch, columns, thresholds, leaves, least)


def save(model: LineModel, names: Sequence[str], path: Path) -> None:
    """Write a model, and the names of the columns it was trained on, as the small JSON file that the package ships."""
    stored = {
        "base": round(model.base, 4),
        "switch": model.switch,
        "least": model.least,
        "columns": model.columns.tolist(),
        "thresholds": [[float(f"{value:.6g}") for value in row] for row in model.thresholds.tolist()],
        "leaves": [[round(value, 4) for value in row] for row in model.leaves.tolist()],
    }
    path.write_text(model_file(stored, names), encoding="utf-8")


def _edges(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.unique(np.quantile(values, np.linspace(0, 1, BINS)[1:-1])).astype(np.float32)


@compiled
def _grow_tree(  # noqa: C901
    binned: NDArray[Any], slopes: NDArray[np.float32], depth: int, ridge: float, least: float
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Return the questions, (depth, 2) columns and bins, and the answer of each leaf."""
    rows, columns = binned.shape
    leaf = np.zeros(rows, np.int64)
    questions = np.zeros((depth, 2), np.int64)
    histogram = np.zeros((1, columns, BINS, 2), np.float32)
    for row in range(rows):
        for place in range(columns):
            cell = histogram[0, place, binned[row, place]]
            cell[0] += slopes[row, 0]
            cell[1] += slopes[row, 1]
    for level in range(depth):
        chosen, cut = _best_question(histogram, ridge, least)
        questions[level] = chosen, cut
        for row in range(rows):
            leaf[row] = leaf[row] * 2 + (binned[row, chosen] > cut)
        if level + 1 < depth:
            # only the rows that answered yes are counted; the others are what is left of the leaf they came from
            wider = np.zeros((2 * len(histogram), columns, BINS, 2), np.float32)
            for row in range(rows):
                if leaf[row] & 1:
                    part = wider[leaf[row]]
                    for place in range(columns):
                        cell = part[place, binned[row, place]]
                        cell[0] += slopes[row, 0]
                        cell[1] += slopes[row, 1]
            for number in range(len(histogram)):
                wider[2 * number] = histogram[number] - wider[2 * number + 1]
            histogram = wider
    totals = np.zeros((1 << depth, 2))
    for row in range(rows):
        totals[leaf[row], 0] += slopes[row, 0]
        totals[leaf[row], 1] += slopes[row, 1]
    return questions, totals[:, 0] / (totals[:, 1] + ridge)


@compiled
def _best_question(histogram: NDArray[np.float32], ridge: float, least: float) -> tuple[int, int]:
    leaves, columns, bins, _ = histogram.shape
    best, chosen, cut = -1.0, 0, 0
    for column in range(columns):
        gains = np.zeros(bins)
        for leaf in range(leaves):
            yes = weight = 0.0
            for place in range(bins):
                yes += histogram[leaf, column, place, 0]
                weight += histogram[leaf, column, place, 1]
            left = left_weight = 0.0
            for place in range(bins - 1):
                left += histogram[leaf, column, place, 0]
                left_weight += histogram[leaf, column, place, 1]
                right, right_weight = yes - left, weight - left_weight
                if left_weight >= least and right_weight >= least:
                    gains[place] += left * left / (left_weight + ridge) + right * right / (right_weight + ridge)
                else:
                    gains[place] += yes * yes / (weight + ridge)
        for place in range(bins - 1):
            if gains[place] > best:
                best, chosen, cut = gains[place], column, place
    return chosen, cut
