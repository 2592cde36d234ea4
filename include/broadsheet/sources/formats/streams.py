"""Streams under the formats: they count what is read, and refuse a bomb while it is decompressed."""

import bz2
import gzip
import io
import lzma
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

import pyarrow as pa

from broadsheet.reject_reasons import Reason
from broadsheet.settings import MEBIBYTE
from broadsheet.sources.formats.format import UnreadableError

MAX_RATIO = 300
"""Bytes that one compressed byte may give. Repetitive crawls reach 50; bombs come near to the 1,032 of gzip."""
SMALL = 32 * MEBIBYTE
"""Bytes below which the ratio does not count: they do no harm."""
MAX_SPOOLED = 4096 * MEBIBYTE
"""Largest file that is unpacked to temporary storage, where its format needs random access."""
_BUFFER = 256 * 1024
_CHUNK = 32 * 1024

_MAGIC = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x50\x2a\x4d\x18", "zstd"),  # a skippable frame, with which some writers begin
)


def compression(head: bytes) -> str | None:
    """Return the method with which a file is compressed, None where it is not."""
    method = next((method for magic, method in _MAGIC if head.startswith(magic)), None)
    return method if method != "bz2" or head[4:10] in (b"1AY&SY", b"\x17rE8P\x90") else None


class Counted(io.RawIOBase):
    """A stream that counts the bytes read from it.

    Attributes:
        count: Bytes read so far.
    """

    def __init__(self, inner: BinaryIO) -> None:
        """Wrap an open file."""
        super().__init__()
        self.count = 0
        self._inner = inner

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return whether the file has random access."""
        return self._inner.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move in the file."""
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        """Return the position in the file."""
        return self._inner.tell()

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; return the number of bytes."""
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class _Bounded(Counted):
    """A decompressed stream that raises UnreadableError if far more bytes come out than went in.

    What was decompressed before an error is given first, so that the records before a break are read.
    """

    def __init__(self, inner: BinaryIO, used: Callable[[], int], most: int) -> None:
        super().__init__(inner)
        self._used = used
        self._most = most
        self._error: Exception | None = None

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: Any) -> int:
        room = memoryview(buffer)
        got = 0
        while got < len(room):
            try:
                data = self._take(min(len(room) - got, self._most))
            except Exception as error:  # whatever the decompressor raises; it is raised again
                self._error = error
                if not got:
                    raise
                break
            if not data:
                break
            room[got : got + len(data)] = data
            got += len(data)
        self.count += got
        if self.count > SMALL and self.count > MAX_RATIO * max(self._used(), 1):
            raise UnreadableError(
                Reason.BOMB, f"{self._used():,} compressed bytes give more than {self.count:,}; not read further"
            )
        return got

    def _take(self, size: int) -> bytes:
        if self._error:
            raise self._error
        read = getattr(self._inner, "read1", self._inner.read)
        data: bytes = read(size)
        return data


_FILES: dict[str, Callable[[Any], Any]] = {
    "gzip": lambda file: gzip.GzipFile(fileobj=file),
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
}


def decompressed(stream: BinaryIO, method: str) -> BinaryIO:
    """Return a stream of the decompressed bytes; concatenated members are read as one."""
    compressed = Counted(stream)
    if method == "zstd":
        inner = pa.CompressedInputStream(pa.PythonFile(compressed, mode="r"), "zstd")
    else:
        inner = _FILES[method](io.BufferedReader(compressed, _BUFFER))
    return buffered(_Bounded(inner, lambda: compressed.count, _CHUNK))


def bounded(stream: BinaryIO, compressed_size: int) -> BinaryIO:
    """Return the stream of an archive's member, of whose compressed bytes the number is known."""
    return buffered(_Bounded(stream, lambda: compressed_size, _BUFFER))


def buffered(raw: io.RawIOBase) -> BinaryIO:
    """Return a buffered stream, from which `peek` gives a first look."""
    return cast(BinaryIO, io.BufferedReader(raw, _BUFFER))


def peek(stream: BinaryIO, size: int) -> bytes:
    """Return the next bytes of a stream from `buffered` without moving it: as many as `size` unless it ends before."""
    reader = cast(io.BufferedReader, stream)
    head = reader.peek(size)
    return head[:size]


@contextmanager
def random_access(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Give a stream with random access: itself, or its rest in anonymous temporary storage.

    Raises:
        UnreadableError: it is too large for that.
    """
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=64 * MEBIBYTE) as file:
        size = 0
        while block := stream.read(MEBIBYTE):
            file.write(block)
            size += len(block)
            if size > MAX_SPOOLED:
                raise UnreadableError(
                    Reason.TOO_LARGE,
                    f"unpacks to more than {MAX_SPOOLED:,} bytes, which its format needs all at hand; unpack it first",
                )
        file.seek(0)
        yield cast(BinaryIO, file)


def lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of each line; None for a line of more than `most` bytes, which is passed over."""
    number = 0
    while line := stream.readline(most + 1):
        number += 1
        if len(line) <= most or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(most)
        yield number, None
