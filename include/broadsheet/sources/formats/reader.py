"""Reads a file as records: through compression and archives, at most two of each, to the format inside."""

import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from broadsheet.errors import ConfigurationError
from broadsheet.identity import plain_name
from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.archives import Member, is_tar, is_zip, open_zip, read_tar, read_zip
from broadsheet.sources.formats.documents import is_word
from broadsheet.sources.formats.exports import read_word
from broadsheet.sources.formats.format import HEAD, BadRecord, Format, Options, UnreadableError
from broadsheet.sources.formats.registry import AUTO, recognise
from broadsheet.sources.formats.streams import compression, decompressed, peek, random_access
from broadsheet.sources.formats.unsupported import unsupported
from broadsheet.sources.record import Record

MOST_NESTED = 2
"""Compressions of a file around one another, and archives within one another, that are unpacked."""

_TO_ESCAPE = re.compile("[\x00-\x1f#%\x7f\ud800-\udfff]")


def is_one_page(head: bytes, name: str, declared: str = AUTO) -> bool:
    """Return whether a file is a page as it is, plain text or HTML.

    Args:
        head: Its first `HEAD` bytes.
        name: Its name.
        declared: The declared format of the files of its source, as `Options.format`.
    """
    wrapped = compression(head) or is_zip(head) or is_tar(head) or unsupported(head)
    return not (wrapped or recognise(head, name, declared))


def read_file(stream: BinaryIO, name: str, options: Options) -> Iterator[Record | BadRecord]:
    """Yield the records of an open, buffered file; one that breaks off ends with a BadRecord without a key.

    A key is printable: bytes that no text column can hold are written as ``%XX``, and so is "#" in the name of an
    archive's member, for "#" precedes a record in it.
    """
    records = _guarded(_read(stream, name, options, 0))
    if options.format == AUTO:
        yield from records
        return
    for record in records:
        if isinstance(record, BadRecord):  # the declared format is the likeliest cause
            yield record._replace(detail=f"{record.detail}; the settings declare format = {options.format}")
        else:
            yield record


def _guarded(records: Iterator[Record | BadRecord]) -> Iterator[Record | BadRecord]:
    """Yield records, and instead of raising an error, a BadRecord for the file as a whole."""
    try:
        yield from records
    except UnreadableError as error:
        yield BadRecord("", error.reason, error.detail)
    except ConfigurationError as error:
        yield BadRecord("", Reason.EXTRA_MISSING, str(error))
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno is not None:
            yield BadRecord("", Reason.UNREADABLE, f"cannot be read: {error.strerror}")
        else:
            yield BadRecord("", Reason.DAMAGED, f"breaks off or is broken: {error or type(error).__name__}")
    except Exception as error:  # a defect of a format must cost one file, not the build
        yield BadRecord("", Reason.FAILED, f"{type(error).__name__}: {error}")


_BROKEN = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    struct.error,
    pa.ArrowException,
    UnicodeError,
)
"""What libraries raise for files that are broken."""


def _read(stream: BinaryIO, name: str, options: Options, depth: int) -> Iterator[Record | BadRecord]:
    for _ in range(MOST_NESTED + 1):
        head = peek(stream, HEAD)
        method = compression(head)
        if method is None:
            break
        stream, name = decompressed(stream, method), plain_name(name)
    else:
        raise UnreadableError(Reason.NESTED, f"compressed more than {MOST_NESTED} times; unpack it first")
    if is_zip(head):
        with random_access(stream) as file, open_zip(file) as archive:
            if is_word(archive):
                yield from read_word(archive, file, options)
            else:
                yield from _members(read_zip(archive), options, depth)
        return
    if is_tar(head):
        yield from _members(read_tar(stream), options, depth)
        return
    if refused := unsupported(head):
        raise refused
    found = recognise(head, name, options.format)
    if found is None:
        yield _page(stream, options)
    else:
        yield from (_escaped(record) for record in _of_format(found, stream, options))


def _of_format(found: Format, stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    if not found.seekable:
        yield from found.read(stream, options)
        return
    with random_access(stream) as file:
        yield from found.read(file, options)


def _page(stream: BinaryIO, options: Options) -> Record | BadRecord:
    data = stream.read(options.max_page_bytes + 1)
    if len(data) > options.max_page_bytes:
        return BadRecord("", Reason.TOO_LARGE, f"more than {options.max_page_bytes} bytes are not read as one page")
    return Record("", data)


def _members(members: Iterator[Member | BadRecord], options: Options, depth: int) -> Iterator[Record | BadRecord]:
    if depth == MOST_NESTED:
        raise UnreadableError(Reason.NESTED, f"archives within more than {MOST_NESTED} archives; unpack it first")
    seen: dict[str, int] = {}
    for member in members:
        inside = _escape(plain_name(member[0]).removeprefix("./"))
        times = seen[inside] = seen.get(inside, 0) + 1
        inside = inside if times == 1 else f"{inside}~{times}"
        if isinstance(member, Member):
            for record in _guarded(_read(member.stream, member.name, options, depth + 1)):
                yield record._replace(key=f"{inside}#{record.key}" if record.key else inside)
        else:
            yield BadRecord(inside, member.reason, member.detail)


def _escaped(record: Record | BadRecord) -> Record | BadRecord:
    if record.key.isascii() and record.key.isprintable() and not _TO_ESCAPE.search(record.key):
        return record
    return record._replace(key=_escape(record.key))


def _escape(name: str) -> str:
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
    return _TO_ESCAPE.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", text)
