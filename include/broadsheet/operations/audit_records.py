"""Checks of an audit: what describes the versions (manifests, cards, the pointer) and the journals beside them."""

from collections.abc import Iterator
from dataclasses import fields

import pyarrow.compute as pc

from broadsheet.errors import ConfigurationError, DataError
from broadsheet.operations.finding import Finding
from broadsheet.publishing.ledger import PLACES
from broadsheet.publishing.version_stats import count_figures
from broadsheet.reporting.report import CARD, DESCRIPTION, descriptions
from broadsheet.settings import Settings, digest_of
from broadsheet.warehouse.catalog import VersionCatalog, is_version_id
from broadsheet.warehouse.journal import count_unreadable, read_journal
from broadsheet.warehouse.layout import CURRENT, JOURNAL, UNPUBLISHED, VERSIONS, Warehouse
from broadsheet.warehouse.manifest import Manifest
from broadsheet.warehouse.tombstones import Tombstones, sealed_entries
from broadsheet.warehouse.version import Version

_NOT_AS_PUBLISHED = "roll back to an intact version, or restore the folder of this version from a backup"


def check_pointer(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Check that ``current`` is a link to a version of this warehouse."""
    target = warehouse.storage.pointer(CURRENT)
    folder, _, name = (target or "").rpartition("/")
    if folder != VERSIONS or not is_version_id(name):
        where = f"names {target}" if target else "is no link"
        remedy = "roll back to a retained version: `broadsheet versions` lists them"
        yield Finding("pointer", "damage", f"{warehouse.current} {where}; it must name {VERSIONS}/ID", remedy)


def check_manifests(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compute again what the manifest of each retained version says: its id and its settings' digest.

    Also the figures of the current version: they need columns of all its files.
    """
    current = warehouse.current_id()
    for version_id in VersionCatalog(warehouse).ids():
        version = Version.open(warehouse, version_id)
        try:
            manifest = version.manifest()
            assert manifest is not None
            for problem in _wrong_parts(version, manifest, with_figures=version_id == current):
                yield Finding("manifest", "damage", f"version {version_id}: {problem}", _NOT_AS_PUBLISHED)
        except (OSError, ValueError, DataError, ConfigurationError):
            continue  # check_files reports it


def _wrong_parts(version: Version, manifest: Manifest, *, with_figures: bool) -> Iterator[str]:
    if manifest.version != version.version_id:
        yield f"its manifest is that of version {manifest.version}"
    elif manifest.computed_id() != manifest.version:
        yield "its id does not follow from its files, settings and sources: one of them was exchanged"
    if digest_of(manifest.settings) != manifest.settings_digest:
        yield "the digest of its settings does not follow from its settings"
    if not with_figures:
        return
    ledger = version.ledger(["place"])["place"]
    places = {place: pc.sum(pc.equal(ledger, place)).as_py() or 0 for place in PLACES}
    counted = count_figures(places, version, list(manifest.files))
    wrong = [one.name for one in fields(counted) if getattr(counted, one.name) != getattr(manifest.figures, one.name)]
    if wrong:
        yield f"its figures are not those of its files: {', '.join(wrong)}"


def check_descriptions(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compare card and description of the current version with what its manifest says.

    Of other versions they may be those of an earlier Broadsheet.
    """
    current = warehouse.current_id()
    for version_id in VersionCatalog(warehouse).ids():
        version = Version.open(warehouse, version_id)
        try:
            manifest = version.manifest()
            assert manifest is not None
            expected = descriptions(manifest)
        except (OSError, ValueError, DataError, ConfigurationError):
            continue
        for name in (CARD, DESCRIPTION):
            try:
                stored = warehouse.storage.read(f"{version.key}/{name}")
            except OSError:
                stored = b""
            differs = stored != expected[name] if version_id == current else version_id.encode() not in stored
            if differs:
                remedy = "the next build writes that of the current version again; others can be deleted"
                message = f"version {version_id}: {name} is missing or not the one that was written"
                yield Finding("card", "warning", message, remedy)


def check_journals(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Look for unreadable lines in the journal, and for tombstones that are damaged or gone."""
    for name in (JOURNAL, UNPUBLISHED):
        if unreadable := count_unreadable(warehouse.storage, name):
            lines = f"{unreadable} line{'s' if unreadable > 1 else ''}"
            remedy = "times and causes of some runs are lost; no document is. Delete these lines to silence this"
            yield Finding("journal", "warning", f"{warehouse.root / name}: {lines} cannot be read", remedy)
    try:
        Tombstones.read(warehouse)
    except DataError as error:
        problem, _, remedy = str(error).partition(" Restore it")
        yield Finding("tombstones", "damage", problem, f"restore it{remedy}")
        return
    ended = any(entry.action == "taken_down" for entry in read_journal(warehouse))
    if ended and not warehouse.tombstones.exists() and not sealed_entries(warehouse):
        yield Finding(
            "tombstones",
            "damage",
            f"the journal records a takedown, but {warehouse.tombstones} is gone: those pages can come back",
            "restore it from a backup, or take down again the pages that your records name",
        )
