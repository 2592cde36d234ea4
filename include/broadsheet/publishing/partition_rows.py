"""The full rows of partitions that have to be written again: old ones from the base version, new ones from the run."""

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
from broadsheet.schema import CORPUS, DUPLICATES, PUBLISHED_DATASETS
from broadsheet.warehouse.parquet_writer import sorted_documents
from broadsheet.warehouse.version import Partition, Version

ANNOTATIONS = ("cluster_id", "duplicate_count", "duplicate_of", "relation", "jaccard", "containment")
"""Columns that depend on other documents; taken from the placement whenever a row is written."""

OWN = [name for name in CORPUS.names if name not in ANNOTATIONS]
"""Columns that depend on the document's own page alone."""


def gather(
    run: Run, base: Version, accepted: pa.Table, partitions: list[Partition], leaving: "Split"
) -> Iterator[tuple[Partition, pa.Table]]:
    """Yield each of these partitions with all its rows, columns `OWN` (text as large_string), in no particular order.

    Texts of new documents are held for as many partitions at a time as ``publishing.memory_bytes`` allows. Every file
    is read once: where the texts do not fit, they are set aside on disk first, by the partitions held together.

    Args:
        run: The run that brings new documents.
        base: The base version.
        accepted: `RunDelta.accepted`.
        partitions: The partitions asked for, in order.
        leaving: Column doc_id: rows of the base that do not stay, by the partition they stand in there.
    """
    batches = list(_batches(accepted, partitions, run.settings.publishing.memory_bytes))
    with SpilledRows(run.store.scratch, len(batches), _NEW) as spilled:
        for number, rows in _new_rows(run, accepted, batches):
            spilled.add(number, rows)
        for number, batch in enumerate(batches):
            new = spilled.take(number)
            places = places_of_partitions(new)
            for partition in batch:
                own = new.select(OWN).take(places[partition]) if partition in places else _EMPTY
                yield partition, pa.concat_tables([own, *_old_rows(base, partition, leaving)])


def annotate(rows: pa.Table, placement: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Split rows (columns `OWN`) into those of CORPUS and those of DUPLICATES, with their annotations and in order.

    Args:
        rows: All rows of a partition.
        placement: PLACEMENT of these.
    """
    places = pc.index_in(rows["doc_id"], placement["doc_id"].combine_chunks()).combine_chunks()
    kept = placement["kept"].combine_chunks().take(places)
    order = sorted_documents(rows)

    def chosen(mask: pa.Array, schema: pa.Schema) -> pa.Table:
        own = order.filter(mask.take(order))
        taken, placed = rows.take(own), placement.take(places.take(own))
        return pa.table([taken[name] if name in OWN else placed[name] for name in schema.names], names=schema.names)

    return chosen(kept, CORPUS), chosen(pc.invert(kept), DUPLICATES)


MOST_BATCHES = 100
"""Batches at most, about: each has a file open while rows are set aside, and a process may open some hundreds."""

_WIDE = [CORPUS.field(name).with_type(pa.large_string()) if name == "text" else CORPUS.field(name) for name in OWN]
"""`OWN`, with room for more text than one Arrow string array can hold, 2 GiB: one partition may have it."""
_EMPTY = pa.schema(_WIDE).empty_table()
_NEW = pa.schema([*_EMPTY.schema, ("lang", pa.string()), ("month", pa.string())])


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
    """Read the new documents, shard by shard, and yield their rows with folder keys, by the batch they belong to."""
    batch_of = {partition: number for number, batch in enumerate(batches) for partition in batch}
    keys = [accepted[name].to_pylist() for name in ("lang", "month")]
    batch = np.array([batch_of.get(Partition(*key), -1) for key in zip(*keys, strict=True)], np.int64)
    shards = accepted["shard"].to_numpy()
    bounds = np.searchsorted(shards, np.arange(int(shards.max(initial=-1)) + 2))
    for shard, (start, end) in enumerate(pairwise(bounds.tolist())):
        if not (batch[start:end] >= 0).any():
            continue
        rows = accepted.slice(start, end - start)
        table = run.store.accepted.read(shard, OWN)
        places = pc.index_in(rows["doc_id"], table["doc_id"].combine_chunks()).to_numpy()
        for number in np.unique(batch[start:end]).tolist():
            own = np.flatnonzero(batch[start:end] == number)
            if number >= 0:
                taken = table.take(places[own])
                keys = [rows[name].take(own) for name in ("lang", "month")]
                yield number, pa.table([*taken.columns, *keys], names=_NEW.names).cast(_NEW)


def _old_rows(base: Version, partition: Partition, leaving: "Split") -> Iterator[pa.Table]:
    gone = leaving[partition]["doc_id"].combine_chunks() if partition in leaving else None
    for dataset in PUBLISHED_DATASETS:
        for file in base.partition_files(dataset, partition):
            table = file.read(OWN)
            stay = table if gone is None else table.filter(pc.invert(pc.is_in(table["doc_id"], gone)))
            yield stay.cast(_EMPTY.schema)


Split = dict[Partition, pa.Table]
"""Rows by partition, in order of partition."""


def split(rows: pa.Table, columns: list[str] | None = None) -> Split:
    """Cut rows with columns ``lang`` and ``month`` into those of each partition; in each they keep their order.

    Args:
        rows: The rows.
        columns: Columns to keep, null for all.
    """
    table = (rows if columns is None else rows.select(columns)).combine_chunks()
    return {partition: table.take(places) for partition, places in places_of_partitions(rows).items()}


def places_of_partitions(rows: pa.Table) -> dict[Partition, npt.NDArray[np.int64]]:
    """Return which rows, ascending, stand in each partition, in order of partition."""
    langs, lang_of = _codes(rows["lang"])
    months, month_of = _codes(rows["month"])
    key_of = lang_of * max(len(months), 1) + month_of
    order = np.argsort(key_of, kind="stable")
    keys, starts = np.unique(key_of[order], return_index=True)
    bounds = [*starts.tolist(), len(rows)]
    names = (Partition(langs[key // len(months)], months[key % len(months)]) for key in keys.tolist())
    return {partition: order[start:end] for partition, (start, end) in zip(names, pairwise(bounds), strict=True)}


def _codes(column: pa.ChunkedArray) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the distinct values of a column in order, and for each row which of them it has."""
    values = column.unique().sort()
    return values.to_pylist(), pc.index_in(column, values).to_numpy().astype(np.int64)


class SpilledRows:
    """Buckets of rows of one schema, in Arrow's own file format below one folder, gone when the context ends.

    A single bucket stays in memory: it was found to fit.
    """

    def __init__(self, folder: Path, buckets: int, schema: pa.Schema) -> None:
        """Make empty buckets, numbered from 0."""
        self._folder = folder
        self._schema = schema
        self._on_disk = buckets > 1
        self._held: list[pa.Table] = [schema.empty_table()]
        self._writers: dict[int, pa.RecordBatchFileWriter] = {}

    def __enter__(self) -> "SpilledRows":
        """Clear away what a crashed run left."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove all buckets."""
        try:
            for writer in self._writers.values():
                writer.close()  # writes a little more, which a full disk refuses
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
        """Return the rows of a bucket, in the order they came and in one piece, and forget them.

        Nothing can be added to it any more. Taking rows out of many pieces would copy all of them each time.
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
