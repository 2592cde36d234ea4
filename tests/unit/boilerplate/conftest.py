"""Runs of made-up rows, as extraction hands them on, up to where recurring lines are taken out."""

from collections.abc import Callable, Sequence
from datetime import date

import pyarrow as pa
import pytest

from broadsheet.boilerplate.stage import take_out_recurring
from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.parquet_io import write_file
from broadsheet.publishing.publish import Published, publish
from broadsheet.runs.run import Found, Run
from broadsheet.schema import DOCUMENTS, FORGOTTEN, PAGES
from broadsheet.settings import Settings
from broadsheet.text.sketch import add_sketches
from broadsheet.validation.validate import validate
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from rows import Row, identity


@pytest.fixture
def extracted(settings: Settings) -> Callable[..., Run]:
    """Give a function that makes a run of these rows, one list a shard, just extracted."""
    warehouse = Warehouse(settings.warehouse)
    count = 0

    def make(
        *shards: Sequence[Row], since: date | None = None, until: date | None = None, settings: Settings = settings
    ) -> Run:
        nonlocal count
        count += 1
        run = Run(
            folder=warehouse.work / f"run-{count}",
            settings=settings,
            parent=warehouse.current_id(),
            day=date(2026, 1, 1),
            since=since,
            until=until,
            found=Found(),
            shards=len(shards),
        )
        run.save()
        for number, rows in enumerate(shards):
            table = pa.Table.from_pylist(list(rows), pa.schema([field.with_nullable(True) for field in DOCUMENTS]))
            listed = [{**identity(row["source_uri"]), "path": b"", "state": "new"} for row in rows]
            write_file(pa.Table.from_pylist(listed, PAGES), run.shard("pages", number), PAGES)
            write_file(add_sketches(table, settings.deduplication), run.shard("documents", number), DOCUMENTS)
        write_file(FORGOTTEN.empty_table(), run.folder / "forgotten.parquet", FORGOTTEN)
        return run

    return make


@pytest.fixture
def start(extracted: Callable[..., Run]) -> Callable[..., Run]:
    """Give a function that makes a run of these rows, one shard, up to where it is published."""

    def make(rows: Sequence[Row], **asked: date) -> Run:
        run = extracted(rows, **asked)
        take_out_recurring(run)
        validate(run)
        deduplicate(run)
        return run

    return make


@pytest.fixture
def put(start: Callable[..., Run]) -> Callable[..., Published]:
    """Give a function that publishes a run of these rows."""
    return lambda rows: publish(start(rows))


@pytest.fixture
def current(settings: Settings) -> Callable[[], Version]:
    """Give a function that opens the version readers see."""
    warehouse = Warehouse(settings.warehouse)
    return lambda: Version.open(warehouse, warehouse.current_id())
