"""Going back to a version that is kept: a switch, and nothing is written."""

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
    """Tell what readers would see otherwise.

    Args:
        warehouse: The warehouse.
        name: Id of a kept version or its beginning.

    Raises:
        ConfigurationError: no version of that name is kept, several are, or it is the current one.
        DataError: the version is damaged.
    """
    version = find_version(warehouse, name)
    current = warehouse.current_id()
    if version == current:
        raise ConfigurationError(f"version {version} is the current one; there is nothing to go back from")
    _check_whole(warehouse, version)
    try:
        return find_differences(warehouse, current, version)
    except (OSError, ValueError):  # the current one is damaged: that is what one goes back for
        return find_differences(warehouse, None, version)


def roll_back(settings: Settings, name: str, *, asked_by: str = "") -> Differences:
    """Let readers see a kept version again, and return what that changed; called again by the same run, the same.

    The next run builds on it: it takes up again whatever the source holds beyond it. Mend the source or the settings
    before that.

    Raises:
        ConfigurationError: as `plan_roll_back`.
        DataError: the version is damaged, or still holds what was taken down.
        TransientError: another publisher held the lock for too long.
    """
    warehouse = Warehouse(settings.warehouse)
    with writer_lock(warehouse.lock, settings.publishing.lock_seconds):
        if (done := _done_before(warehouse, name, asked_by)) is not None:
            return done
        differences = plan_roll_back(warehouse, name)
        version = open_version(warehouse, differences.new)
        if Tombstones.read(warehouse).held_by(version):
            raise DataError(
                f"version {differences.new} still holds pages that were taken down: a takedown was cut short; "
                "take down the same pages again, then roll back"
            )
        figures = differences.figures[1]
        record(
            warehouse,
            "roll_back",
            asked_by=asked_by,
            version=differences.new,
            parent=warehouse.current_id(),
            pages=figures.pages,
            corpus=figures.corpus,
            duplicates=figures.duplicates,
            quarantine=figures.quarantine,
            pending=figures.pending,
        )
        switch(warehouse, differences.new)
    return differences


def find_version(warehouse: Warehouse, name: str) -> str:
    """Return the id of the kept version of that name: its id or the beginning of it.

    Raises:
        ConfigurationError: there is none, or there are several.
    """
    kept = kept_versions(warehouse)
    found = [version for version in kept if name and version.startswith(name)]
    if len(found) != 1:
        known = ", ".join(kept) or "none"
        problem = "several versions begin with" if found else "no version is called"
        raise ConfigurationError(f"{problem} {name!r}; kept are: {known}")
    return found[0]


def version_before(warehouse: Warehouse) -> str:
    """Return the id of the kept version that readers saw before the current one, as takedowns have left it.

    Raises:
        ConfigurationError: there is none.
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
    raise ConfigurationError("no version from before the current one is kept; there is nothing to go back to")


def _check_whole(warehouse: Warehouse, version_id: str) -> None:
    """Refuse a version that is not what was published."""
    manifest = open_version(warehouse, version_id).manifest()
    assert manifest is not None
    if damage := next(find_damage(warehouse.version(version_id), manifest), None):
        raise DataError(f"version {version_id} is damaged, choose another one: {' '.join(damage)}")


def _done_before(warehouse: Warehouse, name: str, asked_by: str) -> Differences | None:
    """Return what a run changed that went back before, and is tried again."""
    switches = [entry for entry in read_history(warehouse.history) if entry.get("parent")]
    last = switches[-1] if asked_by and switches else {}
    if last.get("asked_by") != asked_by or last.get("version") != warehouse.current_id():
        return None
    if last.get("action") != "roll_back" or not str(last["version"]).startswith(name):
        return None
    return find_differences(warehouse, last["parent"], last["version"])
