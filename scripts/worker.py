"""Work off the tasks that Airflow hands to Celery, on this machine, until Ctrl-C; tasks at hand are finished first."""
# ruff: noqa: S606, S607, T201  # a program for the terminal, that becomes Airflow's own

import argparse
import os
import secrets
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

INSTALL = ".venv/bin/pip install -c constraints.txt -r requirements-celery.txt"


def main() -> int:
    """Check what a worker needs, then become one; return an exit code where something is amiss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=os.cpu_count(), help="tasks at once; default: one a core")
    tasks = parser.parse_args().tasks
    try:
        version("apache-airflow-providers-celery")
    except PackageNotFoundError:
        print(f"Celery is not installed. Run: {INSTALL}")
        return 1
    from airflow.configuration import conf  # noqa: PLC0415  # slow

    executor = conf.get("core", "executor")
    if "CeleryExecutor" not in executor:
        print(f"Airflow is set to {executor}, which has no workers. See docs/operating.md, 'Several workers'.")
        return 1
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ.setdefault("AIRFLOW_HOME", str(Path.cwd()))
    name = f"{secrets.token_hex(4)}@%h"  # several may run on one machine
    # Logs of tasks go to the shared folder, where the user interface reads them: none need be served from here.
    return os.execvp("airflow", ["airflow", "celery", "worker", "-c", str(tasks), "-H", name, "--skip-serve-logs"])


if __name__ == "__main__":
    raise SystemExit(main())
