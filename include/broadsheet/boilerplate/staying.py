"""Which documents of the version that a run builds on are counted with its own."""

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.boilerplate.apply import TakenOut, whole_text
from broadsheet.boilerplate.arriving import SHARDED, Arrived
from broadsheet.boilerplate.page_lines import lines_of
from broadsheet.boilerplate.published_rows import read_rows, taken_out
from broadsheet.runs.delta import without
from broadsheet.runs.run import Run
from broadsheet.schema import NEW_LINES
from broadsheet.warehouse.version import Version

_COUNTED = ["doc_id", "outlet", "hashes", "words", "body_share", "places"]


def staying(run: Run, parent: Version, new: Arrived) -> pa.Table:
    """Return `SHARDED` of the parent's documents whose recurring lines may be others now; ``taken_out`` is left empty.

    They are those of the outlets of which the run brings, replaces or drops a document. Where the rules changed, they
    are all documents that the run did not read anew, with lines made anew from their texts.
    """
    if not parent.same_rules(run.settings):
        return _sharded(_made_anew(run, parent, new))
    left = parent.lines(["outlet"], among=("doc_id", new.decided))
    outlets = pa.chunked_array([*new.lines["outlet"].chunks, *left["outlet"].chunks], pa.string())
    return _sharded(without(parent.lines(_COUNTED, among=("outlet", outlets.unique())), new.decided))


def _made_anew(run: Run, parent: Version, new: Arrived) -> pa.Table:
    known = without(parent.lines(["doc_id", "body_share", "places"]), new.decided)
    doc_ids = known["doc_id"].combine_chunks()
    before = list(taken_out(parent, doc_ids))
    at_once = run.settings.discovery.shard_pages
    tables = [NEW_LINES.empty_table()]
    for at in range(0, len(doc_ids), at_once):
        rows = read_rows(parent, doc_ids.slice(at, at_once))
        own = zip(rows["text"].to_pylist(), rows["spans"].to_pylist(), before[at : at + at_once], strict=True)
        texts = [_whole(*one) for one in own]
        lines = lines_of(rows.set_column(rows.schema.get_field_index("text"), "text", pa.array(texts, pa.string())))
        stored = known.take(pc.index_in(lines["doc_id"], known["doc_id"].combine_chunks()))
        for name in ("body_share", "places"):
            index = lines.schema.get_field_index(name)
            lines = lines.set_column(index, NEW_LINES.field(index), stored[name])
        tables.append(lines)
    return pa.concat_tables(tables)


def _whole(text: str | None, spans: list[dict[str, int]] | None, before: list[TakenOut]) -> str | None:
    return "\n\n".join([paragraph.text for paragraph in whole_text(text, spans, before)]) if before else text


def _sharded(lines: pa.Table) -> pa.Table:
    columns = [lines[name] if name in lines.schema.names else None for name in SHARDED.names]
    rows = len(lines)
    kinds = SHARDED.types
    return pa.table(
        [pa.nulls(rows, kind) if column is None else column for column, kind in zip(columns, kinds, strict=True)],
        schema=SHARDED,
    )
