"""The publishing stage: writes a new immutable version and makes it the current one.

Only partitions that differ are written; the others are linked. If the ledger does not balance, nothing is published. If
another run published since this run was computed, `publish` raises `StaleBase`; it does not rebase the run itself.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta

import pyarrow as pa

from broadsheet.errors import DataError, StaleBase
from broadsheet.publishing.assemble import Filling, LocalFilling, write_documents, write_state
from broadsheet.publishing.ledger import check_balance
from broadsheet.publishing.version_stats import figures_of
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.runs.state import Base, Published
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import record, record_missing_switch, unrecorded_switch
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures, Manifest, version_id
from broadsheet.warehouse.staging import Staging, make_current, remove_version

FillingOf = Callable[[Run], Filling]
"""Returns what writes the files of a version from a run."""


def publish(run: Run, filling: FillingOf = LocalFilling) -> Published:
    """Publish a run as the new current version, and return what was published; `filling` writes its files.

    A second call after success, or after a kill that followed the switch, returns the same result, so that a retried
    task reports the same dates to its consumers.

    Raises:
        StaleBase: another run published, or pages were taken down, since the run was computed.
        DataError: pages are missing or the ledger does not balance; the current version stays.
        TransientError: another publisher held the lock for too long.
    """
    warehouse = run.warehouse
    with warehouse.storage.writer_lock(run.settings.publishing.lock_seconds):
        current = Base.current(warehouse)
        if (done := _done(run, current.version)) is not None:
            if done.is_new and unrecorded_switch(warehouse):  # killed between the switch and its entry
                _record(run, run.action, done, done.base)
            return done
        record_missing_switch(warehouse)
        _check_base(run, current)
        _check_shards(run)
        published = _write(run, filling)
        if published.is_new:
            # Before the switch: the result must be known even if this process is killed right after it.
            run.store.published.write(replace(published, switched=False))
            make_current(warehouse, published.version, current.version)
            _record(run, run.action, published, current.version)
        else:
            _record(run, "unchanged", published, None)
        run.store.published.write(published)
        if published.is_new:
            _prune(warehouse, timedelta(days=run.settings.publishing.keep_days))
    return published


def rewrite(run: Run) -> str:
    """Write a version from a run on an older base version, without making it current; return its id.

    The caller must hold the writer lock.
    """
    _check_shards(run)
    return _write(run, LocalFilling).version


def _write(run: Run, filling_of: FillingOf) -> Published:
    """Write the new version of a run and return what was written; readers do not see it yet."""
    before = run.base_version().manifest()
    digest, sources = run.settings.digest(), run.source_settings()
    comparable = before is None or before.shaped_by(digest, RULES_VERSION)
    filling = filling_of(run)
    if before and filling.is_empty and comparable and before.sources == sources:
        return _unchanged(before, filling.waiting)
    staging = Staging(run.warehouse, run.run_id)
    try:
        pages = filling.pages(staging)
        write_documents(staging, run, pages, before, filling, comparable=comparable)
        write_state(staging, run, before, filling, comparable=comparable)
        places = check_balance(pages.by_key("place"), pages.total("placed"), pages.total("repeated"), staging.files)
        files = tuple(sorted(staging.files, key=lambda entry: entry.path))
        # A takedown reads no pages: the remaining pages keep the rules that read them.
        extractor = before.extractor if before and run.action == "take_down" else RULES_VERSION
        manifest = Manifest(
            version=version_id(digest, extractor, files, sources),
            settings_digest=digest,
            settings=run.settings.shaping(),
            sources=sources,
            extractor=extractor,
            writer=f"pyarrow {pa.__version__}",
            figures=figures_of(places, filling.count(staging)),
            files=files,
        )
    except BaseException:
        staging.discard()
        raise
    if before and manifest.version == before.version:
        staging.discard()
        return _unchanged(before, filling.waiting)
    staging.seal(manifest)
    published = pages.by_key("published")
    days = {day: published.get(day, 0) for day in pages.by_key("day")}
    return Published(manifest.version, run.base.version, True, tuple(days), days, filling.waiting, manifest.figures)


def _unchanged(manifest: Manifest, waiting: int) -> Published:
    return Published(manifest.version, manifest.version, False, (), {}, waiting, manifest.figures)


def _done(run: Run, current_id: str | None) -> Published | None:
    """Return what the run published before, None if it did not publish."""
    done = run.store.published.read()
    if done is None or not (done.switched or done.version == current_id):
        return None
    return replace(done, switched=True)


def _check_base(run: Run, current: Base) -> None:
    """Raise StaleBase unless every stage was computed on the current base."""
    states = [run.store.boilerplate.read(), run.store.validation.read(), run.store.deduplication.read()]
    if any(state is None or state.base != current for state in states) or run.base != current:
        raise StaleBase(
            f"run {run.run_id} was computed on version {run.base.version}, but now {current.version} is current, or "
            "pages were taken down since; its stages must be computed again"
        )


def _check_shards(run: Run) -> None:
    """Raise DataError unless all listed pages and redone documents have passed extraction and validation."""
    store, cleaned = run.store, CleanedDocuments(run)
    own = range(run.shards)
    counts = {
        "pages": sum(store.pages.rows(number) for number in own),
        "documents": sum(store.documents.rows(number) for number in own),
        "accepted": sum(store.accepted.rows(number) for number in cleaned.numbers),
        "quarantined": sum(store.quarantined.rows(number) for number in cleaned.numbers),
        "pending": sum(store.pending.rows(number) for number in cleaned.numbers),
    }
    redone = sum(cleaned.shard(number).rows(number) for number in cleaned.numbers if cleaned.is_redone(number))
    found = counts["accepted"] + counts["quarantined"] + counts["pending"] - redone
    if not counts["pages"] == counts["documents"] == found:
        raise DataError(f"pages are missing between the stages of run {run.run_id}; nothing was published: {counts}")


def _record(run: Run, action: str, published: Published, previous: str | None) -> None:
    reads = run.action == "publish"
    figures: Figures = published.figures
    record(
        run.warehouse,
        action,
        run=run.run_id,
        version=published.version,
        parent=previous,
        sources={name: asdict(source) for name, source in run.sources.items()} if reads else None,
        asked_by=run.asked_by,
        started=run.started.isoformat(timespec="seconds"),
        since=run.since and run.since.isoformat(),
        until=run.until and run.until.isoformat(),
        found=asdict(run.found),
        pages=figures.pages,
        corpus=figures.corpus,
        duplicates=figures.duplicates,
        quarantine=figures.quarantine,
        pending=figures.pending,
    )


def _prune(warehouse: Warehouse, age: timedelta) -> None:
    """Delete versions that have not been current for `age`: no reader still reads them."""
    for old in VersionCatalog(warehouse).superseded_before(age):
        remove_version(warehouse, old)
