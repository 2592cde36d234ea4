"""The fourth stage: who repeats whom, among all that is published or about to be?

Clusters are a function of the sketches and texts alone, and are computed anew each run. What earlier runs verified is
handed on, so that of old text only that of new candidates is read again.
"""

import json
from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.atomic_io import write_text
from broadsheet.deduplication.clustering import find_clusters
from broadsheet.deduplication.ranking_features import cleanliness, metadata_count
from broadsheet.deduplication.text_loader import Texts
from broadsheet.parquet_io import read_file, write_file
from broadsheet.runs.delta import Changes, shard_files, without
from broadsheet.runs.run import Run
from broadsheet.schema import NEW_SKETCHES, PLACEMENT, RELATIONS, SKETCH_COLUMNS, SKETCHES
from broadsheet.text.sketch import add_sketches
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version

_TRAITS = ["title", "publisher", "agency", "dateline", "published_precision", "authors", "quality", "paragraph_count"]


@dataclass(frozen=True, slots=True)
class DeduplicationCounts:
    """What deduplication found.

    Attributes:
        documents: Accepted documents, of this run and of the version it builds on.
        new: Those of this run.
        kept: Documents that stand for their cluster.
        left_out: Documents that repeat a kept one.
    """

    documents: int
    new: int
    kept: int
    left_out: int


def deduplicate(run: Run) -> DeduplicationCounts:
    """Find the clusters among the run's accepted documents and those of the version that is current now.

    Writes into the run's folder ``placement.parquet``, ``relations.parquet`` and ``sketches.parquet`` (those made now),
    and ``deduplication.json``, which names the version they were computed on and digests what stood taken down.
    """
    taken_down = Tombstones.read(run.warehouse).digest()
    parent_id = run.warehouse.current_id()
    parent = Version.open(run.warehouse, parent_id)
    changes = Changes.of(run, parent)
    new = _new_sketches(run, changes)
    old = without(parent.sketches(), changes.touched)
    texts = Texts(run, changes.accepted.select(["doc_id", "shard"]), parent, old.select(["doc_id", "lang", "month"]))
    fresh, known = new, RELATIONS.empty_table()
    if parent.same_rules(run.settings):
        known = parent.relations()
    else:  # what other rules counted may not even have the same columns
        old = _sketch_again(old, texts, run)
        fresh = pa.concat_tables([old, new])
    write_file(fresh, run.folder / "sketches.parquet", NEW_SKETCHES)
    known = _among(known, old)
    keys = pa.concat_tables([table.select(["doc_id", "lang", "month"]) for table in (old, new)]).sort_by("doc_id")
    count, sketches = len(new), [pa.concat_tables([old, new])]
    del changes, old, new, fresh  # sketches weigh most of all: they are held once
    outcome = find_clusters(sketches.pop(), known, texts.read, run.settings.deduplication, run.folder)
    placement = outcome.clusters.append_column("lang", keys["lang"]).append_column("month", keys["month"])
    write_file(placement, run.folder / "placement.parquet", PLACEMENT)
    write_file(outcome.relations, run.folder / "relations.parquet", RELATIONS)
    kept = pc.sum(placement["kept"]).as_py() or 0
    counts = DeduplicationCounts(documents=len(placement), new=count, kept=kept, left_out=len(placement) - kept)
    state = {"parent": parent_id, "taken_down": taken_down, **asdict(counts)}
    write_text(json.dumps(state), run.folder / "deduplication.json")
    return counts


def _new_sketches(run: Run, changes: Changes) -> pa.Table:
    columns = [name for name in SKETCHES.names if name not in {"metadata_count", "cleanliness"}]
    tables = []
    for file in shard_files(run, "accepted"):
        table = read_file(file, list(dict.fromkeys([*columns, *_TRAITS])))
        traits = {"metadata_count": metadata_count(table), "cleanliness": cleanliness(table)}
        tables.append(pa.table({name: traits[name] if name in traits else table[name] for name in SKETCHES.names}))
    sketches = pa.concat_tables(tables).cast(SKETCHES) if tables else SKETCHES.empty_table()
    sketches = sketches.take(pc.index_in(changes.accepted["doc_id"], sketches["doc_id"].combine_chunks()))
    for key in ("lang", "month"):
        sketches = sketches.append_column(key, changes.accepted[key])
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
