"""Reads web archives: responses of WARC files, and the texts of WET files, as Common Crawl and CC-NEWS ship them."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from broadsheet.reject_reasons import Reason
from broadsheet.sources.formats.columns import Columns
from broadsheet.sources.formats.format import HEAD, BadRecord, Format, Options, UnreadableError
from broadsheet.sources.formats.streams import peek
from broadsheet.sources.record import Fields, Record

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_MEDIA = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
_ORIGIN = "WARC header"
_OK = 200


class _AtHand:
    """A stream that gives what is at hand, so that an error behind it comes after it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = cast(io.BufferedReader, stream)
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read1(size)
        self._place += len(data)
        return data

    def tell(self) -> int:
        return self._place


def _matches(head: bytes, _: str) -> bool:
    return head.startswith(b"WARC/")


def _read(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    """Yield each page once the header behind it was found: only then its length is sure."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # noqa: PLC0415  # needed by this format alone

    columns = Columns(options, _ORIGIN)
    first_line = peek(stream, HEAD).partition(b"\n")[0]
    pages = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.resource
    archive = ArchiveIterator(
        cast(BinaryIO, _AtHand(stream)), pages, parse_http=False, quirks_mode=not first_line.endswith(b"\r")
    )
    waiting: Record | BadRecord | None = None
    number = 0
    while True:
        try:
            found = _next(archive)
        except (OSError, EOFError, ValueError, UnreadableError) as error:
            if "WARC" not in str(error):  # the stream below breaks off: what was read is whole
                yield from [waiting] if waiting else []
                raise
            if waiting:
                yield BadRecord(waiting.key, Reason.DAMAGED, "its length is not the one in its header")
            raise UnreadableError(Reason.DAMAGED, f"behind record {number}: {error}") from error
        if waiting:
            yield waiting
            waiting = None
        if found is None:
            return
        number += 1
        waiting = _page(found, columns, number, options)


def _next(archive: "Iterator[WarcRecord]") -> "WarcRecord | None":
    """Return the next record, None at the end; a panic of the library becomes an error."""
    try:
        return next(archive, None)
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(f"WARC reader: {error}") from error


def _page(found: "WarcRecord", columns: Columns, number: int, options: Options) -> Record | BadRecord | None:
    """Return the page of a record, None where the record is none of the web."""
    url = (found.headers.get("WARC-Target-URI") or "").strip("<>")
    if not url.lower().startswith(("http://", "https://")):
        return None
    key = columns.key(found.headers.get("WARC-Record-ID"), number)
    try:
        data, charset = _content(found, options.max_page_bytes)
    except UnreadableError as error:
        return BadRecord(key, error.reason, error.detail)
    language = found.headers.get("WARC-Identified-Content-Language") or ""
    fields = Fields(
        url=url,
        crawled_at=found.headers.get("WARC-Date"),
        language=language if language and "," not in language else None,
        origin=_ORIGIN,
    )
    return Record(key, data, fields, charset, options.clean)


def _content(found: "WarcRecord", most: int) -> tuple[bytes, str | None]:
    """Return the bytes of a page without the headers of HTTP, and the encoding that these declare.

    Raises:
        UnreadableError: the record is broken, too large, or no page.
    """
    size = found.content_length
    if size > 2 * most:
        raise UnreadableError(Reason.TOO_LARGE, f"{size} bytes, at most {most} are read")
    data, charset = found.reader.read(), None
    if len(data) < size:
        raise UnreadableError(Reason.DAMAGED, f"{len(data)} of {size} bytes: the file breaks off")
    if b"\nWARC/1." in data and b"\nWARC-Record-ID:" in data:
        raise UnreadableError(Reason.DAMAGED, "its length is wrong: other records are within it")
    media = (found.headers.get("Content-Type") or "").partition(";")[0].strip()
    if media.lower() == "application/http":
        found.set_bytes_content(data)
        found.parse_http(auto_decode="all")
        status = found.http_headers.status_code if found.http_headers else None
        if status != _OK:
            raise UnreadableError(Reason.NOT_A_PAGE, f"the answer of the site has HTTP status {status or 'unknown'}")
        media, charset = found.http_content_type or "", found.http_charset
        data = found.reader.read(most + 1)
    if media.lower() not in _MEDIA:
        raise UnreadableError(Reason.NOT_A_PAGE, f"a file of type {media or 'unknown'}")
    if len(data) > most:
        raise UnreadableError(Reason.TOO_LARGE, f"more than {most} bytes")
    return data, charset


FORMAT = Format("warc", "WARC, WET", "web archives", (".warc", ".wet"), _matches, _read)
