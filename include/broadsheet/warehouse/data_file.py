"""Reads a Parquet file of a version: the whole file, or single row groups chosen by their statistics."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from broadsheet.errors import DataError
from broadsheet.warehouse.storage import Storage, Stored


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet file of a version.

    Attributes:
        storage: The storage that holds it.
        key: Its key in the storage.
    """

    storage: Storage
    key: str

    def read(self, columns: list[str] | None = None) -> pa.Table:
        """Return the whole file, or some of its columns."""
        with self.storage.open(self.key) as source:
            return pq.ParquetFile(source).read(columns=columns)

    def stat(self) -> Stored:
        """Return size, identity and time of the file."""
        return self.storage.stat(self.key)

    def row_groups(self) -> "list[RowGroup]":
        """Open the file and return its row groups; no data is read yet.

        Raises:
            DataError: the file is missing, or is not a complete Parquet file.
        """
        with _damage_reported(self.key):
            parquet = pq.ParquetFile(self.storage.open(self.key))
        footer = parquet.metadata
        positions = {name: position for position, name in enumerate(footer.schema.names)}
        rows = [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
        return [RowGroup(self.key, parquet, number, count, positions) for number, count in enumerate(rows)]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Some thousands of consecutive rows of a file.

    Attributes:
        key: The file's key.
        file: The file, opened.
        number: Its number in the file, from 0.
        rows: Its number of rows.
        positions: Position of each plain column in the file.
    """

    key: str
    file: pq.ParquetFile
    number: int
    rows: int
    positions: Mapping[str, int]

    def read(self, columns: list[str]) -> pa.Table:
        """Return some of its columns."""
        with _damage_reported(self.key):
            return self.file.read_row_group(self.number, columns=columns, use_threads=False)

    def batches(self, rows: int, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield some of its columns, or all, in batches of up to so many rows."""
        with _damage_reported(self.key):
            yield from self.file.iter_batches(rows, row_groups=[self.number], columns=columns, use_threads=False)

    def bounds(self, column: str) -> tuple[Any, Any] | None:
        """Return the minimum and maximum of a column; None if all values are null, or there are no statistics."""
        statistics = self._statistics(column)
        return (statistics.min, statistics.max) if statistics is not None and statistics.has_min_max else None

    def nulls(self, column: str) -> int:
        """Return the maximum number of nulls in a column."""
        statistics = self._statistics(column)
        known = statistics is not None and statistics.has_null_count
        return int(statistics.null_count) if known else self.rows

    def may_hold(self, column: str, value: Any) -> bool:
        """Return whether a value, or null (None), may be in a column; true if there are no statistics."""
        if value is None:
            return self.nulls(column) > 0
        bounds = self.bounds(column)
        return bounds[0] <= value <= bounds[1] if bounds else self.nulls(column) < self.rows

    def _statistics(self, column: str) -> Any:
        return self.file.metadata.row_group(self.number).column(self.positions[column]).statistics


def read_files(files: Iterable[DataFile], schema: pa.Schema, columns: list[str] | None = None) -> pa.Table:
    """Return files of `schema` as one table; without files, an empty table with the same columns."""
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    tables = [file.read(columns).cast(wanted) for file in files]
    return pa.concat_tables(tables) if tables else wanted.empty_table()


def find_row(files: Iterable[DataFile], known: Mapping[str, Any], columns: list[str]) -> dict[str, Any] | None:
    """Return some columns of the row of a document, None if no file has it.

    Args:
        files: The files to search.
        known: Values of its columns, including doc_id. The other columns only serve to skip row groups.
        columns: The columns to return; they are read only from the row group that holds the document.
    """
    for file in files:
        for group in file.row_groups():
            if not all(group.may_hold(column, value) for column, value in known.items()):
                continue
            at = pc.index(group.read(["doc_id"])["doc_id"], known["doc_id"]).as_py()
            if at >= 0:
                row: dict[str, Any] = group.read(columns).slice(at, 1).to_pylist()[0]
                return row
    return None


def find_sorted(groups: list[RowGroup], doc_id: str, columns: list[str]) -> dict[str, Any] | None:
    """Return some columns of the row of a document in a file sorted by doc_id, None if there is no such row.

    A binary search finds the only row group that can hold it.
    """
    number = first_of(groups, lambda group: (group.bounds("doc_id") or ("", ""))[1] < doc_id)
    if number == len(groups):
        return None
    table = groups[number].read(columns if "doc_id" in columns else [*columns, "doc_id"])
    at = pc.index(table["doc_id"], doc_id).as_py()
    return dict(table.select(columns).slice(at, 1).to_pylist()[0]) if at >= 0 else None


def first_of(groups: list[RowGroup], is_before: Callable[[RowGroup], bool]) -> int:
    """Return the number of the first of the sorted row groups for which `is_before` is false, by binary search."""
    low, high = 0, len(groups)
    while low < high:
        middle = (low + high) // 2
        if is_before(groups[middle]):
            low = middle + 1
        else:
            high = middle
    return low


@contextmanager
def _damage_reported(key: str) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DataError(
            f"{key} cannot be read ({error}): the version is damaged, or was removed while it was read; "
            "open the current one, roll back to an intact one, or build again"
        ) from error
