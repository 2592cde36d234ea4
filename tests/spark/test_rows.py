"""Packed rows reach the task that they are meant for."""

from collections.abc import Iterator

import pyarrow as pa
from pyspark import TaskContext

from broadsheet.spark.engine import SparkEngine
from broadsheet.spark.rows import PACKED, Tables, for_each, for_each_key, pack

SEEN = pa.schema([("key", pa.string()), ("rows", pa.int64()), ("task", pa.int64())])


def test_keys_have_all_their_rows_and_large_keys_a_task_of_their_own(engine: SparkEngine) -> None:
    def two_rows(number: int) -> Iterator[pa.Table]:
        for _ in range(2):
            yield pack("numbers", f"key-{number % 10}", pa.table({"number": [number]}))

    def see(key: str, rows: Tables) -> Iterator[pa.Table]:
        task = TaskContext.get()
        assert task is not None
        yield pa.table([[key], [len(rows["numbers"])], [task.partitionId()]], schema=SEEN)

    packed = for_each(engine.session, range(30), two_rows, PACKED)
    seen = for_each_key(packed, see, SEEN, alone=["key-3", "key-8"]).toArrow().sort_by("key").to_pylist()
    assert [(row["key"], row["rows"]) for row in seen] == [(f"key-{number}", 6) for number in range(10)]
    tasks = {row["key"]: row["task"] for row in seen}
    assert (tasks.pop("key-3"), tasks.pop("key-8")) == (0, 1)
    assert set(tasks.values()) <= {2, 3, 4, 5}, "four tasks, as for each shuffle of these tests"
