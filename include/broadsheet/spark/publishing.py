"""Writes the partitions of a version on Spark: rows are shuffled by partition, and one task writes one partition.

The functions that write a partition are those of `broadsheet.publishing.assemble`, so the files have the same bytes.
The driver decides which partitions change, and alone writes the manifest and moves the pointer.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import SparkSession

from broadsheet.parquet_io import read_file
from broadsheet.publishing.assemble import DocumentsToWrite, StateToWrite, fill_documents, fill_state
from broadsheet.publishing.changed_partitions import Changed
from broadsheet.publishing.partition_rows import NEW_ROWS, PAGE_COLUMNS, old_rows
from broadsheet.runs.delta import folder_keys
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.schema import PLACEMENT
from broadsheet.spark.rows import PACKED, Scratch, Tables, for_each, for_each_key, map_tables, pack, scatter
from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.manifest import FileEntry
from broadsheet.warehouse.staging import Staging
from broadsheet.warehouse.storage import Storage
from broadsheet.warehouse.version import Partition

_WRITTEN = pa.schema(
    [("key", pa.string()), ("path", pa.string()), ("rows", pa.int64()), ("bytes", pa.int64()), ("sha256", pa.string())]
)
"""A file that was written for a partition; path null for a partition without rows."""

_IDS = pa.schema([("doc_id", pa.string())])
_PLACED = pa.schema([("doc_id", pa.string()), ("key", pa.string())])


class SparkFilling:
    """Writes the partitions of a version on executors; see `broadsheet.publishing.assemble.Filling`."""

    def __init__(self, session: SparkSession) -> None:
        """Use a session."""
        self._session = session

    def documents(self, staging: Staging, run: Run, wanted: DocumentsToWrite) -> None:
        """See `Filling.documents`."""
        self._session.sparkContext.setJobDescription("publish")
        keys = frozenset(partition.folder for partition in wanted.partitions)
        shards = list(CleanedDocuments(run).numbers)
        new = for_each(self._session, shards, partial(_new_rows, run, keys), PACKED)
        placed = for_each(self._session, run.store.placement.files(), partial(_placed, keys), PACKED)
        rows = new.unionAll(placed)
        left = [pack("leaving", key, ids) for where, ids in wanted.leaving.items() if (key := where.folder) in keys]
        if left:
            rows = rows.unionAll(self._session.createDataFrame(pa.concat_tables(left)))
        write = partial(_write_documents, run, wanted.changed, staging.storage, staging.prefix)
        _add(staging, for_each_key(rows, write, _WRITTEN).toArrow())

    def state(self, staging: Staging, run: Run, wanted: StateToWrite) -> Iterable[str]:
        """See `Filling.state`."""
        rows = for_each(self._session, wanted.new.files(), partial(_state_rows, wanted), PACKED)
        base = run.base_version()
        known = dict(base.partitions(wanted.dataset)) if wanted.linkable else {}
        if known:
            scratch = Scratch(self._session, run.store.scratch / "publishing")
            replaced = for_each(self._session, wanted.new.files(), _ids, _IDS)
            touched = self._session.createDataFrame(pa.table([wanted.touched], schema=_IDS))
            files = [(partition.folder, file) for partition, own in known.items() for file in own]
            there = for_each(self._session, files, _ids_of_base, _PLACED)
            left = scratch.keep(there.join(replaced.unionAll(touched).distinct(), "doc_id", "leftsemi"))
            rows = rows.unionAll(map_tables(left.rows(), _scatter_ids, PACKED))
        write = partial(
            _write_state, run, wanted.dataset, wanted.schema, wanted.linkable, staging.storage, staging.prefix
        )
        written = for_each_key(rows, write, _WRITTEN).toArrow()
        _add(staging, written)
        changed = set(written["key"].to_pylist())
        return [f"{wanted.dataset}/{partition.folder}" for partition in known if partition.folder not in changed]


class _Sink:
    """The files of one task of a staged version."""

    def __init__(self, storage: Storage, prefix: str) -> None:
        self.files: list[FileEntry] = []
        self._storage, self._prefix = storage, prefix

    def create(self, path: str, data: pa.Buffer) -> None:
        """Write one file; a task that is repeated finds it, for a name has the digest of the bytes."""
        with suppress(FileExistsError):
            self._storage.create(f"{self._prefix}/{path}", data)

    def add(self, entries: list[FileEntry]) -> None:
        """Remember entries."""
        self.files += entries

    def table(self, key: str) -> pa.Table:
        """Return `_WRITTEN`."""
        rows = [{"key": key, **asdict(file)} for file in self.files]
        return pa.Table.from_pylist(rows or [{"key": key}], schema=_WRITTEN)


def _add(staging: Staging, written: pa.Table) -> None:
    for row in written.filter(pc.is_valid(written["path"])).drop_columns("key").sort_by("path").to_pylist():
        staging.add([FileEntry(**row)])


def _partition(key: str) -> Partition:
    return Partition.of(f"{key}/part")


def _folders(rows: pa.Table) -> list[str]:
    return [Partition(*keys).folder for keys in zip(rows["lang"].to_pylist(), rows["month"].to_pylist(), strict=True)]


def _new_rows(run: Run, keys: frozenset[str], number: int) -> Iterator[pa.Table]:
    rows = run.store.accepted.read(number, PAGE_COLUMNS)
    where = _folders(folder_keys(rows))
    wanted = pa.array([folder in keys for folder in where], pa.bool_())
    rows = rows.filter(wanted).cast(NEW_ROWS)
    yield from scatter("new", rows, [folder for folder in where if folder in keys])


def _placed(keys: frozenset[str], file: Path) -> Iterator[pa.Table]:
    rows = read_file(file)
    where = _folders(rows)
    wanted = pa.array([folder in keys for folder in where], pa.bool_())
    yield from scatter("placed", rows.filter(wanted), [folder for folder in where if folder in keys])


def _write_documents(
    run: Run, changed: Changed, storage: Storage, prefix: str, key: str, rows: Tables
) -> Iterator[pa.Table]:
    sink, partition = _Sink(storage, prefix), _partition(key)
    leaving = {partition: rows["leaving"]} if "leaving" in rows else {}
    own = rows.get("new", NEW_ROWS.empty_table())
    table = pa.concat_tables([own, *old_rows(run.base_version(), partition, leaving)])
    fill_documents(sink, run, partition, table, rows.get("placed", PLACEMENT.empty_table()), changed)
    yield sink.table(key)


def _state_rows(wanted: StateToWrite, file: Path) -> Iterator[pa.Table]:
    rows = read_file(file)
    yield from scatter("new", rows.select(wanted.schema.names), _folders(rows))


def _ids(file: Path) -> Iterator[pa.Table]:
    yield read_file(file, _IDS.names)


def _ids_of_base(where: tuple[str, DataFile]) -> Iterator[pa.Table]:
    ids = where[1].read(_IDS.names)
    yield ids.append_column("key", pa.repeat(where[0], len(ids)))


def _scatter_ids(rows: pa.Table) -> Iterator[pa.Table]:
    yield from scatter("leaving", rows.select(_IDS.names), rows["key"].to_pylist())


def _write_state(
    run: Run, dataset: str, schema: pa.Schema, linkable: bool, storage: Storage, prefix: str, key: str, rows: Tables
) -> Iterator[pa.Table]:
    sink, partition = _Sink(storage, prefix), _partition(key)
    old = run.base_version().partition_files(dataset, partition) if linkable else []
    new, leaving = rows.get("new", schema.empty_table()), rows.get("leaving", _IDS.empty_table())
    fill_state(sink, run, dataset, schema, partition, new, old, leaving)
    yield sink.table(key)
