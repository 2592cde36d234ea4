"""Where everything lies under the warehouse folder. Paths only: nothing is read or written here."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The folder that holds the versions, the switch, and what surrounds them."""

    root: Path

    @property
    def current(self) -> Path:
        """The symbolic link that readers follow."""
        return self.root / "current"

    @property
    def versions(self) -> Path:
        """One immutable folder a version, named by its id."""
        return self.root / "versions"

    @property
    def validation(self) -> Path:
        """Great Expectations results and Data Docs."""
        return self.root / "validation"

    @property
    def history(self) -> Path:
        """Journal of switches, one JSON object a line: when, from, to, why. Never part of a version."""
        return self.root / "history.jsonl"

    @property
    def tombstones(self) -> Path:
        """What was taken down, by hashes alone. Never part of a version: it holds for all of them."""
        return self.root / "tombstones.jsonl"

    @property
    def lock(self) -> Path:
        """The file whose lock the one writer holds."""
        return self.root / ".lock"

    @property
    def stat_cache(self) -> Path:
        """What each page's file looked like when its digest was taken; may be lost at any time."""
        return self.root / ".stat_cache.parquet"

    @property
    def work(self) -> Path:
        """Working folders of runs, one a run."""
        return self.root / ".work"

    def version(self, version_id: str) -> Path:
        """Return the folder of one version."""
        return self.versions / version_id

    def current_id(self) -> str | None:
        """Return the id of the version behind `current`, null before the first one."""
        return self.current.readlink().name if self.current.is_symlink() else None
