"""A version in the making: written beside the current one, sealed, then put in its place by one rename."""

import os
import shutil
from pathlib import Path

from broadsheet.atomic_io import link_or_copy
from broadsheet.warehouse.integrity import find_damage
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import NAME, FileEntry, Manifest

_DRAFT = ".draft-"


class Draft:
    """A folder that becomes a version. Only the holder of the writer's lock may have one."""

    def __init__(self, warehouse: Warehouse, run_id: str) -> None:
        """Make an empty draft; what a crashed writer left is cleared away first."""
        self.warehouse = warehouse
        self.files: list[FileEntry] = []
        warehouse.versions.mkdir(parents=True, exist_ok=True)
        clear_drafts(warehouse)
        self.folder = warehouse.versions / f"{_DRAFT}{run_id}"
        self.folder.mkdir()

    def add(self, entries: list[FileEntry]) -> None:
        """Take up files that were written into the draft's folder."""
        self.files += entries

    def link(self, entries: list[FileEntry], parent: Path) -> None:
        """Take over unchanged files of the parent version by hard link, or by copy where the file system has none."""
        for entry in entries:
            target = self.folder / entry.path
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(parent / entry.path, target)
            self.files.append(entry)

    def seal(self, manifest: Manifest) -> Path:
        """Make the draft a version: everything is on the disk before its final name exists.

        A version of that id that is there already holds the same content, and the draft is dropped; unless that one
        was damaged since, then the draft takes its place.
        """
        path = self.folder / NAME
        with path.open("w", encoding="utf-8") as handle:
            handle.write(manifest.dumps())
            handle.flush()
            os.fsync(handle.fileno())
        for folder, _, _ in os.walk(self.folder):
            _sync_folder(Path(folder))
        target = self.warehouse.version(manifest.version)
        if target.exists() and not next(find_damage(target, manifest), None):
            self.discard()
            return target
        if target.exists():
            remove_version(self.warehouse, manifest.version)
        self.folder.rename(target)
        _sync_folder(target.parent)
        return target

    def discard(self) -> None:
        """Throw the draft away."""
        shutil.rmtree(self.folder)


def switch(warehouse: Warehouse, version_id: str) -> None:
    """Let `current` name that version, in one rename: a reader sees the old one or the new one."""
    link = warehouse.root / f".current-{version_id}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / version_id)
    link.replace(warehouse.current)
    _sync_folder(warehouse.root)


def drafts(warehouse: Warehouse) -> list[Path]:
    """Return the folders of versions that are being written or deleted, or were when their publisher was killed."""
    return sorted(warehouse.versions.glob(f"{_DRAFT}*"))


def clear_drafts(warehouse: Warehouse) -> None:
    """Delete what a crashed writer left. Only the holder of the writer's lock may."""
    for left in drafts(warehouse):
        shutil.rmtree(left)


def remove_version(warehouse: Warehouse, version_id: str) -> None:
    """Delete a version. Only the holder of the writer's lock may."""
    doomed = warehouse.versions / f"{_DRAFT}old-{version_id}"  # if this is cut short, the next draft clears it away
    warehouse.version(version_id).rename(doomed)
    shutil.rmtree(doomed)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
