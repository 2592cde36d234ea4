"""Reads the members of zip and tar archives one after another, without writing any of them to disk by its name."""

import tarfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.format import BadRecord, UnreadableError
from broadsheet.sources.formats.streams import MAX_RATIO, SMALL, Counted, bounded, buffered
from broadsheet.sources.formats.unsupported import unsupported_zip

_BLOCK = 512
"""Bytes of a header of tar."""
_MAGIC_AT = 257


class Member(NamedTuple):
    """A file in an archive.

    Attributes:
        name: Its path in the archive.
        stream: Its bytes, to be read before the next member is asked for.
    """

    name: str
    stream: BinaryIO


class _Header(tarfile.TarInfo):
    """A header of tar. The library takes a broken one for the end of the archive; here it is an error."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> "_Header":
        """Read the next header."""
        try:
            return super().fromtarfile(tarfile_)
        except (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError) as error:  # type: ignore[attr-defined]
            raise UnreadableError(Reason.DAMAGED, f"a tar archive with a broken header: {error}") from error


def is_zip(head: bytes) -> bool:
    """Return whether a file is a zip archive, or a document that is one inside."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_tar(head: bytes) -> bool:
    """Return whether a file is a tar archive: by its mark, or by the checksum of its first header."""
    if len(head) < _BLOCK:
        return False
    if head[_MAGIC_AT : _MAGIC_AT + 5] == b"ustar":
        return True
    if b"\0" not in head[:_BLOCK]:
        return False
    try:
        tarfile.TarInfo.frombuf(head[:_BLOCK], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """Open a zip archive.

    Raises:
        UnreadableError: its list of members is broken; the library has several errors for that.
    """
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise UnreadableError(Reason.DAMAGED, f"a zip archive with a broken list of members: {error}") from error


def read_zip(archive: zipfile.ZipFile) -> Iterator[Member | BadRecord]:
    """Yield the members of a zip archive in the order of its list.

    Raises:
        UnreadableError: it is a document of a kind that is not read, or a bomb.
    """
    if refused := unsupported_zip(archive.namelist()):
        raise refused
    given, size = 0, sum(info.compress_size for info in archive.infolist())
    for info in archive.infolist():
        if info.filename.endswith("/") or _is_hidden(info.filename):
            continue
        if problem := _bad_name(info.filename):
            yield BadRecord(info.filename, Reason.BAD_RECORD, problem)
        elif info.flag_bits & 1:
            yield BadRecord(info.filename, Reason.BAD_RECORD, "encrypted; unpack the archive with its password first")
        else:
            try:
                stream = Counted(cast(BinaryIO, archive.open(info)))
            except (NotImplementedError, RuntimeError) as error:
                yield BadRecord(info.filename, Reason.UNSUPPORTED, f"{error}; pack the archive with deflate")
                continue
            except (zipfile.BadZipFile, ValueError, OverflowError) as error:
                yield BadRecord(info.filename, Reason.DAMAGED, f"its header in the archive is broken: {error}")
                continue
            yield Member(info.filename, bounded(cast(BinaryIO, stream), info.compress_size))
            given += stream.count
            if given > max(SMALL, MAX_RATIO * size):
                raise UnreadableError(Reason.BOMB, f"{size:,} bytes give more than {given:,}; not read further")


def read_tar(stream: BinaryIO) -> Iterator[Member | BadRecord]:
    """Yield the files of a tar archive in their order; links and devices are refused."""
    with tarfile.open(fileobj=stream, mode="r|", errorlevel=0, tarinfo=_Header) as archive:
        for info in archive:
            name = info.name
            if info.isdir() or _is_hidden(name):
                continue
            if problem := _bad_name(name):
                yield BadRecord(name, Reason.BAD_RECORD, problem)
            elif not info.isfile():
                yield BadRecord(name, Reason.NOT_A_FILE, "a link or a device in the archive")
            else:
                file = archive.extractfile(info)
                assert file is not None  # it is a regular file
                yield Member(name, buffered(Counted(cast(BinaryIO, file))))


def _is_hidden(name: str) -> bool:
    """Return whether a member is passed over, as a hidden file in a folder is, or holds facts of macOS alone."""
    parts = name.removeprefix("./").split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and not part.startswith("..") for part in parts)


def _bad_name(name: str) -> str:
    if not name:
        return "it has no name"
    parts = name.replace("\\", "/").split("/")
    return "its name leads out of the archive" if name.startswith(("/", "\\")) or ".." in parts else ""
