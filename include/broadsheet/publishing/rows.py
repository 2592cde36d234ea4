"""The full rows of partitions that have to be written anew: old ones from the parent, new ones from the run."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.changes import Changes
from broadsheet.datasets import read_file
from broadsheet.publishing.version import Partition, Version
from broadsheet.run import Run
from broadsheet.schema import CORPUS, DUPLICATES

ANNOTATIONS = ("cluster_id", "duplicate_count", "duplicate_of", "relation", "jaccard", "containment")
"""Columns that depend on other documents; taken from the placement whenever a row is written."""

OWN = [name for name in CORPUS.names if name not in ANNOTATIONS]
"""Columns that depend on the document's own page alone."""


def gather(
    run: Run, parent: Version, changes: Changes, partitions: list[Partition], replaced: pa.Array
) -> Iterator[tuple[Partition, pa.Table]]:
    """Yield each of these partitions with all its rows, columns `OWN`, in no particular order.

    Texts of new documents are held for as many partitions at a time as ``publishing.memory_bytes`` allows.
    """
    for batch in _batches(changes.accepted, partitions, run.settings.publishing.memory_bytes):
        new = _new_rows(run, changes.accepted, batch)
        for partition in batch:
            own = new.filter(_in_partition(new, partition)).select(OWN) if new.num_rows else _EMPTY
            yield partition, pa.concat_tables([own, _old_rows(parent, partition, replaced)])


def annotate(rows: pa.Table, placement: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Split rows (columns `OWN`) into those of CORPUS and those of DUPLICATES, with their annotations."""
    placed = placement.take(pc.index_in(rows["doc_id"], placement["doc_id"].combine_chunks()))
    for name in ANNOTATIONS:
        rows = rows.append_column(name, placed[name])
    kept = placed["kept"]
    return rows.filter(kept).select(CORPUS.names), rows.filter(pc.invert(kept)).select(DUPLICATES.names)


_EMPTY = pa.schema([CORPUS.field(name) for name in OWN]).empty_table()


def _batches(accepted: pa.Table, partitions: list[Partition], memory_bytes: int) -> Iterator[list[Partition]]:
    grouped = accepted.group_by(["lang", "month"]).aggregate([("text_bytes", "sum")]).to_pylist()
    sizes = {Partition(row["lang"], row["month"]): row["text_bytes_sum"] for row in grouped}
    batch: list[Partition] = []
    held = 0
    for partition in partitions:
        size = sizes.get(partition, 0)
        if batch and held + size > memory_bytes:
            yield batch
            batch, held = [], 0
        batch.append(partition)
        held += size
    if batch:
        yield batch


def _new_rows(run: Run, accepted: pa.Table, partitions: list[Partition]) -> pa.Table:
    """Read the new documents of these partitions, with their folder keys."""
    wanted = pa.array([partition.folder for partition in partitions])
    folders = pc.binary_join_element_wise("lang=", accepted["lang"], "/month=", accepted["month"], "")
    chosen = accepted.filter(pc.is_in(folders, wanted)).select(["doc_id", "shard", "lang", "month"])
    tables = []
    for shard in chosen["shard"].unique().to_pylist():
        rows = chosen.filter(pc.equal(chosen["shard"], shard))
        table = read_file(run.shard("accepted", shard), OWN)
        table = table.take(pc.index_in(rows["doc_id"], table["doc_id"].combine_chunks())).cast(_EMPTY.schema)
        tables.append(table.append_column("lang", rows["lang"]).append_column("month", rows["month"]))
    return pa.concat_tables(tables) if tables else _EMPTY


def _old_rows(parent: Version, partition: Partition, replaced: pa.Array) -> pa.Table:
    tables = [_EMPTY]
    for dataset in ("corpus", "duplicates"):
        for file in parent.partition_files(dataset, partition):
            table = read_file(file, OWN)
            tables.append(table.filter(pc.invert(pc.is_in(table["doc_id"], replaced))).cast(_EMPTY.schema))
    return pa.concat_tables(tables)


def _in_partition(table: pa.Table, partition: Partition) -> pa.ChunkedArray:
    return pc.and_(pc.equal(table["lang"], partition.lang), pc.equal(table["month"], partition.month))
