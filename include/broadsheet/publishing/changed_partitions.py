"""Finds the partitions that differ from the base version and must be written; the others are linked unchanged."""

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.publishing.partition_rows import ANNOTATIONS
from broadsheet.schema import CORPUS, DUPLICATES, PLACEMENT, PUBLISHED_DATASETS
from broadsheet.warehouse.version import Partition, Version
from broadsheet.warehouse.version_diff import match_rows

Changed = set[tuple[str, Partition]]
"""Datasets and partitions."""


class PlacementDiff(NamedTuple):
    """The difference between a new placement and a base version.

    Attributes:
        changed: Datasets and partitions that must be written.
        moved: doc_ids in both whose dataset, partition or annotation changed: string.
    """

    changed: Changed
    moved: pa.Array


def compare_placement(base: Version, placement: pa.Table, touched: pa.Array) -> PlacementDiff:
    """Return the difference between the new placement and the files of the base version.

    Args:
        base: The base version.
        placement: PLACEMENT of all accepted documents, old and new.
        touched: doc_ids whose rows the run adds, replaces or removes.
    """
    new, old = placement.select(_COMPARED), _published(base)
    moved = match_rows(new, old).changed
    affected = pa.concat_arrays([moved, touched])
    changed: Changed = set()
    for table in (new, old):
        places = table.filter(pc.is_in(table["doc_id"], affected)).group_by(["kept", "lang", "month"]).aggregate([])
        for row in places.to_pylist():
            changed.add(("corpus" if row["kept"] else "duplicates", Partition(row["lang"], row["month"])))
    return PlacementDiff(changed, moved)


_COMPARED = ["doc_id", *ANNOTATIONS, "lang", "month", "kept"]


def _published(base: Version) -> pa.Table:
    schema = pa.schema([(name, PLACEMENT.field(name).type) for name in _COMPARED])
    tables = [schema.empty_table()]
    for dataset in PUBLISHED_DATASETS:
        kept = dataset == "corpus"
        columns = [name for name in ("doc_id", *ANNOTATIONS) if name in (CORPUS if kept else DUPLICATES).names]
        for partition, files in base.partitions(dataset):
            for file in files:
                table = file.read(columns)
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
