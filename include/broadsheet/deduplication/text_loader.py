"""Loads the texts of candidates: from the run for new documents, from the base version for old ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.runs.run import Run
from broadsheet.warehouse.version import Partition, Version

_SCHEMA = pa.schema([("doc_id", pa.string()), ("text", pa.string())])


@dataclass(frozen=True, slots=True)
class Texts:
    """Where each document's text is stored.

    Attributes:
        run: The run that brought the new documents.
        new: Columns doc_id and shard of those documents.
        base: The version that holds the old ones.
        old: Columns doc_id, lang and month of those.
    """

    run: Run
    new: pa.Table
    base: Version
    old: pa.Table

    def read(self, doc_ids: pa.Array) -> Iterator[pa.Table]:
        """Yield columns doc_id and text of these documents, in no particular order, file by file."""
        new = self.new.filter(pc.is_in(self.new["doc_id"], doc_ids))
        yield _SCHEMA.empty_table()
        for shard, own in _by(new, ["shard"]):
            yield _select(self.run.store.accepted.read(shard["shard"], _SCHEMA.names), own)
        old = self.old.filter(pc.is_in(self.old["doc_id"], doc_ids))
        for keys, own in _by(old, ["lang", "month"]):
            for dataset in ("corpus", "duplicates"):
                for file in self.base.partition_files(dataset, Partition(**keys)):
                    yield _select(file.read(_SCHEMA.names), own)


def _by(documents: pa.Table, keys: list[str]) -> Iterator[tuple[dict[str, Any], pa.Array]]:
    """Yield the values of the keys, and the doc_ids of the documents that have them."""
    groups = documents.group_by(keys).aggregate([("doc_id", "list")])
    for values, doc_ids in zip(groups.select(keys).to_pylist(), groups["doc_id_list"], strict=True):
        yield values, doc_ids.values


def _select(table: pa.Table, doc_ids: pa.Array) -> pa.Table:
    return table.filter(pc.is_in(table["doc_id"], doc_ids)).cast(_SCHEMA)
