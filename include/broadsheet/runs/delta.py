"""The delta of a run against its base version: the rows that it adds, replaces or removes."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.runs.disposition import Classifier, Disposition
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.runs.store import ShardedDataset
from broadsheet.schema import DOCUMENTS, UNDATED

SCALARS = [
    *("doc_id", "source_uri", "source", "source_digest", "reasons", "extractor"),
    *("published_date", "published_precision", "language", "word_count"),
]
"""The columns of DOCUMENTS that the ledger and the folder keys need: only these are held for all pages of a run."""


@dataclass(frozen=True, slots=True)
class RunDelta:
    """The rows of a run that take effect.

    Attributes:
        accepted: `SCALARS` of the documents to publish, by shard, and ``shard`` (int32), ``text_bytes`` (int64, an
            estimate), ``lang`` and ``month``.
        quarantined: DOCUMENTS of the refused pages, all columns.
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
        store, cleaned = run.store, CleanedDocuments(run)
        dispositions = [store.dispositions.read(number) for number in cleaned.numbers]
        return cls(
            accepted=_accepted(store.accepted, cleaned.numbers),
            quarantined=_without(store.quarantined, DOCUMENTS.names, dispositions, Disposition.UNREADABLE),
            pending=_only(store.pending, SCALARS, dispositions, Disposition.PENDING),
            forgotten=dropped_ids(run),
            redone=_redone(cleaned),
            waiting=sum(len(_having(table, Disposition.WAITING)) for table in dispositions),
        )

    @property
    def is_empty(self) -> bool:
        """Whether the run changes nothing in its base version."""
        return not (self.accepted.num_rows or self.quarantined.num_rows or self.pending.num_rows or len(self.forgotten))

    @property
    def touched(self) -> pa.Array:
        """doc_ids whose ledger row this run writes or drops."""
        decided = [table["doc_id"].combine_chunks() for table in (self.accepted, self.quarantined, self.pending)]
        return pa.concat_arrays([*decided, self.forgotten])


def dropped_ids(run: Run) -> pa.Array:
    """Return the doc_ids whose ledger row a run drops (`RunDelta.forgotten`)."""
    ledger = run.base_version().ledger(["doc_id", "place"])
    refused = ledger.filter(pc.equal(ledger["place"], "quarantine"))["doc_id"].combine_chunks()
    forgotten = run.store.forgotten.read()["doc_id"].combine_chunks()
    return pa.concat_arrays([forgotten.filter(pc.is_in(forgotten, refused)), Classifier.of(run).taken_down]).unique()


def written_ids(run: Run, number: int) -> pa.Array:
    """Return the doc_ids of one shard whose ledger row a run writes; with `dropped_ids` all of `RunDelta.touched`."""
    found = run.store.dispositions.read(number)
    accepted, quarantined, pending = (
        dataset.read(number, ["doc_id"]) for dataset in (run.store.accepted, run.store.quarantined, run.store.pending)
    )
    refused = without(quarantined, _having(found, Disposition.UNREADABLE))
    waiting = pending.filter(pc.is_in(pending["doc_id"], _having(found, Disposition.PENDING)))
    return pa.concat_arrays([table["doc_id"].combine_chunks() for table in (accepted, refused, waiting)])


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


def _only(
    dataset: ShardedDataset, columns: list[str], dispositions: list[pa.Table], disposition: Disposition
) -> pa.Table:
    tables = [_empty(columns)]
    for number, found in enumerate(dispositions):
        table = dataset.read(number, columns)
        tables.append(table.filter(pc.is_in(table["doc_id"], _having(found, disposition))))
    return pa.concat_tables(tables)


def _without(
    dataset: ShardedDataset, columns: list[str], dispositions: list[pa.Table], disposition: Disposition
) -> pa.Table:
    parts = (
        without(dataset.read(number, columns), _having(found, disposition)) for number, found in enumerate(dispositions)
    )
    return pa.concat_tables([_empty(columns), *parts])


def _redone(cleaned: CleanedDocuments) -> pa.Array:
    redone = [number for number in cleaned.numbers if cleaned.is_redone(number)]
    ids = [cleaned.shard(number).read(number, ["doc_id"])["doc_id"].combine_chunks() for number in redone]
    return pa.concat_arrays([pa.array([], pa.string()), *ids])


def _accepted(accepted: ShardedDataset, numbers: range) -> pa.Table:
    extra = [("shard", pa.int32()), ("text_bytes", pa.int64()), ("lang", pa.string()), ("month", pa.string())]
    tables = [pa.schema([*(DOCUMENTS.field(name) for name in SCALARS), *extra]).empty_table()]
    for number in numbers:
        table = accepted.read(number, SCALARS)
        sizes = _text_bytes(accepted.column_bytes(number, "text"), table["word_count"])
        shard = pa.repeat(pa.scalar(number, pa.int32()), len(table))
        keys = folder_keys(table)
        for name, column in (("shard", shard), ("text_bytes", sizes), ("lang", keys["lang"]), ("month", keys["month"])):
            table = table.append_column(name, column)
        tables.append(table)
    return pa.concat_tables(tables)


def _text_bytes(together: int, words: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return an estimate of the bytes of each text of a shard, from its word count; no text is read."""
    per_word = together / max(pc.sum(words).as_py() or 0, 1)
    return pc.multiply(pc.fill_null(words, 0), per_word).cast(pa.int64(), safe=False)


def _empty(columns: list[str]) -> pa.Table:
    return pa.schema([DOCUMENTS.field(name) for name in columns]).empty_table()
