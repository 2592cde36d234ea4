"""Runs with hand-made documents, as extraction would write them."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from broadsheet.boilerplate.stage import remove_boilerplate
from broadsheet.runs.run import Found, Run, SourceRead
from broadsheet.schema import DOCUMENTS, PAGES
from broadsheet.settings import Settings
from factories import new_run

Row = dict[str, Any]
DAY = date(2018, 9, 30)


def _document(name: str = "a.txt", **changes: Any) -> Row:
    """A document that meets every expectation, with `changes`; ``quality__x`` changes one signal of its quality."""
    quality = {
        "body_share": 0.8,
        "sentence_share": 1.0,
        "repeated_share": 0.0,
        "capital_share": 0.05,
        "digit_share": 0.02,
        "encoding": "utf-8",
        "replaced_bytes": 0,
        "repaired_lines": 0,
    }
    quality |= {key.removeprefix("quality__"): changes.pop(key) for key in list(changes) if key.startswith("quality__")}
    row: Row = {
        "doc_id": hashlib.sha256(name.encode()).hexdigest()[:24],
        "source_uri": name,
        "source": "",
        "source_digest": hashlib.sha256(b"page of " + name.encode()).hexdigest(),
        "stat": {"size": 900, "mtime_ns": 1, "ctime_ns": 2, "inode": 3},
        "stage": None,
        "reasons": [],
        "url": None,
        "title": "Harbour reopens after the storm",
        "text": "The harbour opened again on Monday.\n\nBoats left at noon.",
        "page_type": "article",
        "page_type_score": 0.98,
        "published_date": datetime.fromisoformat("2018-09-11"),
        "published_precision": "day",
        "published_at": datetime(2018, 9, 11, 8, 30, tzinfo=UTC),
        "published_origin": "header line",
        "publisher": "The Quay",
        "authors": [],
        "agency": None,
        "dateline": None,
        "language": "en",
        "language_score": 0.97,
        "word_count": 120,
        "paragraph_count": 2,
        "quality": quality,
        "spans": [{"start": 0, "end": 35}, {"start": 37, "end": 56}],
        "text_digest": 5,
        "shingle_count": 116,
        "sketch": [1, 2, 3],
        "extractor": "1",
    }
    return row | changes


def _undated(name: str, **changes: Any) -> Row:
    """A document without a date."""
    nothing = {"published_date": None, "published_precision": "none", "published_at": None, "published_origin": None}
    return _document(name, **nothing, **changes)


def _reject(name: str, code: str = "no_article", stage: str = "extract") -> Row:
    """A page that an earlier stage refused."""
    kept = {"doc_id", "source_uri", "source", "source_digest", "extractor"}
    row = {key: value if key in kept else None for key, value in _document(name).items()}
    return row | {"stage": stage, "reasons": [{"code": code, "detail": "said by extraction"}]}


def _write_run(
    warehouse: Path,
    *shards: Sequence[Row],
    since: date | None = None,
    until: date | None = None,
    lost: int = 0,
    **settings: Any,
) -> Run:
    """A run whose extraction wrote the given rows, one list a shard, and left `lost` pages of the first unanswered."""
    run = new_run(
        warehouse / ".work" / "run-1",
        Settings(warehouse=warehouse, **settings),
        len(shards),
        day=DAY,
        since=since,
        until=until,
        sources={"": SourceRead("pages", Found(new=sum(map(len, shards))))},
    )
    for number, rows in enumerate(shards):
        listed = [*rows, *(_document(f"lost-{at}.txt") for at in range(lost if number == 0 else 0))]
        pages = [
            {"doc_id": row["doc_id"], "source_uri": row["source_uri"], "source": "", "path": b"/source", "state": "new"}
            for row in listed
        ]
        run.store.pages.write(number, pa.Table.from_pylist(pages, PAGES))
        run.store.documents.write(number, pa.Table.from_pylist(list(rows), DOCUMENTS))
    remove_boilerplate(run)
    return run


@pytest.fixture(scope="session")
def document() -> Callable[..., Row]:
    """Make a row of DOCUMENTS that meets every expectation, but for the changes asked for."""
    return _document


@pytest.fixture(scope="session")
def undated() -> Callable[..., Row]:
    """Make a document without a date."""
    return _undated


@pytest.fixture(scope="session")
def reject() -> Callable[..., Row]:
    """Make a page that an earlier stage refused."""
    return _reject


@pytest.fixture(scope="session")
def write_run() -> Callable[..., Run]:
    """Write a run below a warehouse."""
    return _write_run


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Run]:
    """Write a run below this test's own warehouse."""
    return partial(_write_run, tmp_path / "data")
