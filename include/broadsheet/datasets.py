"""Reading and writing Parquet files of one frozen schema."""

import os
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def read_file(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read one Parquet file whole, or some of its columns."""
    return pq.ParquetFile(path).read(columns=columns)


def read_files(paths: Iterable[Path], schema: pa.Schema, columns: list[str] | None = None) -> pa.Table:
    """Read files of `schema` as one table; no files give an empty table of the same columns."""
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    tables = [read_file(path, columns).cast(wanted) for path in paths]
    return pa.concat_tables(tables) if tables else wanted.empty_table()


def write_file(table: pa.Table, path: Path, schema: pa.Schema) -> None:
    """Write a working dataset: cast to `schema`, under a temporary name, then renamed into place."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    # Dictionaries cost a third of the time here and gain nothing: these files are read once.
    pq.write_table(table.cast(schema), unfinished, compression="zstd", compression_level=1, use_dictionary=False)
    unfinished.replace(path)
