"""Trees are read as written, and the path through the page weighs scores against changes."""

import numpy as np
import pytest

from broadsheet.extraction import title
from broadsheet.extraction.segmentation import features
from broadsheet.extraction.segmentation.line_model import LineModel, line_model, title_model

MODEL = LineModel(
    base=-0.5,
    switch=1.0,
    columns=np.array([[0, 1], [1, 1]]),
    thresholds=np.array([[2, 5], [0, 9]], np.float32),
    leaves=np.array([[0, 1, 2, 4], [0.25, 0.5, 0, 8]], np.float32),
    least=0.0,
)


@pytest.mark.parametrize(
    ("row", "score"),
    [((0, 0), -0.5 + 0 + 0.25), ((3, 0), -0.5 + 2 + 0.25), ((2, 6), -0.5 + 1 + 0), ((3, 10), -0.5 + 4 + 8)],
    ids=["all-below", "first-above", "equal-is-below", "all-above"],
)
def test_a_score_is_the_base_and_one_leaf_of_each_tree(row: tuple[float, float], score: float) -> None:
    assert MODEL.scores(np.array([row], np.float32)).tolist() == [score]


@pytest.mark.parametrize(
    ("scores", "kept"),
    [
        ([-2, 3, 3, -2], [False, True, True, False]),
        ([3, -0.5, 3], [True, True, True]),
        ([3, -5, 3], [True, False, True]),
        ([-3, 0.5, -3], [False, False, False]),
        ([], []),
    ],
    ids=["block", "weak-gap-is-bridged", "strong-gap-is-not", "weak-hit-is-dropped", "empty"],
)
def test_the_path_changes_only_where_it_pays(scores: list[float], kept: list[bool]) -> None:
    assert MODEL.path(np.array(scores, np.float32)).tolist() == kept


def test_the_path_is_the_best_of_all() -> None:
    random = np.random.default_rng(7)
    for _ in range(20):
        scores = random.normal(0, 2, 9).astype(np.float32)
        paths = (np.arange(512)[:, None] >> np.arange(9)) & 1
        values = paths @ scores - MODEL.switch * np.abs(np.diff(paths, axis=1)).sum(axis=1)
        chosen = MODEL.path(scores).astype(int)
        value = chosen @ scores - MODEL.switch * np.abs(np.diff(chosen)).sum()
        assert value == pytest.approx(values.max(), abs=1e-4)


def test_the_models_that_ship_fit_the_columns_they_ask_for() -> None:
    assert line_model().columns.max() < features.WIDTH
    assert title_model().columns.max() < title.WIDTH
