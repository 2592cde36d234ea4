"""Programs of the machine that tests marked `services` need, from the packages that `make system` installs.

Without them a test is skipped, which says so; on the machine that judges changes (``CI=true``) it fails.
"""

import os
import shutil
from pathlib import Path

import pytest

_BESIDE_THE_PATH = [str(folder) for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
"""Debian keeps the programs of each PostgreSQL in a folder of its own, the newest is taken."""


in_services = True
"""Whether whoever asks for a program may: each test sets it, by whether it is marked `services`."""


def program(name: str, package: str) -> str:
    """Return the path of a program; without it skip the test that needs it, naming the Debian package that brings it.

    A test that is not marked `services` fails, whether the program is there or not.
    """
    if not in_services:
        pytest.fail(f"a test that needs {name} is marked `services`: `make test` passes without it")
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(_BESIDE_THE_PATH))
    if found:
        return found
    reason = f"{name} is not on this machine: `make system` installs Debian's {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
