"""Turns failed expectations into reasons or cleared values; splits shards into accepted, quarantined, pending rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.reject_reasons import Reason
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.schema import DOCUMENTS
from broadsheet.validation.scalars import REFUSED, SKIPPED, VALIDATED
from broadsheet.validation.suite import Checked

if TYPE_CHECKING:
    import pandas as pd

STAGE = "validate"
"""The ``stage`` of rows refused here."""

_ORDER = [reason.value for reason in Reason]

Reasons = list[dict[str, str]]
"""Value of the column ``reasons``: codes with details."""


def reasons_by_row(checked: Sequence[Checked], frame: "pd.DataFrame") -> dict[int, Reasons]:
    """Return the reasons of each failing row of `frame`, in the order of `Reason`, by row number.

    A row has one entry per code: if it fails two expectations of one code, the detail names both. The order does not
    depend on the order of Great Expectations' results, because quarantine is data.
    """
    details: dict[int, dict[str, list[str]]] = {}
    for result in checked:
        if "code" not in result.meta or "clears" in result.meta or not len(result.rows):
            continue
        values = [frame[column].iloc[result.rows].tolist() for column in result.columns]
        for row, *cells in zip(result.rows.tolist(), *values, strict=True):
            details.setdefault(row, {}).setdefault(result.meta["code"], []).append(_detail(result, cells))
    return {
        row: [{"code": code, "detail": "; ".join(sorted(codes[code]))} for code in sorted(codes, key=_ORDER.index)]
        for row, codes in details.items()
    }


_CLEARED: dict[str, dict[str, Any]] = {
    "title": {"title": None},
    "published_date": {
        "published_date": None,
        "published_precision": "none",
        "published_at": None,
        "published_origin": None,
    },
}
"""Columns that are cleared together, with the value for none."""


def cleared_by_row(checked: Sequence[Checked]) -> dict[int, set[str]]:
    """Return which values of which rows are cleared, names of `_CLEARED` by row number: bad ones cost no document."""
    cleared: dict[int, set[str]] = {}
    for result in checked:
        if "clears" in result.meta:
            for row in result.rows.tolist():
                cleared.setdefault(row, set()).add(result.meta["clears"])
    return cleared


def split(
    run: Run,
    cleaned: CleanedDocuments,
    treatment: Sequence[npt.NDArray[np.int8]],
    refused: Mapping[int, Reasons],
    cleared: Mapping[int, set[str]],
) -> Counter[str]:
    """Write the accepted, quarantined and pending rows of each shard, with one shard in memory at a time.

    A shard in which all rows are accepted as they are is not copied.

    Args:
        run: The run whose documents are split.
        cleaned: Its documents.
        treatment: What is done with each row of each shard (`broadsheet.validation.scalars.Scalars`).
        refused: Reasons of the refused documents, by number among the validated documents.
        cleared: What is cleared in documents (`cleared_by_row`), by the same number.

    Returns:
        The number of quarantined pages by reason code.
    """
    codes: Counter[str] = Counter()
    validated = 0
    for number, rows in enumerate(treatment):
        documents = np.flatnonzero(rows == VALIDATED)
        found = {int(row): refused[validated + at] for at, row in enumerate(documents) if validated + at in refused}
        clear = {int(row): cleared[validated + at] for at, row in enumerate(documents) if validated + at in cleared}
        validated += len(documents)
        refuse = rows == REFUSED
        refuse[list(found)] = True
        if (rows == VALIDATED).all() and not found and not clear:
            _take_all(run, cleaned, number)
            continue
        table = _without_bad_values(cleaned.shard(number).read(number), clear)
        quarantined = _with_reasons(table.filter(pa.array(refuse)), np.flatnonzero(refuse), found)
        for reasons in quarantined["reasons"].to_pylist():
            codes.update({reason["code"] for reason in reasons})
        run.store.accepted.write(number, table.filter(pa.array((rows == VALIDATED) & ~refuse)))
        run.store.quarantined.write(number, quarantined)
        run.store.pending.write(number, _emptied(table.filter(pa.array(rows == SKIPPED))))
    return codes


def _take_all(run: Run, cleaned: CleanedDocuments, number: int) -> None:
    """Accept a whole shard, as a hard link if the file system supports it."""
    run.store.accepted.take_over(number, cleaned.shard(number))
    for dataset in (run.store.quarantined, run.store.pending):
        dataset.write(number, DOCUMENTS.empty_table())


def _with_reasons(table: pa.Table, rows: npt.NDArray[np.intp], found: Mapping[int, Reasons]) -> pa.Table:
    reasons = [found.get(int(row), said) for row, said in zip(rows, table["reasons"].to_pylist(), strict=True)]
    stages = [
        STAGE if int(row) in found else stage for row, stage in zip(rows, table["stage"].to_pylist(), strict=True)
    ]
    return _replaced(_replaced(table, "reasons", reasons), "stage", stages)


def _without_bad_values(table: pa.Table, cleared: Mapping[int, set[str]]) -> pa.Table:
    for name, columns in _CLEARED.items():
        rows = [row for row, names in cleared.items() if name in names]
        if rows:
            mask = np.zeros(table.num_rows, np.bool_)
            mask[rows] = True
            for column, value in columns.items():
                field = DOCUMENTS.field(column)
                made = pc.if_else(pa.array(mask), pa.scalar(value, field.type), table[column])
                table = table.set_column(table.schema.get_field_index(column), field, made)
    return table


def _emptied(table: pa.Table) -> pa.Table:
    for name in ("text", "sketch"):
        table = _replaced(table, name, [None] * table.num_rows)
    return table


def _replaced(table: pa.Table, name: str, values: Sequence[Any]) -> pa.Table:
    field = DOCUMENTS.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))


def _detail(one: Checked, cells: Sequence[Any]) -> str:
    found = " and ".join(f"{column} is {_said(cell)}" for column, cell in zip(one.columns, cells, strict=True))
    return f"{found}, must {one.meta['must']}"


def _said(cell: Any) -> str:
    """Return a value of the frame as text for people, without pandas types or unnecessary decimals."""
    if cell is None or cell != cell:  # noqa: PLR0124  # NaN and NaT differ from themselves
        return "null"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell == cell.replace(hour=0, minute=0, second=0, microsecond=0) else str(cell)
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else f"{cell:.6g}"
    return str(cell)
