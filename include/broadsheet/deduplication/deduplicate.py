"""The deduplication stage: finds duplicates among the documents of a run and of its base version.

Clusters depend only on sketches and texts, and are computed again in each run. Known relations of earlier runs are
reused, so that only the old texts of new candidates are read again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.deduplication.clustering import find_clusters
from broadsheet.deduplication.lending import trusted_dates
from broadsheet.deduplication.page_versions import address_digests
from broadsheet.deduplication.representative import cleanliness, metadata_count
from broadsheet.runs.delta import RunDelta, folder_keys, without
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.runs.state import DeduplicationCounts, DeduplicationState
from broadsheet.schema import NEW_SKETCHES, RELATIONS, SKETCH_COLUMNS, SKETCHES
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import add_sketches
from broadsheet.warehouse.version import Partition, Version

_TRAITS = [
    *("title", "dateline", "published_precision", "published_origin", "quality", "paragraph_count"),
    *("url_normalized", "url_origin"),
]
_DERIVED = ("metadata_count", "cleanliness", "body_share", "trusted_date", "address")


def deduplicate(run: Run) -> DeduplicationCounts:
    """Find the clusters of the accepted documents of a run and of its base version, and return their counts.

    Writes ``placement``, ``relations`` and ``sketches`` (only new ones).
    """
    base = run.base_version()
    delta = RunDelta.of(run)
    numbers = CleanedDocuments(run).numbers
    new = pa.concat_tables([NEW_SKETCHES.empty_table(), *(new_sketches(run, number) for number in numbers)])
    old = without(base.sketches(), delta.touched)
    texts = Texts(run, delta.accepted.select(["doc_id", "shard"]), base, old.select(["doc_id", "lang", "month"]))
    fresh, known = new, RELATIONS.empty_table()
    if base.same_rules(run.settings):
        known = base.relations()
    else:  # relations of other rules are not comparable
        old = sketch_again(old, texts.read(old["doc_id"].combine_chunks()), run.settings.deduplication)
        fresh = pa.concat_tables([old, new])
    run.store.sketches.write(fresh)
    known = _among(known, old)
    keys = pa.concat_tables([table.select(["doc_id", "lang", "month"]) for table in (old, new)]).sort_by("doc_id")
    count, sketches = len(new), [pa.concat_tables([old, new])]
    del delta, old, new, fresh  # sketches take most memory: keep only one copy
    priorities = {name: own.get("priority", 0) for name, own in run.source_settings().items()}
    outcome = find_clusters(
        sketches.pop(), known, texts.read, run.settings.deduplication, run.folder, _outlets(run, base), priorities
    )
    placement = outcome.clusters.append_column("lang", keys["lang"]).append_column("month", keys["month"])
    run.store.placement.write(placement)
    run.store.relations.write(outcome.relations)
    kept = pc.sum(placement["kept"]).as_py() or 0
    counts = DeduplicationCounts(documents=len(placement), new=count, kept=kept, left_out=len(placement) - kept)
    run.store.deduplication.write(DeduplicationState(run.base, counts))
    return counts


def new_sketches(run: Run, number: int) -> pa.Table:
    """Return NEW_SKETCHES of the accepted documents of one shard."""
    columns = [name for name in SKETCHES.names if name not in _DERIVED]
    table = run.store.accepted.read(number, list(dict.fromkeys([*columns, *_TRAITS])))
    derived = (
        metadata_count(table),
        cleanliness(table),
        pc.struct_field(table["quality"], "body_share"),
        trusted_dates(table),
        address_digests(table),
    )
    traits = dict(zip(_DERIVED, derived, strict=True))
    own = {name: traits[name] if name in traits else table[name] for name in SKETCHES.names}
    keys = folder_keys(table)
    return pa.table({**own, **{name: keys[name] for name in keys.schema.names}}).cast(NEW_SKETCHES)


def sketch_again(old: pa.Table, texts: Iterable[pa.Table], settings: Deduplication) -> pa.Table:
    """Return NEW_SKETCHES sorted by doc_id, with sketches computed from the texts (columns doc_id and text).

    These are documents whose pages left the source before the rules changed.
    """
    if not old.num_rows:
        return old
    sketched = pa.concat_tables(add_sketches(table, settings).drop_columns("text") for table in texts).sort_by("doc_id")
    old = old.sort_by("doc_id")
    for field in SKETCH_COLUMNS:
        old = old.set_column(old.schema.get_field_index(field.name), field, sketched[field.name])
    return old


def _outlets(run: Run, base: Version) -> pa.Table:
    """Return columns doc_id and outlet of all documents that the boilerplate stage counted."""
    new = run.store.lines.read(["doc_id", "outlet"])
    if not base.same_rules(run.settings):
        return new
    old = base.lines(["doc_id", "outlet"]).select(new.schema.names)
    return pa.concat_tables([new, without(old, new["doc_id"].combine_chunks())])


def _among(relations: pa.Table, documents: pa.Table) -> pa.Table:
    """Return the relations whose documents are both unchanged."""
    ids = documents["doc_id"].combine_chunks()
    return relations.filter(pc.and_(pc.is_in(relations["doc_a"], ids), pc.is_in(relations["doc_b"], ids)))


_SCHEMA = pa.schema([("doc_id", pa.string()), ("text", pa.string())])


@dataclass(frozen=True, slots=True)
class Texts:
    """The locations of the texts of documents.

    Attributes:
        run: The run that adds the new documents.
        new: Columns doc_id and shard of the new documents.
        base: The version that holds the old documents.
        old: Columns doc_id, lang and month of the old documents.
    """

    run: Run
    new: pa.Table
    base: Version
    old: pa.Table

    def read(self, doc_ids: pa.Array) -> Iterator[pa.Table]:
        """Yield columns doc_id and text of these documents, in no particular order, file by file."""
        new = self.new.filter(pc.is_in(self.new["doc_id"], doc_ids))
        yield _SCHEMA.empty_table()
        for shard, own in _by(new, ["shard"]):
            yield _select(self.run.store.accepted.read(shard["shard"], _SCHEMA.names), own)
        old = self.old.filter(pc.is_in(self.old["doc_id"], doc_ids))
        for keys, own in _by(old, ["lang", "month"]):
            for dataset in ("corpus", "duplicates"):
                for file in self.base.partition_files(dataset, Partition(**keys)):
                    yield _select(file.read(_SCHEMA.names), own)


def _by(documents: pa.Table, keys: list[str]) -> Iterator[tuple[dict[str, Any], pa.Array]]:
    """Yield each combination of key values with the doc_ids of its documents."""
    groups = documents.group_by(keys).aggregate([("doc_id", "list")])
    for values, doc_ids in zip(groups.select(keys).to_pylist(), groups["doc_id_list"], strict=True):
        yield values, doc_ids.values


def _select(table: pa.Table, doc_ids: pa.Array) -> pa.Table:
    return table.filter(pc.is_in(table["doc_id"], doc_ids)).cast(_SCHEMA)
