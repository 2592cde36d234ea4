"""Runs made up for the publisher: documents as validation hands them on, with real sketches."""

from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pytest

from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.identity import doc_id
from broadsheet.parquet_io import write_file
from broadsheet.publishing.publish import Published, publish
from broadsheet.runs.run import Found, Run
from broadsheet.schema import DOCUMENTS, FORGOTTEN, PAGES
from broadsheet.settings import Settings
from broadsheet.text.sketch import add_sketches
from broadsheet.warehouse.layout import Warehouse
from rows import Row, identity


@pytest.fixture
def start(settings: Settings) -> Callable[..., Run]:
    """Give a function that makes a run of these rows, deduplicated but not yet published."""
    warehouse = Warehouse(settings.warehouse)
    count = 0

    def make(
        *,
        take: list[Row] = (),
        refuse: list[Row] = (),
        wait: list[Row] = (),
        forget: list[str] = (),
        settings: Settings = settings,
    ) -> Run:
        nonlocal count
        count += 1
        run = Run(
            folder=warehouse.work / f"run-{count}",
            settings=settings,
            parent=warehouse.current_id(),
            day=date(2026, 1, 1),
            since=None,
            until=None,
            found=Found(),
            shards=1,
        )
        run.save()
        everything = [*take, *refuse, *wait]
        listed = [{**identity(row["source_uri"]), "path": b"", "state": "new"} for row in everything]
        write_file(pa.Table.from_pylist(listed, PAGES), run.shard("pages", 0), PAGES)
        for step, rows in (("documents", everything), ("accepted", take), ("quarantined", refuse), ("pending", wait)):
            table = pa.Table.from_pylist(list(rows), pa.schema([f.with_nullable(True) for f in DOCUMENTS]))
            write_file(_sketched(table, settings), run.shard(step, 0), DOCUMENTS)
        forgotten = pa.table({"doc_id": pa.array([doc_id(name) for name in forget], pa.string())})
        write_file(forgotten, run.folder / "forgotten.parquet", FORGOTTEN)
        deduplicate(run)
        return run

    return make


@pytest.fixture
def put(start: Callable[..., Run]) -> Callable[..., Published]:
    """Give a function that publishes a run of these rows."""
    return lambda **rows: publish(start(**rows))


def _sketched(table: pa.Table, settings: Settings) -> pa.Table:
    return pa.table(add_sketches(table, settings.deduplication)).select(DOCUMENTS.names)
