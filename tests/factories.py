"""Runs of made-up rows, taken through the real stages as far as a test needs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from broadsheet.boilerplate.stage import remove_boilerplate
from broadsheet.deduplication.deduplicate import deduplicate
from broadsheet.identity import doc_id
from broadsheet.publishing.publish import Published, publish
from broadsheet.runs.run import CleanedDocuments, Run, SourceRead
from broadsheet.runs.state import Base, ValidationState, Verdict
from broadsheet.schema import DOCUMENTS, PAGES
from broadsheet.settings import Settings
from broadsheet.text.fingerprints import add_sketches
from broadsheet.validation.quarantine import split
from broadsheet.validation.scalars import read_scalars
from broadsheet.validation.validate import validate
from broadsheet.warehouse.layout import Warehouse
from rows import Row, identity

DAY = date(2026, 1, 1)


def new_run(folder: Path, settings: Settings, shards: int = 1, **plan: object) -> Run:
    """Return a run on the current version of its warehouse, saved."""
    base = Base.current(Warehouse(settings.warehouse))
    fixed = {"day": DAY, "since": None, "until": None, "sources": {"": SourceRead("pages")}}
    run = Run(
        folder=folder,
        settings=settings,
        started=datetime.now(UTC),
        planned_on=base.version,
        base=base,
        shards=shards,
        **{**fixed, **plan},
    )
    run.save()
    return run


def write_shard(run: Run, number: int, rows: Sequence[Row]) -> None:
    """Write a page list and the documents of these rows, which may lack columns, with real sketches."""
    listed = [{**identity(row["source_uri"]), "path": b"", "state": "new"} for row in rows]
    run.store.pages.write(number, pa.Table.from_pylist(listed, PAGES))
    table = pa.Table.from_pylist(list(rows), pa.schema([field.with_nullable(True) for field in DOCUMENTS]))
    sketched = add_sketches(table, run.settings.deduplication)
    run.store.documents.write(number, pa.table(sketched).select(DOCUMENTS.names))


class RunFactory:
    """Makes runs in the warehouse of some settings, numbered from 1."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._count = 0

    def extracted(
        self,
        *shards: Sequence[Row],
        forget: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        settings: Settings | None = None,
    ) -> Run:
        """Return a run of these rows, one list a shard, as extraction leaves it."""
        self._count += 1
        settings = settings or self.settings
        folder = settings.warehouse / ".work" / f"run-{self._count}"
        run = new_run(folder, settings, len(shards), since=since, until=until)
        for number, rows in enumerate(shards):
            write_shard(run, number, rows)
        forgotten = pa.array([doc_id(name) for name in forget], pa.string())
        run.store.forgotten.write(pa.table({"doc_id": forgotten}))
        return run

    def deduplicated(self, *shards: Sequence[Row], **plan: object) -> Run:
        """Return a run of these rows, ready to be published; every document passes validation, as without bounds."""
        run = self.extracted(*shards, **plan)
        remove_boilerplate(run)
        cleaned = CleanedDocuments(run)
        split(run, cleaned, read_scalars(run, cleaned).treatment, {}, {})
        run.store.validation.write(ValidationState(run.base, Verdict("pass", 0, 0, 0, 0)))
        deduplicate(run)
        return run

    def validated(self, *shards: Sequence[Row], **plan: object) -> Run:
        """Return a run of these rows, ready to be published, validated by Great Expectations."""
        run = self.extracted(*shards, **plan)
        remove_boilerplate(run)
        validate(run)
        deduplicate(run)
        return run

    def published(self, *shards: Sequence[Row], **plan: object) -> Published:
        """Publish a run of these rows, each document accepted, and return what was published."""
        return publish(self.deduplicated(*shards, **plan))
