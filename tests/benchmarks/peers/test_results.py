"""Results: several rounds of a tool, with and without start-up."""

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


OURS = result(BROADSHEET, [3.0, 2.5, 4.0], [2.0, 2.25, 3.0])
THEIRS = result(PEER, [5.5, 7.0, 6.0], [0.5, 1.0, 1.0])


def test_the_time_of_the_cheapest_round_is_used():
    assert (OURS.cpu_s, OURS.median_cpu_s, OURS.start_up_s, OURS.wall_s) == (2.5, 3.0, 2.0, 1.25)


def test_memory_is_the_maximum_over_rounds():
    assert OURS.peak_mb == 104


def test_work_is_the_median_over_rounds_without_start_up():
    assert (OURS.work_s, THEIRS.work_s) == (1, 5)
    assert (OURS.rate, THEIRS.rate) == (1_000, 200)


def test_ratio_is_given_with_and_without_start_up():
    assert THEIRS.times(OURS) == (pytest.approx(2.2), pytest.approx(5))
    assert OURS.times(OURS) == (1, 1)


def test_cheaper_peer_has_a_ratio_below_one():
    assert result(PEER, [2.0], [1.75]).times(OURS) == (pytest.approx(0.8), pytest.approx(0.25))


@pytest.mark.parametrize("cpu", [1.55, 1.5, 1.0])
def test_work_below_the_noise_of_start_up_is_left_out(cpu):
    lost = result(PEER, [cpu], [1.5])
    assert (lost.work_s, lost.rate) == (None, None)
    assert lost.times(OURS)[1] is None
    assert OURS.times(lost)[1] is None


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
        "cpu_s_by_round": [5.5, 7, 6],
        "start_up_cpu_s_by_round": [0.5, 1, 1],
        "times_ours": 2.2,
        "times_ours_without_start_up": 5,
    }
    assert "times_ours" not in THEIRS.record(None)
