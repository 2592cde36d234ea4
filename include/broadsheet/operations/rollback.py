"""Roll back: readers see a retained version again. Only the `current` link and the journal change."""

from broadsheet.errors import ConfigurationError, DataError
from broadsheet.operations.targets import kept_versions
from broadsheet.settings import Settings
from broadsheet.warehouse.integrity import find_damage
from broadsheet.warehouse.journal import read_history, record
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.lock import writer_lock
from broadsheet.warehouse.staging import switch
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version_diff import Differences, find_differences, open_version


def plan_roll_back(warehouse: Warehouse, name: str) -> Differences:
    """Return the version diff from the current version to the one to roll back to. Changes nothing.

    Args:
        warehouse: The warehouse.
        name: Id of a retained version, or the beginning of the id.

    Raises:
        ConfigurationError: the name matches no retained version or several, or it is the current version.
        DataError: the version is damaged.
    """
    version = find_version(warehouse, name)
    current = warehouse.current_id()
    if version == current:
        raise ConfigurationError(f"version {version} is already the current one: nothing to roll back")
    _check_whole(warehouse, version)
    try:
        return find_differences(warehouse, current, version)
    except (OSError, ValueError):  # a damaged current version is a reason to roll back, so it must not prevent it
        return find_differences(warehouse, None, version)


def roll_back(settings: Settings, name: str, *, asked_by: str = "", expected_current: str | None = None) -> Differences:
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
    with writer_lock(warehouse.lock, settings.publishing.lock_seconds):
        if (done := _done_before(warehouse, name, asked_by)) is not None:
            return done
        current = warehouse.current_id()
        if expected_current is not None and current != expected_current:
            raise DataError(
                f"version {current} is current now, not {expected_current}, for which this was shown: another run "
                "published in between. Nothing was changed; check again what a rollback would change"
            )
        differences = plan_roll_back(warehouse, name)
        version = open_version(warehouse, differences.new)
        if Tombstones.read(warehouse).held_by(version):
            raise DataError(
                f"version {differences.new} still holds pages that were taken down, because a takedown did not finish: "
                "take down the same pages again, then roll back"
            )
        figures = differences.figures[1]
        record(
            warehouse,
            "roll_back",
            asked_by=asked_by,
            version=differences.new,
            parent=current,
            pages=figures.pages,
            corpus=figures.corpus,
            duplicates=figures.duplicates,
            quarantine=figures.quarantine,
            pending=figures.pending,
        )
        switch(warehouse, differences.new)
    return differences


def find_version(warehouse: Warehouse, name: str) -> str:
    """Return the id of the one retained version whose id begins with `name`.

    Raises:
        ConfigurationError: no retained version matches, or several do.
    """
    kept = kept_versions(warehouse)
    found = [version for version in kept if name and version.startswith(name)]
    if len(found) != 1:
        known = ", ".join(kept) or "none"
        problem = "several retained versions begin with" if found else "no retained version begins with"
        raise ConfigurationError(f"{problem} {name!r}; retained versions: {known}")
    return found[0]


def version_before(warehouse: Warehouse) -> str:
    """Return the id of the retained version that was current before this one; a takedown may have given it a new id.

    Raises:
        ConfigurationError: no such version is retained.
    """
    current, kept = warehouse.current_id(), kept_versions(warehouse)
    rewritten: dict[str, str] = {}
    for entry in reversed(list(read_history(warehouse.history))):
        rewritten = {**entry.get("versions", {}), **rewritten}
        before = entry.get("parent")
        while before in rewritten and before not in kept:
            before = rewritten[before]
        if before in kept and before != current:
            return str(before)
    raise ConfigurationError("no version from before the current one is retained: nothing to roll back to")


def _check_whole(warehouse: Warehouse, version_id: str) -> None:
    """Raise DataError if a file of the version is missing or has other bytes than were published."""
    manifest = open_version(warehouse, version_id).manifest()
    assert manifest is not None
    if damage := next(find_damage(warehouse.version(version_id), manifest), None):
        raise DataError(f"version {version_id} is damaged; choose another one: {' '.join(damage)}")


def _done_before(warehouse: Warehouse, name: str, asked_by: str) -> Differences | None:
    """Return the diff of the rollback that this same run has already made; None if it has not, or it is superseded."""
    switches = [entry for entry in read_history(warehouse.history) if entry.get("parent")]
    last = switches[-1] if asked_by and switches else {}
    if last.get("asked_by") != asked_by or last.get("version") != warehouse.current_id():
        return None
    if last.get("action") != "roll_back" or not str(last["version"]).startswith(name):
        return None
    return find_differences(warehouse, last["parent"], last["version"])
