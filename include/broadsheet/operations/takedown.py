"""Removes documents from every retained version and blocks their return.

Tombstones are written first, so that from then on no run publishes these pages again. Then the current version is
published again without them, by a run without new pages: clusters, boilerplate and counts are computed from the
remaining pages. Every other retained version is rewritten in the same way, with that version as the base, and the old
version is deleted. To finish an interrupted takedown, call it again.
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
from broadsheet.fulltext.index import remove_index
from broadsheet.operations.build import compute_on, publish_on_current
from broadsheet.operations.targets import Targets
from broadsheet.publishing.publish import rewrite
from broadsheet.reporting.report import describe_version
from broadsheet.runs.run import TAKE_DOWN_PREFIX, Run
from broadsheet.runs.state import Base, Published
from broadsheet.schema import FORGOTTEN
from broadsheet.settings import Gate, Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import record
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.staging import clear_staged, remove_version
from broadsheet.warehouse.tombstones import Tombstone, Tombstones, add_tombstones, hashed, lift
from broadsheet.warehouse.unpublished import forget_messages
from broadsheet.warehouse.version import Version

_NEVER = 10**9
"""A minimum number of pages for the gate that is never reached: a takedown always passes the gate."""


@dataclass(frozen=True, slots=True)
class TakenDown:
    """The result of a takedown.

    Attributes:
        pages: Number of pages removed.
        published: The current version without them; None if nothing was ever published.
        versions: Rewritten retained versions: new ids by old ids.
        runs: Number of deleted working folders of runs.
        results: Number of deleted validation results that named one of the pages.
    """

    pages: int
    published: Published | None
    versions: dict[str, str]
    runs: int
    results: int


def take_down(
    settings: Settings,
    targets: Targets,
    reason: str | None = None,
    *,
    asked_by: str = "",
    progress: Callable[[str], None] = lambda step: None,
) -> TakenDown:
    """Remove pages from all retained versions, working folders and validation results; block them; return the result.

    An active run whose working folder is deleted fails and changes nothing; the next run does its work.

    Args:
        settings: Name the warehouse; each version keeps its own settings.
        targets: The pages to take down, from `broadsheet.operations.targets.find_targets`.
        reason: The reason; stored with the tombstones. None or empty for none.
        asked_by: As in `broadsheet.discovery.discover.discover`.
        progress: Called with a description of each step.

    Raises:
        DataError: a version cannot be rewritten; fix this and call again. The pages stay blocked meanwhile.
        TransientError: another publisher held the lock for too long; call it again.
    """
    warehouse = Warehouse(settings.warehouse)
    progress(f"pages blocked: {len(targets.pages):,}")
    _add_tombstones(warehouse, targets, reason or "")
    run, published = None, None
    if warehouse.current_id():
        progress("publishing the current version again without these pages")
        run, published = _publish(settings, warehouse, asked_by)
    with warehouse.storage.writer_lock(settings.publishing.lock_seconds):
        clear_staged(warehouse)
        versions = _rewrite_others(warehouse, settings, published, progress)
        progress("removing these pages from working folders and validation results")
        runs = _clear_runs(warehouse, run.folder if run else None)
        forget_messages(warehouse)
        clear_staged(warehouse)
        warehouse.storage.clear_unfinished(0)  # a stat cache that was being written names its pages
    remove_index(warehouse, settings.publishing.lock_seconds)  # it holds texts; from here on one is made without them
    taken_down = Tombstones.read(warehouse).by_id  # including those of an earlier, interrupted call
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
        if before is None or digests != before.digests or (page.page and page.page != before.page):
            new.append(Tombstone(page.doc_id, digests, hashed(page.url) if page.url else None, reason, page.page))
    add_tombstones(warehouse, new)
    stored = Tombstones.read(warehouse)
    if lost := [page.doc_id for page in targets.pages if not stored.contains(page.doc_id)]:
        raise DataError(f"{warehouse.tombstones} lacks entries just written to it: {', '.join(lost)}; check the file")


def _publish(settings: Settings, warehouse: Warehouse, asked_by: str) -> tuple[Run, Published]:
    """Publish the current version without the pages; return the run and its result, the same for the same DAG run."""
    name = hashlib.sha256(asked_by.encode()).hexdigest()[:16] if asked_by else _now()
    folder = warehouse.work / f"{TAKE_DOWN_PREFIX}{name}"
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
    """Return a run without pages, with the settings of its base version."""
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
        sources={},
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
    # alerts contain a secret, and do not affect the corpus
    values: dict[str, Any] = settings.model_dump(mode="json", exclude={"alerts"})
    for group, of_version in manifest.settings.items():
        values[group] |= of_version
    values["sources"] = manifest.sources
    try:
        shaped = Settings(**values)
    except (ValidationError, KeyError) as error:
        raise DataError(
            f"version {manifest.version} was built by another Broadsheet version, with unknown settings; "
            "delete its folder if it is not the current version, then take down the same pages again"
        ) from error
    return shaped.model_copy(update={"gate": Gate(min_rows=_NEVER)})


def _rewrite_others(
    warehouse: Warehouse, settings: Settings, published: Published | None, progress: Callable[[str], None]
) -> dict[str, str]:
    """Rewrite each version that holds pages with tombstones; return the new ids by the old ids."""
    tombstones = Tombstones.read(warehouse)
    renamed: dict[str, str] = {}
    for version in VersionCatalog(warehouse).ids():
        if not tombstones.held_by(Version.open(warehouse, version)):
            continue
        if version == warehouse.current_id():
            raise DataError(
                "another run published in between, and the current version still holds pages; "
                "take down the same pages again"
            )
        if published and published.is_new and version == published.base:
            renamed[version] = published.version
        else:
            progress(f"rewriting version {version}")
            renamed[version] = _rewrite(warehouse, settings, version)
        remove_version(warehouse, version)
    return renamed


def _rewrite(warehouse: Warehouse, settings: Settings, version: str) -> str:
    """Rewrite a retained version without the pages with tombstones; return the id of the new version."""
    folder = warehouse.work / f"{TAKE_DOWN_PREFIX}{version}"
    shutil.rmtree(folder, ignore_errors=True)
    run = _empty_run(settings, folder, replace(Base.current(warehouse), version=version))
    rewritten = rewrite(compute_on(run, run.base))
    describe_version(warehouse, rewritten)
    shutil.rmtree(folder)
    return rewritten


def _clear_runs(warehouse: Warehouse, own: Path | None) -> int:
    """Delete the working folders of all other runs, which may hold the text; return the number of runs."""
    folders = [folder for folder in warehouse.work.iterdir() if folder != own] if warehouse.work.is_dir() else []
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    if left := [folder for folder in folders if folder.exists()]:
        raise TransientError(
            f"an active run still writes to {left[0]}, which cannot be deleted; take down the same pages again"
        )
    return sum(not folder.name.startswith(TAKE_DOWN_PREFIX) for folder in folders)


def _clear_results(folder: Path, doc_ids: list[str]) -> int:
    """Delete the validation results, and their HTML pages, that name one of the documents; return their number."""
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

    Tombstones of pages with the same bytes or the same address are removed, too: as long as one of them remains, it
    blocks all of them.

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
    for doc in lifted:  # grows by pages with the same bytes or address
        own = tombstones.by_id[doc]
        alike = [
            one.doc_id
            for one in tombstones.by_id.values()
            if set(own.digests) & set(one.digests) or (own.page and own.page == one.page)
        ]
        lifted += [doc_id for doc_id in alike if doc_id not in lifted]
    if not dry_run:
        lift(warehouse, lifted)
    return lifted
