"""Are the stored files of a version what its manifest says, byte for byte?"""

import hashlib
from collections.abc import Iterator

from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.manifest import FileEntry, Manifest
from broadsheet.warehouse.version import Version

Digests = dict[tuple[int, int], str]
"""SHA-256 of files that were read before, by `Stored.identity`: a file that several versions share is read once."""


def find_damage(version: Version, manifest: Manifest, known: Digests | None = None) -> Iterator[tuple[str, str]]:
    """Yield the path and the problem of each file of a version that is missing or has other bytes than published.

    Args:
        version: The version.
        manifest: What was published.
        known: Digests taken before; those taken now are added.
    """
    known = {} if known is None else known
    for entry in manifest.files:
        if problem := _problem(version.file(entry.path), entry, known):
            yield entry.path, problem


def _problem(file: DataFile, entry: FileEntry, known: Digests) -> str:
    try:
        stored = file.stat()
        if stored.size != entry.bytes:
            return f"has {stored.size:,} bytes, {entry.bytes:,} were published"
        if stored.identity not in known:
            with file.storage.open(file.key) as source:
                known[stored.identity] = hashlib.sha256(source.read_buffer()).hexdigest()
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return "" if known[stored.identity] == entry.sha256 else "has other bytes than were published"
