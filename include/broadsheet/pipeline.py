"""The seven stages in order. The DAG and the command line call the same functions.

discover -> extract -> boilerplate -> validate -> deduplicate -> publish -> report

Each stage is a function of a run: it reads datasets that earlier stages wrote into the run's store, and the run's base
version. No stage calls another. `broadsheet.operations.build` calls all seven, and rebases the run if another run
publishes in between.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from broadsheet.boilerplate.stage import remove_boilerplate
from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.discovery.discover import discover
from broadsheet.extraction.extract import extract
from broadsheet.extras import requires_extra
from broadsheet.process_pool import run_all, worker_count
from broadsheet.publishing.assemble import LocalFilling
from broadsheet.publishing.publish import FillingOf, publish
from broadsheet.reporting.report import report
from broadsheet.runs.run import Run
from broadsheet.runs.state import BoilerplateState, DeduplicationCounts
from broadsheet.settings import Settings
from broadsheet.validation.validate import validate

STAGES = {
    "discover": discover,
    "extract": extract,
    "boilerplate": remove_boilerplate,
    "validate": validate,
    "deduplicate": deduplicate,
    "publish": publish,
    "report": report,
}
"""The function of each stage, by its name, in order."""

Progress = Callable[[str, int, int], None]
"""Called at each step with the name of the stage, the number of parts done, and the number of parts.

``start`` is the start of Spark, before the stages on it.
"""


class Engine(Protocol):
    """Runs the heavy stages: on this machine, or on a cluster. The results are the same, to the byte.

    Attributes:
        filling: Writes the files of a version.
    """

    filling: FillingOf

    def extract(self, run: Run, progress: Progress) -> None:
        """Extract all page lists of a run."""

    def remove_boilerplate(self, run: Run) -> BoilerplateState:
        """See `broadsheet.boilerplate.stage.remove_boilerplate`."""

    def deduplicate(self, run: Run) -> DeduplicationCounts:
        """See `broadsheet.deduplication.deduplicate.deduplicate`."""


class LocalEngine:
    """The stages on this machine; extraction in ``settings.workers`` processes."""

    filling: FillingOf = LocalFilling

    def extract(self, run: Run, progress: Progress) -> None:
        """Extract all page lists of a run."""
        shards = max(run.shards, 1)
        progress("extract", 0, shards)
        extracted = run_all(partial(extract, run), range(run.shards), worker_count(run.settings.workers))
        for done, _ in enumerate(extracted, start=1):
            progress("extract", min(done, shards - 1), shards)
        progress("extract", shards, shards)

    def remove_boilerplate(self, run: Run) -> BoilerplateState:
        """See `broadsheet.boilerplate.stage.remove_boilerplate`."""
        return remove_boilerplate(run)

    def deduplicate(self, run: Run) -> DeduplicationCounts:
        """See `broadsheet.deduplication.deduplicate.deduplicate`."""
        return deduplicate(run)


LOCAL = LocalEngine()


def check_engine(settings: Settings) -> None:
    """Raise ConfigurationError if the packages of the engine that the settings name are not installed."""
    if settings.engine == "spark":
        with requires_extra("spark", 'engine = "spark"'):
            import broadsheet.spark.engine  # noqa: F401, PLC0415


@contextmanager
def engine_of(settings: Settings, progress: Progress) -> Iterator[Engine]:
    """Start the engine that the settings name, and stop it at the end.

    Raises:
        ConfigurationError: Spark or Java is not installed, or an option of Spark is wrong.
        TransientError: the master of Spark did not answer.
    """
    if settings.engine == "local":
        yield LOCAL
        return
    check_engine(settings)
    from broadsheet.spark.engine import SparkEngine  # noqa: PLC0415

    progress("start", 0, 1)  # seconds; a minute until it gives up a master that does not answer
    with SparkEngine.start(settings) as engine:
        progress("start", 1, 1)
        yield engine
