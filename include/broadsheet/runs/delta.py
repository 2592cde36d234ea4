"""The delta of a run against its base version: the rows that it adds, replaces or removes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.runs.disposition import Disposition
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.runs.store import ShardedDataset
from broadsheet.schema import DOCUMENTS, QUARANTINE, UNDATED
from broadsheet.warehouse.tombstones import Tombstones

SCALARS = [
    *("doc_id", "source_uri", "source", "source_digest", "reasons", "extractor"),
    *("published_date", "published_precision", "language", "word_count"),
]
"""The columns of DOCUMENTS that the ledger and the folder keys need: only these are held for all pages of a run."""


_EXTRA = [("shard", pa.int32()), ("text_bytes", pa.int64()), ("lang", pa.string()), ("month", pa.string())]
ACCEPTED = pa.schema([*(DOCUMENTS.field(name) for name in SCALARS), *_EXTRA])
"""`RunDelta.accepted`."""
REFUSED = pa.schema([DOCUMENTS.field(name) for name in QUARANTINE.names])
"""`RunDelta.quarantined`."""
PENDING = pa.schema([DOCUMENTS.field(name) for name in SCALARS])
"""`RunDelta.pending`."""
_NO_IDS = pa.array([], pa.string())


@dataclass(frozen=True, slots=True)
class RunDelta:
    """The rows of a run that take effect.

    Attributes:
        accepted: `SCALARS` of the documents to publish, by shard, and ``shard`` (int32), ``text_bytes`` (int64, an
            estimate), ``lang`` and ``month``.
        quarantined: The refused pages: DOCUMENTS, those columns that are in QUARANTINE.
        pending: `SCALARS` of the documents whose date the run does not ask for.
        forgotten: doc_ids whose ledger row is dropped: the page is gone and was never read, or it was taken down.
        redone: doc_ids of documents of the base version that the boilerplate stage rewrote.
        waiting: Number of published pages whose new content waits for a run that asks for its date.
    """

    accepted: pa.Table
    quarantined: pa.Table
    pending: pa.Table
    forgotten: pa.Array
    redone: pa.Array
    waiting: int

    @classmethod
    def of(cls, run: Run) -> "RunDelta":
        """Return the delta of a run. Reads its datasets and the ledger of its base version."""
        forgotten = dropped_ids(run, run.base_version().ledger(DROPPING))
        return replace(cls.of_shards(run, CleanedDocuments(run).numbers), forgotten=forgotten)

    @classmethod
    def of_shards(cls, run: Run, numbers: Iterable[int]) -> "RunDelta":
        """Return what some shards of a run add to its delta; `forgotten` stays empty."""
        parts = [cls.empty(), *(cls.of_shard(run, number) for number in numbers)]
        return cls(
            accepted=pa.concat_tables(part.accepted for part in parts),
            quarantined=pa.concat_tables(part.quarantined for part in parts),
            pending=pa.concat_tables(part.pending for part in parts),
            forgotten=_NO_IDS,
            redone=pa.concat_arrays([part.redone for part in parts]),
            waiting=sum(part.waiting for part in parts),
        )

    @classmethod
    def of_shard(cls, run: Run, number: int) -> "RunDelta":
        """Return what one shard of a run adds to its delta."""
        store, cleaned = run.store, CleanedDocuments(run)
        found = store.dispositions.read(number)
        pending = store.pending.read(number, SCALARS)
        accepted = _accepted(store.accepted, number)
        redone = accepted.slice(0, 0)["doc_id"]
        if cleaned.is_redone(number):
            redone = cleaned.shard(number).read(number, ["doc_id"])["doc_id"]
        return cls(
            accepted=accepted,
            quarantined=without(
                store.quarantined.read(number, QUARANTINE.names), _having(found, Disposition.UNREADABLE)
            ).cast(REFUSED),
            pending=pending.filter(pc.is_in(pending["doc_id"], _having(found, Disposition.PENDING))),
            forgotten=_NO_IDS,
            redone=redone.combine_chunks(),
            waiting=len(_having(found, Disposition.WAITING)),
        )

    @classmethod
    def empty(cls) -> "RunDelta":
        """Return the delta of a run that changes nothing."""
        return cls(ACCEPTED.empty_table(), REFUSED.empty_table(), PENDING.empty_table(), _NO_IDS, _NO_IDS, 0)

    @property
    def is_empty(self) -> bool:
        """Whether the run changes nothing in its base version."""
        return not (self.accepted.num_rows or self.quarantined.num_rows or self.pending.num_rows or len(self.forgotten))

    @property
    def touched(self) -> pa.Array:
        """doc_ids whose ledger row this run writes or drops."""
        decided = [table["doc_id"].combine_chunks() for table in (self.accepted, self.quarantined, self.pending)]
        return pa.concat_arrays([*decided, self.forgotten])


def dropped_ids(run: Run, ledger: pa.Table) -> pa.Array:
    """Return the doc_ids among some rows of the base version's ledger that a run drops (`RunDelta.forgotten`).

    Args:
        run: The run.
        ledger: Columns `DROPPING` of LEDGER.
    """
    known = ledger["doc_id"].combine_chunks()
    refused = known.filter(pc.equal(ledger["place"], "quarantine").combine_chunks())
    forgotten = run.store.forgotten.read()["doc_id"].combine_chunks()
    taken_down = Tombstones.read(run.warehouse).among(known)
    return pa.concat_arrays([forgotten.filter(pc.is_in(forgotten, refused)), taken_down]).unique()


DROPPING = ["doc_id", "place"]
"""Columns of LEDGER that `dropped_ids` reads."""


def written_ids(run: Run, number: int) -> pa.Array:
    """Return the doc_ids of one shard whose ledger row a run writes; with `dropped_ids` all of `RunDelta.touched`."""
    found = run.store.dispositions.read(number)
    accepted, quarantined, pending = (
        dataset.read(number, ["doc_id"]) for dataset in (run.store.accepted, run.store.quarantined, run.store.pending)
    )
    refused = without(quarantined, _having(found, Disposition.UNREADABLE))
    waiting = pending.filter(pc.is_in(pending["doc_id"], _having(found, Disposition.PENDING)))
    return pa.concat_arrays([table["doc_id"].combine_chunks() for table in (accepted, refused, waiting)])


def count_waiting(run: Run, number: int) -> int:
    """Return the number of pages of one shard of a run whose new content waits (`RunDelta.waiting`)."""
    return len(_having(run.store.dispositions.read(number), Disposition.WAITING))


def without(table: pa.Table, doc_ids: pa.Array) -> pa.Table:
    """Return the rows of `table` whose doc_id is not among `doc_ids`."""
    return table.filter(pc.invert(pc.is_in(table["doc_id"], doc_ids)))


def folder_keys(documents: pa.Table) -> pa.Table:
    """Return the folder keys ``lang`` and ``month`` of documents, one row per document."""
    month = pc.strftime(documents["published_date"], format="%Y-%m")
    known = pc.is_in(documents["published_precision"], pa.array(["day", "month"]))
    month = pc.if_else(known, month, pa.scalar(None, pa.string())).fill_null(UNDATED)
    return pa.table({"lang": documents["language"], "month": month})


def _having(dispositions: pa.Table, disposition: Disposition) -> pa.Array:
    rows = dispositions.filter(pc.equal(dispositions["disposition"], int(disposition)))
    return rows["doc_id"].combine_chunks()


def _accepted(accepted: ShardedDataset, number: int) -> pa.Table:
    table = accepted.read(number, SCALARS)
    sizes = _text_bytes(accepted.column_bytes(number, "text"), table["word_count"])
    shard = pa.repeat(pa.scalar(number, pa.int32()), len(table))
    keys = folder_keys(table)
    for name, column in (("shard", shard), ("text_bytes", sizes), ("lang", keys["lang"]), ("month", keys["month"])):
        table = table.append_column(name, column)
    return table.cast(ACCEPTED)


def _text_bytes(together: int, words: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return an estimate of the bytes of each text of a shard, from its word count; no text is read."""
    per_word = together / max(pc.sum(words).as_py() or 0, 1)
    return pc.multiply(pc.fill_null(words, 0), per_word).cast(pa.int64(), safe=False)
