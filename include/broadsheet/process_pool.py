"""Many processes on one machine.

This process works too, beside those it starts: each costs two seconds before its first page, as much as thousands of
pages take, and a small run starts none. loky rather than the standard library's pool: under an Airflow executor a child
that imports ``__main__`` meets the ``airflow`` program and dies, and loky's children do not
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
"""Tasks from which other processes are started: fewer shards are done before a process is ready for its first."""

_AHEAD = 2


def worker_count(setting: int) -> int:
    """Return how many processes to use: the setting, or for 0 one per CPU core that this process may run on.

    Where the system does not report that (macOS), all cores count.
    """
    return setting or _usable_cores()


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_all(
    function: Callable[[Task], Result], tasks: Iterable[Task], workers: int, few: int = FEW
) -> Iterator[Result]:
    """Yield the result of `function` for each task, in the order in which they end.

    Only references should cross: paths and numbers. With one worker, or fewer than `few` tasks, all run in this
    process; else it is one of the workers.
    """
    tasks = list(tasks)
    if workers <= 1 or len(tasks) < max(few, 2):
        yield from map(function, tasks)
        return
    from loky import ProcessPoolExecutor  # noqa: PLC0415  # not paid for by small runs

    left = iter(tasks)
    others = min(workers, len(tasks)) - 1
    with ProcessPoolExecutor(max_workers=others) as pool:
        running: set[Future[Result]] = set()
        try:
            for own in left:
                running |= {pool.submit(function, task) for task in islice(left, _AHEAD * others - len(running))}
                yield function(own)
                done = {future for future in running if future.done()}
                running -= done
                yield from (future.result() for future in done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        except BaseException:
            pool.shutdown(wait=False, kill_workers=True)
            raise
