"""What a run changes of a version: its rows that count, set against that version's ledger.

What was taken down does not count, and leaves the version. Three more rules protect what is published. A refusal that
says nothing of the page (it could not be read) does not displace it; neither does new content whose date of publication
was not asked for, which waits for a run that asks; and a page that another run decided meanwhile, from other bytes, is
left to the next run.
"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.parquet_io import column_bytes, read_file
from broadsheet.reject_reasons import TRANSIENT
from broadsheet.runs.run import Run
from broadsheet.schema import DOCUMENTS, UNDATED
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version

PUBLISHED = ("corpus", "duplicates")
"""Places of documents that readers see, or see named as repeats."""

SCALARS = [name for name in DOCUMENTS.names if name not in {"text", "sketch", "spans", "quality", "stat"}]
"""Columns of DOCUMENTS that are small: these are held in memory for all pages of a run, the others never are."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows of a run that count against one parent.

    Attributes:
        accepted: `SCALARS` of the documents to publish, by shard, and ``shard`` (int32), ``text_bytes`` (int64, about),
            ``lang`` and ``month``.
        quarantined: DOCUMENTS of the refused pages, whole.
        pending: `SCALARS` of the documents whose date was not asked for.
        forgotten: doc_ids whose row is dropped: nothing is known of the page any more, or it was taken down.
        redone: doc_ids of the parent's documents whose recurring lines this run took out or gave back.
        waiting: Published pages whose new content waits for a run that asks for its date.
    """

    accepted: pa.Table
    quarantined: pa.Table
    pending: pa.Table
    forgotten: pa.Array
    redone: pa.Array
    waiting: int

    @classmethod
    def of(cls, run: Run, parent: Version) -> "Changes":
        """Read the run's datasets and set them against the parent's ledger."""
        ledger = parent.ledger(["doc_id", "place", "source_digest"])
        excluded = find_excluded(run, parent, ledger)
        published = ledger.filter(pc.is_in(ledger["place"], pa.array(PUBLISHED)))["doc_id"]
        quarantined = excluded.leave_out(_concat(run, "quarantined", DOCUMENTS.names))
        quarantined = quarantined.filter(pc.invert(pc.and_(says_nothing(quarantined), _among(quarantined, published))))
        pending = excluded.leave_out(_concat(run, "pending", SCALARS))
        held = _among(pending, published)
        forgotten = read_file(run.folder / "forgotten.parquet")["doc_id"].combine_chunks()
        refused = ledger.filter(pc.equal(ledger["place"], "quarantine"))["doc_id"]
        return cls(
            accepted=excluded.leave_out(_accepted(run)),
            quarantined=quarantined,
            pending=pending.filter(pc.invert(held)),
            forgotten=pa.concat_arrays(
                [forgotten.filter(pc.is_in(forgotten, refused.combine_chunks())), excluded.taken_down]
            ).unique(),
            redone=_redone(run),
            waiting=pc.sum(held).as_py() or 0,
        )

    @property
    def nothing(self) -> bool:
        """Whether the run leaves the version as it is."""
        return not (self.accepted.num_rows or self.quarantined.num_rows or self.pending.num_rows or len(self.forgotten))

    @property
    def touched(self) -> pa.Array:
        """doc_ids whose row this run decides."""
        decided = [self.accepted["doc_id"], self.quarantined["doc_id"], self.pending["doc_id"], self.forgotten]
        return pa.concat_arrays([_whole(ids) for ids in decided])


def without(table: pa.Table, doc_ids: pa.Array) -> pa.Table:
    """Return the rows of `table` whose doc_id is not among `doc_ids`."""
    return table.filter(pc.invert(pc.is_in(table["doc_id"], doc_ids)))


def shard_files(run: Run, step: str) -> list[Path]:
    """Return the files of one step of a run, in order; behind validation there are shards of redone documents too."""
    files = [run.shard(step, number) for number in range(run.shards)]
    return files if step in {"pages", "documents"} else [*files, *(run.shard(step, number) for number in run.redone)]


def says_nothing(refused: pa.Table) -> pa.ChunkedArray:
    """Tell of refused pages (column reasons) whether the refusal says nothing of the page: it could not be read."""
    return pc.is_in(_first_codes(refused), pa.array([str(code) for code in TRANSIENT]))


def folder_keys(documents: pa.Table) -> pa.Table:
    """Return ``lang`` and ``month``, the folder keys of each document, one row for each of `documents`."""
    month = pc.strftime(documents["published_date"], format="%Y-%m")
    known = pc.is_in(documents["published_precision"], pa.array(["day", "month"]))
    month = pc.if_else(known, month, pa.scalar(None, pa.string())).fill_null(UNDATED)
    return pa.table({"lang": documents["language"], "month": month})


@dataclass(frozen=True, slots=True)
class Excluded:
    """Rows of a run that do not count.

    Attributes:
        doc_ids: Pages that another run decided since this one was planned.
        digests: The digests that one saw.
        tombstones: What was taken down.
        taken_down: doc_ids of the parent's pages that were taken down: string.
    """

    doc_ids: pa.Array
    digests: pa.Array
    tombstones: Tombstones
    taken_down: pa.Array

    def leave_out(self, rows: pa.Table) -> pa.Table:
        """Drop rows of these pages, but for those made of the very bytes that the other run saw."""
        rows = self.tombstones.leave_out(rows)
        if not len(self.doc_ids):
            return rows
        at = pc.index_in(rows["doc_id"], self.doc_ids)
        same = pc.fill_null(pc.equal(rows["source_digest"], self.digests.take(at.combine_chunks())), False)
        return rows.filter(pc.or_(pc.is_null(at), same))


def find_excluded(run: Run, parent: Version, ledger: pa.Table) -> Excluded:
    """Compare the ledger (columns doc_id, source_digest) with that of the version the run was planned on.

    Which of two runs read the newer bytes cannot be told; the next run compares with the page itself.
    """
    tombstones = Tombstones.read(run.warehouse)
    taken_down = tombstones.among(_whole(ledger["doc_id"]))
    planned = Version.open(run.warehouse, run.parent)
    if planned == parent or (planned.folder is not None and not planned.folder.exists()):
        none = pa.array([], pa.string())
        return Excluded(none, none, tombstones, taken_down)
    before = planned.ledger(["doc_id", "source_digest"])
    at = pc.index_in(ledger["doc_id"], _whole(before["doc_id"]))
    old = before["source_digest"].take(at)
    same = pc.or_kleene(
        pc.equal(old, ledger["source_digest"]), pc.and_(pc.is_null(old), pc.is_null(ledger["source_digest"]))
    )
    moved = ledger.filter(pc.invert(pc.fill_null(same, False)))
    return Excluded(_whole(moved["doc_id"]), _whole(moved["source_digest"]), tombstones, taken_down)


def _redone(run: Run) -> pa.Array:
    tables = [read_file(run.shard("cleaned", number), ["doc_id"]) for number in run.redone]
    return _whole(pa.concat_tables(tables)["doc_id"]) if tables else pa.array([], pa.string())


def _accepted(run: Run) -> pa.Table:
    tables = []
    for number, file in enumerate(shard_files(run, "accepted")):
        table = read_file(file, SCALARS)
        sizes = _text_bytes(file, table["word_count"])
        shard = pa.repeat(pa.scalar(number, pa.int32()), len(table))
        keys = folder_keys(table)
        for name, column in (("shard", shard), ("text_bytes", sizes), ("lang", keys["lang"]), ("month", keys["month"])):
            table = table.append_column(name, column)
        tables.append(table)
    if tables:
        return pa.concat_tables(tables)
    extra = [("shard", pa.int32()), ("text_bytes", pa.int64()), ("lang", pa.string()), ("month", pa.string())]
    return pa.schema([*(DOCUMENTS.field(name) for name in SCALARS), *extra]).empty_table()


def _text_bytes(file: Path, words: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return about how many bytes each text of a file has, by its words: nothing of the texts is read."""
    together = column_bytes(file, "text") / max(pc.sum(words).as_py() or 0, 1)
    return pc.multiply(pc.fill_null(words, 0), together).cast(pa.int64(), safe=False)


def _concat(run: Run, step: str, columns: list[str]) -> pa.Table:
    tables = [read_file(file, columns) for file in shard_files(run, step)]
    return pa.concat_tables(tables) if tables else pa.schema([DOCUMENTS.field(name) for name in columns]).empty_table()


def _first_codes(table: pa.Table) -> pa.ChunkedArray:
    return pc.struct_field(pc.list_element(table["reasons"], 0), "code")


def _among(table: pa.Table, doc_ids: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.is_in(table["doc_id"], _whole(doc_ids))


def _whole(ids: pa.Array | pa.ChunkedArray) -> pa.Array:
    return ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
