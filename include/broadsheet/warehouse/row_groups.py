"""Row groups of a version's files: their statistics say which may hold what is looked for, and only those are read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from broadsheet.errors import DataError


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Some thousands of consecutive rows of a file.

    Attributes:
        path: The file.
        file: The same, opened.
        number: Its number in the file, from 0.
        rows: How many rows it has.
        places: Where each plain column is in the file.
    """

    path: Path
    file: pq.ParquetFile
    number: int
    rows: int
    places: Mapping[str, int]

    def read(self, columns: list[str]) -> pa.Table:
        """Read some columns of it."""
        with _damage_told(self.path):
            return self.file.read_row_group(self.number, columns=columns, use_threads=False)

    def bounds(self, column: str) -> tuple[Any, Any] | None:
        """Return the least and the greatest value of a column; null where all are null, or nothing is known of it."""
        statistics = self._statistics(column)
        return (statistics.min, statistics.max) if statistics is not None and statistics.has_min_max else None

    def nulls(self, column: str) -> int:
        """Return how many values of a column may be null."""
        statistics = self._statistics(column)
        known = statistics is not None and statistics.has_null_count
        return int(statistics.null_count) if known else self.rows

    def may_hold(self, column: str, value: Any) -> bool:
        """Whether a value, or null, may be in a column, by its bounds; true where these are not known."""
        if value is None:
            return self.nulls(column) > 0
        bounds = self.bounds(column)
        return bounds[0] <= value <= bounds[1] if bounds else self.nulls(column) < self.rows

    def _statistics(self, column: str) -> Any:
        return self.file.metadata.row_group(self.number).column(self.places[column]).statistics


def row_groups(path: Path) -> list[RowGroup]:
    """Open a file and return its row groups, of which nothing is read so far.

    Raises:
        DataError: the file is not there, or is no whole Parquet file.
    """
    with _damage_told(path):
        file = pq.ParquetFile(path)
    footer = file.metadata
    places = {name: place for place, name in enumerate(footer.schema.names)}
    rows = [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
    return [RowGroup(path, file, number, count, places) for number, count in enumerate(rows)]


def find_row(paths: Iterable[Path], known: Mapping[str, Any], columns: list[str]) -> dict[str, Any] | None:
    """Return some columns of the row of a document, null where no file has it.

    Args:
        paths: The files.
        known: Values of its columns, doc_id among them. The others only spare the reading of row groups that cannot
            hold them.
        columns: The columns wanted; they are read of the row group that holds the document, and of no other.
    """
    for path in paths:
        for group in row_groups(path):
            if not all(group.may_hold(column, value) for column, value in known.items()):
                continue
            at = pc.index(group.read(["doc_id"])["doc_id"], known["doc_id"]).as_py()
            if at >= 0:
                row: dict[str, Any] = group.read(columns).slice(at, 1).to_pylist()[0]
                return row
    return None


def find_sorted(groups: list[RowGroup], doc_id: str, columns: list[str]) -> dict[str, Any] | None:
    """Return some columns of the row of a document, null where there is none, of a file that is sorted by doc_id.

    The one row group that may hold it is found by bisection.
    """
    number = first_of(groups, lambda group: (group.bounds("doc_id") or ("", ""))[1] < doc_id)
    if number == len(groups):
        return None
    table = groups[number].read(columns if "doc_id" in columns else [*columns, "doc_id"])
    at = pc.index(table["doc_id"], doc_id).as_py()
    return dict(table.select(columns).slice(at, 1).to_pylist()[0]) if at >= 0 else None


def first_of(groups: list[RowGroup], is_before: Callable[[RowGroup], bool]) -> int:
    """Return the number of the first row group for which `is_before` does not hold, of groups in order: a bisection."""
    low, high = 0, len(groups)
    while low < high:
        middle = (low + high) // 2
        if is_before(groups[middle]):
            low = middle + 1
        else:
            high = middle
    return low


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        raise DataError(
            f"{path} cannot be read ({error}): the version is damaged, or was removed while it was read; "
            "open the current one, roll back to one that is whole, or build once more"
        ) from error
