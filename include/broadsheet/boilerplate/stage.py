"""The third stage: paragraphs that are their outlet's template leave the documents.

What is boilerplate is a function of all documents that are counted, old and new. So a run may also change documents of
its base version: those with lines that became template with its pages, or ceased to be. They go through validation,
deduplication and publishing like documents of its own.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.apply import Removal, Removed, rewrite
from broadsheet.boilerplate.detector import mark_boilerplate
from broadsheet.boilerplate.inputs import base_lines, classify_and_count, read_documents, read_removed
from broadsheet.runs.disposition import Disposition
from broadsheet.runs.run import Run
from broadsheet.runs.state import BoilerplateState
from broadsheet.schema import DISPOSITIONS, NEW_LINES
from broadsheet.warehouse.version import Version

RemovedByDocument = dict[str, list[Removed]]
"""The paragraphs removed from documents, by doc_id."""


def remove_boilerplate(run: Run) -> BoilerplateState:
    """Remove template lines from the run's documents, counting them together with those of its base version.

    Writes ``dispositions``, ``cleaned`` (shards in which anything changed, then shards of documents of the base
    version) and ``lines``. Called again, it begins anew.
    """
    base = run.base_version()
    for dataset in (run.store.cleaned, run.store.dispositions):
        dataset.clear()
    new = classify_and_count(run)
    lines = pa.concat_tables([new.lines, base_lines(run, new)])
    lines, changed = mark_boilerplate(lines, run.settings.extraction.recurring_pages)
    differs = pc.is_in(lines["doc_id"], changed)
    of_base = pc.is_null(lines["shard"])
    own, others = lines.filter(pc.invert(of_base)), lines.filter(of_base)
    own_changed, others_changed = (lines.filter(pc.and_(differs, test)) for test in (pc.invert(of_base), of_base))
    removed = _clean(run, own_changed) | _redo(run, base, others_changed)
    if base.same_rules(run.settings):
        others = others_changed
    else:  # the lines of all documents are written again
        same = others.filter(pc.invert(pc.is_in(others["doc_id"], changed)))["doc_id"].combine_chunks()
        removed |= dict(zip(same.to_pylist(), read_removed(base, same), strict=True))
    run.store.lines.write(_with_removed(removed, pa.concat_tables([own, others])))
    state = BoilerplateState(
        base=run.base,
        documents=len(own_changed),
        redone=len(others_changed),
        rewritten=tuple(own_changed["shard"].unique().sort().to_pylist()),
        redone_shards=len(range(0, len(others_changed), run.settings.discovery.shard_pages)),
    )
    run.store.boilerplate.write(state)
    return state


def _clean(run: Run, lines: pa.Table) -> RemovedByDocument:
    """Write the shards of the run that hold these documents again, and return what was removed from them."""
    removed: RemovedByDocument = {}
    for shard in lines["shard"].unique().to_pylist():
        documents = run.store.documents.read(shard)
        of_shard = lines.filter(pc.equal(lines["shard"], shard))
        rows = pc.index_in(of_shard["doc_id"], documents["doc_id"].combine_chunks()).to_numpy()
        rewritten, taken = rewrite(documents.take(rows), list(_removals(of_shard)), run.settings.deduplication)
        rest = np.setdiff1d(np.arange(len(documents)), rows)
        together = pa.concat_tables([documents.take(rest), rewritten.cast(documents.schema)])
        run.store.cleaned.write(shard, together.take(np.argsort(np.concatenate([rest, rows]))))
        removed |= dict(zip(of_shard["doc_id"].to_pylist(), taken, strict=True))
    return removed


def _redo(run: Run, base: Version, lines: pa.Table) -> RemovedByDocument:
    """Write documents of the base version again, as shards after those of the run; return what was removed."""
    removed: RemovedByDocument = {}
    if not len(lines):
        return removed
    lines = lines.sort_by([("lang", "ascending"), ("month", "ascending"), ("doc_id", "ascending")])
    before = list(read_removed(base, lines["doc_id"].combine_chunks()))
    at_once = run.settings.discovery.shard_pages
    for number, at in enumerate(range(0, len(lines), at_once), start=run.shards):
        chosen = lines.slice(at, at_once)
        doc_ids = chosen["doc_id"].combine_chunks()
        wanted = _removals(chosen, before[at : at + at_once])
        rewritten, taken = rewrite(read_documents(base, doc_ids), list(wanted), run.settings.deduplication)
        run.store.cleaned.write(number, rewritten)
        accepted = pa.repeat(pa.scalar(int(Disposition.ACCEPTED), pa.int8()), len(doc_ids))
        run.store.dispositions.write(number, pa.table([doc_ids, accepted], schema=DISPOSITIONS))
        removed |= dict(zip(doc_ids.to_pylist(), taken, strict=True))
    return removed


def _removals(lines: pa.Table, before: list[list[Removed]] | None = None) -> Iterator[Removal]:
    columns = (lines[name].to_pylist() for name in ("outlet", "body_share", "places"))
    for (outlet, share, numbers), out in zip(zip(*columns, strict=True), before or [[]] * len(lines), strict=True):
        yield Removal(outlet, share, out, numbers)


def _with_removed(removed: RemovedByDocument, lines: pa.Table) -> pa.Table:
    """Return NEW_LINES with the paragraphs that were removed from each text."""
    paragraphs = [
        [{"text": one.text, "start": one.start, "end": one.end} for one in removed.get(doc, ())]
        for doc in lines["doc_id"].to_pylist()
    ]
    field = NEW_LINES.field("taken_out")
    column = pa.array(paragraphs, field.type)
    return lines.set_column(lines.schema.get_field_index("taken_out"), field, column).select(NEW_LINES.names)
