"""Updates a corpus from its source: runs all seven stages, and rebases a run whose base version is stale."""

from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from importlib.util import find_spec

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.discovery.discover import discover
from broadsheet.discovery.gone_pages import save_gone
from broadsheet.discovery.stat_cache import SCHEMA as STAT_CACHE
from broadsheet.discovery.stat_cache import save_stat_cache
from broadsheet.errors import BroadsheetError, ConfigurationError, GateError, StaleBase, TransientError
from broadsheet.fulltext.index import update_index
from broadsheet.pipeline import LOCAL, Engine, Progress, check_engine, engine_of
from broadsheet.publishing.publish import publish
from broadsheet.reporting.report import report
from broadsheet.reporting.run_summary import Summary
from broadsheet.runs.liveness import held
from broadsheet.runs.run import Run
from broadsheet.runs.state import Base, Published
from broadsheet.settings import MEBIBYTE, Settings
from broadsheet.validation.gate import unanswered_message
from broadsheet.validation.validate import validate
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.unpublished import Ending, record_unpublished
from broadsheet.warehouse.version import Version


def build(
    settings: Settings,
    *,
    since: date | None = None,
    until: date | None = None,
    day: date | None = None,
    progress: Progress = lambda stage, done, total: None,
    engine: Engine | None = None,
) -> Summary:
    """Update the corpus from its source, and return a summary.

    Args:
        settings: The source, the warehouse, and all parameters of the corpus.
        since: First date of publication to publish, None for any.
        until: Last date of publication to publish, inclusive, None for any.
        day: The run's day, None for today in UTC: documents with a later date are refused until that day.
        progress: Called at each step.
        engine: Runs the heavy stages; None starts the one that the settings name.

    Returns:
        The pages found and the statistics of the current version.

    Raises:
        ConfigurationError: a person must change a setting; nothing was published.
        DataError: the gate stopped the run, or needs an approval, or the ledger does not balance; nothing was
            published.
        TransientError: the same call may succeed later; nothing was published.
    """
    warehouse, started = Warehouse(settings.warehouse), datetime.now(UTC)
    run_id = ""
    try:
        if engine is None:
            check_engine(settings)
        progress("discover", 0, 1)
        planned_on = warehouse.current_id()
        try:
            run = discover(settings, since=since, until=until, day=day, progress=partial(_megabytes, progress))
        except FileNotFoundError as error:
            _check_not_replaced(warehouse, planned_on, error)
            raise
        progress("discover", 1, 1)
        run_id = run.run_id
        with held(run.folder), nullcontext(engine) if engine else engine_of(settings, progress) as running:
            return _run_removable(run, running, progress)
    except (Exception, KeyboardInterrupt) as error:
        if warehouse.root.is_dir():  # a wrong path is no reason to make a folder there
            with suppress(OSError):
                ending, message = ending_of(error)
                record_unpublished(warehouse, ending, message, run=run_id, started=started, dates=(since, until))
        raise


def ending_of(error: BaseException) -> tuple[Ending, str]:
    """Return how an error ended a run, and its message."""
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", "interrupted by Ctrl-C"
    if isinstance(error, BroadsheetError):
        return ("stopped" if isinstance(error, GateError) else "failed"), str(error)
    return "failed", f"{type(error).__name__}: {error}"


def _run_removable(run: Run, engine: Engine, progress: Progress) -> Summary:
    """Run the stages; a takedown may remove the run's folder meanwhile."""
    try:
        return _run_stages(run, engine, progress)
    except FileNotFoundError as error:
        if run.is_removed:
            raise TransientError(
                "a takedown removed the working folder of this build while it ran; nothing was published. "
                "Run the same command again"
            ) from error
        _check_not_replaced(run.warehouse, run.base.version, error)
        raise


def _check_not_replaced(warehouse: Warehouse, base: str | None, error: FileNotFoundError) -> None:
    """Raise TransientError if the version that a build works on is there no more, which is why it missed a file."""
    if base is not None and not Version.open(warehouse, base).exists():
        raise TransientError(
            f"a takedown replaced version {base} while this build worked on it; nothing was published. "
            "Run the same command again"
        ) from error


def _run_stages(run: Run, engine: Engine, progress: Progress) -> Summary:
    engine.extract(run, progress)
    progress("boilerplate", 0, 1)
    engine.remove_boilerplate(run)
    progress("boilerplate", 1, 1)
    progress("validate", 0, 1)
    verdict = validate(run, somebody_asked=False)  # only Airflow can ask a person
    if verdict.outcome == "ask":
        raise GateError(unanswered_message(verdict))
    progress("validate", 1, 1)
    progress("deduplicate", 0, 1)
    engine.deduplicate(run)
    progress("deduplicate", 1, 1)
    progress("publish", 0, 1)
    published = publish_on_current(run, engine)
    progress("publish", 1, 1)
    progress("report", 0, 1)
    summary = finish(run, published)
    progress("report", 1, 1)
    return summary


def _megabytes(progress: Progress, done: int, total: int) -> None:
    """Report the bytes that discovery read of files with several pages."""
    progress("discover", done // MEBIBYTE, -(-total // MEBIBYTE) + 1)


def publish_on_current(run: Run, engine: Engine = LOCAL) -> Published:
    """Publish a run that has passed its stages, and return what was published; rebase it if its base is stale.

    The gate checks the rebased batch again, and the new verdict counts: a batch that now needs an approval, but did not
    need one before, is not published.

    Raises:
        ConfigurationError: another run published with other settings meanwhile.
        GateError: the gate stopped the rebased run, or it needs an approval now.
        DataError: the ledger does not balance; the current version stays.
        TransientError: other runs kept publishing first, or one held the lock for too long.
    """
    attempts = run.settings.publishing.attempts
    for _ in range(attempts):
        _check_answered(run)
        try:
            published = publish(run, engine.filling)
        except StaleBase:
            run = compute_on(run, Base.current(run.warehouse), engine)
        else:
            _remember_files(run)
            _remember_gone(run)
            return published
    raise TransientError(f"another run published first, {attempts} times; try again, or start runs one after another")


def compute_on(run: Run, base: Base, engine: Engine = LOCAL) -> Run:
    """Rebase an extracted run: compute its stages from boilerplate to deduplication on `base`; return the new run.

    Raises:
        ConfigurationError: the base version was built with other settings than the run.
        GateError: the gate stopped the run.
    """
    _check_rules(run, base)
    before = run.store.validation.read()
    asked = before is not None and before.verdict.outcome == "ask" and not before.verdict.unasked
    run = run.on(base)
    engine.remove_boilerplate(run)
    validate(run, somebody_asked=asked)
    engine.deduplicate(run)
    return run


def finish(run: Run, published: Published) -> Summary:
    """Write the report of a published run, update the search index, remove its datasets, and return its summary."""
    summary = report(run, published)
    problem = _update_index(run.settings)
    run.store.clear()
    return replace(summary, index_problem=problem)


_INDEX_SECONDS = 60
"""Longest wait for another run that updates the index at its end."""


def _update_index(settings: Settings) -> str:
    """Update the full-text index, if there is to be one; return what went wrong, in a sentence, or an empty text.

    The version is published already, and complete without an index: nothing that happens here may fail the run.
    """
    if not settings.search.enabled or find_spec("tantivy") is None:
        return ""
    try:
        update_index(settings, wait_seconds=min(_INDEX_SECONDS, settings.publishing.lock_seconds))
    except Exception as error:
        return f"the search index was not updated: {error}; run `broadsheet index`, or wait for the next build"
    return ""


def _check_answered(run: Run) -> None:
    """Raise GateError if a run needs an approval and nobody was asked."""
    state = run.store.validation.read()
    if state is not None and state.verdict.unasked:
        raise GateError(
            f"run {run.run_id} was validated again on version {run.base.version}, which another run published "
            "meanwhile.\n" + unanswered_message(state.verdict)
        )


def _check_rules(run: Run, base: Base) -> None:
    """Raise ConfigurationError if another run built the base version with other settings since `run` was planned."""
    manifest = replace(run, base=base).base_version().manifest()
    if manifest and base.version != run.planned_on and not manifest.shaped_by(run.settings.digest(), RULES_VERSION):
        raise ConfigurationError(
            f"another run published version {base.version} with other settings since this run was planned; "
            "use the same settings for all runs of a warehouse, and start a new run"
        )


def _remember_files(run: Run) -> None:
    """Add the files that the run read to the stat cache. Does nothing if the run's datasets were removed."""
    columns = ["doc_id", "stat", "source_digest"]
    try:
        shards = (run.store.documents.read(number, columns) for number in range(run.shards))
        tables = [rows.filter(pc.is_valid(rows["stat"])) for rows in shards]
    except FileNotFoundError:
        return
    if tables:
        read = pa.concat_tables(tables).rename_columns(STAT_CACHE.names)
        save_stat_cache(run.warehouse.stat_cache, read, int(run.started.timestamp() * 1e9))


def _remember_gone(run: Run) -> None:
    """Remember the pages that the run found gone. Does nothing if the run's datasets were removed, or it read none."""
    read = [name for name, source in run.sources.items() if not source.problem]
    with suppress(FileNotFoundError):
        save_gone(run.warehouse.gone_pages, run.store.gone.read(), read)
