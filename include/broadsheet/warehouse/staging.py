"""A version being written: staged beside the others, sealed, then made current by moving one pointer."""

import pyarrow as pa

from broadsheet.warehouse.layout import CURRENT, VERSIONS, Warehouse
from broadsheet.warehouse.manifest import NAME, FileEntry, Manifest
from broadsheet.warehouse.version import Version, find_damage

_STAGED = ".draft-"


class Staging:
    """Files that become a version. Only the holder of the writer's lock may have one."""

    def __init__(self, warehouse: Warehouse, run_id: str) -> None:
        """Begin an empty one; what a crashed writer left is deleted first."""
        clear_staged(warehouse)
        self.files: list[FileEntry] = []
        self._warehouse = warehouse
        self._storage = warehouse.storage
        self._prefix = f"{VERSIONS}/{_STAGED}{run_id}"

    @property
    def version(self) -> Version:
        """What has been staged so far, for reading."""
        return Version(self._storage, self._prefix.removeprefix(f"{VERSIONS}/"))

    def create(self, path: str, data: pa.Buffer) -> None:
        """Write one file of the version; `add` its entry as well."""
        self._storage.create(f"{self._prefix}/{path}", data)

    def add(self, entries: list[FileEntry]) -> None:
        """Add files that were written with `create` to the version."""
        self.files += entries

    def take_over(self, entries: list[FileEntry], base: Version) -> None:
        """Add unchanged files of the base version, without copying where the storage can."""
        for entry in entries:
            self._storage.take_over(f"{base.key}/{entry.path}", f"{self._prefix}/{entry.path}")
            self.files.append(entry)

    def seal(self, manifest: Manifest) -> Version:
        """Make what is staged a version: everything is durable before its final key exists.

        An intact version of that id holds the same content already: then what is staged is dropped. A damaged one is
        replaced.
        """
        self._storage.create(f"{self._prefix}/{NAME}", manifest.dumps().encode())
        version = Version.open(self._warehouse, manifest.version)
        if version.exists() and next(find_damage(version, manifest), None) is None:
            self.discard()
            return version
        if version.exists():
            remove_version(self._warehouse, manifest.version)
        self._storage.promote(self._prefix, version.key)
        return version

    def discard(self) -> None:
        """Delete what is staged."""
        self._storage.delete(self._prefix)


def make_current(warehouse: Warehouse, version_id: str, expected: str | None) -> None:
    """Let ``current`` name that version, in one step: a reader sees the old one or the new one.

    Raises:
        StaleBase: the current version is not `expected` any more.
    """
    warehouse.storage.move_pointer(
        CURRENT, f"{VERSIONS}/{version_id}", None if expected is None else f"{VERSIONS}/{expected}"
    )


def staged(warehouse: Warehouse) -> list[str]:
    """Return the keys of versions being written or deleted, or left there by a publisher that was killed."""
    return warehouse.storage.staged(VERSIONS, _STAGED)


def clear_staged(warehouse: Warehouse) -> None:
    """Delete what a crashed writer left. Only the holder of the writer's lock may."""
    for left in staged(warehouse):
        warehouse.storage.delete(left)


def remove_version(warehouse: Warehouse, version_id: str) -> None:
    """Delete a version. Only the holder of the writer's lock may."""
    warehouse.storage.delete(f"{VERSIONS}/{version_id}")
