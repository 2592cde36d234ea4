"""The line model: gradient-boosted trees, weights in a small file, evaluated in one compiled loop.

The trees are oblivious: every node of one depth asks the same question, so a tree is `depth` comparisons and one
lookup (Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features", NeurIPS 2018). They are trained
by ``benchmarks/line_model``. The best path through the page, where changing between dropping and keeping costs
something, is found by the Viterbi algorithm (Forney, Proc. IEEE 1973).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.errors import DataError
from broadsheet.extraction.segmentation.features import column_names
from broadsheet.numba_support import compiled

DEPTH = 5
"""Levels of a tree, at most."""


class LineModel(NamedTuple):
    """Trees over the columns of a matrix: for the body, `broadsheet.extraction.segmentation.features.column_names`.

    Attributes:
        base: Log odds that a line is kept before anything is known of it.
        switch: Cost of changing between dropping and keeping from one line to the next, in log odds.
        columns: Column that each level of each tree asks for: int64, (trees, depth), depth at most `DEPTH`.
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
        return score_rows(matrix, self.base, self.columns, self.thresholds, self.leaves)

    def path(self, scores: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return which lines of a page are kept on the best path through it: bool, (lines,)."""
        return best_path(scores, self.switch)


LINE_MODEL = Path(__file__).with_name("line_model.json")
TITLE_MODEL = Path(__file__).with_name("title_model.json")
"""Files of the models that ship with the package."""


@cache
def line_model() -> LineModel:
    """Return the model of body lines in the package."""
    return read_model(LINE_MODEL, column_names())


def read_model(path: Path, names: Sequence[str]) -> LineModel:
    """Return the model that a file holds.

    Args:
        path: The file, as `model_file` makes its content.
        names: Names of the columns of the matrix that the model is going to read, in order.

    Raises:
        DataError: The file was changed since it was written, or the model was trained on other columns: its trees
            refer to columns by number, so they would read the wrong ones.
    """
    stored = read_stored(path, names)
    return LineModel(
        base=stored["base"],
        switch=stored["switch"],
        columns=np.array(stored["columns"], np.int64),
        thresholds=np.array(stored["thresholds"], np.float32),
        leaves=np.array(stored["leaves"], np.float32),
        least=stored["least"],
    )


def read_stored(path: Path, names: Sequence[str]) -> dict[str, Any]:
    """Return the fields of a model's file, checked.

    Args:
        path: The file, as `model_file` makes its content.
        names: Names of the columns of the matrix that the model is going to read, in order.

    Raises:
        DataError: The file was changed since it was written, or the model was trained on other columns: its trees
            refer to columns by number, so they would read the wrong ones.
    """
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if stored.get("digest") != _digest(stored):
        raise DataError(
            f"{path.name} is damaged: restore it from version control, or train it again with "
            f"benchmarks/line_model ({path})"
        )
    if stored["names"] != list(names):
        raise DataError(
            f"{path.name} was trained on other columns ({_first_difference(stored['names'], names)}): {_TRAIN}"
        )
    return stored


def model_file(stored: Mapping[str, Any], names: Sequence[str]) -> str:
    """Return the content of a model's file: its numbers, the names of the columns they refer to, and a digest of both.

    Args:
        stored: The fields of `LineModel`, as plain numbers and lists.
        names: Names of the columns of the matrix that it was trained on, in order.
    """
    named = {"names": list(names), **stored}
    return _compact({"digest": _digest(named), **named}) + "\n"


_TRAIN = "train it again with benchmarks/line_model/train_body.py and train_title.py, or undo the change of columns"


def _digest(stored: Mapping[str, Any]) -> str:
    """Return the SHA-256 of all that a file holds but its digest."""
    rest = {name: stored[name] for name in sorted(stored) if name != "digest"}
    return hashlib.sha256(_compact(rest).encode()).hexdigest()


def _compact(stored: Mapping[str, Any]) -> str:
    return json.dumps(stored, separators=(",", ":"))


def _first_difference(stored: Sequence[str], names: Sequence[str]) -> str:
    for number, (old, new) in enumerate(zip(stored, names, strict=False)):
        if old != new:
            return f"column {number} was {old} and is now {new}"
    return f"{len(stored)} columns, now {len(names)}"


@compiled
def score_rows(
    matrix: NDArray[np.float32],
    base: float,
    columns: NDArray[np.int64],
    thresholds: NDArray[np.float32],
    leaves: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Score lines in blocks, column by column: the processor takes many lines at once, all from its nearest cache.

    A tree of fewer levels than `DEPTH` gets levels before the first that no line passes.
    """
    lines, width = matrix.shape
    trees, depth = columns.shape
    asked = np.zeros((trees, DEPTH), np.int64)
    exceeded = np.full((trees, DEPTH), np.float32(np.inf))
    asked[:, DEPTH - depth :] = columns
    exceeded[:, DEPTH - depth :] = thresholds
    by_column = np.empty((width, _BLOCK), np.float32)
    leaf = np.empty(_BLOCK, np.uint32)
    total = np.empty(_BLOCK, np.float32)
    scores = np.empty(lines, np.float32)
    for begin in range(0, lines, _BLOCK):
        block = min(_BLOCK, lines - begin)
        for line in range(block):
            for column in range(width):
                by_column[column, line] = matrix[begin + line, column]
        total[:] = base
        for tree in range(trees):
            one, two, three = by_column[asked[tree, 0]], by_column[asked[tree, 1]], by_column[asked[tree, 2]]
            four, five = by_column[asked[tree, 3]], by_column[asked[tree, 4]]
            a, b, c = exceeded[tree, 0], exceeded[tree, 1], exceeded[tree, 2]
            d, e = exceeded[tree, 3], exceeded[tree, 4]
            own = leaves[tree]
            for line in range(_BLOCK):
                high = np.uint32(one[line] > a) * np.uint32(16) + np.uint32(two[line] > b) * np.uint32(8)
                low = np.uint32(three[line] > c) * np.uint32(4) + np.uint32(four[line] > d) * np.uint32(2)
                leaf[line] = high + low + np.uint32(five[line] > e)
            for line in range(_BLOCK):
                total[line] += own[leaf[line]]
        scores[begin : begin + block] = total[:block]
    return scores


_BLOCK = 64


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
