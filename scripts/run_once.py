"""Build the corpus by one run of the DAG `build_corpus`, without a scheduler.

The terminal shows the progress of the stages; everything else goes to ``logs/build_corpus.log``.
"""

import logging
import os
import sys
from pathlib import Path

HOME = Path(os.environ.get("AIRFLOW_HOME", Path.cwd()))


def main() -> int:
    """Run the DAG once; return 0 if the run succeeded."""
    _show_only_progress(HOME / "logs" / "build_corpus.log")
    sys.path.insert(0, str(HOME / "dags"))
    from broadsheet_airflow.corpora import MAIN  # noqa: PLC0415
    from build_corpus import build_corpus  # noqa: PLC0415  # importing Airflow writes to the terminal, too

    return int(build_corpus(MAIN).test().state != "success")


def _show_only_progress(log: Path) -> None:
    """Redirect standard output and standard error to a file, and write Broadsheet's own messages to the terminal.

    Airflow writes to the file descriptors themselves, so replacing `sys.stdout` is not enough.
    """
    logging.getLogger("broadsheet").addHandler(logging.StreamHandler(os.fdopen(os.dup(1), "w")))
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)


if __name__ == "__main__":
    raise SystemExit(main())
