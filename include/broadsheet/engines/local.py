"""Many processes on one machine.

loky rather than the standard library's pool: under an Airflow executor a child that imports ``__main__`` meets the
``airflow`` program and dies, and loky's children do not (``docs/decisions/process-pool.md``).
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import as_completed
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def worker_count(setting: int) -> int:
    """Return how many processes to use: the setting, or for 0 the cores this process may run on."""
    return setting or len(os.sched_getaffinity(0))


def run_all(function: Callable[[Task], Result], tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    """Yield the result of `function` for each task, in the order in which they end.

    Only references should cross: paths and numbers. With one worker, or one task, it runs in this process.
    """
    tasks = list(tasks)
    if workers <= 1 or len(tasks) <= 1:
        yield from map(function, tasks)
        return
    from loky import ProcessPoolExecutor  # noqa: PLC0415  # not paid for by small runs

    with ProcessPoolExecutor(max_workers=min(workers, len(tasks))) as pool:
        waiting = [pool.submit(function, task) for task in tasks]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BaseException:
            pool.shutdown(wait=False, kill_workers=True)
            raise
