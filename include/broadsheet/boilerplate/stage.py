"""The stage between extraction and validation: lines that recur across an outlet's pages leave the documents.

What recurs is a function of all documents that are counted, old and new. So a run may also change documents of the
version it builds on: those whose lines came to recur with its pages, or ceased to. They go through validation,
deduplication and publishing like documents of its own.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.atomic_io import write_text
from broadsheet.boilerplate.apply import Rewriting, TakenOut, rewrite
from broadsheet.boilerplate.arriving import arrived
from broadsheet.boilerplate.judging import judge
from broadsheet.boilerplate.published_rows import read_rows, taken_out
from broadsheet.boilerplate.staying import staying
from broadsheet.parquet_io import read_file, write_file
from broadsheet.runs.run import Run
from broadsheet.schema import DOCUMENTS, NEW_LINES
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version

NAME = "recurring.json"
"""File in a run's folder: the version whose lines were counted, and what came of it."""

Out = dict[str, list[TakenOut]]
"""What is out of the text of documents, by doc_id."""


@dataclass(frozen=True, slots=True)
class RecurringCounts:
    """What was taken out.

    Attributes:
        documents: Documents of the run that lost lines.
        redone: Documents of the version it builds on that lost lines or got some back.
        changed: Whether it differs from what the call before found for this run; from nothing, for the first call.
    """

    documents: int
    redone: int
    changed: bool


def take_out_recurring(run: Run) -> RecurringCounts:
    """Count the lines of the run's documents with those of the version that is current now, and take out what recurs.

    Writes into the run's folder ``cleaned/`` (the shards in which anything changed, and behind them shards of documents
    of the version), ``lines.parquet`` and ``recurring.json``. Called again, it begins anew.
    """
    taken_down = Tombstones.read(run.warehouse).digest()
    parent_id = run.warehouse.current_id()
    parent = Version.open(run.warehouse, parent_id)
    before = _outcome(run)
    _clear(run)
    new = arrived(run, parent)
    lines = pa.concat_tables([new.lines, staying(run, parent, new)])
    lines, changed = judge(lines, run.settings.extraction.recurring_pages)
    differs = pc.is_in(lines["doc_id"], changed)
    of_parent = pc.is_null(lines["shard"])
    own, others = lines.filter(pc.invert(of_parent)), lines.filter(of_parent)
    own_changed, others_changed = (lines.filter(pc.and_(differs, test)) for test in (pc.invert(of_parent), of_parent))
    out = _clean(run, own_changed) | _redo(run, parent, others_changed)
    if parent.same_rules(run.settings):
        others = others_changed
    else:  # all are written anew
        same = others.filter(pc.invert(pc.is_in(others["doc_id"], changed)))["doc_id"].combine_chunks()
        out |= dict(zip(same.to_pylist(), taken_out(parent, same), strict=True))
    write_file(_with(out, pa.concat_tables([own, others])), run.folder / "lines.parquet", NEW_LINES)
    outcome = _digest(run)
    counts = RecurringCounts(len(own_changed), len(others_changed), outcome != before)
    basis = {"parent": parent_id, "taken_down": taken_down}
    write_text(json.dumps({**basis, "outcome": outcome, **asdict(counts)}), run.folder / NAME)
    return counts


def _clean(run: Run, lines: pa.Table) -> Out:
    """Write anew the shards of the run that hold these documents, and return what is out of them."""
    out: Out = {}
    for shard in lines["shard"].unique().to_pylist():
        documents = read_file(run.shard("documents", shard))
        of_shard = lines.filter(pc.equal(lines["shard"], shard))
        rows = pc.index_in(of_shard["doc_id"], documents["doc_id"].combine_chunks()).to_numpy()
        rewritten, taken = rewrite(documents.take(rows), list(_wanted(of_shard)), run.settings.deduplication)
        rest = np.setdiff1d(np.arange(len(documents)), rows)
        together = pa.concat_tables([documents.take(rest), rewritten.cast(documents.schema)])
        write_file(together.take(np.argsort(np.concatenate([rest, rows]))), run.shard("cleaned", shard), DOCUMENTS)
        out |= dict(zip(of_shard["doc_id"].to_pylist(), taken, strict=True))
    return out


def _redo(run: Run, parent: Version, lines: pa.Table) -> Out:
    """Write documents of the parent anew, as shards behind those of the run, and return what is out of them."""
    out: Out = {}
    if not len(lines):
        return out
    lines = lines.sort_by([("lang", "ascending"), ("month", "ascending"), ("doc_id", "ascending")])
    before = list(taken_out(parent, lines["doc_id"].combine_chunks()))
    at_once = run.settings.discovery.shard_pages
    for number, at in enumerate(range(0, len(lines), at_once), start=run.shards):
        chosen = lines.slice(at, at_once)
        doc_ids = chosen["doc_id"].combine_chunks()
        wanted = _wanted(chosen, before[at : at + at_once])
        rewritten, taken = rewrite(read_rows(parent, doc_ids), list(wanted), run.settings.deduplication)
        write_file(rewritten, run.shard("cleaned", number), DOCUMENTS)
        out |= dict(zip(doc_ids.to_pylist(), taken, strict=True))
    return out


def _wanted(lines: pa.Table, before: list[list[TakenOut]] | None = None) -> Iterator[Rewriting]:
    columns = (lines[name].to_pylist() for name in ("outlet", "body_share", "places"))
    for (outlet, share, places), out in zip(zip(*columns, strict=True), before or [[]] * len(lines), strict=True):
        yield Rewriting(outlet, share, out, places)


def _with(out: Out, lines: pa.Table) -> pa.Table:
    """Return NEW_LINES with the paragraphs that are out of each text."""
    paragraphs = [
        [{"text": one.text, "start": one.start, "end": one.end} for one in out.get(doc, ())]
        for doc in lines["doc_id"].to_pylist()
    ]
    field = NEW_LINES.field("taken_out")
    column = pa.array(paragraphs, field.type)
    return lines.set_column(lines.schema.get_field_index("taken_out"), field, column).select(NEW_LINES.names)


def _clear(run: Run) -> None:
    folder = run.folder / "cleaned"
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()


def _outcome(run: Run) -> str:
    """Return the digest of what the call before wrote; that of nothing, where there was none."""
    path = run.folder / NAME
    if not path.exists():
        return hashlib.sha256().hexdigest()
    return str(json.loads(path.read_text(encoding="utf-8"))["outcome"])


def _digest(run: Run) -> str:
    digest = hashlib.sha256()
    for file in sorted((run.folder / "cleaned").iterdir()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
