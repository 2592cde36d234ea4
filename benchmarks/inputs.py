"""The speed of inputs: records a CPU second, read alone and into DOCUMENTS, and what HTML costs.

Into DOCUMENTS means discovery and extraction of a new source, in one warm process. The inputs hold the same made-up
articles (`generate`); with a folder of gold sets that has ``html.tar.zst``, its pages are measured as a WARC too.
"""

import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from selectolax.lexbor import LexborHTMLParser

from broadsheet.discovery.discover import discover
from broadsheet.extraction.extract import TOGETHER, extract, extract_bytes
from broadsheet.settings import load_settings
from broadsheet.sources.formats.format import Options
from broadsheet.sources.formats.reader import read_file
from broadsheet.sources.formats.streams import Counted, buffered
from broadsheet.sources.html import read_html
from generate import HOST, Page, as_html, pages
from html_archives import members

RECORDS = 1_000
ROUNDS = 2


def measure_inputs(evaluation: Path | None = None) -> dict[str, float]:
    """Return records or pages a CPU second by input; shares of the time are named so.

    Args:
        evaluation: A folder of gold sets, or of several such folders.
    """
    made = list(pages(RECORDS))
    rows = [_row(page) for page in made]
    documents = [as_html(page).encode() for page in made]
    rates: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write_inputs(folder, rows, documents)
        for name, file in (
            ("JSONL.zst", "a.jsonl.zst"),
            ("Parquet", "a.parquet"),
            ("WET.gz", "a.warc.wet.gz"),
            ("WARC.gz of HTML", "a.warc.gz"),
        ):
            rates |= _of_file(name, folder / file, RECORDS)
        rates["JSONL.zst, clean, into documents"] = _into_documents(folder / "a.jsonl.zst", RECORDS, clean=True)
        rates |= _of_html("made-up", documents)
        archive = _archive(evaluation)
        if archive is not None:
            real = [data for _, data in members(archive)]
            write_warc(folder / "real.warc.gz", real)
            rates |= _of_file("WARC.gz of real HTML", folder / "real.warc.gz", len(real))
            rates |= _of_html("real", real)
    return rates


def write_warc(file: Path, documents: Iterable[bytes], kind: str = "response") -> int:
    """Write a WARC file, each record compressed by itself as Common Crawl does; return the bytes of its records.

    Args:
        file: The file; one that ends with ``.gz`` is compressed.
        documents: The pages.
        kind: ``response`` for answers of HTTP, ``conversion`` for texts as in WET files.
    """
    size = 0
    with file.open("wb") as written:
        for number, document in enumerate(documents):
            record = _warc_record(number, document, kind)
            size += len(record)
            written.write(gzip.compress(record, 5) if file.suffix == ".gz" else record)
    return size


def _warc_record(number: int, document: bytes, kind: str) -> bytes:
    media = b"text/plain"
    if kind == "response":
        media = b"application/http; msgtype=response"
        document = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + document
    return b"".join(
        (
            b"WARC/1.0\r\nWARC-Type: %s\r\n" % kind.encode(),
            b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>\r\n" % number,
            b"WARC-Date: 2019-03-06T08:00:00Z\r\n",
            b"WARC-Target-URI: https://%s/%d\r\n" % (HOST.encode(), number),
            b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (media, len(document)),
            document,
            b"\r\n\r\n",
        )
    )


def _row(page: Page) -> dict[str, str]:
    date, title = page.text.split("\n", 1)[0].strip().split(" ", 2)[1:]
    return {"id": page.name, "text": page.text, "url": f"https://{HOST}/{page.name}", "title": title, "date": date}


def _write_inputs(folder: Path, rows: list[dict[str, str]], documents: list[bytes]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    with pa.output_stream(str(folder / "a.jsonl.zst"), compression="zstd") as stream:
        stream.write(lines)
    pq.write_table(pa.Table.from_pylist(rows), folder / "a.parquet", compression="zstd")
    write_warc(folder / "a.warc.wet.gz", [row["text"].encode() for row in rows], "conversion")
    write_warc(folder / "a.warc.gz", documents)


def _of_file(name: str, file: Path, count: int) -> dict[str, float]:
    return {f"{name}, read": _read(file, count), f"{name}, into documents": _into_documents(file, count)}


def _read(file: Path, count: int) -> float:
    def read() -> None:
        with file.open("rb", buffering=0) as raw:
            found = sum(1 for _ in read_file(buffered(Counted(raw)), file.name, Options()))
        if found != count:
            raise ValueError(f"{file.name} gives {found} records of {count}")

    return count / _least(read)


def _into_documents(file: Path, count: int, *, clean: bool = False) -> float:
    def build() -> None:
        with tempfile.TemporaryDirectory(dir=file.parent) as warehouse:
            settings = load_settings(source=str(file), warehouse=Path(warehouse), input={"clean": clean})
            run = discover(settings)
            found = sum((done := extract(run, shard)).documents + done.refused for shard in range(run.shards))
        if found != count:
            raise ValueError(f"{file.name} gives {found} pages of {count}")

    return count / _least(build)


def _of_html(name: str, documents: list[bytes]) -> dict[str, float]:
    """Return the rate of extraction from HTML in memory, and the shares of its time that reading and parsing take."""
    settings = load_settings()
    texts = [data.decode("utf-8", "replace") for data in documents]
    whole = _least(lambda: [extract_bytes(some, settings) for some in _bundles(documents)])
    read = _least(lambda: [read_html(text) for text in texts])
    parsed = _least(lambda: [LexborHTMLParser(text) for text in texts])
    return {
        f"{name} HTML, bytes to documents": len(documents) / whole,
        f"{name} HTML, kB a page": sum(map(len, documents)) / len(documents) / 1000,
        f"{name} HTML, share of reading HTML": read / whole,
        f"{name} HTML, share of its parser": parsed / whole,
    }


def _bundles(documents: list[bytes]) -> Iterator[list[tuple[bytes, str]]]:
    for at in range(0, len(documents), TOGETHER):
        yield [(data, "page.html") for data in documents[at : at + TOGETHER]]


def _archive(evaluation: Path | None) -> Path | None:
    if evaluation is None:
        return None
    beside = [evaluation, *sorted(path for path in evaluation.iterdir() if path.is_dir())]
    return next((path / "html.tar.zst" for path in beside if (path / "html.tar.zst").is_file()), None)


def _least(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the quickest of several rounds; the first round is not counted."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)
