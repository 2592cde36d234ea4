"""The short form of `make trust`: a few of the trials of tests/faults/trust.py."""

import pytest

import concurrency_trials as trials
from fault_injection import ACTIONS, KILL, disturb
from hostile_patterns import read_patterns


@pytest.mark.parametrize(
    ("action", "how", "first"),
    [
        *((action, KILL, number) for number, action in enumerate(ACTIONS, start=1)),
        ("first build", "ENOSPC", 11),
        ("later build", "EIO", 17),
        ("takedown", "EACCES", 23),
        ("roll-back", "EROFS", 1),
    ],
)
def test_an_action_that_is_disturbed_harms_nothing_and_can_be_repeated(tmp_path, action, how, first):
    step = 2 if action == "roll-back" else 67
    outcome = disturb(action, how, tmp_path / "work", step, first)
    assert outcome.problems == []
    assert outcome.disturbed > 0


def test_readers_never_see_a_mix_of_two_versions(tmp_path):
    outcome = trials.read_while_switched(tmp_path, 12)
    assert outcome.problems == []
    assert outcome.counts["whole"] >= 4


def test_hostile_files_end_in_one_place_each(tmp_path):
    assert trials.read_hostile_files(tmp_path, 120, seed=7).problems == []


def test_files_of_one_pattern_end_in_one_place_each(tmp_path):
    assert read_patterns(tmp_path, 20_000).problems == []


def test_many_builds_leave_no_more_files_than_few(tmp_path):
    outcome = trials.build_often(tmp_path, 15)
    assert outcome.counts["files at last"] <= outcome.counts["files at first"] + 5


def test_writers_side_by_side_give_what_they_give_in_order(tmp_path):
    outcome = trials.write_side_by_side(tmp_path, 3, seed=3)
    assert outcome.problems == []
    assert outcome.counts["takedowns"] + outcome.counts["refused in words"] > 0
