"""Filling a draft: the partitions that differ are written, the others linked; then the version's own state."""

import hashlib
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.parquet_io import read_file, read_files
from broadsheet.publishing.changed_partitions import Dirty
from broadsheet.publishing.ledger import next_quarantine
from broadsheet.publishing.partition_rows import annotate, gather
from broadsheet.runs.delta import Changes, without
from broadsheet.runs.run import Run
from broadsheet.schema import CORPUS, DUPLICATES, LEDGER, LINES, QUARANTINE, RELATIONS, SKETCHES
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.manifest import FileEntry, Manifest
from broadsheet.warehouse.parquet_writer import write_parts
from broadsheet.warehouse.partitioning import Split, split
from broadsheet.warehouse.staging import Draft
from broadsheet.warehouse.version import Partition, Version

_SCHEMAS = {"corpus": CORPUS, "duplicates": DUPLICATES}

_PLACEHOLDER = Partition("und", "undated")
"""Where the file of no rows lies that gives an empty dataset its columns."""


def write_documents(
    draft: Draft,
    run: Run,
    parent: Version,
    changes: Changes,
    placement: pa.Table,
    dirty: Dirty,
    before: Manifest | None,
) -> None:
    """Write the partitions of corpus and duplicates that differ from the parent's, link the others.

    Args:
        draft: The version in the making.
        run: The run that brings new documents.
        parent: The version it builds on.
        changes: What the run changes of it.
        placement: PLACEMENT of every accepted document, old and new.
        dirty: Datasets and partitions that differ; all do where the settings changed.
        before: The parent's manifest, null for the empty version.
    """
    settings = run.settings.publishing
    filled = _filled(placement)
    if before and parent.folder and before.shaped_by(run.settings.digest(), RULES_VERSION):
        kept = [
            entry for entry in before.files if entry.rows and (where := _where(entry)) in filled and where not in dirty
        ]
        draft.link(kept, parent.folder)
    else:
        dirty = filled
    partitions = sorted({partition for _, partition in dirty & filled})
    placed = split(placement)
    known = parent.ledger(["doc_id", "lang", "month"])
    leaving = _among(split(known.filter(pc.is_valid(known["lang"])), ["doc_id"]), changes.touched)
    for partition, rows in gather(run, parent, changes.accepted, partitions, leaving):
        for dataset, table in zip(_SCHEMAS, annotate(rows, placed[partition]), strict=True):
            if table.num_rows and (dataset, partition) in dirty:
                folder = f"{dataset}/{partition.folder}"
                draft.add(write_parts(table, draft.folder, folder, _SCHEMAS[dataset], settings))
    for dataset in _SCHEMAS.keys() - {dataset for dataset, _ in filled}:
        folder = f"{dataset}/{_PLACEHOLDER.folder}"
        draft.add(write_parts(_SCHEMAS[dataset].empty_table(), draft.folder, folder, _SCHEMAS[dataset], settings))


def write_state(
    draft: Draft, run: Run, parent: Version, changes: Changes, ledger: pa.Table, before: Manifest | None
) -> None:
    """Write quarantine, ledger, relations, sketches, lines; arguments as for `write_documents`, and the new ledger."""
    settings = run.settings.publishing
    relations = read_file(run.folder / "relations.parquet")
    quarantine = next_quarantine(parent.quarantine(), changes)
    draft.add(write_parts(quarantine, draft.folder, "quarantine", QUARANTINE, settings))
    draft.add(write_parts(ledger, draft.folder, "_ledger", LEDGER, settings))
    draft.add(write_parts(relations, draft.folder, "_relations", RELATIONS, settings))
    for dataset, file, schema in (("_sketches", "sketches", SKETCHES), ("_lines", "lines", LINES)):
        new = read_file(run.folder / f"{file}.parquet")
        _write_partitions(draft, run, parent, dataset, schema, new, changes.touched, before)


def _write_partitions(
    draft: Draft,
    run: Run,
    parent: Version,
    dataset: str,
    schema: pa.Schema,
    new: pa.Table,
    touched: pa.Array,
    before: Manifest | None,
) -> None:
    """Write the partitions of a dataset of state that differ, link the others.

    Where the rules changed, `new` holds the rows of all documents, for those of the parent may not be comparable.
    """
    arrived = split(new, schema.names)
    linkable = before is not None and before.shaped_by(run.settings.digest(), RULES_VERSION)
    known = _doc_ids(parent, dataset) if linkable else {}
    replaced = pa.concat_arrays([touched, new["doc_id"].combine_chunks()])
    leaving = _among(known, replaced)
    linked: set[str] = set()
    for partition in sorted(arrived.keys() | known.keys()):
        folder = f"{dataset}/{partition.folder}"
        if partition not in arrived and partition not in leaving:
            linked.add(folder)
            continue
        tables = [arrived.get(partition, schema.empty_table())]
        if partition in known:
            old = read_files(parent.partition_files(dataset, partition), schema)
            gone = leaving.get(partition, _NO_IDS)["doc_id"].combine_chunks()
            tables.append(without(old, gone))
        table = pa.concat_tables(tables).sort_by("doc_id")
        if table.num_rows:
            draft.add(write_parts(table, draft.folder, folder, schema, run.settings.publishing))
    if before and parent.folder:
        draft.link([entry for entry in before.files if entry.path.rpartition("/")[0] in linked], parent.folder)


def version_id(settings_digest: str, extractor: str, files: tuple[FileEntry, ...]) -> str:
    """Digest the content, every file by path and digest, and what shaped it: 16 hex digits."""
    lines = [settings_digest, extractor, *(f"{entry.path} {entry.sha256}" for entry in files)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _filled(placement: pa.Table) -> Dirty:
    return {
        (dataset, partition)
        for dataset, kept in (("corpus", True), ("duplicates", False))
        for partition in _partitions(placement.filter(pc.equal(placement["kept"], kept)))
    }


def _partitions(table: pa.Table) -> list[Partition]:
    keys = table.group_by(["lang", "month"]).aggregate([]).to_pylist()
    return sorted(Partition(row["lang"], row["month"]) for row in keys)


_NO_IDS = pa.table({"doc_id": pa.array([], pa.string())})


def _doc_ids(parent: Version, dataset: str) -> Split:
    """Return column doc_id of a dataset by partition."""
    return {partition: read_files(files, _NO_IDS.schema, ["doc_id"]) for partition, files in parent.partitions(dataset)}


def _among(known: Split, doc_ids: pa.Array) -> Split:
    """Return of rows by partition those with one of these doc_ids, looked up once for all partitions."""
    bounds = np.cumsum([0, *(len(table) for table in known.values())])
    ids = pa.chunked_array([chunk for table in known.values() for chunk in table["doc_id"].chunks], pa.string())
    found = pc.is_in(ids, doc_ids).combine_chunks()
    cut = zip(known.items(), pairwise(bounds.tolist()), strict=True)
    chosen = {partition: table.filter(found[start:end]) for (partition, table), (start, end) in cut}
    return {partition: table for partition, table in chosen.items() if len(table)}


def _where(entry: FileEntry) -> tuple[str, Partition] | None:
    dataset, *folders = entry.path.split("/")
    if dataset not in _SCHEMAS:
        return None
    return dataset, Partition(folders[0].removeprefix("lang="), folders[1].removeprefix("month="))
