"""Which partitions differ from the parent's, and so have to be written anew; the others are linked."""

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.parquet_io import read_file
from broadsheet.publishing.partition_rows import ANNOTATIONS
from broadsheet.warehouse.table_diff import match_rows
from broadsheet.warehouse.version import Partition, Version

Dirty = set[tuple[str, Partition]]
"""Dataset and partition."""


class Difference(NamedTuple):
    """What a new placement changes of a parent.

    Attributes:
        dirty: Datasets and partitions that have to be written anew.
        moved: doc_ids of documents of both versions whose place or annotation changed: string.
    """

    dirty: Dirty
    moved: pa.Array


def compare(parent: Version, placement: pa.Table, touched: pa.Array) -> Difference:
    """Set the new placement against what the parent's files say.

    Args:
        parent: The version that the run builds on.
        placement: PLACEMENT of every accepted document, old and new.
        touched: doc_ids whose own rows the run brings anew, or takes away.
    """
    new, old = placement.select(_COMPARED), _published(parent)
    moved = match_rows(new, old).changed
    affected = pa.concat_arrays([moved, touched])
    dirty: Dirty = set()
    for table in (new, old):
        places = table.filter(pc.is_in(table["doc_id"], affected)).group_by(["kept", "lang", "month"]).aggregate([])
        for row in places.to_pylist():
            dirty.add(("corpus" if row["kept"] else "duplicates", Partition(row["lang"], row["month"])))
    return Difference(dirty, moved)


_COMPARED = ["doc_id", *ANNOTATIONS, "lang", "month", "kept"]


def _published(parent: Version) -> pa.Table:
    schema = pa.schema(
        [
            ("doc_id", pa.string()),
            ("cluster_id", pa.string()),
            ("duplicate_count", pa.int32()),
            ("duplicate_of", pa.string()),
            ("relation", pa.string()),
            ("jaccard", pa.float64()),
            ("containment", pa.float64()),
            ("lang", pa.string()),
            ("month", pa.string()),
            ("kept", pa.bool_()),
        ]
    )
    tables = [schema.empty_table()]
    for dataset in ("corpus", "duplicates"):
        kept = dataset == "corpus"
        columns = ["doc_id", *(ANNOTATIONS[:2] if kept else ANNOTATIONS)]
        for partition, files in parent.partitions(dataset):
            for file in files:
                table = read_file(file, columns)
                fixed = {"lang": partition.lang, "month": partition.month, "kept": kept}
                tables.append(
                    pa.table(
                        {
                            name: table[name]
                            if name in columns
                            else pa.repeat(pa.scalar(fixed.get(name), schema.field(name).type), len(table))
                            for name in schema.names
                        },
                        schema=schema,
                    )
                )
    return pa.concat_tables(tables)
