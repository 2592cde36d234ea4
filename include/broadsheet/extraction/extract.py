"""The second stage: what does each page say, who said it, when?

Works on one list of pages at a time and shares nothing, so that lists run side by side in any number of processes.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from broadsheet.datasets import read_file, write_file
from broadsheet.extraction import RULES_VERSION
from broadsheet.extraction.columns import documents_to_batch
from broadsheet.extraction.document import Document, Rejected, extract_page
from broadsheet.extraction.sketch import add_sketches
from broadsheet.reasons import Reason
from broadsheet.run import Run
from broadsheet.schema import DOCUMENTS
from broadsheet.settings import Settings
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.opening import Opened, read_bytes


@dataclass(frozen=True, slots=True)
class ExtractCounts:
    """What became of one list of pages."""

    documents: int
    refused: int


@dataclass(frozen=True, slots=True)
class _Read:
    """One page after reading: its document or its refusal, and what is known of its file."""

    digest: str | None
    stat: dict[str, int] | None
    stage: str | None
    outcome: Document | Rejected


def extract(run: Run, shard: int) -> ExtractCounts:
    """Read the pages of one list and write one row of DOCUMENTS for each: a document, or a reject with its reason."""
    pages = read_file(run.shard("pages", shard))
    read = [
        _refused(Reason(reason), detail) if reason else _read(path, uri, run.settings)
        for path, uri, reason, detail in zip(
            *(pages[name].to_pylist() for name in ("path", "source_uri", "reason", "detail")), strict=True
        )
    ]
    table = add_sketches(_table(pages, read), run.settings.deduplication)
    write_file(table.select(DOCUMENTS.names), run.shard("documents", shard), DOCUMENTS)
    refused = sum(1 for page in read if page.stage)
    return ExtractCounts(documents=len(read) - refused, refused=refused)


def extract_bytes(data: bytes, source_uri: str, settings: Settings) -> Document | Rejected:
    """Extract one page from its raw bytes. Whatever goes wrong on the page becomes a reason."""
    decoded = decode(data, settings.extraction.max_replaced_share)
    if not isinstance(decoded, Decoded):
        return Rejected(decoded.reason, decoded.detail)
    try:
        return extract_page(
            decoded.text,
            source_uri=source_uri,
            encoding=decoded.encoding,
            replaced_bytes=decoded.replaced,
            settings=settings.extraction,
        )
    except Exception as error:  # a defect of a rule must cost one page, not the run
        return Rejected(Reason.FAILED, f"{type(error).__name__}: {error}")


def _read(path: bytes, source_uri: str, settings: Settings) -> _Read:
    opened = read_bytes(path, settings.discovery.max_page_bytes)
    if not isinstance(opened, Opened):
        return _refused(opened.reason, opened.detail)
    outcome = extract_bytes(opened.data, source_uri, settings)
    return _Read(
        digest=hashlib.sha256(opened.data).hexdigest(),
        stat=opened.stat._asdict(),
        stage="extract" if isinstance(outcome, Rejected) else None,
        outcome=outcome,
    )


def _refused(reason: Reason, detail: str | None) -> _Read:
    return _Read(digest=None, stat=None, stage="discover", outcome=Rejected(reason, detail or ""))


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
    columns["source_uri"] = pages["source_uri"]
    columns["extractor"] = pa.repeat(RULES_VERSION, len(read))
    article = documents_to_batch([page.outcome for page in read])
    columns |= {name: article.column(name) for name in article.schema.names if name not in columns}
    return pa.table(columns)
