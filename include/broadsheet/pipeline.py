"""The six stages, in order. The DAG and the command line call these same functions; this is the whole of their chain.

discover -> extract -> validate -> deduplicate -> publish -> report

In front of validation, lines that recur across an outlet's pages are taken out: it judges what would be published.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from broadsheet.boilerplate.stage import take_out_recurring
from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.discovery.discover import discover
from broadsheet.errors import GateError
from broadsheet.extraction.extract import extract
from broadsheet.process_pool import run_all, worker_count
from broadsheet.publishing.publish import publish
from broadsheet.reporting.report import report
from broadsheet.reporting.run_summary import Summary
from broadsheet.settings import Settings
from broadsheet.validation.gate import unanswered_message
from broadsheet.validation.validate import validate

Progress = Callable[[str, int, int], None]
"""Told of each step: the stage's name, how many parts of it are done, and how many there are."""

STAGES = ("discover", "extract", "validate", "deduplicate", "publish", "report")


def build(
    settings: Settings,
    *,
    since: date | None = None,
    until: date | None = None,
    day: date | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Summary:
    """Bring the corpus up to date with its source.

    Args:
        settings: Where pages come from, where the corpus goes, and all that shapes it.
        since: First date of publication to publish, null for any.
        until: Last date of publication to publish, inclusive, null for any.
        day: The run's day, null for today in UTC: documents dated later wait for it.
        progress: Told of each step.

    Returns:
        What was found and what readers see now.

    Raises:
        ConfigurationError: a person has to change a setting; nothing was published.
        DataError: the gate stopped the run, or would have a person asked, or the ledger does not balance; nothing was
            published.
        TransientError: the same call may succeed later; nothing was published.
    """
    progress("discover", 0, 1)
    run = discover(settings, since=since, until=until, day=day)
    progress("discover", 1, 1)
    shards = max(run.shards, 1)
    progress("extract", 0, shards)
    extracted = run_all(partial(extract, run), range(run.shards), worker_count(settings.workers))
    for done, _ in enumerate(extracted, start=1):
        progress("extract", min(done, shards - 1), shards)
    progress("extract", shards, shards)
    progress("validate", 0, 1)
    take_out_recurring(run)
    verdict = validate(run)
    if verdict.outcome == "ask":  # only Airflow has somebody to ask
        raise GateError(unanswered_message(verdict))
    progress("validate", 1, 1)
    progress("deduplicate", 0, 1)
    deduplicate(run)
    progress("deduplicate", 1, 1)
    progress("publish", 0, 1)
    published = publish(run)
    progress("publish", 1, 1)
    summary = report(run, published)
    progress("report", 1, 1)
    return summary
