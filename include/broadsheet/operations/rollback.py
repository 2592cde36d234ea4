"""Roll back: readers see a retained version again. Only the `current` link and the journal change."""

from broadsheet.errors import ConfigurationError, DataError
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import read_journal, record, unrecorded_switch
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.staging import make_current
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import find_damage
from broadsheet.warehouse.version_diff import VersionDiff, diff_versions


def plan_roll_back(warehouse: Warehouse, name: str) -> VersionDiff:
    """Return the version diff from the current version to the one to roll back to. Changes nothing.

    Args:
        warehouse: The warehouse.
        name: Id of a retained version, or the beginning of the id.

    Raises:
        ConfigurationError: the name matches no retained version or several, or it is the current version.
        DataError: the version is damaged.
    """
    version = VersionCatalog(warehouse).find(name)
    current = warehouse.current_id()
    if version == current:
        raise ConfigurationError(f"version {version} is already the current one: nothing to roll back")
    _check_whole(warehouse, version)
    try:
        return diff_versions(warehouse, current, version)
    except (OSError, ValueError):  # a damaged current version is a reason to roll back, so it must not prevent it
        return diff_versions(warehouse, None, version)


def roll_back(settings: Settings, name: str, *, asked_by: str = "", expected_current: str | None = None) -> VersionDiff:
    """Make a retained version the current one, and return the version diff.

    A second call with the same `asked_by` changes nothing and returns the same diff, so a task can be retried. The next
    run uses this version as its base and publishes again whatever else the source holds: fix the source or the
    settings first.

    Args:
        settings: Where the warehouse is, and how long to wait for its lock.
        name: Id of a retained version, or the beginning of the id.
        asked_by: The run that asks, as ``dag_id/run_id``; empty on the command line.
        expected_current: Id of the version that was current when the diff was shown; None skips this check.

    Raises:
        ConfigurationError: as `plan_roll_back`.
        DataError: another version is current than the expected one, the version is damaged, or it still holds
            documents that were taken down. Nothing was changed.
        TransientError: another publisher held the lock for too long.
    """
    warehouse = Warehouse(settings.warehouse)
    with warehouse.storage.writer_lock(settings.publishing.lock_seconds):
        if (done := _done_before(warehouse, name, asked_by)) is not None:
            return done
        if unrecorded_switch(warehouse) and str(warehouse.current_id()).startswith(name):
            return _finish(warehouse, asked_by)
        current = warehouse.current_id()
        if expected_current is not None and current != expected_current:
            raise DataError(
                f"version {current} is current now, not {expected_current}, for which the diff was shown: another run "
                "published in between. Nothing was changed; check again what a rollback would change"
            )
        diff = plan_roll_back(warehouse, name)
        version = VersionCatalog(warehouse).open(diff.new)
        if Tombstones.read(warehouse).held_by(version):
            raise DataError(
                f"version {diff.new} still holds pages that were taken down, because a takedown did not finish: "
                "take down the same pages again, then roll back"
            )
        make_current(warehouse, diff.new, current)
        _record(warehouse, diff, current, asked_by)
    return diff


def _finish(warehouse: Warehouse, asked_by: str) -> VersionDiff:
    """Write the entry of a rollback that was killed after the switch; return its diff."""
    before = next((entry.version for entry in reversed(read_journal(warehouse)) if entry.switched), None)
    diff = diff_versions(warehouse, before, str(warehouse.current_id()))
    _record(warehouse, diff, before, asked_by)
    return diff


def _record(warehouse: Warehouse, diff: VersionDiff, before: str | None, asked_by: str) -> None:
    figures = diff.figures[1]
    record(
        warehouse,
        "roll_back",
        asked_by=asked_by,
        version=diff.new,
        parent=before,
        pages=figures.pages,
        corpus=figures.corpus,
        duplicates=figures.duplicates,
        quarantine=figures.quarantine,
        pending=figures.pending,
    )


def _check_whole(warehouse: Warehouse, version_id: str) -> None:
    """Raise DataError if a file of the version is missing or differs from the published file."""
    manifest = VersionCatalog(warehouse).open(version_id).manifest()
    assert manifest is not None
    if damage := next(find_damage(VersionCatalog(warehouse).open(version_id), manifest), None):
        raise DataError(f"version {version_id} is damaged; choose another one: {' '.join(damage)}")


def _done_before(warehouse: Warehouse, name: str, asked_by: str) -> VersionDiff | None:
    """Return the diff of the rollback that this same run has already made; None if it has not, or it is superseded."""
    switches = [entry for entry in read_journal(warehouse) if entry.previous]
    if not asked_by or not switches:
        return None
    last = switches[-1]
    if last.asked_by != asked_by or last.version is None or last.version != warehouse.current_id():
        return None
    if last.action != "roll_back" or not last.version.startswith(name):
        return None
    return diff_versions(warehouse, last.previous, last.version)
