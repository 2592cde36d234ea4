"""Reads tables of Arrow: Parquet files, and Arrow IPC files and streams as the library ``datasets`` saves them."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.sources.formats.columns import NAMES, Columns, plain
from broadsheet.sources.formats.format import BadRecord, Format, Options
from broadsheet.sources.record import Record

_ROWS = 256
_IPC_FILE = b"ARROW1"
_STREAM = b"\xff\xff\xff\xff"


def _is_parquet(head: bytes, _: str) -> bool:
    return head.startswith(b"PAR1")


def _is_arrow(head: bytes, name: str) -> bool:
    return head.startswith(_IPC_FILE) or (head.startswith(_STREAM) and name.endswith((".arrow", ".arrows", ".feather")))


def _read_parquet(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    file = pq.ParquetFile(stream)
    wanted = [name for name in file.schema_arrow.names if _is_wanted(file.schema_arrow.field(name), options)]
    batches = file.iter_batches(batch_size=_ROWS, columns=wanted or None, use_threads=False)
    yield from _rows(batches, Columns(options, "Parquet row"))


def _read_arrow(stream: BinaryIO, options: Options) -> Iterator[Record | BadRecord]:
    columns = Columns(options, "Arrow row")
    is_file = stream.read(len(_IPC_FILE)) == _IPC_FILE
    stream.seek(0)
    if is_file:
        file = pa.ipc.open_file(stream)
        yield from _rows((file.get_batch(place) for place in range(file.num_record_batches)), columns)
    else:
        yield from _rows(pa.ipc.open_stream(stream), columns)


def _rows(batches: Iterable[pa.RecordBatch], columns: Columns) -> Iterator[Record | BadRecord]:
    number = 0
    for batch in batches:
        for first in range(0, batch.num_rows, _ROWS):
            part = batch.slice(first, _ROWS)
            names = part.schema.names
            cells = [column.to_pylist() for column in part.columns]
            for values in zip(*cells, strict=True):
                number += 1
                yield columns.record(dict(zip(names, values, strict=True)), number)


def _is_wanted(field: pa.Field, options: Options) -> bool:
    """Return whether a column can be one that a record is made of: embeddings and the like are not read."""
    kind: Any = field.type
    by_name = field.name in options.columns.values() or any(plain(field.name) in names for names in NAMES.values())
    return by_name or pa.types.is_struct(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)


PARQUET = Format("parquet", "Parquet", "records", (".parquet",), _is_parquet, _read_parquet, seekable=True)
ARROW = Format("arrow", "Arrow IPC", "records", (".arrow", ".feather"), _is_arrow, _read_arrow, seekable=True)
