"""The checks of an audit: each takes a warehouse and the settings, and yields a finding for every problem."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import ConfigurationError, TransientError
from broadsheet.operations.finding import Finding
from broadsheet.publishing.ledger import PLACES
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import Entry, read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.staging import staged
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Digests, Version, find_damage
from broadsheet.warehouse.version_diff import diff_versions

_EXTRA_FILES = {"_manifest.json", "README.md", "croissant.json"}
"""Files of a version that its manifest does not list."""
_DAMAGED_FILE = (
    "restore the file from a backup, or roll back to an intact version; `broadsheet build` into a new warehouse "
    "makes the same version from the same pages"
)


def check_files(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compare size and SHA-256 of every file of every retained version with the manifest.

    A file that several versions share by hard links is read once.
    """
    known: Digests = {}
    for version_id in VersionCatalog(warehouse).ids():
        version = Version.open(warehouse, version_id)
        try:
            manifest = version.manifest()
            assert manifest is not None
        except (OSError, ValueError) as error:
            if not version.exists():  # a publisher deleted it meanwhile
                continue
            message = f"version {version_id}: its manifest cannot be read ({error})"
            yield Finding("files", "damage", message, _DAMAGED_FILE)
            continue
        for path, problem in find_damage(version, manifest, known):
            if not version.exists():
                break
            yield Finding("files", "damage", f"version {version_id}: {path} {problem}", _DAMAGED_FILE)
        listed = {entry.path for entry in manifest.files}
        unfinished = set(warehouse.storage.unfinished())
        for key in warehouse.storage.keys(version.key):
            name = key.removeprefix(f"{version.key}/")
            if warehouse.storage.path(key).is_symlink():
                message = f"version {version_id}: {name} is a symbolic link, not the file that was published"
                yield Finding("files", "damage", message, _DAMAGED_FILE)
            elif key not in unfinished and name not in listed | _EXTRA_FILES:
                yield Finding(
                    "files",
                    "damage" if name.endswith(".parquet") else "warning",
                    f"version {version_id}: {name} is not part of the published version",
                    "remove it: readers of the folder would read it, too",
                )


_UNBALANCED = (
    "roll back to a version that balances, keep a copy of this one, and report it: this is a defect of Broadsheet"
)


def check_balance(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compare the doc_ids of corpus, duplicates and quarantine of the current version with its ledger."""
    version = Version.open(warehouse, warehouse.current_id())
    if version.version_id is None:
        return
    ledger = version.ledger(["doc_id", "place"])
    if len(ledger) != len(pc.unique(ledger["doc_id"])):
        yield Finding("balance", "damage", "the ledger lists a page twice", _UNBALANCED)
    for dataset in PLACES[:3]:
        tables = [file.read(["doc_id"]) for file in version.dataset_files(dataset)]
        held = _ids(pa.concat_tables(tables)) if tables else pa.array([], pa.string())
        listed = _ids(ledger.filter(pc.equal(ledger["place"], dataset)))
        for count, what in (
            (len(held) - len(held.unique()), f"are in {dataset} twice"),
            (_count_missing(listed, held), f"are missing from {dataset}, where the ledger lists them"),
            (_count_missing(held, listed), f"are in {dataset}, where the ledger does not list them"),
        ):
            if count:
                yield Finding("balance", "damage", f"{count:,} pages {what}", _UNBALANCED)


def _ids(table: pa.Table) -> pa.Array:
    return table["doc_id"].combine_chunks().cast(pa.string())


def _count_missing(ids: pa.Array, others: pa.Array) -> int:
    return int(pc.sum(pc.invert(pc.is_in(ids, others))).as_py() or 0)


_TAKEDOWN_ACTIONS = ("take_down", "taken_down")
"""Journal actions: a takedown published the current version without the pages; the takedown ended."""


def check_taken_down(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Look for pages of tombstones in the ledgers of all retained versions, and for a takedown that did not end."""
    actions = [entry.action for entry in read_journal(warehouse) if entry.action in _TAKEDOWN_ACTIONS]
    if actions and actions[-1] == "take_down" and not _is_writing(warehouse):
        yield Finding("taken_down", "damage", "a takedown started but did not end", "take down the same pages again")
    tombstones = Tombstones.read(warehouse)
    for version in VersionCatalog(warehouse).ids():
        if tombstones.held_by(Version.open(warehouse, version)):
            yield Finding(
                "taken_down",
                "damage",
                f"version {version} still holds pages that were taken down",
                "a takedown was interrupted: take down the same pages again",
            )


def _is_writing(warehouse: Warehouse) -> bool:
    """Return whether a process holds the writer lock: a takedown that has not ended may still run."""
    try:
        with warehouse.storage.writer_lock(0):
            return False
    except TransientError:
        return True


_DELIBERATE = ("take_down", "roll_back")
"""Journal actions that remove documents on purpose."""


def check_shrinking(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compare the partitions of the current version with those of the version before it.

    Documents that moved from the corpus to the duplicates of a partition do not count as lost. Nothing is reported
    after a takedown or a rollback.
    """
    current = warehouse.current_id()
    switches = [entry for entry in read_journal(warehouse) if entry.previous]
    if current is None or not switches or switches[-1].version != current or switches[-1].action in _DELIBERATE:
        return
    try:
        diff = diff_versions(warehouse, switches[-1].previous, current, examples=0)
    except ConfigurationError:  # the version before is not retained any more
        return
    rows: dict[str, tuple[int, int]] = {}
    for change in diff.partitions:
        before, after = rows.get(change.partition, (0, 0))
        rows[change.partition] = (before + change.before, after + change.after)
    for partition, (before, after) in rows.items():
        lost = before - after
        if lost >= settings.audit.min_shrunk and lost > settings.audit.max_shrunk_share * before:
            yield Finding(
                "shrinking",
                "warning",
                f"{partition} has {after:,} documents; version {diff.old} has {before:,}",
                f"run `broadsheet versions {diff.old} {current}` to see where they went; if a source or a rule is "
                "wrong, fix it and roll back",
            )


RUN_ACTIONS = ("publish", "unchanged")
"""Journal actions at the end of a run over a source."""


def check_freshness(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Look in the journal for the time of the last run, and for sources without a new page for too long."""
    now = datetime.now(UTC)
    runs = [entry for entry in read_journal(warehouse) if entry.action in RUN_ACTIONS]
    stale = timedelta(days=settings.audit.stale_days)
    if runs and stale and now - runs[-1].at > stale:
        yield Finding(
            "freshness",
            "warning",
            f"the last run ended {_age(now - runs[-1].at)} ago; audit.stale_days allows "
            f"{settings.audit.stale_days} days",
            "check in Airflow whether the DAG that builds it is paused or fails",
        )
    silent = timedelta(days=settings.alerts.silent_days)
    last_read = {name: source for entry in runs for name, source in entry.sources.items()}
    for name, source in last_read.items():
        if source.problem:
            yield Finding(
                "freshness",
                "warning",
                f"{_named(name)} could not be read in its last run: {source.problem}",
                "make its folder readable, or take the source out of the settings",
            )
    for name in sorted(settings.sources.keys() - last_read.keys()):
        yield Finding(
            "freshness",
            "warning",
            f"{_named(name)} was never read",
            "run a build with it, or take it out of the settings",
        )
    for name, last in last_pages(runs).items() if silent else ():
        if now - last > silent:
            yield Finding(
                "freshness",
                "warning",
                f"{_named(name)} had no new or changed page for {_age(now - last)}; "
                f"alerts.silent_days allows {settings.alerts.silent_days} days",
                "check whether its crawler still runs and writes to the same folder",
            )


def last_pages(runs: list[Entry]) -> dict[str, datetime]:
    """Return for each source, by its name (empty for one without), when it last had a new or changed page.

    A source that never had one counts from its first run.
    """
    last: dict[str, datetime] = {}
    for entry in runs:
        for name, source in entry.sources.items():
            if name not in last or source.found.get("new") or source.found.get("changed"):
                last[name] = entry.at
    return last


def _named(name: str) -> str:
    return f"source {name}" if name else "the source"


def _age(age: timedelta) -> str:
    return f"{age.days} days" if age.days > 1 else f"{age.total_seconds() / 3600:.0f} hours"


_ABANDONED_HOURS = 24
"""A staging folder that nobody wrote to for so long belongs to no running publisher."""


def check_leftovers(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Look for unfinished versions and files, and for versions whose deletion was interrupted."""
    for key in warehouse.storage.unfinished():
        path = warehouse.storage.path(key)
        if time.time() - path.lstat().st_mtime > _ABANDONED_HOURS * 3600:
            remedy = "the next run that publishes removes it; or delete it yourself while nothing publishes"
            yield Finding("leftovers", "warning", f"{path} was left behind by a process that was killed", remedy)
    for key in staged(warehouse):
        folder = warehouse.storage.path(key)
        if time.time() - folder.stat().st_mtime > _ABANDONED_HOURS * 3600:
            yield Finding(
                "leftovers",
                "warning",
                f"{folder} was left behind by a publisher that was killed; it may hold pages taken down since",
                "the next run that publishes removes it; or delete it yourself while nothing publishes",
            )


def check_space(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compare the free disk space with the size of the current version: the next version may need as much."""
    current = warehouse.current_id()
    if current is None:
        return
    manifest = Version.open(warehouse, current).manifest()
    size = sum(entry.bytes for entry in manifest.files) if manifest else 0
    free = warehouse.storage.free_bytes()
    if free is not None and free < size:
        yield Finding(
            "space",
            "warning",
            f"{free / 2**30:,.1f} GiB are free; a full copy of the current version needs {size / 2**30:,.1f} GiB",
            "free disk space, or retain versions for fewer days (publishing.keep_days)",
        )
