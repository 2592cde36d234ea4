"""Writes the files of a version on Spark: rows are shuffled by partition or by range of doc_ids, one task writes each.

The functions that decide and write are those of `broadsheet.publishing`, so the files have the same bytes. The driver
has counts and the names of files and partitions; it alone writes the manifest and moves the pointer.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

from broadsheet.parquet_io import read_file
from broadsheet.publishing.assemble import NO_IDS, PAGE_DATASETS, StateDataset, fill_documents, fill_state
from broadsheet.publishing.changed_partitions import COMPARED, Changed, published_rows
from broadsheet.publishing.counts import COUNTS, Counts
from broadsheet.publishing.page_ranges import count_ranges, ranges_of, write_range
from broadsheet.publishing.page_update import KnownPages, update_pages
from broadsheet.publishing.partition_rows import NEW_ROWS, PAGE_COLUMNS, old_rows
from broadsheet.publishing.version_stats import count_file
from broadsheet.runs.delta import (
    ACCEPTED,
    DROPPING,
    PENDING,
    REFUSED,
    RunDelta,
    count_waiting,
    dropped_ids,
    folder_keys,
    written_ids,
)
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.schema import LEDGER, PLACEMENT, PUBLISHED_DATASETS, QUARANTINE, RELATIONS
from broadsheet.spark.rows import (
    IDS,
    PACKED,
    Kept,
    Scratch,
    Tables,
    for_each,
    for_each_key,
    map_tables,
    name_jobs,
    of_kind,
    pack,
    scatter,
    unpacked,
)
from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.manifest import FileEntry
from broadsheet.warehouse.staging import Staging
from broadsheet.warehouse.storage import Storage
from broadsheet.warehouse.version import Partition, Version

_WRITTEN = pa.schema(
    [("key", pa.string()), ("path", pa.string()), ("rows", pa.int64()), ("bytes", pa.int64()), ("sha256", pa.string())]
)
"""A file that was written for a partition or a range; path null for a partition without rows."""

_RANGES_OF_SHARD = 32
"""A task that sorts rows into ranges reads one shard for so many ranges, that some rows go to each together."""

_PLACED = pa.schema([("doc_id", pa.string()), ("key", pa.string())])
_EFFECT = pa.schema([("rows", pa.int64()), ("waiting", pa.int64())])


class SparkFilling:
    """Writes the files of a version on executors; see `broadsheet.publishing.assemble.Filling`."""

    def __init__(self, session: SparkSession, run: Run) -> None:
        """Count what a run changes in its base version."""
        name_jobs(session, "publish", "what the run changes")
        self._session, self._run = session, run
        self._shards = list(CleanedDocuments(run).numbers)
        base = run.base_version()
        effect = for_each(session, self._shards, partial(_effect, run), _EFFECT)
        effect = effect.unionAll(for_each(session, base.files("_ledger"), partial(_dropped, run), _EFFECT))
        totals = effect.agg(f.sum("rows").alias("rows"), f.sum("waiting").alias("waiting")).toArrow().to_pylist()[0]
        self.is_empty, self.waiting = not totals["rows"], totals["waiting"] or 0
        self._updated: Kept | None = None

    def pages(self, staging: Staging) -> Counts:
        """See `Filling.pages`."""
        run, base, settings = self._run, self._run.base_version(), self._run.settings.publishing
        before = base.manifest()
        most = sum(run.store.documents.rows(number) for number in range(run.shards))
        most += before.figures.pages if before else 0
        ranges = count_ranges(most, settings)
        scratch = Scratch(self._session, run.store.scratch / "publishing")
        rows = self._session.createDataFrame(
            pa.concat_tables([pack("range", _name(number), NO_IDS) for number in range(ranges)])
        )
        at_once = -(-ranges // _RANGES_OF_SHARD)
        together = [self._shards[start : start + at_once] for start in range(0, len(self._shards), at_once)]
        published = [
            (dataset, partition, file)
            for dataset in PUBLISHED_DATASETS
            for partition, files in base.partitions(dataset)
            for file in files
        ]
        for items, function in (
            (together, partial(_delta_of_shards, run)),
            (base.files("_ledger"), partial(_known_pages, run)),
            (base.files("quarantine"), _refused_pages),
            (published, _published_pages),
            (run.store.placement.files(), partial(_of_file, "placement")),
            (run.store.relations.files(), partial(_of_file, "relations")),
        ):
            rows = rows.unionAll(for_each(self._session, items, partial(_by_range, ranges, function), PACKED))
        name_jobs(self._session, "publish", "ledger, quarantine and relations")
        self._updated = scratch.keep(for_each_key(rows, partial(_update, run), PACKED))
        counts = _sum(map_tables(of_kind(self._updated.rows(), "counts"), unpacked, COUNTS))
        # there may be fewer pages than the rows that were counted before: some are read again, some are dropped
        fewer = count_ranges(counts.total("place"), settings)
        number = f.floor(f.col("key").cast("int") * fewer / ranges)
        datasets = of_kind(self._updated.rows(), *PAGE_DATASETS).withColumn(
            "key", f.lpad(number.cast("string"), 5, "0")
        )
        write = partial(_write_pages, run, fewer, staging.storage, staging.prefix)
        _add(staging, for_each_key(datasets, write, _WRITTEN).toArrow())
        return counts

    def documents(self, staging: Staging, changed: Changed) -> None:
        """See `Filling.documents`."""
        name_jobs(self._session, "publish", "corpus and duplicates")
        run, keys = self._run, frozenset(partition.folder for _, partition in changed)
        rows = for_each(self._session, self._shards, partial(_new_rows, run, keys), PACKED)
        placed = for_each(self._session, run.store.placement.files(), partial(_placed, keys), PACKED)
        leaving = map_tables(self._of_pages("leaving"), partial(_leaving, keys), PACKED)
        write = partial(_write_documents, run, changed, staging.storage, staging.prefix)
        _add(staging, for_each_key(rows.unionAll(placed).unionAll(leaving), write, _WRITTEN).toArrow())

    def state(self, staging: Staging, wanted: StateDataset) -> Iterable[str]:
        """See `Filling.state`."""
        name_jobs(self._session, "publish", wanted.name.strip("_"))
        base = self._run.base_version()
        rows = for_each(self._session, wanted.new.files(), partial(_state_rows, wanted), PACKED)
        known = dict(base.partitions(wanted.name)) if wanted.linkable else {}
        if known:
            scratch = Scratch(self._session, self._run.store.scratch / "publishing")
            replaced = for_each(self._session, wanted.new.files(), _ids, IDS)
            touched = map_tables(self._of_pages("touched"), unpacked, IDS)
            files = [(partition.folder, file) for partition, own in known.items() for file in own]
            there = for_each(self._session, files, _ids_of_base, _PLACED)
            left = scratch.keep(there.join(replaced.unionAll(touched).distinct(), "doc_id", "leftsemi"))
            rows = rows.unionAll(map_tables(left.rows(), _scatter_ids, PACKED))
        write = partial(_write_state, self._run, wanted, staging.storage, staging.prefix)
        written = for_each_key(rows, write, _WRITTEN).toArrow()
        _add(staging, written)
        changed = set(written["key"].to_pylist())
        return [f"{wanted.name}/{partition.folder}" for partition in known if partition.folder not in changed]

    def count(self, staging: Staging) -> Counts:
        """See `Filling.count`."""
        name_jobs(self._session, "publish", "statistics")
        paths = [entry.path for entry in staging.files if not entry.path.startswith("_")]
        return _sum(for_each(self._session, paths, partial(_count, staging.version), COUNTS))

    def _of_pages(self, kind: str) -> DataFrame:
        assert self._updated is not None, "call pages first"
        return of_kind(self._updated.rows(), kind)


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


def _sum(counts: DataFrame) -> Counts:
    """Return the sum of `COUNTS`, computed on the executors."""
    return Counts.of([counts.groupBy("subject", "key").agg(f.sum("number").alias("number")).toArrow()])


def _count(version: Version, path: str) -> Iterator[pa.Table]:
    yield count_file(version, path).table()


def _partition(key: str) -> Partition:
    return Partition.of(f"{key}/part")


def _folders(rows: pa.Table) -> list[str]:
    return [Partition(*keys).folder for keys in zip(rows["lang"].to_pylist(), rows["month"].to_pylist(), strict=True)]


def _name(number: int) -> str:
    return f"{number:05d}"


def _effect(run: Run, number: int) -> Iterator[pa.Table]:
    yield pa.table([[len(written_ids(run, number))], [count_waiting(run, number)]], schema=_EFFECT)


def _dropped(run: Run, file: DataFile) -> Iterator[pa.Table]:
    yield pa.table([[len(dropped_ids(run, file.read(DROPPING)))], [0]], schema=_EFFECT)


Rows = Iterator[tuple[str, pa.Table]]
"""Rows by kind."""


def _delta_of_shards(run: Run, numbers: list[int]) -> Rows:
    delta = RunDelta.of_shards(run, numbers)
    yield "accepted", delta.accepted
    yield "refused", delta.quarantined
    yield "pending", delta.pending
    yield "redone", pa.table([delta.redone], schema=IDS)


def _known_pages(run: Run, file: DataFile) -> Rows:
    ledger = file.read().cast(LEDGER)
    yield "ledger", ledger
    yield "dropped", pa.table([dropped_ids(run, ledger)], schema=IDS)


def _refused_pages(file: DataFile) -> Rows:
    yield "quarantine", file.read().cast(QUARANTINE)


def _published_pages(where: tuple[str, Partition, DataFile]) -> Rows:
    yield "published", published_rows(*where)


def _of_file(kind: str, file: Path) -> Rows:
    yield kind, read_file(file)


def _by_range(ranges: int, function: Callable[[Any], Rows], item: Any) -> Iterator[pa.Table]:
    for kind, rows in function(item):
        column = "doc_a" if kind == "relations" else "doc_id"
        yield from scatter(kind, rows, [_name(number) for number in ranges_of(rows[column], ranges).tolist()])


def _update(run: Run, key: str, rows: Tables) -> Iterator[pa.Table]:
    """Update the pages of one range."""

    def of(kind: str, schema: pa.Schema) -> pa.Table:
        return rows.get(kind, schema.empty_table())

    def ids(kind: str) -> pa.Array:
        return of(kind, IDS)["doc_id"].combine_chunks()

    known = KnownPages(of("ledger", LEDGER), of("quarantine", QUARANTINE), of("published", COMPARED))
    delta = RunDelta(
        of("accepted", ACCEPTED), of("refused", REFUSED), of("pending", PENDING), ids("dropped"), ids("redone"), 0
    )
    updated = update_pages(run, known, delta, of("placement", PLACEMENT))
    yield pack("_ledger", key, updated.ledger)
    yield pack("quarantine", key, updated.quarantine)
    yield pack("_relations", key, of("relations", RELATIONS))
    yield pack("touched", key, pa.table([updated.touched], schema=IDS))
    yield pack("leaving", key, updated.leaving)
    yield pack("counts", key, updated.counts.table())


def _write_pages(run: Run, ranges: int, storage: Storage, prefix: str, key: str, rows: Tables) -> Iterator[pa.Table]:
    sink = _Sink(storage, prefix)
    for dataset, (schema, *by) in PAGE_DATASETS.items():
        table = rows[dataset].sort_by([(column, "ascending") for column in by])
        write_range(table, sink, dataset, schema, run.settings.publishing, (int(key), ranges))
    yield sink.table(key)


def _new_rows(run: Run, keys: frozenset[str], number: int) -> Iterator[pa.Table]:
    rows = run.store.accepted.read(number, PAGE_COLUMNS)
    where = _folders(folder_keys(rows))
    wanted = pa.array([folder in keys for folder in where], pa.bool_())
    rows = rows.filter(wanted).cast(NEW_ROWS)
    yield from scatter("new", rows, [folder for folder in where if folder in keys])


def _placed(keys: frozenset[str], file: Path) -> Iterator[pa.Table]:
    yield from _of_partitions("placed", keys, read_file(file))


def _leaving(keys: frozenset[str], packed: pa.Table) -> Iterator[pa.Table]:
    for rows in unpacked(packed):
        yield from _of_partitions("leaving", keys, rows)


def _of_partitions(kind: str, keys: frozenset[str], rows: pa.Table) -> Iterator[pa.Table]:
    """Yield packed rows with folder keys, by partition, of some partitions."""
    where = _folders(rows)
    wanted = pa.array([folder in keys for folder in where], pa.bool_())
    yield from scatter(kind, rows.filter(wanted), [folder for folder in where if folder in keys])


def _write_documents(
    run: Run, changed: Changed, storage: Storage, prefix: str, key: str, rows: Tables
) -> Iterator[pa.Table]:
    sink, partition = _Sink(storage, prefix), _partition(key)
    leaving = {partition: rows["leaving"]} if "leaving" in rows else {}
    own = rows.get("new", NEW_ROWS.empty_table())
    table = pa.concat_tables([own, *old_rows(run.base_version(), partition, leaving)])
    fill_documents(sink, run, partition, table, rows.get("placed", PLACEMENT.empty_table()), changed)
    yield sink.table(key)


def _state_rows(wanted: StateDataset, file: Path) -> Iterator[pa.Table]:
    rows = read_file(file)
    yield from scatter("new", rows.select(wanted.schema.names), _folders(rows))


def _ids(file: Path) -> Iterator[pa.Table]:
    yield read_file(file, IDS.names)


def _ids_of_base(where: tuple[str, DataFile]) -> Iterator[pa.Table]:
    ids = where[1].read(IDS.names)
    yield ids.append_column("key", pa.repeat(where[0], len(ids)))


def _scatter_ids(rows: pa.Table) -> Iterator[pa.Table]:
    yield from scatter("leaving", rows.select(IDS.names), rows["key"].to_pylist())


def _write_state(
    run: Run, wanted: StateDataset, storage: Storage, prefix: str, key: str, rows: Tables
) -> Iterator[pa.Table]:
    sink, partition = _Sink(storage, prefix), _partition(key)
    old = run.base_version().partition_files(wanted.name, partition) if wanted.linkable else []
    new, leaving = rows.get("new", wanted.schema.empty_table()), rows.get("leaving", NO_IDS)
    fill_state(sink, run, wanted, partition, new, old, leaving)
    yield sink.table(key)
