import os

import pytest

from broadsheet.engines.local import run_all, worker_count

PROCESS = "__import__('os').getpid()"
"""Evaluates to the process it runs in; other processes do not know the functions of this file."""


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_gives_its_result(workers):
    assert sorted(run_all(abs, range(-4, 1), workers)) == [0, 1, 2, 3, 4]


def test_one_worker_runs_in_this_process():
    assert set(run_all(eval, [PROCESS] * 3, 1)) == {os.getpid()}


def test_more_workers_run_beside_it():
    assert os.getpid() not in set(run_all(eval, [PROCESS] * 4, 2))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_through(workers):
    with pytest.raises(ValueError, match="three"):
        list(run_all(int, ["1", "2", "three", "4"], workers))


def test_no_task_gives_nothing():
    assert list(run_all(abs, [], 4)) == []


def test_nought_takes_the_cores_this_process_may_use():
    assert worker_count(0) == len(os.sched_getaffinity(0))
    assert worker_count(7) == 7
