"""Runs builds and kills each before its N-th call that changes the file system, for N = FIRST, FIRST + STEP, ...

    python killed_at.py PREPARED SCRATCH FIRST STEP

PREPARED holds a source and a warehouse; each build works on a copy of it, ``SCRATCH/<N>``. The interpreter's audit
events (PEP 578) tell of each such call before it is made; nothing of the product is changed. In a run's working folder
and among validation results only every eighth call counts, for readers see neither. Prints the fate of each build and
stops after the first that ended before its N-th call. Builds are forked from this process, which has built once:
importing and loading take far longer than building.
"""

import itertools
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

CHANGES = {"os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def main() -> None:
    """Fork a build for each point and wait for it."""
    prepared, scratch, first, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    build_in(copy(prepared, scratch / f"warm {first}"))
    for number in itertools.count(first, step):
        folder = copy(prepared, scratch / str(number))
        child = os.fork()
        if child == 0:
            build_until(number, folder)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not killed and os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"the build at point {number} failed with status {status}")
        print(number, "killed" if killed else "ended", flush=True)
        if not killed:
            return


def copy(prepared: Path, folder: Path) -> Path:
    """Copy source and warehouse."""
    return Path(shutil.copytree(prepared, folder, symlinks=True))


def build_in(folder: Path) -> None:
    """Build once."""
    from broadsheet.operations.build import build
    from broadsheet.settings import load_settings

    build(load_settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1))


def build_until(number: int, folder: Path) -> None:
    """Build, and be killed before the call of that number."""
    warehouse = str(folder / "data")
    left, aside = number, 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left, aside
        if event not in CHANGES and not (event == "open" and int(arguments[2] or 0) & WRITING):
            return
        paths = " ".join(map(str, arguments[:2]))
        if warehouse not in paths:
            return
        if f"{warehouse}/.work" in paths or f"{warehouse}/validation" in paths:
            aside += 1
            if aside % 8:
                return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    build_in(folder)
    os._exit(0)


main()
