"""One writer at a time."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadsheet.errors import TransientError


@contextmanager
def writer_lock(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the warehouse's lock. The system lets go of it when the process ends, however it ends.

    Raises:
        TransientError: another writer still held it after `wait_seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        _acquire(handle.fileno(), path, wait_seconds)
        yield


def _acquire(handle: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise TransientError(
                    f"another run has been publishing for {wait_seconds:g} s (it holds {path}); "
                    "try again when it has ended, or raise publishing.lock_seconds"
                ) from error
            time.sleep(0.1)
        else:
            return
