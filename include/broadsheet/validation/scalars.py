"""The scalar columns of a run's documents: all that validation looks at, and nothing that weighs.

Lists and text are reduced to lengths while one shard is read; about 0.25 kB a document stay in memory.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.parquet_io import count_rows, read_file
from broadsheet.runs.run import Run

READ, REFUSED, PENDING = 0, 1, 2
"""Where a page stands before validation: a document to judge, a reject of an earlier stage, a date not asked for."""

_PLAIN = (
    "doc_id",
    "source_uri",
    "source_digest",
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
    "kind",
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
    """What a run's documents look like.

    Attributes:
        documents: One row a document to judge, in the order of shards and rows. Columns: `doc_id`, `source_uri`,
            `source_digest`, the scalar columns of DOCUMENTS, the members of `quality`, and

            * ``title_characters`` int: length of the title in code points, null without one;
            * ``span_count`` int: entries of `spans`;
            * ``stated_date`` timestamp: `published_date` cut down to `published_precision`, null without either;
            * ``missing`` string: names of the columns a document must have and this one lacks, null where none is.
        standing: For each shard, those of redone documents last, where each of its rows stands: int8 of `READ`,
            `REFUSED` or `PENDING`.
    """

    documents: pa.Table
    standing: list[npt.NDArray[np.int8]]

    @property
    def rows(self) -> int:
        """Pages of the run."""
        return sum(len(standing) for standing in self.standing)


def read_scalars(run: Run) -> Scalars:
    """Read the scalar columns of every shard of a run's documents, one shard at a time."""
    tables, standing = [], []
    redone = run.redone
    others = pa.chunked_array(
        [read_file(run.documents(n), ["doc_id"])["doc_id"].combine_chunks() for n in redone], pa.string()
    )
    for number in (*range(run.shards), *redone):
        table = read_file(run.documents(number), _COLUMNS)
        stands = stand(table, run, any_date=number in redone)
        if number not in redone:  # a page redone is another run's: of this run's own reading nothing will be used
            stands[(stands == READ) & np.asarray(pc.is_in(table["doc_id"], others))] = PENDING
        standing.append(stands)
        tables.append(_scalars(table.filter(pa.array(stands == READ))))
    return Scalars(pa.concat_tables(tables) if tables else pa.table({}), standing)


def count_pages(run: Run) -> int:
    """Return how many pages the run has to answer for: those discover listed, and documents of the parent redone."""
    files = [run.shard("pages", number) for number in range(run.shards)]
    return sum(count_rows(file) for file in [*files, *map(run.documents, run.redone)])


def stand(table: pa.Table, run: Run, *, any_date: bool = False) -> npt.NDArray[np.int8]:
    """Tell where rows of DOCUMENTS stand before validation.

    Args:
        table: Columns published_date and reasons.
        run: The run; what it does not ask for is pending.
        any_date: Whether the rows are asked for whatever their dates.
    """
    stands: npt.NDArray[np.int8] = np.full(table.num_rows, READ, dtype=np.int8)
    if not (run.everything or any_date):
        dates = table["published_date"]
        asked = [day for day in dates.unique().to_pylist() if run.wants(day)]
        wanted = pc.is_in(dates, value_set=pa.array(asked, type=dates.type))
        stands[~np.asarray(wanted)] = PENDING
    stands[np.asarray(pc.list_value_length(table["reasons"])) > 0] = REFUSED
    return stands


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
