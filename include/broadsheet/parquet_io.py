"""Reads and writes the Parquet files of a run's working folder, each with a fixed schema."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def read_file(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Return the table of a Parquet file, or some of its columns."""
    return pq.ParquetFile(path).read(columns=columns)


def read_batches(path: Path, rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the table of a Parquet file in batches of up to so many rows."""
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(batch_size=rows, use_threads=False)


def count_rows(path: Path) -> int:
    """Return the number of rows of a Parquet file, from its footer."""
    return int(pq.read_metadata(path).num_rows)


def column_bytes(path: Path, column: str) -> int:
    """Return the uncompressed bytes of a plain column of a Parquet file, from its footer."""
    footer = pq.read_metadata(path)
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    chunks = [group.column(number) for group in groups for number in range(group.num_columns)]
    return sum(int(chunk.total_uncompressed_size) for chunk in chunks if chunk.path_in_schema == column)


def write_file(table: pa.Table, path: Path, schema: pa.Schema) -> None:
    """Write a table, cast to `schema`, under a temporary name, and rename the file to `path`."""
    # not the number of the process: two machines may have the same
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    # Dictionaries cost a third of the time here and gain nothing: these files are read once.
    pq.write_table(table.cast(schema), unfinished, compression="zstd", compression_level=1, use_dictionary=False)
    unfinished.replace(path)
