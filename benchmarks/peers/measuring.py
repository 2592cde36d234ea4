"""What one run of a tool costs.

A process starts with the memory of the one that starts it as its peak (Linux keeps ``ru_maxrss`` over ``exec``), so
this file runs as a program too: one that is small, starts the command, and says what it took.

    python -I -S measuring.py COST COMMAND ...
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOG_TAIL = 1_500


class ToolFailedError(Exception):
    """A tool could not be installed, or ended with an error; the message ends with its own last words."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took, from its start to its end.

    Attributes:
        cpu_s: User and system seconds, of it and of the processes it started and waited for.
        wall_s: Seconds of the clock.
        peak_mb: Memory at most, in MiB, of the largest of these processes.
    """

    cpu_s: float
    wall_s: float
    peak_mb: float


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command in a folder; what it prints goes into a log there.

    Raises:
        ToolFailedError: it ended with another code than 0.
    """
    log, cost = folder / "log", folder / "cost.json"
    measured = [sys.executable, "-I", "-S", __file__, cost, *command]
    with log.open("wb") as out:
        ended = subprocess.run(measured, check=False, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
    if ended.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-LOG_TAIL:].strip()
        raise ToolFailedError(f"ended with code {ended.returncode}: {tail}")
    return Cost(**json.loads(cost.read_text(encoding="utf-8")))


def _measure(cost: Path, command: Sequence[str]) -> int:
    """Run a command, write what it took, and return its exit code."""
    started = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    figures = {
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "wall_s": time.perf_counter() - started,
        "peak_mb": usage.ru_maxrss / 1024,
    }
    cost.write_text(json.dumps(figures), encoding="utf-8")
    return process.returncode


if __name__ == "__main__":
    sys.exit(_measure(Path(sys.argv[1]), sys.argv[2:]))
