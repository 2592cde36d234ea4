"""Fetching the texts of candidates: from the run for new documents, from the parent version for old ones."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.datasets import read_file
from broadsheet.publishing.version import Partition, Version
from broadsheet.run import Run

_SCHEMA = pa.schema([("doc_id", pa.string()), ("text", pa.string())])


@dataclass(frozen=True, slots=True)
class Texts:
    """Where each document's text lies.

    Attributes:
        run: The run that brought the new documents.
        new: Columns doc_id and shard of those documents.
        parent: The version that holds the old ones.
        old: Columns doc_id, lang and month of those.
    """

    run: Run
    new: pa.Table
    parent: Version
    old: pa.Table

    def read(self, doc_ids: pa.Array) -> pa.Table:
        """Return columns doc_id and text of these documents, in no particular order."""
        tables = [_SCHEMA.empty_table()]
        new = self.new.filter(pc.is_in(self.new["doc_id"], doc_ids))
        files = [self.run.shard("accepted", shard) for shard in new["shard"].unique().to_pylist()]
        tables.extend(_select(file, doc_ids) for file in files)
        old = self.old.filter(pc.is_in(self.old["doc_id"], doc_ids))
        wanted = old["doc_id"].combine_chunks()
        for keys in old.group_by(["lang", "month"]).aggregate([]).to_pylist():
            for dataset in ("corpus", "duplicates"):
                files = self.parent.partition_files(dataset, Partition(keys["lang"], keys["month"]))
                tables.extend(_select(file, wanted) for file in files)
        return pa.concat_tables(tables)


def _select(file: Path, doc_ids: pa.Array) -> pa.Table:
    table = read_file(file, _SCHEMA.names)
    return table.filter(pc.is_in(table["doc_id"], doc_ids)).cast(_SCHEMA)
