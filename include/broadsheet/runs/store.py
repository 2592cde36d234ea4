"""The working folder of a run as typed datasets, through which stages pass data to later stages.

Layout under ``<warehouse>/.work/<run id>/``; only this module knows the file names::

    run.json
    pages/ records/ documents/ cleaned/ dispositions/ accepted/ quarantined/ pending/    one file per shard
    lines/ placement/ relations/ sketches/    one file for each process that wrote a part
    forgotten.parquet gone.parquet
    boilerplate.json validation.json deduplication.json published.json

That a file exists, or is new, means nothing: stages record their results in the JSON states.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import pyarrow as pa
from pydantic import TypeAdapter

from broadsheet.atomic_io import link_or_copy, write_text
from broadsheet.parquet_io import column_bytes, count_rows, read_batches, read_file, write_file
from broadsheet.runs.state import BoilerplateState, DeduplicationState, Published, ValidationState
from broadsheet.schema import (
    DISPOSITIONS,
    DOCUMENTS,
    FORGOTTEN,
    GONE,
    NEW_LINES,
    NEW_SKETCHES,
    PAGES,
    PLACEMENT,
    RECORDS,
    RELATIONS,
)

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class ShardedDataset:
    """A dataset in shards of one schema, numbered from 0.

    Attributes:
        name: Its name.
        schema: Every shard's schema.
        folder: Its folder.
    """

    name: str
    schema: pa.Schema
    folder: Path

    def read(self, number: int, columns: list[str] | None = None) -> pa.Table:
        """Return one shard, or some of its columns."""
        return read_file(self._file(number), columns)

    def write(self, number: int, table: pa.Table) -> None:
        """Write one shard, cast to the schema."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_file(table, self._file(number), self.schema)

    def batches(self, number: int, rows: int) -> Iterator[pa.RecordBatch]:
        """Yield one shard in batches of up to so many rows."""
        yield from read_batches(self._file(number), rows)

    def rows(self, number: int) -> int:
        """Return the number of rows of a shard, from its footer."""
        return count_rows(self._file(number))

    def column_bytes(self, number: int, column: str) -> int:
        """Return the uncompressed bytes of a plain column of a shard, from its footer."""
        return column_bytes(self._file(number), column)

    def take_over(self, number: int, source: "ShardedDataset") -> None:
        """Add an unchanged shard of another dataset, as a hard link if the file system supports it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        link_or_copy(source._file(number), self._file(number))

    def clear(self) -> None:
        """Remove all shards."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, number: int) -> Path:
        return self.folder / f"shard-{number:05d}.parquet"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset in one file.

    Attributes:
        schema: Its schema.
        file: Its file.
    """

    schema: pa.Schema
    file: Path

    def read(self, columns: list[str] | None = None) -> pa.Table:
        """Return the dataset, or some of its columns."""
        return read_file(self.file, columns)

    def write(self, table: pa.Table) -> None:
        """Write the dataset, cast to the schema."""
        write_file(table, self.file, self.schema)


@dataclass(frozen=True, slots=True)
class PartedDataset:
    """A dataset in any number of files, written side by side by several processes.

    Attributes:
        schema: Its schema.
        folder: Its folder.
    """

    schema: pa.Schema
    folder: Path

    def read(self, columns: list[str] | None = None) -> pa.Table:
        """Return the dataset, or some of its columns; the rows of the files one after the other, in no order."""
        tables = [read_file(file, columns) for file in self.files()]
        if tables:
            return pa.concat_tables(tables)
        schema = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        return schema.empty_table()

    def read_sorted(self, *by: str) -> pa.Table:
        """Return the dataset sorted by these columns; a single file is sorted already."""
        rows = self.read()
        return rows if len(self.files()) < 2 else rows.sort_by([(name, "ascending") for name in by])

    def write(self, table: pa.Table) -> None:
        """Write the dataset as one file, cast to the schema, in place of all its files."""
        self.clear()
        self.add("whole", table)

    def add(self, name: str, table: pa.Table) -> None:
        """Write the file of that name, cast to the schema."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_file(table, self.folder / f"{name}.parquet", self.schema)

    def files(self) -> list[Path]:
        """Return its files, in order of their names."""
        return sorted(self.folder.glob("[!.]*.parquet"))

    def clear(self) -> None:
        """Remove all files."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class StateFile(Generic[State]):
    """A typed value stored as JSON.

    Attributes:
        adapter: Its type.
        file: Its file.
    """

    adapter: TypeAdapter[State]
    file: Path

    def read(self) -> State | None:
        """Return the value, None if it was not written yet."""
        try:
            return self.adapter.validate_json(self.file.read_bytes())
        except FileNotFoundError:
            return None

    def write(self, value: State) -> None:
        """Write the value atomically: a reader sees the old value or the new one."""
        write_text(self.adapter.dump_json(value, indent=1).decode(), self.file)


_BOILERPLATE = TypeAdapter(BoilerplateState)
_VALIDATION = TypeAdapter(ValidationState)
_DEDUPLICATION = TypeAdapter(DeduplicationState)
_PUBLISHED = TypeAdapter(Published)


class RunStore:
    """All datasets and states of one run.

    Attributes:
        folder: The run's folder.
        pages: PAGES; written by discovery.
        records: RECORDS; written by discovery, for the shards of pages that come from files of several records.
        documents: DOCUMENTS; written by extraction.
        cleaned: DOCUMENTS; written by boilerplate: shards that lost or regained template lines, and redone documents.
        dispositions: DISPOSITIONS; written by boilerplate: the disposition of each page against the base version.
        accepted: DOCUMENTS; written by validation: documents that may be published.
        quarantined: DOCUMENTS; written by validation: refused pages, with stage and reasons.
        pending: DOCUMENTS; written by validation: documents that this run does not publish, text null.
        forgotten: FORGOTTEN; written by discovery.
        gone: GONE; written by discovery.
        lines: NEW_LINES; written by boilerplate.
        placement: PLACEMENT; written by deduplication.
        relations: RELATIONS; written by deduplication.
        sketches: NEW_SKETCHES; written by deduplication.
        boilerplate: State of the boilerplate stage.
        validation: State of the validation stage.
        deduplication: State of the deduplication stage.
        published: State of the publishing stage.
    """

    def __init__(self, folder: Path) -> None:
        """Open the store in a folder, which may not exist yet."""
        self.folder = folder
        self.pages = self._sharded("pages", PAGES)
        self.records = self._sharded("records", RECORDS)
        self.documents = self._sharded("documents", DOCUMENTS)
        self.cleaned = self._sharded("cleaned", DOCUMENTS)
        self.dispositions = self._sharded("dispositions", DISPOSITIONS)
        self.accepted = self._sharded("accepted", DOCUMENTS)
        self.quarantined = self._sharded("quarantined", DOCUMENTS)
        self.pending = self._sharded("pending", DOCUMENTS)
        self.forgotten = Dataset(FORGOTTEN, folder / "forgotten.parquet")
        self.gone = Dataset(GONE, folder / "gone.parquet")
        self.lines = PartedDataset(NEW_LINES, folder / "lines")
        self.placement = PartedDataset(PLACEMENT, folder / "placement")
        self.relations = PartedDataset(RELATIONS, folder / "relations")
        self.sketches = PartedDataset(NEW_SKETCHES, folder / "sketches")
        self.boilerplate = StateFile(_BOILERPLATE, folder / "boilerplate.json")
        self.validation = StateFile(_VALIDATION, folder / "validation.json")
        self.deduplication = StateFile(_DEDUPLICATION, folder / "deduplication.json")
        self.published = StateFile(_PUBLISHED, folder / "published.json")

    @property
    def scratch(self) -> Path:
        """The folder for temporary data of a stage; removed together with the datasets."""
        return self.folder / "scratch"

    def clear(self) -> None:
        """Remove all datasets, after they are part of a version, and what killed processes left; the states stay."""
        for dataset in (self.pages, self.records, self.documents, self.cleaned, self.dispositions):
            dataset.clear()
        for dataset in (self.accepted, self.quarantined, self.pending):
            dataset.clear()
        for parted in (self.lines, self.placement, self.relations, self.sketches):
            parted.clear()
        shutil.rmtree(self.scratch, ignore_errors=True)
        for pattern in ("*.parquet", ".*.parquet.*", ".*.json.*"):
            for file in self.folder.glob(pattern):
                file.unlink(missing_ok=True)

    def _sharded(self, name: str, schema: pa.Schema) -> ShardedDataset:
        return ShardedDataset(name, schema, self.folder / name)
