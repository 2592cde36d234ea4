"""Run a Celery worker for Airflow's tasks on this machine; Ctrl-C stops it after its running tasks have ended."""
# ruff: noqa: S606, S607, T201  # a program for the terminal, which is replaced by Airflow's own

import argparse
import os
import secrets
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

INSTALL = ".venv/bin/pip install -c constraints.txt -r requirements-celery.txt"


def main() -> int:
    """Check what a worker needs, then replace this process by one; return an exit code if something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--tasks", type=int, default=os.cpu_count(), help="number of parallel tasks; default: one per CPU core"
    )
    tasks = parser.parse_args().tasks
    try:
        version("apache-airflow-providers-celery")
    except PackageNotFoundError:
        print(f"Celery is not installed. Run: {INSTALL}")
        return 1
    from airflow.configuration import conf  # noqa: PLC0415  # slow

    executor = conf.get("core", "executor")
    if "CeleryExecutor" not in executor:
        print(f"Airflow is configured for {executor}, which has no workers. See docs/operating.md, 'Several workers'.")
        return 1
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ.setdefault("AIRFLOW_HOME", str(Path.cwd()))
    name = f"{secrets.token_hex(4)}@%h"  # several may run on one machine
    # Task logs are in the shared folder, where the user interface reads them: this worker need not serve them.
    return os.execvp("airflow", ["airflow", "celery", "worker", "-c", str(tasks), "-H", name, "--skip-serve-logs"])


if __name__ == "__main__":
    raise SystemExit(main())
