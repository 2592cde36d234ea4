"""Floors of the quality figures: a lower figure fails, and floors only rise."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floors import FLOORS, fallen, just_under, lifted, read_floors, write_floors
from measures import MEASURES, judged

SHARE = st.floats(min_value=0, max_value=1)
FIGURES = st.fixed_dictionaries({measure.key: SHARE for measure in MEASURES})
BY_KEY = {measure.key: measure for measure in MEASURES}
PERFECT = {measure.key: 0.0 if measure.less else 1.0 for measure in MEASURES}


def test_every_measure_has_a_key_of_its_own():
    assert len(BY_KEY) == len(MEASURES)


def test_every_measure_has_a_pinned_floor():
    assert set(read_floors()) == set(BY_KEY)


def test_strangers_judge_where_they_have_the_measure():
    scored = {
        "seen": {"extraction": {"body/full": {"F1": 0.99}, "body/crawl": {"F1": 0.98}}},
        "strangers": {"extraction": {"body/full": {"F1": 0.9}}},
    }
    assert judged(scored) == {"body F1, full": 0.9, "body F1, crawl": 0.98}


def test_a_measure_that_was_not_taken_has_no_floor_to_fall_below():
    assert fallen({}, lifted(PERFECT, {})) == []
    assert lifted({}, {"title, exact, full": 0.7}) == {"title, exact, full": 0.7}


@given(FIGURES, FIGURES)
def test_raising_floors_never_lowers_one(first, second):
    floors = lifted(first, {})
    raised = lifted(second, floors)
    assert all(BY_KEY[key].reached(raised[key], floors[key]) for key in BY_KEY)


@given(FIGURES)
def test_figures_pass_the_floors_they_set(figures):
    assert fallen(figures, lifted(figures, {})) == []


@given(SHARE)
def test_floor_is_worse_than_its_figure_by_a_thousandth_at_most(figure):
    assert 0 < figure - just_under(figure) <= 0.001 + 1e-9
    assert 0 < just_under(figure, less=True) - figure <= 0.001 + 1e-9


@pytest.mark.parametrize(
    ("key", "worse"),
    [
        pytest.param("body F1, full", 0.9, id="more is better"),
        pytest.param("boilerplate kept, full", 0.1, id="less is better"),
        pytest.param("merged wrongly, template other day", 1 / 16, id="one pair of sixteen"),
    ],
)
def test_a_figure_below_its_floor_fails(key, worse):
    floors = lifted(PERFECT, {})
    assert [measure.key for measure in fallen(PERFECT | {key: worse}, floors)] == [key]


def test_figures_are_parsed_from_the_output_of_the_scorers():
    scored = {"dedup": {"pairs_all": {"P": 0.99}, "false_merge": {"real:template_other_day": "2/16 = 0.125"}}}
    assert BY_KEY["pairs in one cluster, precision"].figure(scored) == 0.99
    assert BY_KEY["merged wrongly, template other day"].figure(scored) == 0.125


def test_floors_are_pinned_in_a_file(tmp_path):
    file = tmp_path / "floors.json"
    assert read_floors(file) == {}
    write_floors({"title, exact, full": 0.7}, file)
    assert read_floors(file) == {"title, exact, full": 0.7}


def test_the_recorded_figures_are_above_their_floors():
    recorded = json.loads(FLOORS.with_name("quality.json").read_text(encoding="utf-8"))["figures"]
    assert fallen(judged(recorded), read_floors()) == []
