"""A plugin of Airflow for tests: gives a worker the name of a machine, and stops a task at a chosen change of a file.

A test copies it into the plugins of its project; nothing of the product is changed. The interpreter's audit events
(PEP 578) report each rename before it is made. A task stops in front of the first rename whose new name contains all
lines of a file ``stops/NAME``, which is then called ``stops/NAME.reached``; the task goes on sending heartbeats.
"""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from airflow.plugins_manager import AirflowPlugin

MACHINE = os.environ.get("MACHINE", "head")
STOPS = Path(os.environ["AIRFLOW_HOME"]) / "stops"


class Machine(AirflowPlugin):
    """Nothing but this module, which every task loads."""

    name = "machine"


def hostname() -> str:
    """Return the name of this machine; the setting ``[core] hostname_callable``."""
    return MACHINE


def _stop(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "os.rename":
        return
    target = os.fsdecode(arguments[1])
    if target.startswith(str(STOPS)):
        return
    for stop in STOPS.glob("*[!d]"):
        with suppress(FileNotFoundError):
            if all(part in target for part in stop.read_text().splitlines()):
                stop.rename(f"{stop}.reached")
                while True:
                    time.sleep(1)


if MACHINE != "head":
    sys.addaudithook(_stop)
