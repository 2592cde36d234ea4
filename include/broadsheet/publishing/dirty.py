"""Which partitions differ from the parent's, and so have to be written anew; the others are linked."""

from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.datasets import read_file
from broadsheet.publishing.rows import ANNOTATIONS
from broadsheet.publishing.version import Partition, Version

Dirty = set[tuple[str, Partition]]
"""Dataset and partition."""


class Difference(NamedTuple):
    """What a new placement changes of a parent.

    Attributes:
        dirty: Datasets and partitions that have to be written anew.
        moved: doc_ids of documents of both versions whose place or annotation changed.
    """

    dirty: Dirty
    moved: list[str]


def compare(parent: Version, placement: pa.Table, touched: pa.Array) -> Difference:
    """Set the new placement against what the parent's files say.

    Args:
        parent: The version that the run builds on.
        placement: PLACEMENT of every accepted document, old and new.
        touched: doc_ids whose own rows the run brings anew, or takes away.
    """
    new = _by_doc(placement, placement["kept"])
    old = _by_doc(*_published(parent))
    both = new.index.intersection(old.index)
    left, right = new.loc[both], old.loc[both]
    same = (left == right) | (left.isna() & right.isna())
    moved = both[~same.all(axis=1)]
    decided = pd.Index(touched.to_pylist())
    affected = moved.union(decided)
    dirty: Dirty = set()
    for rows in (new.loc[new.index.isin(affected)], old.loc[old.index.isin(affected)]):
        for dataset, lang, month in rows[["dataset", "lang", "month"]].drop_duplicates().itertuples(index=False):
            dirty.add((dataset, Partition(lang, month)))
    return Difference(dirty, moved.tolist())


def _by_doc(table: pa.Table, kept: pa.ChunkedArray) -> pd.DataFrame:
    frame = table.select(["doc_id", *ANNOTATIONS, "lang", "month"]).to_pandas().set_index("doc_id")
    frame["dataset"] = pc.if_else(kept, "corpus", "duplicates").to_pandas().to_numpy()
    return frame.astype({"jaccard": "float64", "containment": "float64"})


def _published(parent: Version) -> tuple[pa.Table, pa.ChunkedArray]:
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
    table = pa.concat_tables(tables)
    return table.drop_columns("kept"), table["kept"]
