"""The boilerplate stage on Spark: a shuffle of lines by outlet, then one of changed lines by shard.

The functions are those of `broadsheet.boilerplate.stage`. All lines of an outlet are in one task.
"""

import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame, SparkSession

from broadsheet.boilerplate.apply import Removed
from broadsheet.boilerplate.inputs import (
    COUNTED,
    KEPT,
    PLACED,
    SHARDED,
    classify_shard,
    computed_again,
    removed_in,
    sharded,
)
from broadsheet.boilerplate.stage import clean_shard, redo, settle, with_removed
from broadsheet.runs.delta import without
from broadsheet.runs.disposition import KNOWN, Classifier, planned_version
from broadsheet.runs.run import Run
from broadsheet.runs.state import BoilerplateState
from broadsheet.schema import LEDGER, LINES, NEW_LINES
from broadsheet.spark.rows import (
    IDS,
    PACKED,
    Kept,
    Scratch,
    Tables,
    for_each,
    for_each_key,
    map_tables,
    name_jobs,
    of_kind,
    pack,
    scatter,
    unpack,
    unpacked,
)
from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.version import Partition

_BUCKETS = 4096
"""Outlets are shuffled in so many buckets: enough that the largest outlet, not their number, bounds a task."""

_OUTLETS = pa.schema([("doc_id", pa.string()), ("outlet", pa.string())])
_OWN = [*KEPT, "taken_out"]


def remove_boilerplate(session: SparkSession, run: Run) -> BoilerplateState:
    """Remove template lines from the documents of a run and of its base version; return the state of the stage.

    See `broadsheet.boilerplate.stage.remove_boilerplate`. In the driver are the names of outlets and of shards.
    """
    for dataset in (run.store.cleaned, run.store.dispositions, run.store.lines):
        dataset.clear()
    scratch = Scratch(session, run.store.scratch / "boilerplate")
    name_jobs(session, "remove_boilerplate", "compare pages with the ledger")
    classified = scratch.keep(_classified(session, run))
    lines = of_kind(classified.rows(), "new")
    if run.base.version is not None:
        name_jobs(session, "remove_boilerplate", "choose lines of the base version")
        lines = lines.unionAll(_of_base(session, run, scratch, classified))
    name_jobs(session, "remove_boilerplate", "find template lines by outlet")
    settled = scratch.keep(for_each_key(lines, partial(_settle, run), PACKED))
    name_jobs(session, "remove_boilerplate", "rewrite documents")
    cleaned = for_each_key(of_kind(settled.rows(), "clean"), partial(_clean, run), _DONE).toArrow()
    shards = _redone_shards(run, settled)
    to_redo = of_kind(settled.rows(), "redo", "before")
    if shards:
        asked = map_tables(of_kind(settled.rows(), "redo"), _ids_by_key, _BY_KEY)
        to_redo = to_redo.unionAll(_places(session, run, asked))
    redone = for_each_key(to_redo, partial(_redo, run, shards), _DONE).toArrow()
    state = BoilerplateState(
        base=run.base,
        documents=pc.sum(cleaned["documents"]).as_py() or 0,
        redone=pc.sum(redone["documents"]).as_py() or 0,
        rewritten=tuple(sorted(cleaned["shard"].to_pylist())),
        redone_shards=len(shards),
    )
    run.store.boilerplate.write(state)
    return state


def _classified(session: SparkSession, run: Run) -> DataFrame:
    """Write the dispositions of all shards; return packed new lines by outlet, and the ids of what was decided.

    The ledger rows of the pages of a shard are joined to it, so no task reads the ledger as a whole.
    """
    rows = for_each(session, range(run.shards), _shard, PACKED)
    own = for_each(session, range(run.shards), partial(_ids_of_shard, run), _BY_KEY)
    for kind, version in (("ledger", run.base_version()), ("planned", planned_version(run))):
        if version is not None and (files := version.files("_ledger")):
            known = for_each(session, files, _known, _KNOWN).join(own, "doc_id").select(*_KNOWN.names, "key")
            rows = rows.unionAll(map_tables(known, partial(_scatter, kind, _KNOWN), PACKED))
    return for_each_key(rows, partial(_classify, run), PACKED)


_BY_KEY = pa.schema([("doc_id", pa.string()), ("key", pa.string())])
_KNOWN = pa.schema([LEDGER.field(name).remove_metadata() for name in KNOWN])
_PLACED = pa.schema([LEDGER.field(name).remove_metadata() for name in PLACED])


def _shard(number: int) -> Iterator[pa.Table]:
    yield pack("shard", str(number), IDS.empty_table())


def _ids_of_shard(run: Run, number: int) -> Iterator[pa.Table]:
    ids = run.store.documents.read(number, ["doc_id"])
    yield ids.append_column("key", pa.repeat(str(number), len(ids)))


def _known(file: DataFile) -> Iterator[pa.Table]:
    yield file.read(KNOWN)


def _scatter(kind: str, schema: pa.Schema, rows: pa.Table) -> Iterator[pa.Table]:
    yield from scatter(kind, rows.select(schema.names), rows["key"].to_pylist())


def _classify(run: Run, key: str, rows: Tables) -> Iterator[pa.Table]:
    known = _KNOWN.empty_table()
    planned = None if planned_version(run) is None else rows.get("planned", known)
    classifier = Classifier.knowing(run, rows.get("ledger", known), planned)
    found = classify_shard(run, classifier, int(key))
    yield from scatter("new", found.lines, _buckets(found.lines["outlet"]))
    yield pack("decided", "", pa.table([found.decided], schema=IDS))


def _places(session: SparkSession, run: Run, asked: DataFrame) -> DataFrame:
    """Return packed ledger rows of documents of the base version, by key.

    Args:
        session: The session.
        run: The run.
        asked: The documents, `_BY_KEY`.
    """
    ledger = for_each(session, run.base_version().files("_ledger"), _placed, _PLACED)
    known = ledger.join(asked, "doc_id").select(*_PLACED.names, "key")
    return map_tables(known, partial(_scatter, "places", _PLACED), PACKED)


def _placed(file: DataFile) -> Iterator[pa.Table]:
    yield file.read(PLACED)


def _ids_by_key(packed: pa.Table) -> Iterator[pa.Table]:
    for key, rows in zip(packed["key"].to_pylist(), packed["rows"], strict=True):
        ids = unpack(rows.as_buffer()).select(["doc_id"])
        yield ids.append_column("key", pa.repeat(key, len(ids)))


def _of_base(session: SparkSession, run: Run, scratch: Scratch, classified: Kept) -> DataFrame:
    """Return packed lines of the base version by outlet: those that may differ now, and which are dropped."""
    base = run.base_version()
    files = [(partition, file) for partition, own in base.partitions("_lines") for file in own]
    taken_down = for_each(session, base.files("_ledger"), partial(_taken_down, run), IDS)
    decided = map_tables(of_kind(classified.rows(), "decided"), unpacked, IDS).unionAll(taken_down)
    known = for_each(session, files, _outlets, _OUTLETS)
    dropped = scratch.keep(known.join(decided.distinct(), "doc_id", "leftsemi"))
    drops = map_tables(dropped.rows(), _drops, PACKED)
    if not base.same_rules(run.settings):
        listed = list(enumerate(files))
        asked = for_each(session, listed, _ids_of_file, _BY_KEY)
        own = for_each(session, range(len(files)), _shard, PACKED).unionAll(_places(session, run, asked))
        return drops.unionAll(for_each_key(own, partial(_computed, run, files), PACKED))
    new = map_tables(of_kind(classified.rows(), "new"), _named, _NAMES).distinct()
    affected = new.unionAll(dropped.rows().select("outlet")).distinct().toArrow()["outlet"].combine_chunks()
    return drops.unionAll(for_each(session, files, partial(_counted, affected), PACKED))


_NAMES = pa.schema([("outlet", pa.string())])
_DONE = pa.schema([("shard", pa.int64()), ("documents", pa.int64())])


def _named(packed: pa.Table) -> Iterator[pa.Table]:
    yield from (pa.table([unpack(rows.as_buffer())["outlet"].unique()], schema=_NAMES) for rows in packed["rows"])


def _outlets(where: tuple[Partition, DataFile]) -> Iterator[pa.Table]:
    yield where[1].read(_OUTLETS.names)


def _drops(dropped: pa.Table) -> Iterator[pa.Table]:
    yield from scatter("drop", dropped.select(["doc_id"]), _buckets(dropped["outlet"]))


def _counted(outlets: pa.Array, where: tuple[Partition, DataFile]) -> Iterator[pa.Table]:
    partition, file = where
    wanted = pc.is_in(file.read(["outlet"])["outlet"], outlets)
    if pc.any(wanted).as_py():
        lines = _with_keys(file.read([*COUNTED, "taken_out"]).filter(wanted), partition)
        yield from scatter("base", lines, _buckets(lines["outlet"]))


def _taken_down(run: Run, file: DataFile) -> Iterator[pa.Table]:
    yield pa.table([Classifier.knowing(run, file.read(KNOWN), None).taken_down], schema=IDS)


def _ids_of_file(where: tuple[int, tuple[Partition, DataFile]]) -> Iterator[pa.Table]:
    ids = where[1][1].read(["doc_id"])
    yield ids.append_column("key", pa.repeat(str(where[0]), len(ids)))


def _computed(run: Run, files: list[tuple[Partition, DataFile]], key: str, rows: Tables) -> Iterator[pa.Table]:
    known = _with_all(files[int(key)][1].read(), ["doc_id", *_OWN])
    lines = computed_again(run, known, list(removed_in(known)), rows.get("places", _PLACED.empty_table()))
    own = known.take(pc.index_in(lines["doc_id"], known["doc_id"].combine_chunks()))
    index = lines.schema.get_field_index("taken_out")
    lines = lines.set_column(index, NEW_LINES.field(index), own["taken_out"])
    yield from scatter("base", lines, _buckets(lines["outlet"]))


def _settle(run: Run, key: str, rows: Tables) -> Iterator[pa.Table]:
    """Settle the lines of some outlets; write those of unchanged documents, yield those of changed ones."""
    base = rows.get("base", NEW_LINES.empty_table())
    if "drop" in rows:
        base = without(base, rows["drop"]["doc_id"].combine_chunks())
    before = base.select(["doc_id", "places", "taken_out"])
    blank = base.drop_columns("taken_out") if "taken_out" in base.schema.names else base
    new = rows.get("new", SHARDED.empty_table())
    lines, changed = settle(pa.concat_tables([new, sharded(blank)]), run)
    differs = pc.is_in(lines["doc_id"], changed)
    of_base = pc.is_null(lines["shard"])
    same = lines.filter(pc.invert(differs))
    own, others = same.filter(pc.invert(pc.is_null(same["shard"]))), same.filter(pc.is_null(same["shard"]))
    removed: dict[str, list[Removed]] = {}
    if run.base_version().same_rules(run.settings):
        others = others.slice(0, 0)
    else:  # all lines are written again
        stayed = before.take(pc.index_in(others["doc_id"], before["doc_id"].combine_chunks()))
        removed = dict(zip(others["doc_id"].to_pylist(), removed_in(stayed), strict=True))
    if len(own) + len(others):
        run.store.lines.add(f"settled-{key}", with_removed(removed, pa.concat_tables([own, others])))
    own = lines.filter(pc.and_(differs, pc.invert(of_base)))
    yield from scatter("clean", own, own["shard"].to_pylist())
    others = lines.filter(pc.and_(differs, of_base))
    at_once = run.settings.discovery.shard_pages
    for number, at in enumerate(range(0, len(others), at_once)):
        chosen = others.slice(at, at_once)
        yield pack("redo", f"{key}/{number:06d}", chosen)
        found = pc.index_in(chosen["doc_id"], before["doc_id"].combine_chunks())
        yield pack("before", f"{key}/{number:06d}", before.take(found))


def _clean(run: Run, key: str, rows: Tables) -> Iterator[pa.Table]:
    lines = rows["clean"].sort_by("doc_id")
    removed = clean_shard(run, int(key), lines)
    run.store.lines.add(f"clean-{key}", with_removed(removed, lines))
    yield pa.table([[int(key)], [len(lines)]], schema=_DONE)


def _redone_shards(run: Run, settled: Kept) -> dict[str, int]:
    """Return the number of the shard for each part of documents of the base version that changed."""
    named = of_kind(settled.rows(), "redo").select("key").toArrow()["key"].to_pylist()
    return dict(zip(sorted(named), count(run.shards), strict=False))


def _redo(run: Run, shards: dict[str, int], key: str, rows: Tables) -> Iterator[pa.Table]:
    lines = rows["redo"]
    before = rows["before"].take(pc.index_in(lines["doc_id"], rows["before"]["doc_id"].combine_chunks()))
    removed = redo(run, shards[key], lines, list(removed_in(before)), rows.get("places", _PLACED.empty_table()))
    run.store.lines.add(f"redone-{shards[key]:05d}", with_removed(removed, lines))
    yield pa.table([[shards[key]], [len(lines)]], schema=_DONE)


def _buckets(outlets: pa.ChunkedArray) -> np.ndarray:
    """Return the bucket of each outlet: the same on all machines, unlike a hash of Python."""
    codes = outlets.combine_chunks().dictionary_encode()
    buckets = [f"{zlib.crc32(name.encode()) % _BUCKETS:05d}" for name in codes.dictionary.to_pylist()]
    return np.array(buckets, object)[codes.indices.to_numpy()] if buckets else np.array([], object)


def _with_keys(lines: pa.Table, partition: Partition) -> pa.Table:
    for name, value in zip(partition._fields, partition, strict=True):
        lines = lines.append_column(name, pa.repeat(value, len(lines)))
    return lines


def _with_all(lines: pa.Table, names: Iterable[str]) -> pa.Table:
    """Return lines with all these columns; those that a version of older rules lacks are null."""
    for name in names:
        if name not in lines.schema.names:
            lines = lines.append_column(name, pa.nulls(len(lines), LINES.field(name).type))
    return lines
