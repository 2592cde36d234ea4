"""Whether the process of a run still works: it holds a lock in the run's working folder, which ends with the process.

Only a run in one process (`broadsheet build`) has the lock. The tasks of Airflow are processes of their own, and
Airflow knows which of them run.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "alive"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of a run's working folder; it is released when the process ends, however it ends."""
    with (folder / _NAME).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_held(folder: Path) -> bool | None:
    """Return whether a process holds the lock of a run; None if the run never had one, or its folder is gone."""
    try:
        with (folder / _NAME).open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    return False
