"""The seam between a warehouse and where its files are kept: a few operations on keys, and the local folder.

A key is a path relative to the warehouse with slashes, like ``versions/30890f591a318841/_manifest.json``. Everything a
version consists of is written once and never changed, so an object store can offer the same operations
(`docs/decisions/storage.md`). What is needed only on the machine of a run (working folders, validation results, the
stat cache) is not kept here: see `broadsheet.warehouse.layout`.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from broadsheet.atomic_io import link_or_copy
from broadsheet.errors import StaleBase, TransientError


@dataclass(frozen=True, slots=True)
class Stored:
    """What a storage knows of one file.

    Attributes:
        size: Bytes.
        identity: Equal for two keys that share one stored file; such a file needs to be read only once.
        modified: Seconds since 1970 when it was written.
    """

    size: int
    identity: tuple[int, int]
    modified: float


class Storage(Protocol):
    """What a warehouse asks of the place where it is kept."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys of all files below a prefix, at any depth, sorted. A prefix without files has none."""

    def children(self, prefix: str) -> list[str]:
        """Return the names right below a prefix, sorted; those that begin with a dot are left out."""

    def stat(self, key: str) -> Stored:
        """Describe a file. Raises FileNotFoundError."""

    def open(self, key: str) -> pa.NativeFile:
        """Open a file for reading at any offset. Raises FileNotFoundError."""

    def read(self, key: str) -> bytes:
        """Read a file whole. Raises FileNotFoundError."""

    def create(self, key: str, data: "bytes | pa.Buffer") -> None:
        """Write a new file; it appears whole, and is durable, when this returns. Raises FileExistsError."""

    def append(self, key: str, data: bytes) -> None:
        """Add whole lines to the end of a file, durably; a last line that a crash cut short is ended first."""

    def take_over(self, source: str, target: str) -> None:
        """Give the unchanged file `source` the new key `target`, without copying where the storage can."""

    def promote(self, staged: str, final: str) -> None:
        """Make all files below the prefix `staged` appear below `final` in one step, durably."""

    def delete(self, prefix: str) -> None:
        """Delete everything below a prefix; readers never see a part of it under its old name."""

    def pointer(self, name: str) -> str | None:
        """Return the key that a pointer names, None before it is first set."""

    def move_pointer(self, name: str, target: str, expected: str | None) -> None:
        """Let a pointer name `target` in one step, if it still names `expected`. Raises StaleBase if it does not."""

    def writer_lock(self, wait_seconds: float) -> AbstractContextManager[None]:
        """Hold the one writer's lock; it is released when the process ends. Raises TransientError after the wait."""

    def free_bytes(self) -> int | None:
        """Return how much can still be written, None where that is not limited."""


@dataclass(frozen=True, slots=True)
class LocalStorage:
    """A folder of a local file system: pointers are symbolic links, files taken over are hard links.

    Attributes:
        root: The folder; it need not exist yet.
    """

    root: Path

    def path(self, key: str) -> Path:
        """Return where a key is in the file system."""
        return self.root / key

    def keys(self, prefix: str) -> Iterator[str]:
        """See `Storage.keys`."""
        top = self.path(prefix)
        keys = []
        for folder, _, names in os.walk(top):
            below = os.path.relpath(folder, self.root)
            keys += [f"{below}/{name}" if below != "." else name for name in names]
        yield from sorted(keys)

    def children(self, prefix: str) -> list[str]:
        """See `Storage.children`."""
        try:
            names = os.listdir(self.path(prefix))  # noqa: PTH208  # names only: no entry is looked at
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(name for name in names if not name.startswith("."))

    def stat(self, key: str) -> Stored:
        """See `Storage.stat`."""
        found = self.path(key).stat()
        return Stored(found.st_size, (found.st_dev, found.st_ino), found.st_mtime)

    def open(self, key: str) -> pa.NativeFile:
        """See `Storage.open`."""
        return pa.OSFile(str(self.path(key)))

    def read(self, key: str) -> bytes:
        """See `Storage.read`."""
        return self.path(key).read_bytes()

    def create(self, key: str, data: "bytes | pa.Buffer") -> None:
        """See `Storage.create`."""
        path = self.path(key)
        if path.exists():
            raise FileExistsError(f"{path} exists; files of a warehouse are written once")
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        with unfinished.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.rename(path)

    def append(self, key: str, data: bytes) -> None:
        """See `Storage.append`."""
        with self.path(key).open("ab+") as handle:
            size = handle.seek(0, os.SEEK_END)
            handle.seek(max(size - 1, 0))
            torn = size > 0 and handle.read(1) != b"\n"
            handle.write((b"\n" if torn else b"") + data)
            handle.flush()
            os.fsync(handle.fileno())

    def take_over(self, source: str, target: str) -> None:
        """See `Storage.take_over`."""
        path = self.path(target)
        path.parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(self.path(source), path)

    def promote(self, staged: str, final: str) -> None:
        """See `Storage.promote`."""
        for folder, _, _ in os.walk(self.path(staged)):
            _sync_folder(Path(folder))
        target = self.path(final)
        self.path(staged).rename(target)
        _sync_folder(target.parent)

    def delete(self, prefix: str) -> None:
        """See `Storage.delete`."""
        path = self.path(prefix)
        doomed = path if path.name.startswith(".") else path.with_name(f".draft-old-{path.name}")
        if doomed != path:
            path.rename(doomed)
        shutil.rmtree(doomed)

    def pointer(self, name: str) -> str | None:
        """See `Storage.pointer`."""
        link = self.path(name)
        return str(link.readlink()) if link.is_symlink() else None

    def move_pointer(self, name: str, target: str, expected: str | None) -> None:
        """See `Storage.move_pointer`. The caller holds the writer's lock, so nobody moves it in between."""
        found = self.pointer(name)
        if found != expected:
            raise StaleBase(f"{self.path(name)} names {found}, not {expected}: another run published first")
        link = self.root / f".{name}-{Path(target).name}"
        link.unlink(missing_ok=True)  # a publisher that was killed here left it
        link.symlink_to(target)
        link.replace(self.path(name))
        _sync_folder(self.root)

    @contextmanager
    def writer_lock(self, wait_seconds: float) -> Iterator[None]:
        """See `Storage.writer_lock`."""
        path = self.root / ".lock"
        self.root.mkdir(parents=True, exist_ok=True)
        with path.open("a") as handle:
            _acquire(handle.fileno(), path, wait_seconds)
            yield

    def free_bytes(self) -> int | None:
        """See `Storage.free_bytes`."""
        return shutil.disk_usage(self.root).free

    def staged(self, prefix: str, beginning: str) -> list[str]:
        """Return the keys right below a prefix whose name begins like that, sorted; hidden names are included."""
        with suppress(FileNotFoundError):
            names = os.listdir(self.path(prefix))  # noqa: PTH208
            return [f"{prefix}/{name}" for name in sorted(names) if name.startswith(beginning)]
        return []


def _acquire(handle: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise TransientError(
                    f"another run has been publishing for {wait_seconds:g} s (it holds {path}); "
                    "try again when it has ended, or raise publishing.lock_seconds"
                ) from error
            time.sleep(0.1)
        else:
            return


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
