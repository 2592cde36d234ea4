"""The full rows of partitions that have to be written again: old ones from the base version, new ones from the run."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.publishing.spill import SpilledRows
from broadsheet.runs.run import Run
from broadsheet.schema import CORPUS, DUPLICATES, PUBLISHED_DATASETS
from broadsheet.warehouse.parquet_writer import sorted_documents
from broadsheet.warehouse.partitioning import Split, places_of_partitions
from broadsheet.warehouse.version import Partition, Version

ANNOTATIONS = ("cluster_id", "duplicate_count", "duplicate_of", "relation", "jaccard", "containment")
"""Columns that depend on other documents; taken from the placement whenever a row is written."""

OWN = [name for name in CORPUS.names if name not in ANNOTATIONS]
"""Columns that depend on the document's own page alone."""


def gather(
    run: Run, base: Version, accepted: pa.Table, partitions: list[Partition], leaving: Split
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


def _old_rows(base: Version, partition: Partition, leaving: Split) -> Iterator[pa.Table]:
    gone = leaving[partition]["doc_id"].combine_chunks() if partition in leaving else None
    for dataset in PUBLISHED_DATASETS:
        for file in base.partition_files(dataset, partition):
            table = file.read(OWN)
            stay = table if gone is None else table.filter(pc.invert(pc.is_in(table["doc_id"], gone)))
            yield stay.cast(_EMPTY.schema)
