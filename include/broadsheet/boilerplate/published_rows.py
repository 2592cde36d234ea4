"""The documents of a version, published or refused, as rows that can be rewritten."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.apply import TakenOut
from broadsheet.parquet_io import read_file
from broadsheet.runs.delta import PUBLISHED
from broadsheet.schema import ARTICLE, DOCUMENTS, EXTRACTOR, IDENTITY
from broadsheet.warehouse.version import Partition, Version

_OWN = [*(field.name for field in (*IDENTITY, *ARTICLE, EXTRACTOR)), "source_digest"]
_ROWS = pa.schema([field.with_nullable(True) for field in DOCUMENTS])


def read_rows(version: Version, doc_ids: pa.Array) -> pa.Table:
    """Return DOCUMENTS of a version in the order of `doc_ids`, with neither stage nor reasons nor sketch."""
    ledger = version.ledger(["doc_id", "place", "lang", "month"])
    ledger = ledger.filter(pc.is_in(ledger["doc_id"], doc_ids))
    tables = [_ROWS.empty_table()]
    for row in ledger.group_by(["place", "lang", "month"]).aggregate([]).to_pylist():
        if row["place"] in PUBLISHED:
            files = version.partition_files(row["place"], Partition(row["lang"], row["month"]))
            tables.extend(_select(read_file(file, _OWN), doc_ids) for file in files)
        elif row["place"] == "quarantine":
            tables.append(_select(version.quarantine(), doc_ids))
    rows = pa.concat_tables(tables)
    return rows.take(pc.index_in(doc_ids, rows["doc_id"].combine_chunks()))


def taken_out(version: Version, doc_ids: pa.Array) -> Iterator[list[TakenOut]]:
    """Yield what is out of the text of each document of a version, in the order of `doc_ids`."""
    lines = version.lines(["doc_id", "places", "taken_out"], among=("doc_id", doc_ids))
    lines = lines.take(pc.index_in(doc_ids, lines["doc_id"].combine_chunks()))
    for places, paragraphs in zip(lines["places"].to_pylist(), lines["taken_out"].to_pylist(), strict=True):
        yield [TakenOut(place, **paragraph) for place, paragraph in zip(places, paragraphs, strict=True)]


def _select(rows: pa.Table, doc_ids: pa.Array) -> pa.Table:
    rows = rows.filter(pc.is_in(rows["doc_id"], doc_ids))
    columns = [rows[field.name] if field.name in _OWN else pa.nulls(len(rows), field.type) for field in _ROWS]
    return pa.table(columns, names=_ROWS.names).cast(_ROWS)
