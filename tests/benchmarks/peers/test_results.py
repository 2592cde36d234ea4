"""Results: the cheapest of several rounds, with and without what starting takes."""

import pytest

from copies import Found
from peers.measuring import Cost
from peers.results import Result
from peers.roster import BROADSHEET, Tool

FOUND = Found({"exact": 1.0, "contained": 0.25}, 0.5)
PEER = Tool("a peer", "none", "as it comes", peer="peer")


def result(tool, cpu, start_up, documents=1_000):
    return Result(
        tool,
        "1.0",
        documents,
        tuple(Cost(seconds, seconds / 2, 100 + seconds) for seconds in cpu),
        tuple(Cost(seconds, seconds, 50) for seconds in start_up),
        FOUND,
    )


OURS = result(BROADSHEET, [3.0, 2.5, 4.0], [2.0, 2.25, 2.5])
THEIRS = result(PEER, [5.5, 7.0, 6.0], [0.5, 1.0, 0.75])


def test_the_cheapest_round_counts():
    assert (OURS.cpu_s, OURS.median_cpu_s, OURS.start_up_s, OURS.wall_s) == (2.5, 3.0, 2.0, 1.25)


def test_memory_is_that_of_the_worst_round():
    assert OURS.peak_mb == 104


def test_rate_leaves_out_what_starting_takes():
    assert (OURS.rate, THEIRS.rate) == (2_000, 200)


def test_ratio_is_told_with_start_up_and_without():
    assert THEIRS.times(OURS) == (pytest.approx(2.2), pytest.approx(10))
    assert OURS.times(OURS) == (1, 1)


def test_cheaper_peer_has_a_ratio_below_one():
    assert result(PEER, [2.0], [1.75]).times(OURS) == (pytest.approx(0.8), pytest.approx(0.5))


def test_work_that_is_lost_in_the_noise_is_not_negative():
    assert result(PEER, [1.0], [1.5]).work_s > 0


def test_record_holds_every_figure():
    assert THEIRS.record(OURS) == {
        "cpu_s": 5.5,
        "median_cpu_s": 6.0,
        "start_up_cpu_s": 0.5,
        "documents_a_cpu_s": 200,
        "wall_s": 2.75,
        "peak_mb": 107,
        "recall": {"exact": 1, "contained": 0.25},
        "precision": 0.5,
        "times_ours": 2.2,
        "times_ours_without_start_up": 10,
    }
    assert "times_ours" not in THEIRS.record(None)
