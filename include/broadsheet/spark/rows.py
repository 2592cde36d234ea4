"""Moves Arrow rows between the processes of a Spark cluster.

Spark sees numbers, strings and packed rows: bytes of an Arrow table with a key. So it never converts a column of ours,
and a table arrives as it was sent. Files are read and written by pyarrow in the executors, never by Spark, which would
need a Hadoop file system for that.
"""

import gc
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark import TaskContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

Item = TypeVar("Item")
Tables = Mapping[str, pa.Table]
"""Rows of one key, by kind."""

PACKED = pa.schema([("key", pa.string()), ("kind", pa.string()), ("rows", pa.binary())])
"""Packed rows: their key, what they are, and an Arrow stream."""

IDS = pa.schema([("doc_id", pa.string())])
"""Ids of documents."""

_WRITE = pa.ipc.IpcWriteOptions(compression="lz4")


def name_jobs(session: SparkSession, stage: str, step: str = "") -> None:
    """Name the jobs that follow, as the pages of Spark show them: the stage, and the step within it."""
    session.sparkContext.setJobDescription(f"{stage}: {step}" if step else stage)


def pack(kind: str, key: str, rows: pa.Table) -> pa.Table:
    """Return one row of `PACKED` with a table in it."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema, options=_WRITE) as writer:
        writer.write_table(rows)
    return pa.table([[key], [kind], [sink.getvalue().to_pybytes()]], schema=PACKED)


def unpack(rows: bytes) -> pa.Table:
    """Return the table in a row of `PACKED`."""
    return pa.ipc.open_stream(pa.py_buffer(rows)).read_all()


def unpacked(packed: pa.Table) -> Iterator[pa.Table]:
    """Yield the table in each row of `PACKED`."""
    yield from (unpack(rows.as_buffer()) for rows in packed["rows"])


def scatter(kind: str, rows: pa.Table, keys: Sequence[str] | npt.NDArray[Any]) -> Iterator[pa.Table]:
    """Yield rows of `PACKED`: the rows of each key together, in their order."""
    values, of_row = np.unique(np.asarray(keys), return_inverse=True)
    order = np.argsort(of_row, kind="stable")
    bounds = np.searchsorted(of_row[order], np.arange(len(values) + 1))
    for value, (start, end) in zip(values.tolist(), pairwise(bounds.tolist()), strict=True):
        yield pack(kind, str(value), rows.take(order[start:end]))


_TASKS_PER_CORE = 8
"""Tasks for items that may share one: enough that cores end together. A task costs Spark some 50 ms of CPU."""


def for_each(
    session: SparkSession,
    items: Sequence[Item],
    function: Callable[[Item], Iterable[pa.Table]],
    schema: pa.Schema,
    *,
    alone: bool = False,
) -> DataFrame:
    """Return the rows that `function` yields for each item, on the executors.

    Args:
        session: The session.
        items: Small values, such as numbers of shards and names of files.
        function: Yields tables of `schema`. A task may be repeated, so it must write the same files each time.
        schema: The columns.
        alone: Whether each item has a task of its own; else many items share some tasks.
    """
    most = len(items) if alone else _TASKS_PER_CORE * session.sparkContext.defaultParallelism

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for place in batch.column(0).to_pylist():
                for table in function(items[place]):
                    yield from _batches_of(table, schema)
        _keep_what_is_loaded()

    tasks = max(1, min(len(items), most))
    return session.range(0, len(items), 1, tasks).mapInArrow(run, from_arrow_schema(schema))


def map_tables(rows: DataFrame, function: Callable[[pa.Table], Iterable[pa.Table]], schema: pa.Schema) -> DataFrame:
    """Return what `function` yields for each part of some rows; a part is some thousand rows."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for table in function(pa.Table.from_batches([batch])):
                yield from _batches_of(table, schema)

    return rows.mapInArrow(run, from_arrow_schema(schema))


def for_each_group(
    rows: DataFrame,
    columns: list[str],
    function: Callable[[Iterator[pa.RecordBatch]], Iterable[pa.Table]],
    schema: pa.Schema,
) -> DataFrame:
    """Return what `function` yields for each group of rows with equal values in some columns, given all its rows."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for table in function(batches):
            yield from _batches_of(table, schema)
        _keep_what_is_loaded()

    return rows.groupBy(columns).applyInArrow(run, from_arrow_schema(schema))


def for_each_key(
    packed: DataFrame,
    function: Callable[[str, Tables], Iterable[pa.Table]],
    schema: pa.Schema,
    *,
    alone: Sequence[str] = (),
) -> DataFrame:
    """Return what `function` yields for each key of packed rows, given all rows of the key by kind.

    Args:
        packed: Rows of `PACKED`.
        function: Takes the key and the tables, whose rows are in no particular order. See `for_each`.
        schema: The columns it yields.
        alone: Keys with so many rows that each has a task of its own, before those that the other keys share.
    """

    def run(batches: Iterator[pa.RecordBatch]) -> Iterable[pa.Table]:
        key, by_kind = "", dict[str, list[pa.Table]]()
        for batch in batches:
            for name, kind, rows in zip(*(batch.column(place) for place in range(len(PACKED))), strict=True):
                key = name.as_py()
                by_kind.setdefault(kind.as_py(), []).append(unpack(rows.as_buffer()))
        return function(key, {kind: pa.concat_tables(parts) for kind, parts in by_kind.items()})

    if not alone:
        return for_each_group(packed, ["key"], run, schema)
    shared = int(packed.sparkSession.conf.get("spark.sql.shuffle.partitions") or 1)
    place = f.nullif(f.array_position(f.lit(list(alone)), f.col("key")), f.lit(0))  # from 1
    task = f.coalesce(place - 1, len(alone) + f.pmod(f.xxhash64("key"), f.lit(shared))).cast("int")
    rows = packed.withColumn("task", task).repartitionById(len(alone) + shared, "task")
    return for_each_group(rows, ["task", "key"], run, schema)


def _keep_what_is_loaded() -> None:
    """Exempt what this process has loaded from garbage collection, as models and names are some million objects.

    Spark collects after each task: without this it takes 0.3 s each time, more than most tasks do.
    """
    gc.freeze()


def _batches_of(table: pa.Table, schema: pa.Schema) -> list[pa.RecordBatch]:
    return table.select(schema.names).cast(schema).combine_chunks().to_batches()  # type: ignore[no-any-return]


def of_kind(packed: DataFrame, *kinds: str) -> DataFrame:
    """Return the packed rows of some kinds."""
    return packed.filter(packed["kind"].isin(*kinds))


class Scratch:
    """Rows of Spark in files of a run, so that they are computed once and stay the same if an executor is lost."""

    def __init__(self, session: SparkSession, folder: Path) -> None:
        """Use a folder that all executors share."""
        self._session = session
        self._folder = folder

    def keep(self, rows: DataFrame) -> "Kept":
        """Compute rows, write them to files, and return them; one file for each task that had some."""
        folder, schema = self._folder, to_arrow_schema(rows.schema)

        def write(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            # a task that is repeated, or runs twice, writes another file: only those of tasks that ended are read
            path, count = folder / f"{uuid.uuid4().hex}.parquet", 0
            writer: pq.ParquetWriter | None = None
            for batch in batches:
                if batch.num_rows:
                    if writer is None:
                        folder.mkdir(parents=True, exist_ok=True)
                        writer = pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=False)
                    writer.write_batch(batch.cast(schema))
                    count += batch.num_rows
            if writer is not None:
                writer.close()
                task = TaskContext.get()
                number = task.partitionId() if task else 0
                yield pa.record_batch([[number], [str(path)], [count]], schema=_FILES)

        written = rows.mapInArrow(write, from_arrow_schema(_FILES)).toArrow().sort_by("task")
        return Kept(self._session, schema, tuple(written["file"].to_pylist()), sum(written["rows"].to_pylist()))


_FILES = pa.schema([("task", pa.int64()), ("file", pa.string()), ("rows", pa.int64())])


class Kept:
    """Rows in files.

    Attributes:
        files: The files, in the order of the tasks that wrote them.
        count: The number of rows.
    """

    def __init__(self, session: SparkSession, schema: pa.Schema, files: tuple[str, ...], count: int) -> None:
        """Remember where the rows are."""
        self._session, self._schema = session, schema
        self.files, self.count = files, count

    def rows(self) -> DataFrame:
        """Return the rows, those of a file in one task."""
        return for_each(self._session, self.files, read_kept, self._schema)

    def read(self, columns: list[str] | None = None) -> pa.Table:
        """Return the rows in this process."""
        tables = [pq.ParquetFile(file).read(columns=columns) for file in self.files]
        schema = self._schema if columns is None else pa.schema([self._schema.field(name) for name in columns])
        return pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in tables)])


def read_kept(file: str) -> Iterator[pa.Table]:
    """Yield the rows of a file in parts."""
    with pq.ParquetFile(file) as opened:
        for batch in opened.iter_batches(10_000, use_threads=False):
            yield pa.Table.from_batches([batch])
