"""Reads the scalar columns of a run's documents, which are all that validation needs.

Lists and text are reduced to lengths while one shard is read; about 0.25 kB per document stay in memory.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.runs.disposition import Disposition
from broadsheet.runs.run import CleanedDocuments, Run

VALIDATED, REFUSED, SKIPPED = 0, 1, 2
"""What validation does with a page: validate the document, pass on the rejection of an earlier stage, or neither."""

_PLAIN = (
    "doc_id",
    "source_uri",
    "source_digest",
    "page_type",
    "word_count",
    "paragraph_count",
    "language",
    "language_score",
    "published_date",
    "published_precision",
    "published_at",
    "published_origin",
)
_SHARES = ("body_share", "sentence_share", "repeated_share", "capital_share", "digit_share")
_QUALITY = (*_SHARES, "replaced_bytes")
_REQUIRED = (
    "text",
    "page_type",
    "page_type_score",
    "published_precision",
    "authors",
    "language",
    "language_score",
    "word_count",
    "paragraph_count",
    "quality",
    "spans",
    "text_digest",
    "shingle_count",
    "sketch",
)
_COLUMNS = list(dict.fromkeys([*_PLAIN, "title", "reasons", *_REQUIRED]))
_FLOORS = (("day", "day"), ("month", "month"), ("year", "year"))


@dataclass(frozen=True, slots=True)
class Scalars:
    """The scalar columns of a run's documents, and what validation does with each page.

    Attributes:
        documents: One row per document to validate, in the order of shards and rows. Columns: `doc_id`, `source_uri`,
            `source_digest`, the scalar columns of DOCUMENTS, the members of `quality`, and

            * ``title_characters`` int: length of the title in code points, null without one;
            * ``span_count`` int: entries of `spans`;
            * ``stated_date`` timestamp: `published_date` truncated to `published_precision`, null without either;
            * ``missing`` string: names of required columns that are null, null if there are none.
        treatment: For each shard (shards of redone documents last) what is done with each of its rows: int8 of
            `VALIDATED`, `REFUSED` or `SKIPPED`.
    """

    documents: pa.Table
    treatment: list[npt.NDArray[np.int8]]

    @property
    def rows(self) -> int:
        """Pages of the run."""
        return sum(len(rows) for rows in self.treatment)


def read_scalars(run: Run, cleaned: CleanedDocuments) -> Scalars:
    """Read the scalar columns of every shard of a run's documents, one shard at a time."""
    tables, treatment = [], []
    for number in cleaned.numbers:
        table = cleaned.shard(number).read(number, _COLUMNS)
        rows = _treatment(table, run.store.dispositions.read(number))
        treatment.append(rows)
        tables.append(_scalars(table.filter(pa.array(rows == VALIDATED))))
    return Scalars(pa.concat_tables(tables) if tables else pa.table({}), treatment)


def count_pages(run: Run, cleaned: CleanedDocuments) -> int:
    """Return the number of pages of the run: pages that discovery listed, and redone documents of the base version."""
    listed = sum(run.store.pages.rows(number) for number in range(run.shards))
    redone = (number for number in cleaned.numbers if cleaned.is_redone(number))
    return listed + sum(cleaned.shard(number).rows(number) for number in redone)


def _treatment(table: pa.Table, dispositions: pa.Table) -> npt.NDArray[np.int8]:
    """Return what is done with rows of DOCUMENTS; the boilerplate stage may have refused some of them."""
    found = dispositions["disposition"].to_numpy()
    treatment: npt.NDArray[np.int8] = np.full(len(found), SKIPPED, dtype=np.int8)
    treatment[found == Disposition.ACCEPTED] = VALIDATED
    refused = np.asarray(pc.list_value_length(table["reasons"])) > 0
    treatment[refused & (treatment == VALIDATED)] = REFUSED
    treatment[np.isin(found, (Disposition.REFUSED, Disposition.UNREADABLE))] = REFUSED
    return treatment


def _scalars(table: pa.Table) -> pa.Table:
    columns: dict[str, Any] = {name: table[name] for name in _PLAIN}
    columns |= {name: pc.struct_field(table["quality"], name) for name in _QUALITY}
    columns["title_characters"] = pc.utf8_length(table["title"])
    columns["span_count"] = pc.list_value_length(table["spans"])
    columns["stated_date"] = _stated(table["published_date"], table["published_precision"])
    columns["missing"] = _missing({**{name: table[name] for name in _REQUIRED}, **{n: columns[n] for n in _QUALITY}})
    return pa.table(columns)


def _stated(dates: pa.ChunkedArray, precision: pa.ChunkedArray) -> pa.ChunkedArray:
    stated = pa.nulls(len(dates), dates.type)
    for name, unit in _FLOORS:
        stated = pc.if_else(pc.fill_null(pc.equal(precision, name), False), pc.floor_temporal(dates, unit=unit), stated)
    return stated


def _missing(required: dict[str, pa.ChunkedArray]) -> pa.Array:
    lacking = {name: np.asarray(pc.is_null(column, nan_is_null=True)) for name, column in required.items()}
    rows = np.logical_or.reduce(list(lacking.values()))
    names: list[str | None] = [None] * len(rows)
    for row in np.flatnonzero(rows):
        names[row] = ", ".join(name for name, lacks in lacking.items() if lacks[row])
    return pa.array(names, pa.string())
