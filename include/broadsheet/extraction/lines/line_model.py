"""The learned judge of lines: gradient-boosted trees, weights in a small file, evaluated in one compiled loop.

The trees are oblivious: every node of one depth asks the same question, so a tree is `depth` comparisons and one
lookup (Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features", NeurIPS 2018). They are trained
by ``benchmarks/line_model``. The best path through the page, where changing between dropping and keeping costs
something, is found by the Viterbi algorithm (Forney, Proc. IEEE 1973).
"""

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.compiled import compiled


class LineModel(NamedTuple):
    """Trees over the columns of `broadsheet.extraction.lines.context.in_context`.

    Attributes:
        base: Log odds that a line is kept before anything is known of it.
        switch: Cost of changing between dropping and keeping from one line to the next, in log odds.
        columns: Column that each level of each tree asks for: int64, (trees, depth).
        thresholds: The value it must exceed: float32, (trees, depth).
        leaves: Log odds of each leaf, the first level the highest bit of its number: float32, (trees, 2 ** depth).
        least: Log odds from which a line is taken at all, where one line is sought.
    """

    base: float
    switch: float
    columns: NDArray[np.int64]
    thresholds: NDArray[np.float32]
    leaves: NDArray[np.float32]
    least: float

    def scores(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the log odds that each line belongs to the body: float32, (lines,)."""
        return _score(matrix, self.base, self.columns, self.thresholds, self.leaves)

    def path(self, scores: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return which lines of a page are kept on the best path through it: bool, (lines,)."""
        return best_path(scores, self.switch)


@cache
def line_model() -> LineModel:
    """Return the judge of body lines that ships with the package."""
    return read_model("line_model.json")


@cache
def title_model() -> LineModel:
    """Return the judge of headlines that ships with the package."""
    return read_model("title_model.json")


def read_model(name: str) -> LineModel:
    """Return a model that ships with the package."""
    stored = json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return LineModel(
        base=stored["base"],
        switch=stored["switch"],
        columns=np.array(stored["columns"], np.int64),
        thresholds=np.array(stored["thresholds"], np.float32),
        leaves=np.array(stored["leaves"], np.float32),
        least=stored["least"],
    )


@compiled
def _score(
    matrix: NDArray[np.float32],
    base: float,
    columns: NDArray[np.int64],
    thresholds: NDArray[np.float32],
    leaves: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Score lines in blocks that fit into the processor's cache, column by column: it takes many lines at once."""
    lines, width = matrix.shape
    by_column = np.empty((width, _BLOCK), np.float32)
    scores = np.full(lines, base, np.float32)
    leaf = np.empty(_BLOCK, np.int32)
    for begin in range(0, lines, _BLOCK):
        block = min(_BLOCK, lines - begin)
        for line in range(block):
            for column in range(width):
                by_column[column, line] = matrix[begin + line, column]
        for tree in range(len(columns)):
            leaf[:block] = 0
            for level in range(columns.shape[1]):
                asked, threshold = by_column[columns[tree, level]], thresholds[tree, level]
                for line in range(block):
                    leaf[line] = leaf[line] * 2 + np.int32(asked[line] > threshold)
            for line in range(block):
                scores[begin + line] += leaves[tree, leaf[line]]
    return scores


_BLOCK = 128


@compiled
def best_path(scores: NDArray[np.float32], switch: float) -> NDArray[np.bool_]:
    """Return which lines of a page are kept on the best path through it: bool, (lines,).

    Args:
        scores: Log odds that each line belongs to the body.
        switch: `LineModel.switch`.
    """
    lines = len(scores)
    kept = np.zeros(lines, np.bool_)
    stayed = np.zeros((lines, 2), np.bool_)
    drop, keep = 0.0, 0.0
    for line in range(lines):
        stayed[line, 0] = drop >= keep - switch
        stayed[line, 1] = keep >= drop - switch
        drop, keep = max(drop, keep - switch), max(keep, drop - switch) + scores[line]
    state = 1 if keep > drop else 0
    for line in range(lines - 1, -1, -1):
        kept[line] = state == 1
        if not stayed[line, state]:
            state = 1 - state
    return kept
