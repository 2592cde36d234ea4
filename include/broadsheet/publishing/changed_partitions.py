"""Finds the partitions that differ from the base version and must be written; the others are linked unchanged."""

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.publishing.partition_rows import ANNOTATIONS
from broadsheet.schema import CORPUS, DUPLICATES, PLACEMENT
from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.version import Partition
from broadsheet.warehouse.version_diff import match_rows

Changed = set[tuple[str, Partition]]
"""Datasets and partitions."""


class PlacementDiff(NamedTuple):
    """The difference between a new placement and a base version.

    Attributes:
        moved: doc_ids in both whose dataset, partition or annotation changed: string.
        changed: Datasets and partitions that must be written.
    """

    moved: pa.Array
    changed: Changed


def compare_placement(published: pa.Table, placement: pa.Table, touched: pa.Array) -> PlacementDiff:
    """Return the difference between the new placement of documents and their rows in the base version.

    Args:
        published: `COMPARED` of the documents that the base version publishes.
        placement: PLACEMENT of all accepted documents, old and new.
        touched: doc_ids whose rows the run adds, replaces or removes.
    """
    new = placement.select(COMPARED.names)
    moved = match_rows(new, published).changed
    affected = pa.concat_arrays([moved, touched])
    changed: Changed = set()
    for table in (new, published):
        places = table.filter(pc.is_in(table["doc_id"], affected)).group_by(["kept", "lang", "month"]).aggregate([])
        for row in places.to_pylist():
            changed.add(("corpus" if row["kept"] else "duplicates", Partition(row["lang"], row["month"])))
    return PlacementDiff(moved, changed)


COMPARED = pa.schema([PLACEMENT.field(name) for name in ("doc_id", *ANNOTATIONS, "lang", "month", "kept")])
"""What is compared of a document: its partition, and the columns that depend on other documents."""


def published_rows(dataset: str, partition: Partition, file: DataFile) -> pa.Table:
    """Return `COMPARED` of a file of corpus or duplicates."""
    columns = [name for name in ("doc_id", *ANNOTATIONS) if name in _SCHEMAS[dataset].names]
    table = file.read(columns)
    fixed = {"lang": partition.lang, "month": partition.month, "kept": dataset == "corpus"}
    return pa.table(
        {
            field.name: table[field.name]
            if field.name in columns
            else pa.repeat(pa.scalar(fixed.get(field.name), field.type), len(table))
            for field in COMPARED
        }
    ).cast(COMPARED)


_SCHEMAS = {"corpus": CORPUS, "duplicates": DUPLICATES}
