"""Compares the texts of pairs in parts of equal size, before the documents of a component are clustered together.

One task clusters all documents of a component. If a story ran on 50,000 pages, that task would also compare a million
pairs, and the others would wait for it. So the pairs of large components are sorted by text, cut into parts, and
compared by other tasks first; the task that clusters takes what they found as known relations. The frames of texts
(`broadsheet.deduplication.frames`) depend on more than a part has, so texts are compared as if they had none: a
relation of a text with a frame is found again when it is clustered.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession

from broadsheet.deduplication.candidates import Pairs
from broadsheet.deduplication.clustering import frameless_relations
from broadsheet.deduplication.distinct import distinct
from broadsheet.deduplication.pair_features import features_of
from broadsheet.runs.run import Run
from broadsheet.schema import RELATIONS
from broadsheet.spark.candidates import PAIRS
from broadsheet.spark.places import Place, texts_of
from broadsheet.spark.rows import (
    PACKED,
    Kept,
    Scratch,
    Tables,
    for_each,
    for_each_group,
    for_each_key,
    pack,
    read_kept,
    scatter,
)

_PART_PAIRS = 100_000
"""About so many pairs are compared by one task: most of their texts are in no other part."""

_NEEDED = pa.schema([("part", pa.int32()), ("text", pa.int64())])


def compare_pairs(
    session: SparkSession, run: Run, pairs: Kept, texts: DataFrame, places: Sequence[Place], scratch: Scratch
) -> Kept:
    """Return `RELATIONS` of pairs of texts, without frames.

    Args:
        session: The session.
        run: The run.
        pairs: `PAIRS` of numbers of texts.
        texts: Columns text, doc_id (a document with it) and place (its number).
        places: The places, by number.
        scratch: Takes what is computed between.
    """
    tasks = max(1, -(-pairs.count // _PART_PAIRS))
    parts = scratch.keep(pairs.rows().repartitionByRange(tasks, *PAIRS.names).sortWithinPartitions(*PAIRS.names))
    numbered = list(enumerate(parts.files))
    needed = for_each(session, numbered, _texts_of_part, _NEEDED).join(texts, "text")

    def send(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
        asked = pa.Table.from_batches(list(batches))
        for table in texts_of(run, places[asked["place"][0].as_py()], asked["doc_id"].combine_chunks()):
            features = features_of(table, run.settings.deduplication)
            rows = pc.index_in(asked["doc_id"], features["doc_id"].combine_chunks())
            found = asked.filter(rows.is_valid())
            sent = features.take(rows.drop_null()).append_column("number", found["text"])
            yield from scatter("features", sent, found["part"].to_pylist())

    sent = for_each_group(needed, ["place"], send, PACKED).unionAll(for_each(session, numbered, _pack_part, PACKED))
    return scratch.keep(for_each_key(sent, partial(_compare, run), RELATIONS))


def _texts_of_part(numbered: tuple[int, str]) -> Iterator[pa.Table]:
    part, file = numbered
    pairs = pa.concat_tables(read_kept(file))
    texts = distinct(np.concatenate([pairs[name].to_numpy() for name in PAIRS.names]))
    yield pa.table([pa.repeat(pa.scalar(part, pa.int32()), len(texts)), texts], schema=_NEEDED)


def _pack_part(numbered: tuple[int, str]) -> Iterator[pa.Table]:
    part, file = numbered
    yield pack("pairs", str(part), pa.concat_tables(read_kept(file)))


def _compare(run: Run, _: str, rows: Tables) -> Iterator[pa.Table]:
    if "features" not in rows:  # all texts of the part are missing: reported where their component is clustered
        return
    features = rows["features"].sort_by("doc_id")
    numbers = features["number"].to_numpy()
    order = np.argsort(numbers)
    sides = [rows["pairs"][name].to_numpy() for name in PAIRS.names]
    read = np.logical_and(*(np.isin(side, numbers) for side in sides))
    one, other = (order[np.searchsorted(numbers, side[read], sorter=order)].astype(np.int32) for side in sides)
    pairs = Pairs(np.minimum(one, other), np.maximum(one, other))
    yield frameless_relations(pairs, features, run.settings.deduplication)
