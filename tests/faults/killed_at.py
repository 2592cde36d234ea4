"""Runs builds and kills each before its N-th call that changes the file system, for one N after the other.

    python killed_at.py PREPARED SCRATCH FIRST LAST

PREPARED holds a source and a warehouse; each build works on a copy of it, ``SCRATCH/<N>``. The interpreter's audit
events (PEP 578) tell of each such call before it is made; nothing of the product is changed. In a run's working folder
and among validation results only every eighth call counts, for readers see neither. Prints for each N how many
such calls there were and whether the build was killed. Builds are forked from this process, which has imported what
they need: importing takes far longer than building.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

CHANGES = {"os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def main() -> None:
    """Fork a build for each point and wait for it."""
    prepared, scratch, first, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    import great_expectations  # noqa: F401

    import broadsheet.pipeline  # noqa: F401

    for number in range(first, last + 1):
        folder = scratch / str(number)
        shutil.copytree(prepared, folder, symlinks=True)
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


def build_until(number: int, folder: Path) -> None:
    """Build, and be killed before the call of that number."""
    from broadsheet.pipeline import build
    from broadsheet.settings import load_settings

    warehouse = str(folder / "data")
    left, aside = number, 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left, aside
        paths = " ".join(map(str, arguments[:2]))
        concerns = event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING)
        if not concerns or warehouse not in paths:
            return
        if f"{warehouse}/.work" in paths or f"{warehouse}/validation" in paths:
            aside += 1
            if aside % 8:
                return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    build(load_settings(source=str(folder / "pages"), warehouse=warehouse, workers=1))
    os._exit(0)


main()
