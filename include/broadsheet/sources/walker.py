"""Lists every file below a folder, at any depth, without opening any."""

import os
import stat
from collections.abc import Callable, Iterator
from typing import NamedTuple

from broadsheet.reject_reasons import Reason


class Stat(NamedTuple):
    """Facts of the file system about a file; equal stats mean unchanged bytes."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @classmethod
    def of(cls, result: os.stat_result) -> "Stat":
        """Take the four fields out of the result of a system call."""
        return cls(result.st_size, result.st_mtime_ns, result.st_ctime_ns, result.st_ino)


class Entry(NamedTuple):
    """One name found below the folder.

    Attributes:
        path: Absolute path as the bytes the system uses.
        relative: The same below the folder.
        stat: Its stat, None where it cannot be had.
        refused: Why it is not a page; None for a regular file.
        detail: Details of that reason.
    """

    path: bytes
    relative: bytes
    stat: Stat | None
    refused: Reason | None = None
    detail: str = ""


_KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)


def list_files(root: bytes) -> Iterator[Entry]:
    """Yield every file below `root`, in no particular order.

    Hidden names, those that begin with one dot, are passed over, as shells and Parquet readers do. Links are not
    followed: the link itself is yielded as refused, and so is all that is neither file nor folder, and a folder that
    cannot be listed.
    """
    root = os.path.abspath(root)  # noqa: PTH100  # pathlib cannot carry names that are not UTF-8
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith(b".") and not entry.name.startswith(b".."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        yield _entry(entry, root)
        except OSError as error:
            relative = os.path.relpath(folder, root)
            yield Entry(folder, relative, None, Reason.UNREADABLE, f"folder cannot be listed: {error.strerror}")


def one_file(root: bytes, name: bytes) -> Entry:
    """Return the entry of a single file in the folder `root`."""
    path = os.path.join(os.path.abspath(root), name)  # noqa: PTH100, PTH118
    return _examined(path, name, lambda: os.lstat(path))


def _entry(entry: os.DirEntry[bytes], root: bytes) -> Entry:
    relative = entry.path[len(root.rstrip(b"/")) + 1 :]
    return _examined(entry.path, relative, lambda: entry.stat(follow_symlinks=False))


def _examined(path: bytes, relative: bytes, examine: Callable[[], os.stat_result]) -> Entry:
    try:
        found = examine()
    except FileNotFoundError:
        return Entry(path, relative, None, Reason.VANISHED, "gone while the folder was listed")
    except OSError as error:
        return Entry(path, relative, None, Reason.UNREADABLE, str(error.strerror))
    if stat.S_ISREG(found.st_mode):
        return Entry(path, relative, Stat.of(found))
    kind = next((name for test, name in _KINDS if test(found.st_mode)), "not a regular file")
    return Entry(path, relative, None, Reason.NOT_A_FILE, kind)
