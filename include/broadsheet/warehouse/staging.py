"""Writes a version: it is staged beside the other versions, sealed, then made current by moving one pointer."""

import pyarrow as pa

from broadsheet.warehouse.layout import CURRENT, VERSIONS, Warehouse
from broadsheet.warehouse.manifest import NAME, FileEntry, Manifest
from broadsheet.warehouse.version import Version, find_damage

_STAGED = ".draft-"


class Staging:
    """The files of a version that is being written. Only the holder of the writer lock may use it.

    Attributes:
        storage: The storage that holds the files.
        prefix: The prefix of their keys.
        files: The entries of the files so far.
    """

    def __init__(self, warehouse: Warehouse, run_id: str) -> None:
        """Start an empty version; files that a crashed writer left are deleted first."""
        clear_staged(warehouse)
        self.files: list[FileEntry] = []
        self._warehouse = warehouse
        self.storage = warehouse.storage
        self.prefix = f"{VERSIONS}/{_STAGED}{run_id}"

    @property
    def version(self) -> Version:
        """The staged files as a version, for reading."""
        return Version(self.storage, self.prefix.removeprefix(f"{VERSIONS}/"))

    def create(self, path: str, data: pa.Buffer) -> None:
        """Write one file of the version; call `add` with its entry, too."""
        self.storage.create(f"{self.prefix}/{path}", data)

    def add(self, entries: list[FileEntry]) -> None:
        """Add entries of files that were written with `create`."""
        self.files += entries

    def take_over(self, entries: list[FileEntry], base: Version) -> None:
        """Add unchanged files of the base version, without copying if the storage supports it."""
        for entry in entries:
            self.storage.take_over(f"{base.key}/{entry.path}", f"{self.prefix}/{entry.path}")
            self.files.append(entry)

    def seal(self, manifest: Manifest) -> Version:
        """Turn the staged files into a version and return it; all files are durable before its final key exists.

        If an intact version with this id exists, it has the same content, and the staged files are deleted. A damaged
        version with this id is replaced.
        """
        self.storage.create(f"{self.prefix}/{NAME}", manifest.dumps().encode())
        version = Version.open(self._warehouse, manifest.version)
        if version.exists() and next(find_damage(version, manifest), None) is None:
            self.discard()
            return version
        if version.exists():
            remove_version(self._warehouse, manifest.version)
        self.storage.promote(self.prefix, version.key)
        return version

    def discard(self) -> None:
        """Delete the staged files."""
        self.storage.delete(self.prefix)


def make_current(warehouse: Warehouse, version_id: str, expected: str | None) -> None:
    """Point ``current`` to a version atomically: a reader sees the old version or the new one.

    Raises:
        StaleBase: `expected` is not the current version any more.
    """
    warehouse.storage.move_pointer(
        CURRENT, f"{VERSIONS}/{version_id}", None if expected is None else f"{VERSIONS}/{expected}"
    )


def staged(warehouse: Warehouse) -> list[str]:
    """Return the keys of versions that are being written or deleted, or that a killed publisher left."""
    return warehouse.storage.staged(VERSIONS, _STAGED)


def clear_staged(warehouse: Warehouse) -> None:
    """Delete the files that a crashed writer left. The caller must hold the writer lock."""
    warehouse.storage.clear_unfinished()
    for left in staged(warehouse):
        warehouse.storage.delete(left)


def remove_version(warehouse: Warehouse, version_id: str) -> None:
    """Delete a version. The caller must hold the writer lock."""
    warehouse.storage.delete(f"{VERSIONS}/{version_id}")
