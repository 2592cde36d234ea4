"""Lists every file below a folder, at any depth, without opening any, and opens what is below it."""

import errno
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


FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""Flags that open a file: never follow a link, never wait on a pipe."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


def open_below(root: bytes, path: bytes, flags: int) -> int:
    """Return a descriptor of what is at `path` below the folder `root`, without following a link in between.

    Each folder is opened from the one above it: a folder that is exchanged for a link to a place outside of the source
    after it was listed leads nowhere. `root` itself may be a link.

    Raises:
        OSError: it cannot be opened. The error is ELOOP where a link is in between.
    """
    *folders, name = path[len(root) :].strip(b"/").split(b"/")
    handle = os.open(root, _FOLDER)
    try:
        for folder in folders:
            below = os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=handle)
            os.close(handle)
            handle = below
        return os.open(name or b".", flags, dir_fd=handle)
    except NotADirectoryError as error:  # the answer to O_NOFOLLOW with O_DIRECTORY
        raise OSError(errno.ELOOP, "a folder of its path is no folder any more") from error
    finally:
        os.close(handle)


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
            handle = open_below(root, folder, _FOLDER | os.O_NOFOLLOW)
        except OSError as error:
            yield _not_listed(folder, root, error)
            continue
        try:
            with os.scandir(handle) as entries:
                for entry in entries:
                    if entry.name.startswith(".") and not entry.name.startswith(".."):
                        continue
                    path = os.path.join(folder, os.fsencode(entry.name))  # noqa: PTH118
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                    else:
                        yield _entry(entry, path, root)
        except OSError as error:
            yield _not_listed(folder, root, error)
        finally:
            os.close(handle)


def _not_listed(folder: bytes, root: bytes, error: OSError) -> Entry:
    relative = os.path.relpath(folder, root)
    return Entry(folder, relative, None, Reason.UNREADABLE, f"folder cannot be listed: {error.strerror}")


def one_file(root: bytes, name: bytes) -> Entry:
    """Return the entry of a single file in the folder `root`."""
    path = os.path.join(os.path.abspath(root), name)  # noqa: PTH100, PTH118
    return _examined(path, name, lambda: os.lstat(path))


def _entry(entry: os.DirEntry[str], path: bytes, root: bytes) -> Entry:
    relative = path[len(root.rstrip(b"/")) + 1 :]
    return _examined(path, relative, lambda: entry.stat(follow_symlinks=False))


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
