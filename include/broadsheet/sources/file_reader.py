"""Reads the bytes of a page; the file may be of any type, or no longer exist."""

import errno
import os
import stat
from typing import BinaryIO, NamedTuple

from broadsheet.reject_reasons import Reason
from broadsheet.sources.walker import FILE, Stat, open_below


class Opened(NamedTuple):
    """A page's bytes, and the file's stat when they were read."""

    data: bytes
    stat: Stat


class Refused(NamedTuple):
    """Why a page cannot be used."""

    reason: Reason
    detail: str


def _open(path: bytes, root: bytes | None) -> int:
    return os.open(path, FILE) if root is None else open_below(root, path, FILE)


def read_bytes(path: bytes, max_bytes: int, root: bytes | None = None) -> Opened | Refused:
    """Read a file whole, opening it once; links between `root` and it are not followed.

    A file that is larger than `max_bytes` is refused unread; one that changes while it is read is read once more
    and then refused, because its bytes would mix two states of the file.
    """
    try:
        handle = _open(path, root)
    except FileNotFoundError:
        return Refused(Reason.VANISHED, "gone since it was listed")
    except OSError as error:
        linked = error.errno == errno.ELOOP  # the answer to O_NOFOLLOW
        detail = "a symbolic link, which is not followed" if linked else f"cannot be opened: {error.strerror}"
        return Refused(Reason.UNREADABLE, detail)
    try:
        return _read_settled(handle, max_bytes)
    except OSError as error:
        return Refused(Reason.UNREADABLE, f"cannot be read: {error.strerror}")
    finally:
        os.close(handle)


def read_head(path: bytes, size: int, root: bytes | None = None) -> bytes:
    """Return the first bytes of a file, none if it is not a regular file; links below `root` are not followed.

    Raises:
        OSError: it cannot be read.
    """
    handle = _open(path, root)
    try:
        return os.read(handle, size) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    finally:
        os.close(handle)


def open_regular(path: bytes, root: bytes | None = None) -> BinaryIO:
    """Return a regular file, open and not buffered; links below `root` are not followed.

    Raises:
        OSError: it cannot be opened, or is a link, a pipe or a device.
    """
    handle = _open(path, root)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file")
    return os.fdopen(handle, "rb", buffering=0)


def _read_settled(handle: int, max_bytes: int) -> Opened | Refused:
    for _ in range(2):
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            return Refused(Reason.NOT_A_FILE, "not a regular file")
        if before.st_size > max_bytes:
            return Refused(Reason.TOO_LARGE, f"{before.st_size} bytes, at most {max_bytes} are read")
        data = _read(handle, before.st_size)
        if len(data) == before.st_size and Stat.of(os.fstat(handle)) == Stat.of(before):
            return Opened(data, Stat.of(before))
        os.lseek(handle, 0, os.SEEK_SET)
    return Refused(Reason.VANISHED, "changed while it was read")


def _read(handle: int, size: int) -> bytes:
    data = os.read(handle, size + 1)
    if len(data) >= size:
        return data
    parts = [data]
    while len(part := os.read(handle, size + 1)):  # a signal or a network file system may cut a read short
        parts.append(part)
    return b"".join(parts)
