"""The second stage: extracts a document or a reject from each page.

Works on one list of pages at a time and shares nothing, so that any number of processes can run in parallel.
"""

import gc
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Any, NamedTuple

import pyarrow as pa

from broadsheet.extraction.columns import documents_to_batch
from broadsheet.extraction.document import DecodedPage, Document, Rejected, decoded_page, extract_pages
from broadsheet.reject_reasons import Reason
from broadsheet.runs.records import stored_records
from broadsheet.runs.run import Run
from broadsheet.schema import DOCUMENTS
from broadsheet.settings import MEBIBYTE, Settings
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.file_reader import Opened, read_bytes
from broadsheet.sources.record import NOTHING_DECLARED, Declared, Record
from broadsheet.text.fingerprints import add_sketches
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.tombstones import Tombstones, hashed_page

TOGETHER = 64
TOGETHER_BYTES = 4 * MEBIBYTE
TOGETHER_LINES = 20_000
"""Pages that are read together, and about their bytes and lines: enough to keep each rule's tables at hand, few enough
to hold in memory, of which each line takes about 2 kB. A page that is larger is read alone, or ends a bundle."""


@dataclass(frozen=True, slots=True)
class ExtractCounts:
    """The counts of one list of pages."""

    documents: int
    refused: int


class _Opened(NamedTuple):
    """One page before reading: its record or the reason why there is none, its digest, and the stat of its file."""

    content: Record | Rejected
    uri: str
    digest: str | None = None
    stat: dict[str, int] | None = None
    declared: Declared = NOTHING_DECLARED


class _Read(NamedTuple):
    """One page after reading: its document or the reason it was rejected, and the facts about its file."""

    digest: str | None
    stat: dict[str, int] | None
    stage: str | None
    outcome: Document | Rejected


def extract(run: Run, shard: int) -> ExtractCounts:
    """Read the pages of one list and write one row of DOCUMENTS for each: a document, or a reject with its reason."""
    pages = run.store.pages.read(shard)
    tombstones = Tombstones.read(run.warehouse)
    taken_down, pages_gone = tombstones.digests, tombstones.pages
    with _cycles_left_alone():
        bundles = _bundles(_opened(run, shard, pages))
        read = [page for bundle in bundles for page in _read(bundle, run.settings, run.day)]
        read = [_refused_again(page, _SAME_BYTES) if page.digest in taken_down else page for page in read]
        if pages_gone:
            read = [_refused_again(page, _SAME_ADDRESS) if _page_of(page) in pages_gone else page for page in read]
    table = add_sketches(_table(pages, read), run.settings.deduplication)
    run.store.documents.write(shard, table.select(DOCUMENTS.names))
    refused = sum(1 for page in read if page.stage)
    return ExtractCounts(documents=len(read) - refused, refused=refused)


def extract_bytes(
    pages: Sequence[tuple[bytes, str]], settings: Settings, day: date | None = None
) -> list[Document | Rejected]:
    """Extract pages from their raw bytes, each given with its source URI. An error on a page becomes a reason.

    `day` is the run's day: a date after it is weak evidence.
    """
    return extract_records([(Record("", data), source_uri) for data, source_uri in pages], settings, day)


def extract_records(
    pages: Sequence[tuple[Record, str]],
    settings: Settings,
    day: date | None = None,
    declared: Iterable[Declared] | None = None,
) -> list[Document | Rejected]:
    """Extract pages from records, with what their files state of them; see `extract_bytes`.

    `declared` is for each page what the settings declare of its source; None where they declare nothing.
    """
    of_sources = repeat(NOTHING_DECLARED, len(pages)) if declared is None else declared
    decoded = [
        _decoded(record, source_uri, settings, of_source)
        for (record, source_uri), of_source in zip(pages, of_sources, strict=True)
    ]
    extracted = iter(_extracted([page for page in decoded if isinstance(page, DecodedPage)], settings, day))
    return [next(extracted) if isinstance(page, DecodedPage) else page for page in decoded]


@contextmanager
def _cycles_left_alone() -> Iterator[None]:
    """Switch off the search for reference cycles: pages have none, and the search takes a tenth of the time."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def _decoded(record: Record, source_uri: str, settings: Settings, declared: Declared) -> DecodedPage | Rejected:
    try:
        return _decode(record, source_uri, settings, declared)
    except Exception as error:  # a defect of a rule costs the page, not the shard
        return Rejected(Reason.FAILED, f"{type(error).__name__}: {error}")


def _decode(record: Record, source_uri: str, settings: Settings, declared: Declared) -> DecodedPage | Rejected:
    decoded = decode(record.data, settings.extraction.max_replaced_share, record.charset)
    if not isinstance(decoded, Decoded):
        return Rejected.unread(decoded.reason, decoded.detail, record.fields)
    lines = decoded.text.count("\n") + 1
    if lines > settings.extraction.max_lines:
        detail = f"{lines} lines, at most {settings.extraction.max_lines} are read"
        return Rejected.unread(Reason.TOO_LARGE, detail, record.fields)
    return decoded_page(decoded, source_uri, record, declared)


def _extracted(pages: list[DecodedPage], settings: Settings, day: date | None) -> list[Document | Rejected]:
    try:
        return extract_pages(pages, settings.extraction, day)
    except Exception as error:  # a defect of a rule must cost one page, not the run
        if len(pages) > 1:
            return [outcome for page in pages for outcome in _extracted([page], settings, day)]
        return [Rejected(Reason.FAILED, f"{type(error).__name__}: {error}")]


def _opened(run: Run, shard: int, pages: pa.Table) -> Iterator[_Opened]:
    """Open the pages of a list: records from the run's store, other pages from their files."""
    names = ("path", "source_uri", "source", "reason", "detail", "record")
    declared = {name: Declared.of(run.settings, name) for name in pages["source"].unique().to_pylist()}
    roots = {name: run.sources[name].root for name in declared if name in run.sources}
    records: Iterator[tuple[Record, str]] = iter(())
    if pages["record"].null_count < len(pages):
        records = stored_records(run.store, shard)
    for path, uri, source, reason, detail, number in zip(*(pages[name].to_pylist() for name in names), strict=True):
        if reason:
            yield _Opened(Rejected(Reason(reason), detail or ""), uri)
        elif number is not None:
            record, digest = next(records)
            yield _Opened(record, uri, digest, declared=declared[source])
        else:
            file = read_bytes(path, run.settings.discovery.max_page_bytes, roots[source])
            if isinstance(file, Opened):
                digest = hashlib.sha256(file.data).hexdigest()
                yield _Opened(Record("", file.data), uri, digest, file.stat._asdict(), declared[source])
            else:
                yield _Opened(Rejected(*file), uri)


def _bundles(pages: Iterable[_Opened]) -> Iterator[list[_Opened]]:
    """Yield opened pages in parts that are extracted together."""
    bundle: list[_Opened] = []
    size = lines = 0
    for page in pages:
        bundle.append(page)
        if isinstance(page.content, Record):
            size += len(page.content.data)
            lines += page.content.data.count(b"\n") + page.content.data.count(b"\r")
        if len(bundle) == TOGETHER or size >= TOGETHER_BYTES or lines >= TOGETHER_LINES:
            yield bundle
            bundle, size, lines = [], 0, 0
    if bundle:
        yield bundle


def _read(bundle: list[_Opened], settings: Settings, day: date) -> list[_Read]:
    read = [(page.content, page.uri) for page in bundle if isinstance(page.content, Record)]
    declared = [page.declared for page in bundle if isinstance(page.content, Record)]
    outcomes = iter(extract_records(read, settings, day, declared))
    return [
        _of_record(page, next(outcomes))
        if isinstance(page.content, Record)
        else _Read(digest=None, stat=None, stage="discover", outcome=page.content)
        for page in bundle
    ]


def _of_record(page: _Opened, outcome: Document | Rejected) -> _Read:
    stage = "extract" if isinstance(outcome, Rejected) else None
    return _Read(digest=page.digest, stat=page.stat, stage=stage, outcome=outcome)


_SAME_BYTES = "the same bytes, under this or another name"
_SAME_ADDRESS = "another version of the page at this web address"


def _refused_again(page: _Read, detail: str) -> _Read:
    return page._replace(stage="extract", outcome=Rejected(Reason.TAKEN_DOWN, detail))


def _page_of(page: _Read) -> str | None:
    """Return the hash of a page by its address, as in tombstones; None where it is not known."""
    return hashed_page(page.outcome.url_normalized, page.outcome.url_origin)


def _table(pages: pa.Table, read: list[_Read]) -> pa.Table:
    own: dict[str, list[Any]] = {
        "source_digest": [page.digest for page in read],
        "stat": [page.stat for page in read],
        "stage": [page.stage for page in read],
        "reasons": [
            [{"code": page.outcome.reason, "detail": page.outcome.detail}] if isinstance(page.outcome, Rejected) else []
            for page in read
        ],
    }
    columns = {name: pa.array(values, DOCUMENTS.field(name).type) for name, values in own.items()}
    columns["doc_id"] = pages["doc_id"]
    columns |= {name: pages[name] for name in ("source_uri", "source")}
    columns["extractor"] = pa.repeat(RULES_VERSION, len(read))
    article = documents_to_batch([page.outcome for page in read])
    columns |= {name: article.column(name) for name in article.schema.names if name not in columns}
    return pa.table(columns)
