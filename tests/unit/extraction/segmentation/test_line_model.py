"""Trees are read as written, and the path through the page weighs scores against changes."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from broadsheet.errors import DataError
from broadsheet.extraction import title
from broadsheet.extraction.segmentation import features
from broadsheet.extraction.segmentation.line_model import LINE_MODEL, TITLE_MODEL, LineModel, model_file, read_model

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


NAMES = {LINE_MODEL: features.column_names(), TITLE_MODEL: title.column_names()}


@pytest.mark.parametrize(("path", "width"), [(LINE_MODEL, features.ALL), (TITLE_MODEL, title.WIDTH)])
def test_every_column_has_a_name_of_its_own(path: Path, width: int) -> None:
    assert len(set(NAMES[path])) == len(NAMES[path]) == width


@pytest.mark.parametrize("path", NAMES)
def test_the_models_that_ship_are_read(path: Path) -> None:
    model = read_model(path, NAMES[path])
    assert model.columns.max() < len(NAMES[path])
    assert len(model.columns) == len(model.thresholds) == len(model.leaves)


def test_names_follow_the_columns_they_stand_for() -> None:
    names = features.column_names()
    assert names[features.Feature.DIGITS] == "DIGITS"
    assert names[features.OWN] == "WORDS-2"
    assert names[features.BESIDE + features.Context.COHESION] == "COHESION"
    assert title.column_names()[title.Column.OUTLET] == "OUTLET"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda names: [names[1], names[0], *names[2:]], "column 0 was WORDS and is now CHARACTERS"),
        (lambda names: [*names, "NEW"], f"{features.ALL} columns, now {features.ALL + 1}"),
    ],
    ids=["swapped", "added"],
)
def test_a_model_of_other_columns_is_refused(changed: Callable[[list[str]], list[str]], said: str) -> None:
    names = changed(list(NAMES[LINE_MODEL]))
    with pytest.raises(DataError, match=f"{said}.*train it again"):
        read_model(LINE_MODEL, names)


def test_a_model_that_was_changed_by_hand_is_refused(tmp_path: Path) -> None:
    stored = json.loads(LINE_MODEL.read_text(encoding="utf-8"))
    stored["columns"][0][0] += 1
    path = tmp_path / "line_model.json"
    path.write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(DataError, match="restore it from version control"):
        read_model(path, NAMES[LINE_MODEL])


def test_a_model_without_names_is_refused(tmp_path: Path) -> None:
    stored = json.loads(LINE_MODEL.read_text(encoding="utf-8"))
    path = tmp_path / "line_model.json"
    path.write_text(json.dumps({name: stored[name] for name in stored if name not in {"names", "digest"}}))
    with pytest.raises(DataError, match="restore it from version control"):
        read_model(path, NAMES[LINE_MODEL])


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    stored = {name: np.asarray(value).tolist() for name, value in MODEL._asdict().items()}
    path.write_text(model_file(stored, ["one", "two"]), encoding="utf-8")
    row = np.array([(3, 10)], np.float32)
    assert read_model(path, ["one", "two"]).scores(row).tolist() == MODEL.scores(row).tolist()
