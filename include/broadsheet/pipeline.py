"""The seven stages in order. The DAG and the command line call the same functions.

discover -> extract -> boilerplate -> validate -> deduplicate -> publish -> report

Each stage is a function of a run: it reads datasets that earlier stages wrote into the run's store, and the run's base
version. No stage calls another. `broadsheet.operations.build` calls all seven, and rebases the run if another run
publishes in between.
"""

from collections.abc import Callable
from functools import partial

from broadsheet.boilerplate.stage import remove_boilerplate
from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.discovery.discover import discover
from broadsheet.extraction.extract import extract
from broadsheet.process_pool import run_all, worker_count
from broadsheet.publishing.publish import publish
from broadsheet.reporting.report import report
from broadsheet.runs.run import Run
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
"""Called at each step with the name of the stage, the number of parts done, and the number of parts."""


def extract_all(run: Run, progress: Progress) -> None:
    """Extract all page lists of a run, in ``settings.workers`` processes."""
    shards = max(run.shards, 1)
    progress("extract", 0, shards)
    extracted = run_all(partial(extract, run), range(run.shards), worker_count(run.settings.workers))
    for done, _ in enumerate(extracted, start=1):
        progress("extract", min(done, shards - 1), shards)
    progress("extract", shards, shards)
