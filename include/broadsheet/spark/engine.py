"""Runs the heavy stages of a run on Apache Spark."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

import pyarrow as pa
from pyspark.sql import SparkSession

from broadsheet.extraction.extract import extract
from broadsheet.publishing.publish import FillingOf
from broadsheet.runs.run import Run
from broadsheet.runs.state import BoilerplateState, DeduplicationCounts
from broadsheet.settings import Settings
from broadsheet.spark.boilerplate import remove_boilerplate
from broadsheet.spark.deduplication import deduplicate
from broadsheet.spark.publishing import SparkFilling
from broadsheet.spark.rows import for_each, name_jobs
from broadsheet.spark.session import spark_session

Progress = Callable[[str, int, int], None]
"""See `broadsheet.pipeline.Progress`."""

_COUNTS = pa.schema([("documents", pa.int64()), ("refused", pa.int64())])


class SparkEngine:
    """The stages on the executors of one session; see `broadsheet.pipeline.Engine`.

    Attributes:
        session: The session.
        filling: Writes the files of a version.
    """

    def __init__(self, session: SparkSession) -> None:
        """Use a session."""
        self.session = session
        self.filling: FillingOf = partial(SparkFilling, session)

    @classmethod
    @contextmanager
    def start(cls, settings: Settings) -> "Iterator[SparkEngine]":
        """Start a session, and stop it at the end. See `spark_session` for errors."""
        with spark_session(settings) as session:
            yield cls(session)

    def extract(self, run: Run, progress: Progress) -> None:
        """Extract all page lists of a run, one in each task."""
        name_jobs(self.session, "extract")
        with _watched(self.session, partial(progress, "extract"), max(run.shards, 1)):
            for_each(self.session, range(run.shards), partial(_extract, run), _COUNTS, alone=True).toArrow()

    def remove_boilerplate(self, run: Run) -> BoilerplateState:
        """See `broadsheet.boilerplate.stage.remove_boilerplate`."""
        return remove_boilerplate(self.session, run)

    def deduplicate(self, run: Run) -> DeduplicationCounts:
        """See `broadsheet.deduplication.deduplicate.deduplicate`."""
        return deduplicate(self.session, run)


def _extract(run: Run, number: int) -> Iterator[pa.Table]:
    counts = extract(run, number)
    yield pa.table([[counts.documents], [counts.refused]], schema=_COUNTS)


_LOOK_SECONDS = 0.5


@contextmanager
def _watched(session: SparkSession, report: Callable[[int, int], None], total: int) -> Iterator[None]:
    """Report how many tasks of the jobs that run meanwhile have ended."""
    tracker, ended = session.sparkContext.statusTracker(), Event()

    def look() -> None:
        done = 0
        while not ended.wait(_LOOK_SECONDS):
            running = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            done = max(done, sum(stage.numCompletedTasks for stage in running if stage))
            report(min(done, total - 1), total)

    report(0, total)
    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
    report(total, total)
