"""Obeying history: documents leave every kept version, and never come back.

Tombstones come first, so that from then on no run publishes these pages again, whatever happens here. Then the current
version is published anew without them, as by a run that found nothing else: clusters, recurring lines and counts are
those of the other pages alone. Every other kept version is rewritten by the same functions, in a warehouse of its own
beside it, and the old one deleted. A takedown that was cut short is finished by calling it again.
"""

import hashlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from broadsheet.boilerplate.stage import take_out_recurring
from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.discovery.stat_cache import forget_files
from broadsheet.errors import DataError, TransientError
from broadsheet.operations.targets import Targets, kept_versions
from broadsheet.parquet_io import write_file
from broadsheet.publishing.publish import OUTCOME, Published, publish
from broadsheet.reporting.report import report
from broadsheet.runs.run import Found, Run
from broadsheet.schema import FORGOTTEN
from broadsheet.settings import Gate, Settings
from broadsheet.validation.validate import validate
from broadsheet.warehouse.journal import record
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.lock import writer_lock
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.staging import clear_drafts, remove_version
from broadsheet.warehouse.tombstones import Tombstone, Tombstones, bury, hashed
from broadsheet.warehouse.version import Version

_NEVER = 10**9
"""Pages below which the gate does not judge: a takedown is not asked whether it may be published."""

_FOR_EVER = 365 * 1000
"""Days; a version rewritten in a warehouse of its own must not make others old."""

_OWN = "take-down-"
"""How the working folders of takedowns begin."""


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What a takedown did.

    Attributes:
        pages: Pages that went.
        published: The current version without them; null where nothing was ever published.
        versions: Kept versions that were rewritten: their new ids by the old ones.
        runs: Working folders of runs that were cleared away.
        results: Validation results that named one of the pages and were removed.
    """

    pages: int
    published: Published | None
    versions: dict[str, str]
    runs: int
    results: int


def take_down(
    settings: Settings,
    targets: Targets,
    reason: str = "",
    *,
    asked_by: str = "",
    progress: Callable[[str], None] = lambda step: None,
) -> TakenDown:
    """Take pages out of every kept version, of working folders and validation results, and block their return.

    A run under way whose working folder goes fails with that word and changes nothing; the next one does its work.

    Args:
        settings: Names the warehouse; each version keeps the settings that shaped it.
        targets: What to take down, as `broadsheet.operations.targets.find_targets` found it.
        reason: Why; kept with the tombstones.
        asked_by: As for `broadsheet.discovery.discover.discover`.
        progress: Told of each step in words.

    Raises:
        DataError: a version cannot be rewritten; call it again once that is mended. Nothing comes back meanwhile.
        TransientError: another publisher held the lock for too long; call it again.
    """
    warehouse = Warehouse(settings.warehouse.absolute())
    settings = settings.model_copy(update={"warehouse": warehouse.root})
    progress(f"blocked from now on: {len(targets.pages):,}")
    _bury(warehouse, targets, reason)
    run, published = None, None
    if warehouse.current_id():
        progress("the current version is published without them")
        run = _empty_run(settings, warehouse.current_id(), asked_by)
        published = _publish(run)
        report(run, published)
    with writer_lock(warehouse.lock, settings.publishing.lock_seconds):
        clear_drafts(warehouse)
        versions = _rewrite_others(warehouse, settings, published, progress)
        progress("working folders and validation results are cleared of them")
        runs = _clear_runs(warehouse, run.folder if run else None)
        clear_drafts(warehouse)
    taken_down = Tombstones.read(warehouse).by_id  # also what an earlier call that was cut short did not come to
    forget_files(warehouse.stat_cache, taken_down)
    results = _clear_results(warehouse.validation, list(taken_down))
    pages = len(targets.pages)
    record(warehouse, "taken_down", pages=pages, versions=versions, version=warehouse.current_id(), parent=None)
    return TakenDown(pages, published, versions, runs, results)


def _bury(warehouse: Warehouse, targets: Targets, reason: str) -> None:
    known = Tombstones.read(warehouse)
    new = []
    for page in targets.pages:
        before = known.by_id.get(page.doc_id)
        digests = tuple(sorted(page.digests.union(before.digests if before else ())))
        if before is None or digests != before.digests:
            new.append(Tombstone(page.doc_id, digests, hashed(page.url) if page.url else None, reason))
    bury(warehouse, new)
    standing = Tombstones.read(warehouse)
    if lost := [page.doc_id for page in targets.pages if not standing.hold(page.doc_id)]:
        raise DataError(f"{warehouse.tombstones} does not hold what was written to it: {', '.join(lost)}; look at it")


def _publish(run: Run) -> Published:
    if (run.folder / OUTCOME).exists():  # a task that is tried again: consumers are told of the same dates
        with suppress(FileNotFoundError):
            return publish(run)
    take_out_recurring(run)
    validate(run)
    deduplicate(run)
    return publish(run)


def _empty_run(settings: Settings, parent: str | None, asked_by: str = "") -> Run:
    """Return a run that brings nothing, under the settings that shaped the version it builds on."""
    warehouse = Warehouse(settings.warehouse)
    manifest = Version.open(warehouse, parent).manifest()
    now = datetime.now(UTC)
    name = hashlib.sha256(asked_by.encode()).hexdigest()[:16] if asked_by else f"{now:%Y%m%dT%H%M%S%f}"
    folder = warehouse.work / f"{_OWN}{name}"
    if (folder / OUTCOME).exists():
        return Run.open(folder)
    run = Run(
        folder=folder,
        settings=_settings_of(manifest, settings) if manifest else settings,
        parent=parent,
        day=now.date(),
        since=None,
        until=None,
        found=Found(),
        shards=0,
        asked_by=asked_by,
        action="take_down",
    )
    run.save()
    write_file(pa.table({"doc_id": pa.array([], pa.string())}), run.folder / "forgotten.parquet", FORGOTTEN)
    return run


def _settings_of(manifest: Manifest, settings: Settings) -> Settings:
    values: dict[str, Any] = settings.model_dump(mode="json", exclude={"alerts"})  # it holds a secret, and no rule
    for group, own in manifest.settings.items():
        values[group] |= own
    try:
        shaped = Settings(**values)
    except (ValidationError, KeyError) as error:
        raise DataError(
            f"version {manifest.version} was made by another Broadsheet, with settings this one does not know; "
            "delete its folder if it is not the current one, then take down again"
        ) from error
    return shaped.model_copy(update={"gate": Gate(min_rows=_NEVER)})


def _rewrite_others(
    warehouse: Warehouse, settings: Settings, published: Published | None, progress: Callable[[str], None]
) -> dict[str, str]:
    """Rewrite, or delete where that gives the current one, each version that holds what was taken down."""
    tombstones = Tombstones.read(warehouse)
    renamed: dict[str, str] = {}
    for version in kept_versions(warehouse):
        if not tombstones.held_by(Version.open(warehouse, version)):
            continue
        if version == warehouse.current_id():
            raise DataError("another run published in between and the current version still holds pages; call it again")
        if published and published.is_new and version == published.parent:
            renamed[version] = published.version
        else:
            progress(f"version {version} is rewritten")
            renamed[version] = _rewrite(warehouse, settings, version)
        remove_version(warehouse, version)
    return renamed


def _rewrite(warehouse: Warehouse, settings: Settings, version: str) -> str:
    """Publish a version without what was taken down; the versions' folder is shared, all else is not."""
    own = Warehouse(warehouse.work / f"{_OWN}{version}")
    shutil.rmtree(own.root, ignore_errors=True)
    own.root.mkdir(parents=True)
    own.versions.symlink_to(warehouse.versions)
    own.tombstones.symlink_to(warehouse.tombstones)
    own.current.symlink_to(Path("versions") / version)
    publishing = settings.publishing.model_copy(update={"keep_days": _FOR_EVER})
    run = _empty_run(settings.model_copy(update={"warehouse": own.root, "publishing": publishing}), version)
    published = _publish(run)
    report(run, published)
    shutil.rmtree(own.root)
    return published.version


def _clear_runs(warehouse: Warehouse, own: Path | None) -> int:
    """Remove the working folders of all other runs: any of them may hold the text."""
    folders = [folder for folder in warehouse.work.iterdir() if folder != own] if warehouse.work.is_dir() else []
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    if left := [folder for folder in folders if folder.exists()]:
        raise TransientError(f"a run under way still writes to {left[0]}, which cannot be cleared; call it again")
    return sum(not folder.name.startswith(_OWN) for folder in folders)


def _clear_results(folder: Path, doc_ids: list[str]) -> int:
    """Remove the validation results, and their pages, that name one of the documents."""
    names = [doc_id.encode() for doc_id in doc_ids]
    removed = 0
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".json", ".html"} and file.is_file():
            content = file.read_bytes()
            if any(name in content for name in names):
                file.unlink()
                removed += 1
    return removed
