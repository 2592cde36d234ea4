"""Settles the order of day and month of dates in doubt (*03/04/2019*) by the other pages of their outlet.

A pure function of the lines of all pages of an outlet, like template lines. Extraction keeps for each page the order
that it shows without doubt, or both readings of a date in doubt. If enough pages of the outlet show one order, its
dates in doubt are read in it; else each keeps the reading that its own page suggests
(`docs/decisions/day-order-of-outlets.md`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.schema import READING

FEWEST = 2
"""Fewest pages that must show an order."""

SHARE = 0.9
"""Least share of the pages that show an order which must show the same one. Outlets that are known by their folder
alone may be several outlets, so all their pages must."""


def settle_days(lines: pa.Table) -> tuple[pa.Table, pa.Array]:
    """Return lines of documents with the order of open dates settled, and the doc_ids whose reading changed.

    Args:
        lines: NEW_LINES: all documents of the outlets in it; ``other_order`` says which reading a document has so far.

    Returns:
        The rows with ``other_order`` as it is now, and the folder key ``month`` of documents with an open date as their
        reading gives it; and the doc_ids of the documents whose ``other_order`` changed.
    """
    opened = lines["open_date"].combine_chunks()
    before = pc.fill_null(lines["other_order"].combine_chunks(), False)  # null in versions of older rules
    if opened.null_count == len(opened):
        return _with(lines, "other_order", before), pa.array([], pa.string())
    day_first, month_first = _shown(lines)
    keys = _keys(lines["outlet"].combine_chunks(), opened)
    contrary = pc.if_else(pc.struct_field(opened, "day_first"), pc.is_in(keys, month_first), pc.is_in(keys, day_first))
    other = pc.and_(pc.is_valid(opened), pc.fill_null(contrary, False))
    changed = lines["doc_id"].combine_chunks().filter(pc.not_equal(other, before))
    days = pc.if_else(other, _published(opened, "other"), _published(opened, "own"))
    months = pc.coalesce(pc.strftime(days, format="%Y-%m"), lines["month"].combine_chunks())
    return _with(_with(lines, "other_order", other), "month", months), changed


def readings(lines: pa.Table) -> list[dict[str, Any] | None]:
    """Return the columns of READING, by name, that each document has now; None where its date is no open one."""
    pairs = zip(lines["open_date"].to_pylist(), lines["other_order"].to_pylist(), strict=True)
    return [opened and opened["other" if other else "own"] for opened, other in pairs]


def with_readings(documents: pa.Table, chosen: Sequence[Mapping[str, Any] | None]) -> pa.Table:
    """Return documents with the columns of READING replaced where a reading is given, one for each row."""
    is_open = pa.array([reading is not None for reading in chosen])
    if not pc.any(is_open).as_py():
        return documents
    for field in READING:
        values = pa.array([reading and reading[field.name] for reading in chosen], field.type)
        column = pc.if_else(is_open, values, documents[field.name].combine_chunks())
        documents = _with(documents, field.name, column)
    return documents


def _shown(lines: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Return the keys whose pages show that the day comes first, and those whose pages show the contrary."""
    shown = lines.filter(pc.is_valid(lines["day_order"]))
    outlet, order = shown["outlet"].combine_chunks(), shown["day_order"].combine_chunks()
    columns = {
        "key": _keys(outlet, order),
        "folder": pc.ends_with(outlet, "/"),
        "day_first": pc.struct_field(order, "day_first").cast(pa.int64()),
    }
    counted = pa.table(columns).group_by(["key", "folder"]).aggregate([("day_first", "sum"), ("day_first", "count")])
    pages, agreeing = (np.asarray(counted[f"day_first_{name}"]) for name in ("count", "sum"))
    needed = np.where(np.asarray(counted["folder"]), 1.0, SHARE) * pages
    keys = counted["key"].combine_chunks()
    enough = pages >= FEWEST
    day_first, month_first = (
        keys.filter(pa.array(enough & (number >= needed))) for number in (agreeing, pages - agreeing)
    )
    return day_first, month_first


def _with(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    index = table.schema.get_field_index(name)
    return table.set_column(index, table.schema.field(index), values)


def _keys(outlet: pa.Array, order: pa.StructArray) -> pa.Array:
    """Return outlet and mark of each date in one string: an outlet may write other dates with another mark."""
    return pc.binary_join_element_wise(outlet, pc.struct_field(order, "mark"), "\t")


def _published(opened: pa.StructArray, reading: str) -> pa.Array:
    return pc.struct_field(opened, [reading, "published_date"])
