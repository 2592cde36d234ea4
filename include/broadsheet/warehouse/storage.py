"""The storage interface of a warehouse: a few operations on keys, and their implementation for a local folder.

A key is a path relative to the warehouse with slashes, like ``versions/30890f591a318841/_manifest.json``. The files of
a version are written once and never changed, so an object store can offer the same operations
(`docs/decisions/storage.md`). Files that only the machine of a run needs (working folders, validation results, the
stat cache) do not go through this interface: see `broadsheet.warehouse.layout`.
"""

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from broadsheet.atomic_io import link_or_copy
from broadsheet.errors import ConfigurationError, StaleBase, TransientError

VERSIONS_FOLDER = "versions"

_UNFINISHED = re.compile(r"\..+\.\d+|\.current-.*")
_ABANDONED_SECONDS = 3600.0
"""Age of an unfinished file that nobody writes any more: each is written in seconds."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Size, identity and time of one stored file.

    Attributes:
        size: Size in bytes.
        identity: Equal for two keys that share one stored file; such a file needs to be read only once.
        modified: Time of the last write, in seconds since 1970.
    """

    size: int
    identity: tuple[int, int]
    modified: float


class Storage(Protocol):
    """The operations that a warehouse needs from its storage."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the sorted keys of all files below a prefix, at any depth."""

    def children(self, prefix: str) -> list[str]:
        """Return the sorted names directly below a prefix, without names that start with a dot."""

    def stat(self, key: str) -> Stored:
        """Return size, identity and time of a file. Raises FileNotFoundError."""

    def open(self, key: str) -> pa.NativeFile:
        """Open a file for reading at any offset. Raises FileNotFoundError."""

    def read(self, key: str) -> bytes:
        """Return the content of a file. Raises FileNotFoundError."""

    def create(self, key: str, data: "bytes | pa.Buffer") -> None:
        """Write a new file atomically; it is durable when the call returns. Raises FileExistsError."""

    def append(self, key: str, data: bytes) -> None:
        """Append complete lines to a file, durably; a last line that a crash truncated is ended first."""

    def take_over(self, source: str, target: str) -> None:
        """Give the unchanged file `source` the additional key `target`, without copying if possible."""

    def promote(self, staged: str, final: str) -> None:
        """Move all files below the prefix `staged` to the prefix `final`, atomically and durably."""

    def delete(self, prefix: str) -> None:
        """Delete all files below a prefix; readers never see a partly deleted prefix."""

    def pointer(self, name: str) -> str | None:
        """Return the key that a pointer names, None if it was never set."""

    def move_pointer(self, name: str, target: str, expected: str | None) -> None:
        """Set a pointer to `target` atomically. Raises StaleBase if it does not name `expected` any more."""

    def writer_lock(self, wait_seconds: float) -> AbstractContextManager[None]:
        """Hold the writer lock; it is released when the process ends. Raises TransientError after the wait."""

    def lock(self, name: str, wait_seconds: float) -> AbstractContextManager[None]:
        """Hold the lock of that name, as `writer_lock` does."""

    def free_bytes(self) -> int | None:
        """Return the free space in bytes, None if it is unlimited."""


@dataclass(frozen=True, slots=True)
class LocalStorage:
    """A folder of a local file system: pointers are symbolic links, files taken over are hard links.

    Attributes:
        root: The folder; it need not exist yet.
    """

    root: Path

    def path(self, key: str) -> Path:
        """Return the path of a key."""
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
            names = os.listdir(self.path(prefix))  # noqa: PTH208  # names only, without a stat
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
        # not the number of the process alone: two machines may have the same
        unfinished = path.with_name(f".{path.name}.{os.getpid()}{secrets.randbelow(10**9):09}")
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
        """See `Storage.move_pointer`. The caller must hold the writer lock, so that nobody moves it in between."""
        found = self.pointer(name)
        if found != expected:
            raise StaleBase(f"{self.path(name)} names {found}, not {expected}: another run published first")
        link = self.root / f".{name}-{Path(target).name}"
        link.unlink(missing_ok=True)  # left by a publisher that was killed here
        link.symlink_to(target)
        link.replace(self.path(name))
        _sync_folder(self.root)

    def writer_lock(self, wait_seconds: float) -> AbstractContextManager[None]:
        """See `Storage.writer_lock`."""
        return self.lock(".lock", wait_seconds)

    def check_pointers(self, name: str) -> None:
        """Check that a pointer of that name can be set; a run should know that before it works for hours.

        Raises:
            ConfigurationError: there is a file or folder of that name, or the file system has no symbolic links.
        """
        link, probe = self.path(name), self.root / f".{name}-probe.{os.getpid()}"
        if not link.is_symlink() and link.exists():
            raise ConfigurationError(
                f"{link} is a file or a folder, but must be a link to a version; if it is a copy of one, move it away"
            )
        try:
            probe.symlink_to(name)
            probe.unlink()
        except OSError as error:
            raise ConfigurationError(
                f"no symbolic link can be made in {self.root} ({error.strerror}); name a warehouse on a file system "
                "that has them"
            ) from error

    @contextmanager
    def lock(self, name: str, wait_seconds: float) -> Iterator[None]:
        """See `Storage.lock`."""
        path = self.root / name
        self.root.mkdir(parents=True, exist_ok=True)
        with path.open("a") as handle:
            _acquire(handle.fileno(), path, wait_seconds)
            yield

    def free_bytes(self) -> int | None:
        """See `Storage.free_bytes`."""
        return shutil.disk_usage(self.root).free

    def unfinished(self) -> list[str]:
        """Return the keys of files that were being written, or that a killed process left: at the top and in versions.

        Their names begin with a dot and end in the number of a process, or belong to a pointer that was being moved.
        """
        folders = ["", *(f"{VERSIONS_FOLDER}/{name}/" for name in self.children(VERSIONS_FOLDER))]
        found = []
        for folder in folders:
            with suppress(FileNotFoundError, NotADirectoryError):
                names = os.listdir(self.path(folder))  # noqa: PTH208
                found += [f"{folder}{name}" for name in sorted(names) if _UNFINISHED.fullmatch(name)]
        return found

    def clear_unfinished(self, seconds: float = _ABANDONED_SECONDS) -> None:
        """Delete what killed processes left unfinished more than so many seconds ago.

        The caller must hold the writer lock. The stat cache and the card of a version are written without it, so a
        young file may be somebody's.
        """
        for key in self.unfinished():
            path = self.path(key)
            with suppress(FileNotFoundError):
                if time.time() - path.lstat().st_mtime >= seconds:
                    path.unlink()

    def staged(self, prefix: str, beginning: str) -> list[str]:
        """Return the sorted keys directly below a prefix whose name starts with `beginning`, including hidden names."""
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
                    f"another run has held the lock {path} for more than {wait_seconds:g} s; "
                    "try again when it has ended, or increase publishing.lock_seconds"
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
