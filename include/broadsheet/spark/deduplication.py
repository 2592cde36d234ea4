"""The deduplication stage on Spark.

Documents are connected if their texts are candidates, if their texts are equal, or if they are versions of one page.
What `broadsheet.deduplication.clustering.find_clusters` decides about a document depends only on the documents that it
is connected with, directly or through others. So the connected components are found first, on numbers alone; then
whole components go to the executors, each of which calls `find_clusters` with its documents. Texts never move: the
hashes of their shingles do, once, and only in components that have a new document or a pair that was not compared
before. Elsewhere the relations of the base version answer; should one not hold any more, the text is read. The pairs of
large components are compared by tasks of their own before (`broadsheet.spark.comparisons`).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as f

from broadsheet.deduplication.clustering import find_clusters
from broadsheet.deduplication.pair_features import features_of
from broadsheet.parquet_io import read_file
from broadsheet.runs.delta import DROPPING, dropped_ids, written_ids
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.runs.state import DeduplicationCounts, DeduplicationState
from broadsheet.schema import RELATIONS, SKETCHES
from broadsheet.spark.candidates import candidate_pairs
from broadsheet.spark.comparisons import compare_pairs
from broadsheet.spark.components import components
from broadsheet.spark.places import Place, sketches_of, texts_of
from broadsheet.spark.rows import (
    IDS,
    PACKED,
    Kept,
    Scratch,
    Tables,
    for_each,
    for_each_group,
    for_each_key,
    map_tables,
    name_jobs,
    scatter,
)
from broadsheet.warehouse.data_file import DataFile

_BATCH_DOCUMENTS = 20_000
"""About so many documents are clustered together."""
_LARGE_COMPONENT = 5_000
"""A component of more texts is a batch of its own."""
_ALONE = "component-"
"""Begins the name of the batch of a large component."""
_NEVER = -(2**62)
"""Stands for the time of a crawl that the input does not state: before all others."""


def deduplicate(session: SparkSession, run: Run) -> DeduplicationCounts:
    """Find the clusters of the accepted documents of a run and of its base version, and return their counts.

    See `broadsheet.deduplication.deduplicate.deduplicate`. In the driver are the edges of components, up to
    ``spark.driver_edges``.
    """
    for dataset in (run.store.placement, run.store.relations, run.store.sketches):
        dataset.clear()
    scratch = Scratch(session, run.store.scratch / "deduplication")
    new = [Place(number, None) for number in CleanedDocuments(run).numbers]
    old = [Place(None, partition) for partition, _ in run.base_version().partitions("_sketches")]
    name_jobs(session, "deduplicate", "read sketches")
    documents = _documents(session, run, new, old, scratch)
    texts, numbered = _texts(
        documents.rows(), scratch, one_per_address=run.settings.deduplication.one_version_per_address
    )
    name_jobs(session, "deduplicate", "candidate pairs")
    pairs = candidate_pairs(session, texts, run.settings.deduplication, scratch)
    versions = _connected_versions(numbered)
    name_jobs(session, "deduplicate", "connected components")
    edges = scratch.keep(pairs.rows().unionAll(versions))
    connected = scratch.keep(components(session, edges, scratch, run.settings.spark.driver_edges))
    known = _known(session, run)
    unknown = pairs if known is None else scratch.keep(_unknown(numbered, pairs, known))
    fresh = scratch.keep(_fresh(numbered, connected, unknown, known, len(new)))
    large = _large(connected)
    batches = scratch.keep(_batches(numbered, connected, fresh, large, documents.count))
    if large:
        name_jobs(session, "deduplicate", "compare texts of large components")
        compared = _compared(session, run, unknown, connected, large, batches, new + old, scratch)
        known = compared.rows() if known is None else known.unionAll(compared.rows())
    name_jobs(session, "deduplicate", "compare texts and cluster")
    sent = _sent(session, run, new + old, batches).unionAll(_pairs_by_batch(pairs, batches))
    if known is not None:
        sent = sent.unionAll(_known_by_batch(known, batches))
    priorities = {name: own.get("priority", 0) for name, own in run.source_settings().items()}
    alone = [f"{_ALONE}{component}" for component in large]
    clustered = for_each_key(sent, partial(_cluster, run, new + old, priorities), _COUNTS, alone=alone).toArrow()
    kept = pc.sum(clustered["kept"]).as_py() or 0
    added = numbered.rows().filter(f.col("place") < len(new)).count()
    counts = DeduplicationCounts(documents.count, new=added, kept=kept, left_out=documents.count - kept)
    run.store.deduplication.write(DeduplicationState(run.base, counts))
    return counts


_OUTLETS = pa.schema([("doc_id", pa.string()), ("outlet", pa.string())])
_DOCUMENTS = pa.schema(
    [
        *(("doc_id", pa.string()), ("place", pa.int32()), ("text_digest", pa.int64()), ("shingles", pa.int32())),
        *(
            ("address", pa.int64()),
            ("crawled", pa.int64()),
            ("content", pa.float64()),
            ("sketch", pa.list_(pa.int64())),
        ),
    ]
)
_COUNTS = pa.schema([("documents", pa.int64()), ("kept", pa.int64())])


def _documents(session: SparkSession, run: Run, new: list[Place], old: list[Place], scratch: Scratch) -> Kept:
    """Return `_DOCUMENTS`: what connects the documents of the run and those of its base version that it leaves."""
    found = for_each(session, list(enumerate(new)), partial(_read_documents, run), _DOCUMENTS)
    if old:
        ledger = run.base_version().files("_ledger")
        written = for_each(session, list(CleanedDocuments(run).numbers), partial(_written_ids, run), IDS)
        touched = written.unionAll(for_each(session, ledger, partial(_dropped_ids, run), IDS))
        before = for_each(session, list(enumerate(old, start=len(new))), partial(_read_documents, run), _DOCUMENTS)
        found = found.unionAll(before.join(touched, "doc_id", "left_anti").select(_DOCUMENTS.names))
    return scratch.keep(found)


def _written_ids(run: Run, number: int) -> Iterator[pa.Table]:
    yield pa.table([written_ids(run, number)], schema=IDS)


def _dropped_ids(run: Run, file: DataFile) -> Iterator[pa.Table]:
    yield pa.table([dropped_ids(run, file.read(DROPPING))], schema=IDS)


def _read_documents(run: Run, numbered: tuple[int, Place]) -> Iterator[pa.Table]:
    number, place = numbered
    rows = sketches_of(run, place)
    crawled = pc.fill_null(rows["crawled_at"].cast(pa.int64()), _NEVER)
    content = pc.multiply(rows["shingle_count"].cast(pa.float64()), rows["cleanliness"])
    where = pa.repeat(pa.scalar(number, pa.int32()), len(rows))
    names = ("text_digest", "shingle_count", "address")
    columns = [rows["doc_id"], where, *(rows[name] for name in names), crawled, content, rows["sketch"]]
    yield pa.table(columns, names=_DOCUMENTS.names)


def _texts(documents: DataFrame, scratch: Scratch, *, one_per_address: bool) -> tuple[Kept, Kept]:
    """Return the distinct texts, numbered in order of similarity, and for each document its text.

    Returns:
        Columns text, holder (its first document), text_digest, own, shingles, sketch (empty if all its documents are
        outdated versions of pages); and columns doc_id, place, text, holder and newest: the document that is the newest
        version of the same page.
    """
    # texts without words are never equal to each other
    own = f.when(f.col("shingles") > 0, f.lit("")).otherwise(f.col("doc_id"))
    rows = _with_newest(documents, one_per_address=one_per_address).withColumn("own", own)
    key = ["text_digest", "own"]
    grouped = rows.groupBy(key).agg(
        f.min("doc_id").alias("holder"),
        f.max(f.col("newest") == f.col("doc_id")).alias("current"),
        f.first("shingles").alias("shingles"),
        f.first("sketch").alias("sketch"),
    )
    sketched = grouped.withColumn(
        "sketch", f.when(f.col("current"), f.col("sketch")).otherwise(f.array().cast("array<long>"))
    )
    lowest = [f.coalesce(f.get("sketch", f.lit(place)), f.lit(0)) for place in (0, 1)]
    unsigned = [column.bitwiseXOR(f.lit(-(2**63)).cast("long")) for column in lowest]
    ordered = sketched.sort(*unsigned, "holder").withColumn("text", f.monotonically_increasing_id())
    texts = scratch.keep(ordered.select("text", "holder", *key, "shingles", "sketch"))
    found = rows.join(texts.rows().select("text", "holder", *key), key)
    return texts, scratch.keep(found.select("doc_id", "place", "text", "holder", "newest"))


def _with_newest(documents: DataFrame, *, one_per_address: bool) -> DataFrame:
    """Add the column newest: see `broadsheet.deduplication.page_versions`."""
    alone = documents.withColumn("newest", f.col("doc_id"))
    if not one_per_address:
        return alone
    order = [f.col("crawled").desc(), f.col("content").desc(), f.col("doc_id")]
    window = Window.partitionBy("address").orderBy(*order)
    known = documents.filter("address is not null").withColumn("newest", f.first("doc_id").over(window))
    return alone.filter("address is null").unionAll(known)


def _connected_versions(numbered: Kept) -> DataFrame:
    """Return pairs of texts, of an outdated version of a page and of the newest one."""
    outdated = numbered.rows().filter("newest != doc_id").select(f.col("text").alias("a"), "newest")
    newest = numbered.rows().select(f.col("doc_id").alias("newest"), f.col("text").alias("b"))
    return outdated.join(newest, "newest").select("a", "b").filter("a != b").distinct()


def _known(session: SparkSession, run: Run) -> DataFrame | None:
    """Return the relations of the base version; None if there are none, or if other rules found them."""
    base = run.base_version()
    files = base.files("_relations") if base.same_rules(run.settings) else []
    return for_each(session, files, _read_relations, RELATIONS) if files else None


def _read_relations(file: DataFile) -> Iterator[pa.Table]:
    yield file.read()


def _unknown(numbered: Kept, pairs: Kept, known: DataFrame) -> DataFrame:
    """Return the pairs that the base version does not have."""
    holders = numbered.rows().filter("doc_id = holder").select("text", "holder")
    first, second = (holders.select(f.col("text").alias(name), f.col("holder").alias(f"doc_{name}")) for name in "ab")
    named = pairs.rows().join(first, "a").join(second, "b")
    ordered = named.select(
        "a", "b", f.least("doc_a", "doc_b").alias("doc_a"), f.greatest("doc_a", "doc_b").alias("doc_b")
    )
    return ordered.join(known.select("doc_a", "doc_b"), ["doc_a", "doc_b"], "left_anti").select("a", "b")


def _fresh(numbered: Kept, connected: Kept, unknown: Kept, known: DataFrame | None, new: int) -> DataFrame:
    """Return the components that have a new document, or a pair that the base version does not have: one column."""
    arrived = numbered.rows().filter(f.col("place") < new).join(connected.rows(), "text").select("component")
    if known is None:  # all documents are new, or all pairs are found again
        return arrived.distinct()
    of_text = connected.rows().select(f.col("text").alias("a"), "component")
    return arrived.unionAll(unknown.rows().join(of_text, "a").select("component")).distinct()


def _large(connected: Kept) -> list[int]:
    """Return the components of more than `_LARGE_COMPONENT` texts."""
    sizes = connected.rows().groupBy("component").count().filter(f.col("count") > _LARGE_COMPONENT)
    return [row["component"] for row in sizes.collect()]


def _compared(
    session: SparkSession,
    run: Run,
    unknown: Kept,
    connected: Kept,
    large: list[int],
    batches: Kept,
    places: list[Place],
    scratch: Scratch,
) -> Kept:
    """Return the relations of the pairs of large components that the base version does not have."""
    members = connected.rows().filter(f.col("component").isin(large)).select(f.col("text").alias("a"))
    pairs = scratch.keep(unknown.rows().join(members, "a").select("a", "b"))
    texts = batches.rows().filter("doc_id = holder").select("text", "doc_id", "place")
    return compare_pairs(session, run, pairs, texts, places, scratch)


def _batches(numbered: Kept, connected: Kept, fresh: Kept, large: list[int], documents: int) -> DataFrame:
    """Return columns doc_id, place, text, batch, and needed: whether its text is compared with another one."""
    marked = connected.rows().join(fresh.rows().withColumn("fresh", f.lit(True)), "component", "left")
    found = numbered.rows().join(marked, "text", "left")
    component = f.coalesce("component", "text")
    number = f.pmod(f.xxhash64(component), f.lit(max(1, -(-documents // _BATCH_DOCUMENTS))))
    alone = f.concat(f.lit(_ALONE), component.cast("string"))
    batch = f.when(component.isin(large), alone).otherwise(f.concat(f.lit("batch-"), number.cast("string")))
    needed = f.coalesce("fresh", f.lit(False)) & (f.col("doc_id") == f.col("holder"))
    return found.select("doc_id", "place", "text", "holder", batch.alias("batch"), needed.alias("needed"))


def _sent(session: SparkSession, run: Run, places: list[Place], batches: Kept) -> DataFrame:
    """Return what each batch needs of its documents; writes the run's sketches on the way."""
    assigned = batches.rows().join(_outlets(session, run), "doc_id", "left")

    def send(batch: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
        chosen = pa.Table.from_batches(list(batch)).sort_by("doc_id")
        place = places[chosen["place"][0].as_py()]
        rows = sketches_of(run, place)
        rows = rows.take(pc.index_in(chosen["doc_id"], rows["doc_id"].combine_chunks()))
        if place.partition is None or not run.base_version().same_rules(run.settings):
            run.store.sketches.add(place.name, rows)
        keys = np.array(chosen["batch"].to_pylist(), object)
        for name in ("text", "place", "outlet"):
            rows = rows.append_column(name, chosen[name])
        yield from scatter("documents", rows, keys)
        needed = chosen.filter(chosen["needed"])
        doc_ids = needed["doc_id"].combine_chunks()
        for table in texts_of(run, place, doc_ids):
            batch_of = needed["batch"].take(pc.index_in(table["doc_id"], doc_ids))
            yield from scatter("features", features_of(table, run.settings.deduplication), batch_of.to_pylist())

    return for_each_group(assigned, ["place"], send, PACKED)


def _outlets(session: SparkSession, run: Run) -> DataFrame:
    """Return the outlets of all documents that the boilerplate stage counted."""
    new = for_each(session, run.store.lines.files(), _read_outlets_of_run, _OUTLETS)
    base = run.base_version()
    if run.base.version is None or not base.same_rules(run.settings):
        return new
    old = for_each(session, base.dataset_files("_lines"), _read_outlets, _OUTLETS)
    return new.unionAll(old.join(new, "doc_id", "left_anti").select("doc_id", "outlet"))


def _read_outlets_of_run(file: Path) -> Iterator[pa.Table]:
    yield read_file(file, _OUTLETS.names)


def _read_outlets(file: DataFile) -> Iterator[pa.Table]:
    yield file.read(_OUTLETS.names)


def _pairs_by_batch(pairs: Kept, batches: Kept) -> DataFrame:
    of_text = batches.rows().filter("doc_id = holder").select(f.col("text").alias("a"), "batch")
    return map_tables(pairs.rows().join(of_text, "a").select("a", "b", "batch"), _scatter_pairs, PACKED)


def _scatter_pairs(rows: pa.Table) -> Iterator[pa.Table]:
    yield from scatter("pairs", rows.select(["a", "b"]), rows["batch"].to_pylist())


def _known_by_batch(known: DataFrame, batches: Kept) -> DataFrame:
    of_document = batches.rows().filter("doc_id = holder").select(f.col("doc_id").alias("doc_a"), "batch")
    return map_tables(known.join(of_document, "doc_a").select(*RELATIONS.names, "batch"), _scatter_known, PACKED)


def _scatter_known(rows: pa.Table) -> Iterator[pa.Table]:
    yield from scatter("known", rows.select(RELATIONS.names), rows["batch"].to_pylist())


def _cluster(
    run: Run, places: list[Place], priorities: Mapping[str, int], key: str, rows: Tables
) -> Iterator[pa.Table]:
    """Cluster the documents of one batch; write their placement and their relations."""
    documents = rows["documents"].sort_by("doc_id")
    outcome = find_clusters(
        documents.select(SKETCHES.names),
        rows.get("known", RELATIONS.empty_table()).cast(RELATIONS),
        partial(_contents, run, places, documents, rows.get("features")),
        run.settings.deduplication,
        outlets=documents.select(["doc_id", "outlet"]).filter(pc.is_valid(documents["outlet"])),
        priorities=priorities,
        candidates=_by_document(documents, rows.get("pairs")),
    )
    placement = outcome.clusters
    for name in ("lang", "month"):
        placement = placement.append_column(name, documents[name])
    run.store.placement.add(key, placement)
    run.store.relations.add(key, outcome.relations)
    yield pa.table([[len(placement)], [pc.sum(placement["kept"]).as_py()]], schema=_COUNTS)


def _contents(
    run: Run, places: list[Place], documents: pa.Table, features: pa.Table | None, doc_ids: pa.Array
) -> Iterator[pa.Table]:
    """Yield the features that were sent, and the texts of documents of which none were sent."""
    left = doc_ids
    if features is not None:
        yield features
        left = doc_ids.filter(pc.invert(pc.is_in(doc_ids, features["doc_id"].combine_chunks())))
    found = documents.filter(pc.is_in(documents["doc_id"], left)).select(["doc_id", "place"])
    for number in found["place"].unique().to_pylist():
        own = found.filter(pc.equal(found["place"], number))["doc_id"].combine_chunks()
        yield from texts_of(run, places[number], own)


def _by_document(documents: pa.Table, pairs: pa.Table | None) -> pa.Table:
    """Return pairs of texts as pairs of their first documents."""
    doc_ids = documents["doc_id"].combine_chunks()
    texts, firsts = np.unique(documents["text"].to_numpy(), return_index=True)  # documents are sorted by doc_id
    sides = ([], []) if pairs is None else (pairs["a"].to_numpy(), pairs["b"].to_numpy())
    found = (firsts[np.searchsorted(texts, side)].astype(np.int64) for side in sides)
    return pa.table([doc_ids.take(pa.array(side, pa.int64())) for side in found], names=["doc_a", "doc_b"])
