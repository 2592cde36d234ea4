"""The fifth stage: which documents repeat which, among all that is published or about to be?

Clusters are a function of the sketches and texts alone, and are computed anew in each run. What earlier runs verified
is reused, so that of old texts only those of new candidates are read again.
"""

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.deduplication.clustering import find_clusters
from broadsheet.deduplication.ranking_features import cleanliness, metadata_count
from broadsheet.deduplication.text_loader import Texts
from broadsheet.runs.delta import RunDelta, without
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.runs.state import DeduplicationCounts, DeduplicationState
from broadsheet.schema import NEW_SKETCHES, RELATIONS, SKETCH_COLUMNS, SKETCHES
from broadsheet.text.sketch import add_sketches

_TRAITS = ["title", "publisher", "agency", "dateline", "published_precision", "authors", "quality", "paragraph_count"]


def deduplicate(run: Run) -> DeduplicationCounts:
    """Find the clusters among the run's accepted documents and those of its base version.

    Writes ``placement``, ``relations`` and ``sketches`` (those computed now).
    """
    base = run.base_version()
    delta = RunDelta.of(run)
    new = _new_sketches(run, delta)
    old = without(base.sketches(), delta.touched)
    texts = Texts(run, delta.accepted.select(["doc_id", "shard"]), base, old.select(["doc_id", "lang", "month"]))
    fresh, known = new, RELATIONS.empty_table()
    if base.same_rules(run.settings):
        known = base.relations()
    else:  # what other rules counted may not even have the same columns
        old = _sketch_again(old, texts, run)
        fresh = pa.concat_tables([old, new])
    run.store.sketches.write(fresh)
    known = _among(known, old)
    keys = pa.concat_tables([table.select(["doc_id", "lang", "month"]) for table in (old, new)]).sort_by("doc_id")
    count, sketches = len(new), [pa.concat_tables([old, new])]
    del delta, old, new, fresh  # sketches weigh most of all: they are held once
    outcome = find_clusters(sketches.pop(), known, texts.read, run.settings.deduplication, run.folder)
    placement = outcome.clusters.append_column("lang", keys["lang"]).append_column("month", keys["month"])
    run.store.placement.write(placement)
    run.store.relations.write(outcome.relations)
    kept = pc.sum(placement["kept"]).as_py() or 0
    counts = DeduplicationCounts(documents=len(placement), new=count, kept=kept, left_out=len(placement) - kept)
    run.store.deduplication.write(DeduplicationState(run.base, counts))
    return counts


def _new_sketches(run: Run, delta: RunDelta) -> pa.Table:
    columns = [name for name in SKETCHES.names if name not in {"metadata_count", "cleanliness"}]
    tables = []
    for number in CleanedDocuments(run).numbers:
        table = run.store.accepted.read(number, list(dict.fromkeys([*columns, *_TRAITS])))
        traits = {"metadata_count": metadata_count(table), "cleanliness": cleanliness(table)}
        tables.append(pa.table({name: traits[name] if name in traits else table[name] for name in SKETCHES.names}))
    sketches = pa.concat_tables(tables).cast(SKETCHES) if tables else SKETCHES.empty_table()
    sketches = sketches.take(pc.index_in(delta.accepted["doc_id"], sketches["doc_id"].combine_chunks()))
    for key in ("lang", "month"):
        sketches = sketches.append_column(key, delta.accepted[key])
    return sketches.cast(NEW_SKETCHES)


def _sketch_again(old: pa.Table, texts: Texts, run: Run) -> pa.Table:
    """Sketch anew the documents whose pages left the source before the rules changed: of them only the text is left."""
    if not old.num_rows:
        return old
    own = run.settings.deduplication
    sketched = pa.concat_tables(
        add_sketches(table, own).drop_columns("text") for table in texts.read(old["doc_id"].combine_chunks())
    ).sort_by("doc_id")
    old = old.sort_by("doc_id")
    for field in SKETCH_COLUMNS:
        old = old.set_column(old.schema.get_field_index(field.name), field, sketched[field.name])
    return old


def _among(relations: pa.Table, documents: pa.Table) -> pa.Table:
    """Pairs of which both documents stand as they were."""
    ids = documents["doc_id"].combine_chunks()
    return relations.filter(pc.and_(pc.is_in(relations["doc_a"], ids), pc.is_in(relations["doc_b"], ids)))
