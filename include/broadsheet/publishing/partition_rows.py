"""Reads and sorts the rows of the partitions to write: old rows from the base version, new rows from the run."""

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.runs.run import Run
from broadsheet.schema import CLUSTERS, CORPUS, DUPLICATES, PUBLISHED_DATASETS
from broadsheet.warehouse.parquet_writer import sorted_documents
from broadsheet.warehouse.version import Partition, Version

ANNOTATIONS = tuple(name for name in CLUSTERS.names if name in DUPLICATES.names and name != "doc_id")
"""Columns that depend on other documents; they come from the placement whenever a row is written."""

PAGE_COLUMNS = [name for name in CORPUS.names if name not in ANNOTATIONS]
"""Columns that depend only on the page of the document."""


def gather(
    run: Run, base: Version, accepted: pa.Table, partitions: list[Partition], leaving: "Split"
) -> Iterator[tuple[Partition, pa.Table]]:
    """Yield each of `partitions` with all its rows: `PAGE_COLUMNS` (text as large_string), in no particular order.

    The texts of new documents are in memory for as many partitions at a time as ``publishing.memory_bytes`` allows.
    Each file is read once: if the texts do not fit into memory, they are first written to disk in batches of
    partitions.

    Args:
        run: The run that brings new documents.
        base: The base version.
        accepted: `RunDelta.accepted`.
        partitions: The partitions to read, in order.
        leaving: Column doc_id: rows of the base version to drop, by their partition in the base version.
    """
    batches = list(_batches(accepted, partitions, run.settings.publishing.memory_bytes))
    with SpilledRows(run.store.scratch, len(batches), _NEW) as spilled:
        for number, rows in _new_rows(run, accepted, batches):
            spilled.add(number, rows)
        for number, batch in enumerate(batches):
            new = spilled.take(number)
            places = places_of_partitions(new)
            for partition in batch:
                own = new.select(PAGE_COLUMNS).take(places[partition]) if partition in places else _EMPTY
                yield partition, pa.concat_tables([own, *old_rows(base, partition, leaving)])


def annotate(rows: pa.Table, placement: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Split rows (`PAGE_COLUMNS`) into rows of CORPUS and rows of DUPLICATES, with annotations, sorted.

    Args:
        rows: All rows of a partition.
        placement: PLACEMENT of these rows.
    """
    places = pc.index_in(rows["doc_id"], placement["doc_id"].combine_chunks()).combine_chunks()
    kept = placement["kept"].combine_chunks().take(places)
    order = sorted_documents(rows)

    def chosen(mask: pa.Array, schema: pa.Schema) -> pa.Table:
        own = order.filter(mask.take(order))
        taken, placed = rows.take(own), placement.take(places.take(own))
        return pa.table(
            [taken[name] if name in PAGE_COLUMNS else placed[name] for name in schema.names], names=schema.names
        )

    return chosen(kept, CORPUS), chosen(pc.invert(kept), DUPLICATES)


MOST_BATCHES = 100
"""Approximate maximum number of batches: each has an open file while rows are spilled, and the number of open files of
a process is limited to some hundreds."""

_WIDE = [
    CORPUS.field(name).with_type(pa.large_string()) if name == "text" else CORPUS.field(name) for name in PAGE_COLUMNS
]
"""`PAGE_COLUMNS` with large_string text: the text of one partition can exceed the 2 GiB of an Arrow string array."""
NEW_ROWS = pa.schema(_WIDE)
"""`PAGE_COLUMNS` with text as large_string."""
_EMPTY = NEW_ROWS.empty_table()
_NEW = pa.schema([*NEW_ROWS, ("lang", pa.string()), ("month", pa.string())])


def _batches(accepted: pa.Table, partitions: list[Partition], memory_bytes: int) -> Iterator[list[Partition]]:
    grouped = accepted.group_by(["lang", "month"]).aggregate([("text_bytes", "sum")]).to_pylist()
    sizes = {Partition(row["lang"], row["month"]): row["text_bytes_sum"] for row in grouped}
    most = max(memory_bytes, sum(sizes.values()) // MOST_BATCHES)
    batch: list[Partition] = []
    held = 0
    for partition in partitions:
        size = sizes.get(partition, 0)
        if batch and held + size > most:
            yield batch
            batch, held = [], 0
        batch.append(partition)
        held += size
    if batch:
        yield batch


def _new_rows(run: Run, accepted: pa.Table, batches: list[list[Partition]]) -> Iterator[tuple[int, pa.Table]]:
    """Read the new documents shard by shard; yield batch numbers with the rows of that batch and their folder keys."""
    batch_of = {partition: number for number, batch in enumerate(batches) for partition in batch}
    keys = [accepted[name].to_pylist() for name in ("lang", "month")]
    batch = np.array([batch_of.get(Partition(*key), -1) for key in zip(*keys, strict=True)], np.int64)
    shards = accepted["shard"].to_numpy()
    bounds = np.searchsorted(shards, np.arange(int(shards.max(initial=-1)) + 2))
    for shard, (start, end) in enumerate(pairwise(bounds.tolist())):
        if not (batch[start:end] >= 0).any():
            continue
        rows = accepted.slice(start, end - start)
        table = run.store.accepted.read(shard, PAGE_COLUMNS)
        places = pc.index_in(rows["doc_id"], table["doc_id"].combine_chunks()).to_numpy()
        for number in np.unique(batch[start:end]).tolist():
            own = np.flatnonzero(batch[start:end] == number)
            if number >= 0:
                taken = table.take(places[own])
                keys = [rows[name].take(own) for name in ("lang", "month")]
                yield number, pa.table([*taken.columns, *keys], names=_NEW.names).cast(_NEW)


def old_rows(base: Version, partition: Partition, leaving: "Split") -> Iterator[pa.Table]:
    """Yield the rows of a partition of the base version, without those that are leaving: `NEW_ROWS`."""
    gone = leaving[partition]["doc_id"].combine_chunks() if partition in leaving else None
    for dataset in PUBLISHED_DATASETS:
        for file in base.partition_files(dataset, partition):
            table = file.read(PAGE_COLUMNS)
            stay = table if gone is None else table.filter(pc.invert(pc.is_in(table["doc_id"], gone)))
            yield stay.cast(NEW_ROWS)


Split = dict[Partition, pa.Table]
"""Rows by partition, in order of partition."""


def split(rows: pa.Table, columns: list[str] | None = None) -> Split:
    """Split rows with columns ``lang`` and ``month`` by partition; the order within a partition is kept.

    Args:
        rows: The rows.
        columns: Columns to keep, None for all.
    """
    table = (rows if columns is None else rows.select(columns)).combine_chunks()
    return {partition: table.take(places) for partition, places in places_of_partitions(rows).items()}


def places_of_partitions(rows: pa.Table) -> dict[Partition, npt.NDArray[np.int64]]:
    """Return the ascending row numbers of each partition, in order of partition."""
    langs, lang_of = _codes(rows["lang"])
    months, month_of = _codes(rows["month"])
    key_of = lang_of * max(len(months), 1) + month_of
    order = np.argsort(key_of, kind="stable")
    keys, starts = np.unique(key_of[order], return_index=True)
    bounds = [*starts.tolist(), len(rows)]
    names = (Partition(langs[key // len(months)], months[key % len(months)]) for key in keys.tolist())
    return {partition: order[start:end] for partition, (start, end) in zip(names, pairwise(bounds), strict=True)}


def _codes(column: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the sorted distinct values of a column, and for each row the index of its value."""
    values = column.unique().sort()
    return values.to_pylist(), pc.index_in(column, values).to_numpy().astype(np.int64)


class SpilledRows:
    """Buckets of rows of one schema, as Arrow files in one folder; removed when the context ends.

    A single bucket stays in memory, because its rows fit.
    """

    def __init__(self, folder: Path, buckets: int, schema: pa.Schema) -> None:
        """Create empty buckets, numbered from 0."""
        self._folder = folder
        self._schema = schema
        self._on_disk = buckets > 1
        self._held: list[pa.Table] = [schema.empty_table()]
        self._writers: dict[int, pa.RecordBatchFileWriter] = {}

    def __enter__(self) -> "SpilledRows":
        """Remove the files that a crashed run left."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove all buckets."""
        try:
            for writer in self._writers.values():
                writer.close()  # writes a footer, which fails on a full disk
        finally:
            self._writers.clear()
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, bucket: int, rows: pa.Table) -> None:
        """Put rows of the schema into a bucket."""
        if not self._on_disk:
            self._held.append(rows)
            return
        if bucket not in self._writers:
            self._folder.mkdir(exist_ok=True)
            self._writers[bucket] = pa.ipc.new_file(self._file(bucket), self._schema)
        self._writers[bucket].write_table(rows.combine_chunks())

    def take(self, bucket: int) -> pa.Table:
        """Return the rows of a bucket in the order they were added, as one chunk, and remove the bucket.

        No rows can be added afterwards. One chunk, because taking rows from many chunks copies all of them each time.
        """
        if not self._on_disk:
            rows, self._held = pa.concat_tables(self._held), []
            return rows.combine_chunks()
        if bucket not in self._writers:
            return self._schema.empty_table()
        self._writers.pop(bucket).close()
        with pa.OSFile(str(self._file(bucket))) as file:
            rows = pa.ipc.open_file(file).read_all().combine_chunks()
        self._file(bucket).unlink()
        return rows

    def _file(self, bucket: int) -> Path:
        return self._folder / f"bucket-{bucket:05d}.arrow"
