"""Is a version on the disk what its manifest says, byte for byte?"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from broadsheet.warehouse.manifest import Manifest

Digests = dict[tuple[int, int], str]
"""SHA-256 of files that were read before, by device and inode: a file that several versions share is read once."""


def find_damage(folder: Path, manifest: Manifest, known: Digests | None = None) -> Iterator[tuple[str, str]]:
    """Yield the path and the harm of each file in `folder` that is missing or has other bytes than were published.

    Args:
        folder: The version's folder.
        manifest: What was published.
        known: Digests taken before; those taken now are added.
    """
    known = {} if known is None else known
    for entry in manifest.files:
        if harm := _harm(folder / entry.path, entry.bytes, entry.sha256, known):
            yield entry.path, harm


def _harm(path: Path, size: int, sha256: str, known: Digests) -> str:
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
