"""Rows set aside on disk, bucket by bucket, where they are more than memory may hold.

Sorting a corpus into partitions that do not fit into memory takes one pass that deals its rows out, and one more over
each bucket: every source file is read once, however many buckets there are.
"""

import shutil
from pathlib import Path
from types import TracebackType

import pyarrow as pa


class SpilledRows:
    """Buckets of rows of one schema, in Arrow's own file format below one folder, gone when the context ends.

    A single bucket stays in memory: it was found to fit.
    """

    def __init__(self, folder: Path, buckets: int, schema: pa.Schema) -> None:
        """Make empty buckets, numbered from 0."""
        self._folder = folder
        self._schema = schema
        self._on_disk = buckets > 1
        self._held: list[pa.Table] = [schema.empty_table()]
        self._writers: dict[int, pa.RecordBatchFileWriter] = {}

    def __enter__(self) -> "SpilledRows":
        """Clear away what a crashed run left."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove all buckets."""
        try:
            for writer in self._writers.values():
                writer.close()  # writes a little more, which a full disk refuses
        finally:
            self._writers.clear()
            shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, bucket: int, rows: pa.Table) -> None:
        """Put rows of the schema into a bucket."""
        if not self._on_disk:
            self._held.append(rows)
            return
        if bucket not in self._writers:
            self._folder.mkdir(exist_ok=True)
            self._writers[bucket] = pa.ipc.new_file(self._file(bucket), self._schema)
        self._writers[bucket].write_table(rows.combine_chunks())

    def take(self, bucket: int) -> pa.Table:
        """Return the rows of a bucket, in the order they came and in one piece, and forget them.

        Nothing can be added to it any more. Taking rows out of many pieces would copy all of them each time.
        """
        if not self._on_disk:
            rows, self._held = pa.concat_tables(self._held), []
            return rows.combine_chunks()
        if bucket not in self._writers:
            return self._schema.empty_table()
        self._writers.pop(bucket).close()
        with pa.OSFile(str(self._file(bucket))) as file:
            rows = pa.ipc.open_file(file).read_all().combine_chunks()
        self._file(bucket).unlink()
        return rows

    def _file(self, bucket: int) -> Path:
        return self._folder / f"bucket-{bucket:05d}.arrow"
