"""Runs one stage of a run on the cluster that spark-submit names.

    spark-submit --master spark://host:7077 run_stage.py STAGE RUN

STAGE is extract, remove_boilerplate, deduplicate or publish; RUN is the run's folder, which all machines share. A stage
can run again: it starts from the beginning. Once the run is published, publish leaves it as it is, and the other stages
fail. The last line of the output names the cause if it fails.
"""

import logging
import sys

from broadsheet.errors import BroadsheetError
from broadsheet.operations.build import publish_on_current
from broadsheet.pipeline import Engine
from broadsheet.runs.run import Run
from broadsheet.spark.engine import SparkEngine
from broadsheet.spark_application import STAGES, failure_line

log = logging.getLogger("broadsheet.spark")


def main() -> int:
    """Run the stage; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("py4j").setLevel(logging.WARNING)  # else its good-bye is the last line
    if len(sys.argv) != 3 or sys.argv[1] not in STAGES:
        log.error("run_stage.py takes a stage (%s) and the folder of a run", ", ".join(STAGES))
        return 2
    stage, folder = sys.argv[1:]
    try:
        run = Run.open(folder) if stage == "publish" else Run.open_unfinished(folder)
        with SparkEngine.start(run.settings) as engine:
            _run(stage, run, engine)
    except BroadsheetError as error:
        log.error("%s", failure_line(error))
        return 1
    return 0


def _run(stage: str, run: Run, engine: Engine) -> None:
    if stage == "extract":
        engine.extract(run, lambda name, done, total: log.info("%s: %d of %d page lists", name, done, total))
    elif stage == "remove_boilerplate":
        log.info("%s", engine.remove_boilerplate(run))
    elif stage == "deduplicate":
        log.info("%s", engine.deduplicate(run))
    else:
        published = publish_on_current(run, engine)
        log.info("publish: version %s, new: %s", published.version, published.is_new)


if __name__ == "__main__":
    sys.exit(main())
