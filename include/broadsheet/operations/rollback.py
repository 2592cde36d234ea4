"""Going back to a version that is kept: a switch, and nothing is written."""

from broadsheet.errors import ConfigurationError, DataError
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.integrity import find_damage
from broadsheet.warehouse.journal import read_journal, record
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.staging import make_current
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version_diff import Differences, find_differences


def plan_roll_back(warehouse: Warehouse, name: str) -> Differences:
    """Tell what readers would see otherwise.

    Args:
        warehouse: The warehouse.
        name: Id of a kept version or its beginning.

    Raises:
        ConfigurationError: no version of that name is kept, several are, or it is the current one.
        DataError: the version is damaged.
    """
    version = VersionCatalog(warehouse).find(name)
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
    with warehouse.storage.writer_lock(settings.publishing.lock_seconds):
        if (done := _done_before(warehouse, name, asked_by)) is not None:
            return done
        differences = plan_roll_back(warehouse, name)
        version = VersionCatalog(warehouse).open(differences.new)
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
        make_current(warehouse, differences.new, warehouse.current_id())
    return differences


def _check_whole(warehouse: Warehouse, version_id: str) -> None:
    """Refuse a version that is not what was published."""
    manifest = VersionCatalog(warehouse).open(version_id).manifest()
    assert manifest is not None
    if damage := next(find_damage(VersionCatalog(warehouse).open(version_id), manifest), None):
        raise DataError(f"version {version_id} is damaged, choose another one: {' '.join(damage)}")


def _done_before(warehouse: Warehouse, name: str, asked_by: str) -> Differences | None:
    """Return what a run changed that went back before, and is tried again."""
    switches = [entry for entry in read_journal(warehouse) if entry.previous]
    if not asked_by or not switches:
        return None
    last = switches[-1]
    if last.asked_by != asked_by or last.version is None or last.version != warehouse.current_id():
        return None
    if last.action != "roll_back" or not last.version.startswith(name):
        return None
    return find_differences(warehouse, last.previous, last.version)
