"""Documents as Arrow columns."""

from collections.abc import Sequence
from datetime import date, datetime, time
from operator import attrgetter
from typing import Any

import pyarrow as pa

from broadsheet.extraction.document import Document, Rejected
from broadsheet.schema import ARTICLE, DAY_ORDERS, EXTRACTOR, QUALITY, READING, SPAN
from broadsheet.version import RULES_VERSION

COLUMNS = pa.schema([*(field.with_nullable(True) for field in ARTICLE), *DAY_ORDERS, EXTRACTOR])
"""Schema of what `documents_to_batch` returns."""


def documents_to_batch(rows: Sequence[Document | Rejected]) -> pa.RecordBatch:
    """Return documents as one batch of `COLUMNS`, a row each, in order.

    A rejected page has nulls, but for what is known of it without its text, such as its web address.
    """
    arrays = [_column(field, rows) for field in ARTICLE]
    documents = [row if isinstance(row, Document) else None for row in rows]
    for field, of in zip(DAY_ORDERS, (_day_order, _open_date), strict=True):
        arrays.append(pa.array([row and of(row) for row in documents], field.type))
    return pa.record_batch([*arrays, pa.repeat(RULES_VERSION, len(rows))], schema=COLUMNS)


def _column(field: pa.Field, rows: Sequence[Document | Rejected]) -> pa.Array:
    read = attrgetter(field.name)
    known = field.name in Rejected._fields
    values = [read(row) if known or isinstance(row, Document) else None for row in rows]
    if field.name == "quality":
        return _quality(values)
    if field.name == "spans":
        return _spans(values)
    if field.name in {"published_date", "updated_at"}:
        values = [_midnight(day) for day in values]
    return pa.array(values, field.type)


def _day_order(row: Document) -> dict[str, Any] | None:
    return row.order._asdict() if row.order and not row.other else None


def _open_date(row: Document) -> dict[str, Any] | None:
    if row.order is None or row.other is None:
        return None
    own = (row.published_date, row.published_at, row.published_origin, row.updated_at, row.updated_origin)
    other = (row.other.day, row.other.at, row.other.origin, row.other.updated, row.other.updated_origin)
    return {**row.order._asdict(), "own": _reading(*own), "other": _reading(*other)}


def _reading(
    day: date | None, at: datetime | None, origin: str | None, updated: date | None, updated_origin: str | None
) -> dict[str, Any]:
    values = (_midnight(day), at, origin, _midnight(updated), updated_origin)
    return dict(zip([field.name for field in READING], values, strict=True))


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time()) if day else None


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
