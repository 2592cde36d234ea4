"""Runs a function in several processes on one machine.

The calling process works, too. Starting a process takes two seconds, as long as thousands of pages, so a small run
starts none. The pool is loky's, not the standard library's: under an Airflow executor, a child process that imports
``__main__`` finds the ``airflow`` program and dies; loky's children do not import it
(``docs/decisions/process-pool.md``).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

FEW = 8
"""Minimum number of tasks to start other processes: fewer tasks end before a new process is ready."""

_AHEAD = 2


def worker_count(setting: int) -> int:
    """Return the number of processes: the setting, or for 0 one per CPU core that this process may use.

    If the system does not report usable cores (macOS), all cores count.
    """
    return setting or _usable_cores()


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_all(
    function: Callable[[Task], Result], tasks: Iterable[Task], workers: int, few: int = FEW
) -> Iterator[Result]:
    """Yield the result of `function` for each task, in order of completion.

    Tasks and results should be small, such as paths and numbers, because they pass between processes. With one worker,
    or fewer than `few` tasks, all tasks run in this process; else this process is one of the workers.
    """
    tasks = list(tasks)
    if workers <= 1 or len(tasks) < max(few, 2):
        yield from map(function, tasks)
        return
    from loky import ProcessPoolExecutor  # noqa: PLC0415  # slow import, not needed by small runs

    left = iter(tasks)
    others = min(workers, len(tasks)) - 1
    with ProcessPoolExecutor(max_workers=others) as pool:
        running: set[Future[Result]] = set()
        try:
            for local_task in left:
                running |= {pool.submit(function, task) for task in islice(left, _AHEAD * others - len(running))}
                yield function(local_task)
                done = {future for future in running if future.done()}
                running -= done
                yield from (future.result() for future in done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        except BaseException:
            pool.shutdown(wait=False, kill_workers=True)
            raise
