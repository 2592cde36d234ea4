"""Runs the installed command as a person would."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = Path(sys.executable).with_name("broadsheet")


def run(folder: Path, *arguments: object, status: int = 0) -> "subprocess.CompletedProcess[str]":
    """Run the installed command in a folder."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "160"},
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done
