"""Reads and writes the Parquet files of a run's working folder, each of one frozen schema."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def read_file(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read one Parquet file whole, or some of its columns."""
    return pq.ParquetFile(path).read(columns=columns)


def count_rows(path: Path) -> int:
    """Return how many rows a Parquet file has, by its footer."""
    return int(pq.read_metadata(path).num_rows)


def column_bytes(path: Path, column: str) -> int:
    """Return how many bytes a plain column of a Parquet file has, decompressed, by its footer."""
    footer = pq.read_metadata(path)
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    chunks = [group.column(number) for group in groups for number in range(group.num_columns)]
    return sum(int(chunk.total_uncompressed_size) for chunk in chunks if chunk.path_in_schema == column)


def write_file(table: pa.Table, path: Path, schema: pa.Schema) -> None:
    """Write a working dataset: cast to `schema`, under a temporary name, then renamed."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    # Dictionaries cost a third of the time here and gain nothing: these files are read once.
    pq.write_table(table.cast(schema), unfinished, compression="zstd", compression_level=1, use_dictionary=False)
    unfinished.replace(path)
