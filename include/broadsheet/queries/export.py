"""Writes the documents of a filtered list as CSV, JSON Lines or Parquet, piece by piece, and as a snippet of Python.

The rows and columns are those of `broadsheet.Corpus.to_arrow` with the same filters, in its order: that of the files.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.queries.filters import Filters, check_filters, conditions
from broadsheet.queries.search import needed_columns, passing, row_groups
from broadsheet.queries.version_handle import Corpus
from broadsheet.warehouse.version import Partition

_BATCH_ROWS = 200
_GROUP_ROWS = 2_000
"""Rows of a row group of a Parquet file that is made here: so many texts are in memory at once."""


def export_rows(corpus: Corpus, filters: Filters, format_name: str, dataset: str = "corpus") -> Iterator[bytes]:
    """Yield the pieces of a file with the documents of a dataset that match.

    Some hundred documents are in memory at once; for Parquet, two thousand.

    Args:
        corpus: The version.
        filters: Which documents.
        format_name: A key of `FORMATS`. In CSV, a nested value is written as JSON.
        dataset: corpus or duplicates.

    Raises:
        ParameterError: a filter is not valid.
        DataError: the version is damaged, or was removed while it was read.
    """
    check_filters(filters)
    return _WRITERS[format_name](_batches(corpus, filters, dataset), _schema(corpus, dataset))


def python_snippet(warehouse: Path, filters: Filters, dataset: str = "corpus") -> str:
    """Return Python source that reads the documents of a dataset that match as a pandas DataFrame.

    It resolves the link ``current`` once, so that all rows come from one version.
    """
    tests = [condition.python() for condition in conditions(filters)]
    lines = ["from datetime import datetime"] if any("datetime(" in test for test in tests) else []
    lines += ["import pyarrow.compute as pc"] if tests else []
    lines += ["import broadsheet", "", f"corpus = broadsheet.open_corpus({str(warehouse)!r})  # one version, resolved"]
    arguments = [f'"{dataset}"'] if dataset != "corpus" else []
    if tests:
        joined = "\n    & ".join(tests)
        arguments.append(f"filters=(\n    {joined}\n)" if len(tests) > 1 else f"filters={tests[0]}")
    return "\n".join([*lines, f"frame = corpus.to_pandas({', '.join(arguments)})"])


_KEYS = [pa.field("lang", pa.string()), pa.field("month", pa.string())]


def _schema(corpus: Corpus, dataset: str) -> pa.Schema | None:
    """Return the schema of a dataset with its folder keys; None if it has no file."""
    for _, group in row_groups(corpus, Filters(), dataset):
        schema: pa.Schema = group.file.schema_arrow
        return pa.schema([*schema, *_KEYS], metadata=schema.metadata)
    return None


def _batches(corpus: Corpus, filters: Filters, dataset: str) -> Iterator[pa.RecordBatch]:
    """Yield the rows that match, with their folder keys. Texts are read only of row groups that hold such a row."""
    for _, group in sorted(row_groups(corpus, filters, dataset), key=lambda found: (found[1].key, found[1].number)):
        names = needed_columns(filters)
        wanted = passing(group.read(names), filters) if names else np.ones(group.rows, np.bool_)
        if not wanted.any():
            continue
        partition = Partition.of(group.key)
        first = 0
        for batch in group.batches(_BATCH_ROWS):
            rows = np.flatnonzero(wanted[first : first + len(batch)])
            first += len(batch)
            if len(rows):
                chosen = batch.take(pa.array(rows))
                keys = [pa.repeat(pa.scalar(value, pa.string()), len(chosen)) for value in partition]
                schema = pa.schema([*chosen.schema, *_KEYS], metadata=chosen.schema.metadata)
                yield pa.RecordBatch.from_arrays([*chosen.columns, *keys], schema=schema)


def _csv(batches: Iterator[pa.RecordBatch], schema: pa.Schema | None) -> Iterator[bytes]:
    def line(values: list[Any]) -> str:
        text = io.StringIO()
        csv.writer(text).writerow(values)
        return text.getvalue()

    yield line(schema.names if schema else []).encode()
    for batch in batches:
        rows = ([_flat(value) for value in row.values()] for row in batch.to_pylist())
        yield "".join(map(line, rows)).encode("utf-8", "replace")


def _flat(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_written)
    return _written(value) if isinstance(value, datetime) else value


def _written(moment: datetime) -> str:
    """Return a time in ISO 8601; a day without its midnight."""
    is_day = moment.tzinfo is None and moment.time() == time.min
    return moment.date().isoformat() if is_day else moment.isoformat()


def _json_lines(batches: Iterator[pa.RecordBatch], schema: pa.Schema | None) -> Iterator[bytes]:
    yield b""
    for batch in batches:
        lines = (json.dumps(row, ensure_ascii=False, default=_written) + "\n" for row in batch.to_pylist())
        yield "".join(lines).encode("utf-8", "replace")


class _Pieces(io.RawIOBase):
    """What was written and not yet taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _parquet(batches: Iterator[pa.RecordBatch], schema: pa.Schema | None) -> Iterator[bytes]:
    pieces = _Pieces()
    with pq.ParquetWriter(pa.PythonFile(pieces, "w"), schema or pa.schema(_KEYS), compression="zstd") as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in batches:
            waiting.append(batch)
            if sum(map(len, waiting)) >= _GROUP_ROWS:
                writer.write_table(pa.Table.from_batches(waiting, schema))
                waiting = []
                yield pieces.take()
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting, schema))
    yield pieces.take()


FORMATS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}
"""Formats of `export_rows`, with their media types."""
_WRITERS: dict[str, Callable[[Iterator[pa.RecordBatch], pa.Schema | None], Iterator[bytes]]] = {
    "csv": _csv,
    "jsonl": _json_lines,
    "parquet": _parquet,
}
