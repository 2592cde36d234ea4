"""Which documents of a run are counted, and whose place they take.

All that extraction accepted and whose date was asked for are counted, whatever validation makes of them later: its
verdict depends on the text, and the text on what recurs. Pending documents take no part, as in deduplication.
"""

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.page_lines import READ as LINE_COLUMNS
from broadsheet.boilerplate.page_lines import lines_of
from broadsheet.parquet_io import read_file
from broadsheet.runs.delta import PUBLISHED, Excluded, find_excluded, says_nothing
from broadsheet.runs.run import Run
from broadsheet.schema import NEW_LINES
from broadsheet.validation.scalars import PENDING, READ, REFUSED, stand
from broadsheet.warehouse.version import Version

SHARDED = pa.schema([*(field.with_nullable(True) for field in NEW_LINES), pa.field("shard", pa.int32())])
"""NEW_LINES with the shard that holds the document, null for one of the parent version."""


class Arrived(NamedTuple):
    """What a run brings.

    Attributes:
        lines: `SHARDED`: its documents that are counted.
        decided: doc_ids of all pages whose row in the parent the run replaces or drops.
    """

    lines: pa.Table
    decided: pa.Array


def arrived(run: Run, parent: Version) -> Arrived:
    """Read the run's documents, shard by shard, and set them against the parent as `broadsheet.runs.delta` will."""
    ledger = parent.ledger(["doc_id", "place", "source_digest"])
    excluded = find_excluded(run, parent, ledger)
    published = ledger.filter(pc.is_in(ledger["place"], pa.array(PUBLISHED)))["doc_id"].combine_chunks()
    lines, decided = [SHARDED.empty_table()], [excluded.taken_down]
    for number in range(run.shards):
        table = read_file(run.shard("documents", number), [*LINE_COLUMNS, "source_digest", "reasons"])
        counted, dropped = _divide(table, run, excluded, published)
        shard = pa.repeat(pa.scalar(number, pa.int32()), len(counted))
        lines.append(lines_of(counted).append_column("shard", shard).cast(SHARDED))
        decided += [rows["doc_id"].combine_chunks() for rows in (counted, *dropped)]
    return Arrived(pa.concat_tables(lines), pa.concat_arrays(decided))


def _divide(
    table: pa.Table, run: Run, excluded: Excluded, published: pa.Array
) -> tuple[pa.Table, tuple[pa.Table, ...]]:
    """Return the rows to count, and those that take the place of a row of the parent without being counted."""
    table = excluded.leave_out(table.append_column("stands", pa.array(stand(table, run))))
    refused = table.filter(pc.equal(table["stands"], REFUSED))
    refused = refused.filter(pc.invert(pc.and_(says_nothing(refused), pc.is_in(refused["doc_id"], published))))
    pending = table.filter(pc.equal(table["stands"], PENDING))
    pending = pending.filter(pc.invert(pc.is_in(pending["doc_id"], published)))
    read = table.filter(pc.equal(table["stands"], READ))
    without_text = pc.is_null(read["text"])  # validation will refuse it as a defect
    return read.filter(pc.invert(without_text)), (refused, pending, read.filter(without_text))
