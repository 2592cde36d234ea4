"""Is every file of every kept version there, with the bytes that were published?"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from broadsheet.auditing.finding import Finding
from broadsheet.errors import ConfigurationError
from broadsheet.publishing.manifest import Manifest
from broadsheet.publishing.targets import kept_versions
from broadsheet.settings import Settings
from broadsheet.warehouse import Warehouse

_BESIDE = {"_manifest.json", "README.md", "croissant.json", "report.html"}
_REMEDY = (
    "restore the file from a copy, or roll back to a version that is whole; `broadsheet build` into a new warehouse "
    "makes the same version again from the same pages"
)


def check_files(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Read every file of every kept version once, hard links once for all, and compare digest and size."""
    known: dict[tuple[int, int], str] = {}
    for version in kept_versions(warehouse):
        folder = warehouse.version(version)
        try:
            manifest = Manifest.read(folder)
        except (OSError, ValueError, KeyError, TypeError, ConfigurationError) as error:
            yield Finding("files", "damage", f"version {version}: its manifest cannot be read ({error})", _REMEDY)
            continue
        for entry in manifest.files:
            if problem := _problem(folder / entry.path, entry.bytes, entry.sha256, known):
                yield Finding("files", "damage", f"version {version}: {entry.path} {problem}", _REMEDY)
        listed = {entry.path for entry in manifest.files}
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if path.is_file() and name not in listed | _BESIDE:
                yield Finding(
                    "files",
                    "damage" if name.endswith(".parquet") else "warning",
                    f"version {version}: {name} was not published with it",
                    "remove it: readers of the folder would read it too",
                )


def _problem(path: Path, size: int, sha256: str, known: dict[tuple[int, int], str]) -> str:
    try:
        stat = path.stat()
        if stat.st_size != size:
            return f"has {stat.st_size:,} bytes, {size:,} were published"
        inode = (stat.st_dev, stat.st_ino)
        if inode not in known:
            with path.open("rb") as handle:
                known[inode] = hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if known[inode] == sha256 else "has other bytes than were published"
