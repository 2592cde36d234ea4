"""Bring a corpus up to date with its source: all seven stages, and the one place that handles a stale base version."""

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.stage import remove_boilerplate
from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.discovery.discover import discover
from broadsheet.discovery.stat_cache import SCHEMA as STAT_CACHE
from broadsheet.discovery.stat_cache import save_stat_cache
from broadsheet.errors import ConfigurationError, GateError, StaleBase, TransientError
from broadsheet.pipeline import Progress, extract_all
from broadsheet.publishing.publish import publish
from broadsheet.reporting.report import report
from broadsheet.reporting.run_summary import Summary
from broadsheet.runs.run import Run
from broadsheet.runs.state import Base, Published
from broadsheet.settings import Settings
from broadsheet.validation.gate import unanswered_message
from broadsheet.validation.validate import validate
from broadsheet.version import RULES_VERSION


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
        since: First date of publication to publish, None for any.
        until: Last date of publication to publish, inclusive, None for any.
        day: The run's day, None for today in UTC: documents dated later wait for it.
        progress: Called at each step.

    Returns:
        What was found and what readers see now.

    Raises:
        ConfigurationError: a person has to change a setting; nothing was published.
        DataError: the gate stopped the run, or a person would have to be asked, or the ledger does not balance; nothing
            was published.
        TransientError: the same call may succeed later; nothing was published.
    """
    progress("discover", 0, 1)
    run = discover(settings, since=since, until=until, day=day)
    progress("discover", 1, 1)
    extract_all(run, progress)
    progress("boilerplate", 0, 1)
    remove_boilerplate(run)
    progress("boilerplate", 1, 1)
    progress("validate", 0, 1)
    verdict = validate(run, somebody_asked=False)  # only Airflow has somebody to ask
    if verdict.outcome == "ask":
        raise GateError(unanswered_message(verdict))
    progress("validate", 1, 1)
    progress("deduplicate", 0, 1)
    deduplicate(run)
    progress("deduplicate", 1, 1)
    progress("publish", 0, 1)
    published = publish_on_current(run)
    progress("publish", 1, 1)
    progress("report", 0, 1)
    summary = finish(run, published)
    progress("report", 1, 1)
    return summary


def publish_on_current(run: Run) -> Published:
    """Publish a run that has passed its stages; where its base version is stale, compute it again on the current one.

    The gate judges the batch anew on the new base version, and its verdict counts: a batch that has to be asked about,
    and about which nobody was asked before, is not published.

    Raises:
        ConfigurationError: another run published under other settings meanwhile.
        GateError: the gate stopped the run on the new base version, or a person would have to be asked about it.
        DataError: the ledger does not balance; the current version stays.
        TransientError: other runs kept publishing first, or one held the lock for too long.
    """
    attempts = run.settings.publishing.attempts
    for _ in range(attempts):
        _check_answered(run)
        try:
            published = publish(run)
        except StaleBase:
            run = compute_on(run, Base.current(run.warehouse))
        else:
            _remember_files(run)
            return published
    raise TransientError(f"{attempts} times another run published first; try again, or run them one after another")


def compute_on(run: Run, base: Base) -> Run:
    """Compute an extracted run on a base version, from boilerplate to deduplication; return the run on it.

    Raises:
        ConfigurationError: that version was made under other settings than the run's.
        GateError: the gate stopped the run.
    """
    _check_rules(run, base)
    before = run.store.validation.read()
    asked = before is not None and before.verdict.outcome == "ask" and not before.verdict.unasked
    run = run.on(base)
    remove_boilerplate(run)
    validate(run, somebody_asked=asked)
    _check_answered(run)
    deduplicate(run)
    return run


def finish(run: Run, published: Published) -> Summary:
    """Report on a published run, and remove its datasets, which nothing needs any more."""
    summary = report(run, published)
    run.store.clear()
    return summary


def _check_answered(run: Run) -> None:
    """Stop a run about which a person has to be asked and nobody was."""
    state = run.store.validation.read()
    if state is not None and state.verdict.unasked:
        raise GateError(
            f"run {run.run_id} was validated again on version {run.base.version}, which another run published "
            "meanwhile.\n" + unanswered_message(state.verdict)
        )


def _check_rules(run: Run, base: Base) -> None:
    """Refuse to build on a version that another run made under other settings since this one was planned."""
    manifest = replace(run, base=base).base_version().manifest()
    if manifest and base.version != run.planned_on and not manifest.shaped_by(run.settings.digest(), RULES_VERSION):
        raise ConfigurationError(
            f"another run published version {base.version} under other settings since this run was planned; "
            "give all runs of a warehouse the same settings and start a new one"
        )


def _remember_files(run: Run) -> None:
    """Save the next run from reading files that this one read. Nothing is remembered of a run that was cleared."""
    columns = ["source_uri", "stat", "source_digest"]
    try:
        tables = [run.store.documents.read(number, columns) for number in range(run.shards)]
    except FileNotFoundError:
        return
    if tables:
        read = pa.concat_tables(tables)
        read = read.filter(pc.is_valid(read["stat"])).rename_columns(STAT_CACHE.names)
        save_stat_cache(run.warehouse.stat_cache, read, int(run.started.timestamp() * 1e9))
