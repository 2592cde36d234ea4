"""Where everything is under the warehouse folder. Paths and keys only: nothing is read or written here."""

from dataclasses import dataclass
from pathlib import Path

from broadsheet.warehouse.storage import LocalStorage

VERSIONS = "versions"
CURRENT = "current"
JOURNAL = "history.jsonl"
TOMBSTONES = "tombstones.jsonl"


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The folder that holds the versions, the pointer ``current``, and what surrounds them.

    Versions, pointer, journal and tombstones are read and written through `storage`. Working folders, validation
    results and the stat cache belong to this machine and are plain folders.
    """

    root: Path

    @property
    def storage(self) -> LocalStorage:
        """Where versions, pointer, journal and tombstones are kept."""
        return LocalStorage(self.root)

    @property
    def current(self) -> Path:
        """The symbolic link that readers follow."""
        return self.root / CURRENT

    @property
    def versions(self) -> Path:
        """One immutable folder per version, named by its id."""
        return self.root / VERSIONS

    @property
    def validation(self) -> Path:
        """Great Expectations results and Data Docs."""
        return self.root / "validation"

    @property
    def journal(self) -> Path:
        """Journal of the warehouse, one JSON object per line. Never part of a version."""
        return self.root / JOURNAL

    @property
    def tombstones(self) -> Path:
        """Documents that were taken down, as hashes. Never part of a version: it holds for all of them."""
        return self.root / TOMBSTONES

    @property
    def lock(self) -> Path:
        """The file whose lock the one writer holds."""
        return self.root / ".lock"

    @property
    def stat_cache(self) -> Path:
        """Size, times and digest of each page's file when it was read; may be lost at any time."""
        return self.root / ".stat_cache.parquet"

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
