"""Documents as Arrow columns."""

from collections.abc import Sequence
from datetime import datetime, time
from operator import attrgetter
from typing import Any

import pyarrow as pa

from broadsheet.extraction.document import Document, Rejected
from broadsheet.schema import ARTICLE, EXTRACTOR, QUALITY, SPAN
from broadsheet.version import RULES_VERSION

COLUMNS = pa.schema([*(field.with_nullable(True) for field in ARTICLE), EXTRACTOR])
"""Schema of what `documents_to_batch` returns."""


def documents_to_batch(rows: Sequence[Document | Rejected]) -> pa.RecordBatch:
    """Return documents as one batch of `COLUMNS`, a row each, in order; a rejected page gives nulls."""
    arrays = [_column(field, rows) for field in ARTICLE]
    return pa.record_batch([*arrays, pa.repeat(RULES_VERSION, len(rows))], schema=COLUMNS)


def _column(field: pa.Field, rows: Sequence[Document | Rejected]) -> pa.Array:
    read = attrgetter(field.name)
    values = [read(row) if isinstance(row, Document) else None for row in rows]
    if field.name == "quality":
        return _quality(values)
    if field.name == "spans":
        return _spans(values)
    if field.name in {"published_date", "updated_at"}:
        values = [day and datetime.combine(day, time()) for day in values]
    return pa.array(values, field.type)


def _quality(values: list[Any]) -> pa.Array:
    missing = pa.array([value is None for value in values], pa.bool_())
    fields = [pa.array([value and value[place] for value in values], field.type) for place, field in enumerate(QUALITY)]
    return pa.StructArray.from_arrays(fields, fields=list(QUALITY), mask=missing)


def _spans(values: list[Any]) -> pa.Array:
    flat = [span for spans in values for span in spans or ()]
    ends = pa.StructArray.from_arrays(
        [pa.array([span[side] for span in flat], pa.int32()) for side in (0, 1)], fields=list(SPAN)
    )
    offsets, total = [], 0
    for spans in values:
        offsets.append(None if spans is None else total)
        total += len(spans or ())
    kind = next(field for field in ARTICLE if field.name == "spans").type
    return pa.ListArray.from_arrays(pa.array([*offsets, total], pa.int32()), ends, type=kind)
