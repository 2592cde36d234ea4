import os

import pytest

from broadsheet.process_pool import FEW, run_all, worker_count

PROCESS = "__import__('os').getpid()"
"""Evaluates to the process it runs in; other processes do not know the functions of this file."""


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_gives_its_result(workers):
    assert sorted(run_all(abs, range(-40, 1), workers)) == list(range(41))


def test_one_worker_runs_in_this_process():
    assert set(run_all(eval, [PROCESS] * 3, 1)) == {os.getpid()}


def test_more_workers_run_beside_it():
    slow = f"(__import__('time').sleep(0.2), {PROCESS})[1]"
    ran_in = set(run_all(eval, [slow] * 40, 2))
    assert os.getpid() in ran_in
    assert len(ran_in) == 2


def test_a_few_tasks_start_no_process():
    assert set(run_all(eval, [PROCESS] * (FEW - 1), 2)) == {os.getpid()}


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("place", [0, 1, 5, 9])
def test_an_error_comes_through_wherever_it_happens(workers, place):
    tasks = [str(number) for number in range(10)]
    tasks[place] = "three"
    with pytest.raises(ValueError, match="three"):
        list(run_all(int, tasks, workers))


def test_no_tasks_give_no_results():
    assert list(run_all(abs, [], 4)) == []


def test_zero_workers_means_the_cores_available_to_this_process(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 2, 5})
    assert worker_count(0) == 3
    assert worker_count(7) == 7


@pytest.mark.parametrize(("cores", "workers"), [(12, 12), (None, 1)])
def test_a_system_without_affinity_counts_all_cores(monkeypatch, cores, workers):
    monkeypatch.delattr(os, "sched_getaffinity")  # as on macOS
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert worker_count(0) == workers
    assert worker_count(7) == 7
