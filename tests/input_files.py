"""Makes input files of every kind from the same made-up articles, and reads them."""

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.sources.formats.format import BadRecord, Options
from broadsheet.sources.formats.reader import read_file
from broadsheet.sources.formats.streams import Counted, buffered
from broadsheet.sources.record import Record

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda data: pa.compress(data, codec="zstd", asbytes=True),
}
"""Compression by extension."""


def read(name: str, data: bytes, **options: object) -> list[Record | BadRecord]:
    """Return the records of a file."""
    return list(read_file(buffered(Counted(io.BytesIO(data))), name, Options(**options)))  # type: ignore[arg-type]


def good(records: Iterable[Record | BadRecord]) -> dict[str, str]:
    """Return the texts of the records that can be read, by key."""
    return {record.key: record.data.decode() for record in records if isinstance(record, Record)}


def bad(records: Iterable[Record | BadRecord]) -> dict[str, str]:
    """Return the reason codes of the others, by key."""
    return {record.key: record.reason.value for record in records if isinstance(record, BadRecord)}


def jsonl(rows: Iterable[dict[str, object]]) -> bytes:
    """Return JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def table(rows: list[dict[str, object]], delimiter: str = ",") -> bytes:
    """Return CSV, or TSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def parquet(rows: list[dict[str, object]]) -> bytes:
    """Return a Parquet file."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def arrow(rows: list[dict[str, object]], stream: bool = False) -> bytes:
    """Return an Arrow IPC file, or a stream as the library ``datasets`` saves it."""
    content = pa.Table.from_pylist(rows)
    out = io.BytesIO()
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(out, content.schema) as writer:
        writer.write_table(content)
    return out.getvalue()


def warc_record(
    number: int,
    body: bytes,
    kind: str = "response",
    *,
    size: int | None = None,
    http: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n",
    url: str = "",
    crawled: str = "2018-09-11T08:00:00Z",
    newline: bytes = b"\r\n",
) -> bytes:
    """Return a record of a WARC file, of type response, or conversion as in WET files."""
    block = http + b"\r\n" + body if kind == "response" else body
    media = b"application/http; msgtype=response" if kind == "response" else b"text/plain"
    lines = [
        b"WARC/1.0",
        b"WARC-Type: " + kind.encode(),
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>" % number,
        b"WARC-Date: " + crawled.encode(),
        b"WARC-Target-URI: " + (url or f"https://courier.example/story/{number}").encode(),
        b"Content-Type: " + media,
        b"Content-Length: %d" % (len(block) if size is None else size),
        b"",
        b"",
    ]
    return newline.join(lines) + block + newline * 2


def wet(texts: Iterable[str]) -> bytes:
    """Return a WET file."""
    return b"".join(warc_record(number, text.encode(), "conversion") for number, text in enumerate(texts, start=1))


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    """Return a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()
