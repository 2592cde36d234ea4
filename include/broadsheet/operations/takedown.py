"""Takes documents out of every retained version and blocks their return.

Tombstones come first, so that from then on no run publishes these pages again, whatever happens here. Then the current
version is published again without them, as by a run that found nothing else: clusters, boilerplate and counts are those
of the other pages alone. Every other retained version is computed again in the same way, with that version as the base,
and the old one deleted. A takedown that was cut short is finished by calling it again.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from broadsheet.discovery.stat_cache import forget_files
from broadsheet.errors import ConfigurationError, DataError, TransientError
from broadsheet.operations.build import compute_on, publish_on_current
from broadsheet.operations.targets import Targets
from broadsheet.publishing.publish import rewrite
from broadsheet.reporting.report import describe_version
from broadsheet.runs.run import Found, Run
from broadsheet.runs.state import Base, Published
from broadsheet.schema import FORGOTTEN
from broadsheet.settings import Gate, Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import record
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.staging import clear_staged, remove_version
from broadsheet.warehouse.tombstones import Tombstone, Tombstones, add_tombstones, hashed, lift
from broadsheet.warehouse.version import Version

_NEVER = 10**9
"""Pages below which the gate does not judge: a takedown is not asked whether it may be published."""

_FOLDER_PREFIX = "take-down-"
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
    warehouse = Warehouse(settings.warehouse)
    progress(f"blocked from now on: {len(targets.pages):,}")
    _add_tombstones(warehouse, targets, reason)
    run, published = None, None
    if warehouse.current_id():
        progress("publishing the current version again without them")
        run, published = _publish(settings, warehouse, asked_by)
    with warehouse.storage.writer_lock(settings.publishing.lock_seconds):
        clear_staged(warehouse)
        versions = _rewrite_others(warehouse, settings, published, progress)
        progress("removing them from working folders and validation results")
        runs = _clear_runs(warehouse, run.folder if run else None)
        clear_staged(warehouse)
    taken_down = Tombstones.read(warehouse).by_id  # also those of an earlier call that was cut short
    forget_files(warehouse.stat_cache, taken_down)
    results = _clear_results(warehouse.validation, list(taken_down))
    pages = len(targets.pages)
    record(warehouse, "taken_down", pages=pages, versions=versions, version=warehouse.current_id(), parent=None)
    return TakenDown(pages, published, versions, runs, results)


def _add_tombstones(warehouse: Warehouse, targets: Targets, reason: str) -> None:
    known = Tombstones.read(warehouse)
    new = []
    for page in targets.pages:
        before = known.by_id.get(page.doc_id)
        digests = tuple(sorted(page.digests.union(before.digests if before else ())))
        if before is None or digests != before.digests:
            new.append(Tombstone(page.doc_id, digests, hashed(page.url) if page.url else None, reason))
    add_tombstones(warehouse, new)
    stored = Tombstones.read(warehouse)
    if lost := [page.doc_id for page in targets.pages if not stored.contains(page.doc_id)]:
        raise DataError(f"{warehouse.tombstones} does not hold what was written to it: {', '.join(lost)}; look at it")


def _publish(settings: Settings, warehouse: Warehouse, asked_by: str) -> tuple[Run, Published]:
    """Publish the current version without what was taken down; called again for the same DAG run, return the same."""
    name = hashlib.sha256(asked_by.encode()).hexdigest()[:16] if asked_by else _now()
    folder = warehouse.work / f"{_FOLDER_PREFIX}{name}"
    run = None
    with suppress(ConfigurationError):
        run = Run.open(folder)
    if run is None or run.store.published.read() is None:
        run = _empty_run(settings, folder, Base.current(warehouse), asked_by)
        run = compute_on(run, run.base)
    published = publish_on_current(run)
    describe_version(warehouse, published.version)
    run.store.clear()
    return run, published


def _empty_run(settings: Settings, folder: Path, base: Base, asked_by: str = "") -> Run:
    """Return a run that brings nothing, under the settings that shaped its base version."""
    manifest = Version.open(Warehouse(settings.warehouse), base.version).manifest()
    now = datetime.now(UTC)
    run = Run(
        folder=folder,
        settings=_settings_of(manifest, settings) if manifest else settings,
        started=now,
        planned_on=base.version,
        base=base,
        day=now.date(),
        since=None,
        until=None,
        found=Found(),
        shards=0,
        asked_by=asked_by,
        action="take_down",
    )
    run.save()
    run.store.forgotten.write(FORGOTTEN.empty_table())
    return run


def _now() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"


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
    for version in VersionCatalog(warehouse).ids():
        if not tombstones.held_by(Version.open(warehouse, version)):
            continue
        if version == warehouse.current_id():
            raise DataError("another run published in between and the current version still holds pages; call it again")
        if published and published.is_new and version == published.base:
            renamed[version] = published.version
        else:
            progress(f"rewriting version {version}")
            renamed[version] = _rewrite(warehouse, settings, version)
        remove_version(warehouse, version)
    return renamed


def _rewrite(warehouse: Warehouse, settings: Settings, version: str) -> str:
    """Write a retained version again without what was taken down, and return the new one's id."""
    folder = warehouse.work / f"{_FOLDER_PREFIX}{version}"
    shutil.rmtree(folder, ignore_errors=True)
    run = _empty_run(settings, folder, replace(Base.current(warehouse), version=version))
    rewritten = rewrite(compute_on(run, run.base))
    describe_version(warehouse, rewritten)
    shutil.rmtree(folder)
    return rewritten


def _clear_runs(warehouse: Warehouse, own: Path | None) -> int:
    """Remove the working folders of all other runs: any of them may hold the text."""
    folders = [folder for folder in warehouse.work.iterdir() if folder != own] if warehouse.work.is_dir() else []
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    if left := [folder for folder in folders if folder.exists()]:
        raise TransientError(f"a run under way still writes to {left[0]}, which cannot be cleared; call it again")
    return sum(not folder.name.startswith(_FOLDER_PREFIX) for folder in folders)


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


def lift_pages(warehouse: Warehouse, names: Iterable[str], *, dry_run: bool = False) -> list[str]:
    """Remove the tombstones of pages and return their doc_ids; the next run reads these pages as new ones.

    Tombstones of pages with the same bytes are removed, too: as long as one of them remains, it blocks all of them.

    Args:
        warehouse: The warehouse.
        names: doc_ids, source URIs or web addresses.
        dry_run: Return the doc_ids, but change nothing.

    Raises:
        ConfigurationError: one of them was not taken down.
    """
    tombstones = Tombstones.read(warehouse)
    found = {name: tombstones.named(name) for name in names}
    if unknown := [name for name, doc_ids in found.items() if not doc_ids]:
        raise ConfigurationError(f"not taken down: {', '.join(unknown)}; see {warehouse.tombstones} for those that are")
    lifted = list(dict.fromkeys(doc for doc_ids in found.values() for doc in doc_ids))
    for doc in lifted:  # grows by pages with the same bytes
        own = set(tombstones.by_id[doc].digests)
        alike = [one.doc_id for one in tombstones.by_id.values() if own & set(one.digests)]
        lifted += [one for one in alike if one not in lifted]
    if not dry_run:
        lift(warehouse, lifted)
    return lifted
