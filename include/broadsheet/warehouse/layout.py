"""The paths and keys below the warehouse folder. Nothing is written here, and only the pointer is read."""

from dataclasses import dataclass
from pathlib import Path

from broadsheet.warehouse.storage import VERSIONS_FOLDER, LocalStorage

VERSIONS = VERSIONS_FOLDER
CURRENT = "current"
JOURNAL = "history.jsonl"
UNPUBLISHED = "unpublished.jsonl"
TOMBSTONES = "tombstones.jsonl"
TOMBSTONE_SEALS = "tombstones.seals"


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The folder that holds the versions, the pointer ``current``, and their state.

    Versions, pointer, journal and tombstones are read and written through `storage`. Working folders, validation
    results, the caches and the full-text index belong to this machine and are plain files and folders.
    """

    root: Path

    @property
    def storage(self) -> LocalStorage:
        """The storage of versions, pointer, journal and tombstones."""
        return LocalStorage(self.root)

    @property
    def current(self) -> Path:
        """The symbolic link that readers follow."""
        return self.root / CURRENT

    @property
    def versions(self) -> Path:
        """The folder of the versions: one immutable folder per version, named by its id."""
        return self.root / VERSIONS

    @property
    def validation(self) -> Path:
        """Great Expectations results and Data Docs."""
        return self.root / "validation"

    @property
    def journal(self) -> Path:
        """The journal of the warehouse, one JSON object per line. Not part of a version."""
        return self.root / JOURNAL

    @property
    def unpublished(self) -> Path:
        """The runs that ended without a version, one JSON object per line. Not part of a version."""
        return self.root / UNPUBLISHED

    @property
    def tombstones(self) -> Path:
        """The hashes of documents that were taken down. Not part of a version: it applies to all versions."""
        return self.root / TOMBSTONES

    @property
    def tombstone_seals(self) -> Path:
        """How many tombstones there were after each change, with the digest of their chain."""
        return self.root / TOMBSTONE_SEALS

    @property
    def lock(self) -> Path:
        """The lock file of the writer."""
        return self.root / ".lock"

    @property
    def stat_cache(self) -> Path:
        """Size, times and digest of each page's file when it was read; safe to delete at any time."""
        return self.root / ".stat_cache.parquet"

    @property
    def gone_pages(self) -> Path:
        """The pages known to be gone from their source; safe to delete at any time."""
        return self.root / ".gone_pages.parquet"

    @property
    def search_index(self) -> Path:
        """The full-text index of the current version, with its texts; safe to delete at any time."""
        return self.root / ".search"

    @property
    def work(self) -> Path:
        """Working folders of runs, one per run."""
        return self.root / ".work"

    def version(self, version_id: str) -> Path:
        """Return the folder of one version."""
        return self.versions / version_id

    def current_id(self) -> str | None:
        """Return the id of the version behind ``current``, None before the first one."""
        target = self.storage.pointer(CURRENT)
        return target.rpartition("/")[2] if target else None
