"""Runs a build and kills this very process before the N-th call that changes the file system.

    python killed_at.py N SOURCE WAREHOUSE

The interpreter's audit events (PEP 578) tell of each such call before it is made; nothing of the product is changed.
Ends with status 0 where the build ended before its N-th call.
"""

import os
import signal
import sys

CHANGES = {"os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def main() -> None:
    """Arm the trap and build."""
    left, source, warehouse = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    from broadsheet.pipeline import build
    from broadsheet.settings import load_settings

    settings = load_settings(source=source, warehouse=warehouse, workers=1)

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        concerns = event in CHANGES or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING)
        if concerns and warehouse in "".join(map(str, arguments[:2])):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    build(settings)


main()
