"""The boilerplate stage: removes template lines from documents.

Template lines depend on all counted documents, old and new. So a run may also change documents of its base version,
if its pages make some of their lines template lines, or not template lines any more. These documents then pass through
validation, deduplication and publishing like documents of the run. The same holds for dates whose order of day and
month other pages of the outlet show (`broadsheet.boilerplate.day_order`).
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.apply import Removal, Removed, rewrite
from broadsheet.boilerplate.day_order import readings, settle_days
from broadsheet.boilerplate.detector import mark_boilerplate
from broadsheet.boilerplate.inputs import base_lines, classify_and_count, places_of, read_documents, read_removed
from broadsheet.runs.disposition import Disposition
from broadsheet.runs.run import Run
from broadsheet.runs.state import BoilerplateState
from broadsheet.schema import DISPOSITIONS, NEW_LINES

RemovedByDocument = dict[str, list[Removed]]
"""Removed paragraphs by doc_id."""


def remove_boilerplate(run: Run) -> BoilerplateState:
    """Remove template lines from the documents of a run and of its base version; return the state of the stage.

    Writes ``dispositions``, ``cleaned`` (changed shards of the run, then shards of documents of the base version) and
    ``lines``. A second call starts from the beginning.
    """
    base = run.base_version()
    for dataset in (run.store.cleaned, run.store.dispositions):
        dataset.clear()
    new = classify_and_count(run)
    lines = pa.concat_tables([new.lines, base_lines(run, new)])
    lines, changed = settle(lines, run)
    differs = pc.is_in(lines["doc_id"], changed)
    of_base = pc.is_null(lines["shard"])
    own, others = lines.filter(pc.invert(of_base)), lines.filter(of_base)
    own_changed, others_changed = (lines.filter(pc.and_(differs, test)) for test in (pc.invert(of_base), of_base))
    removed = _clean(run, own_changed) | _redo(run, others_changed)
    if base.same_rules(run.settings):
        others = others_changed
    else:  # all lines are written again
        same = others.filter(pc.invert(pc.is_in(others["doc_id"], changed)))["doc_id"].combine_chunks()
        removed |= dict(zip(same.to_pylist(), read_removed(base, same), strict=True))
    run.store.lines.write(with_removed(removed, pa.concat_tables([own, others])))
    state = BoilerplateState(
        base=run.base,
        documents=len(own_changed),
        redone=len(others_changed),
        rewritten=tuple(own_changed["shard"].unique().sort().to_pylist()),
        redone_shards=len(range(0, len(others_changed), run.settings.discovery.shard_pages)),
    )
    run.store.boilerplate.write(state)
    return state


def settle(lines: pa.Table, run: Run) -> tuple[pa.Table, pa.Array]:
    """Return lines (`inputs.SHARDED`) with their template lines and days settled, and the doc_ids of changed documents.

    Args:
        lines: All documents of some outlets.
        run: The run.
    """
    lines, marked = mark_boilerplate(lines, run.settings.extraction.recurring_pages)
    lines, reordered = settle_days(lines)
    return lines, pa.concat_arrays([marked, reordered])


def clean_shard(run: Run, shard: int, lines: pa.Table) -> RemovedByDocument:
    """Rewrite the documents with these lines in one shard of a run, and return the removed paragraphs."""
    documents = run.store.documents.read(shard)
    rows = pc.index_in(lines["doc_id"], documents["doc_id"].combine_chunks()).to_numpy()
    rewritten, taken = rewrite(documents.take(rows), list(_removals(lines)), run.settings.deduplication)
    rest = np.setdiff1d(np.arange(len(documents)), rows)
    together = pa.concat_tables([documents.take(rest), rewritten.cast(documents.schema)])
    run.store.cleaned.write(shard, together.take(np.argsort(np.concatenate([rest, rows]))))
    return dict(zip(lines["doc_id"].to_pylist(), taken, strict=True))


def redo(run: Run, number: int, lines: pa.Table, before: list[list[Removed]], places: pa.Table) -> RemovedByDocument:
    """Rewrite documents of the base version as one shard, and return the removed paragraphs.

    Args:
        run: The run.
        number: The number of the shard, after those of the run.
        lines: The lines of the documents.
        before: The paragraphs that are removed from each of them in the base version.
        places: Their ledger rows: `broadsheet.boilerplate.inputs.PLACED`.
    """
    doc_ids = lines["doc_id"].combine_chunks()
    rows = read_documents(run.base_version(), doc_ids, places)
    rewritten, taken = rewrite(rows, list(_removals(lines, before)), run.settings.deduplication)
    run.store.cleaned.write(number, rewritten)
    accepted = pa.repeat(pa.scalar(int(Disposition.ACCEPTED), pa.int8()), len(doc_ids))
    run.store.dispositions.write(number, pa.table([doc_ids, accepted], schema=DISPOSITIONS))
    return dict(zip(doc_ids.to_pylist(), taken, strict=True))


def _clean(run: Run, lines: pa.Table) -> RemovedByDocument:
    """Rewrite the shards of the run that hold these documents, and return the removed paragraphs."""
    removed: RemovedByDocument = {}
    for shard in lines["shard"].unique().to_pylist():
        removed |= clean_shard(run, shard, lines.filter(pc.equal(lines["shard"], shard)))
    return removed


def _redo(run: Run, lines: pa.Table) -> RemovedByDocument:
    """Rewrite documents of the base version, as shards after those of the run; return the removed paragraphs."""
    removed: RemovedByDocument = {}
    lines = lines.sort_by([("lang", "ascending"), ("month", "ascending"), ("doc_id", "ascending")])
    if not len(lines):
        return removed
    doc_ids = lines["doc_id"].combine_chunks()
    before, places = list(read_removed(run.base_version(), doc_ids)), places_of(run.base_version(), doc_ids)
    at_once = run.settings.discovery.shard_pages
    for number, at in enumerate(range(0, len(lines), at_once), start=run.shards):
        removed |= redo(run, number, lines.slice(at, at_once), before[at : at + at_once], places)
    return removed


def _removals(lines: pa.Table, before: list[list[Removed]] | None = None) -> Iterator[Removal]:
    columns = (lines[name].to_pylist() for name in ("outlet", "body_share", "places"))
    rows = zip(*columns, readings(lines), before or [[]] * len(lines), strict=True)
    for outlet, share, numbers, reading, out in rows:
        yield Removal(outlet, share, out, numbers, reading)


def with_removed(removed: RemovedByDocument, lines: pa.Table) -> pa.Table:
    """Return NEW_LINES with the removed paragraphs of each text."""
    paragraphs = [
        [{"text": item.text, "start": item.start, "end": item.end} for item in removed.get(doc, ())]
        for doc in lines["doc_id"].to_pylist()
    ]
    field = NEW_LINES.field("taken_out")
    column = pa.array(paragraphs, field.type)
    return lines.set_column(lines.schema.get_field_index("taken_out"), field, column).select(NEW_LINES.names)
