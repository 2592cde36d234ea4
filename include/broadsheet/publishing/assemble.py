"""Fills a staged version: writes changed partitions, links unchanged ones, then writes the state of the version."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.publishing.changed_partitions import Changed
from broadsheet.publishing.ledger import next_quarantine
from broadsheet.publishing.partition_rows import Split, annotate, gather, split
from broadsheet.runs.delta import RunDelta, without
from broadsheet.runs.run import Run
from broadsheet.schema import CORPUS, DUPLICATES, LEDGER, LINES, QUARANTINE, RELATIONS, SKETCHES
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.data_file import read_files
from broadsheet.warehouse.manifest import FileEntry, Manifest
from broadsheet.warehouse.parquet_writer import write_parts
from broadsheet.warehouse.staging import Staging
from broadsheet.warehouse.version import Partition, Version

_SCHEMAS = {"corpus": CORPUS, "duplicates": DUPLICATES}

_PLACEHOLDER = Partition("und", "undated")
"""Partition of the file without rows that gives an empty dataset its columns."""


def write_documents(
    staging: Staging,
    run: Run,
    base: Version,
    delta: RunDelta,
    placement: pa.Table,
    changed: Changed,
    before: Manifest | None,
) -> None:
    """Write the partitions of corpus and duplicates that differ from the base version; link the others.

    Args:
        staging: The version being written.
        run: The run that adds documents.
        base: The base version.
        delta: The delta of the run against it.
        placement: PLACEMENT of all accepted documents, old and new.
        changed: Datasets and partitions that differ; all are written if the settings changed.
        before: The manifest of the base version, None for the empty version.
    """
    settings = run.settings.publishing
    filled = _filled(placement)
    if before and before.shaped_by(run.settings.digest(), RULES_VERSION):
        kept = [
            entry
            for entry in before.files
            if entry.rows and (where := _where(entry)) in filled and where not in changed
        ]
        staging.take_over(kept, base)
    else:
        changed = filled
    partitions = sorted({partition for _, partition in changed & filled})
    placed = split(placement)
    known = base.ledger(["doc_id", "lang", "month"])
    leaving = _among(split(known.filter(pc.is_valid(known["lang"])), ["doc_id"]), delta.touched)
    for partition, rows in gather(run, base, delta.accepted, partitions, leaving):
        for dataset, table in zip(_SCHEMAS, annotate(rows, placed[partition]), strict=True):
            if table.num_rows and (dataset, partition) in changed:
                folder = f"{dataset}/{partition.folder}"
                write_parts(table, staging, folder, _SCHEMAS[dataset], settings)
    for dataset in _SCHEMAS.keys() - {dataset for dataset, _ in filled}:
        folder = f"{dataset}/{_PLACEHOLDER.folder}"
        write_parts(_SCHEMAS[dataset].empty_table(), staging, folder, _SCHEMAS[dataset], settings)


def write_state(
    staging: Staging, run: Run, base: Version, delta: RunDelta, ledger: pa.Table, before: Manifest | None
) -> None:
    """Write quarantine, ledger, relations, sketches and lines; arguments as `write_documents`, and the new ledger."""
    settings = run.settings.publishing
    relations = run.store.relations.read()
    quarantine = next_quarantine(base.quarantine(), delta)
    write_parts(quarantine, staging, "quarantine", QUARANTINE, settings)
    write_parts(ledger, staging, "_ledger", LEDGER, settings)
    write_parts(relations, staging, "_relations", RELATIONS, settings)
    for dataset, stored, schema in (("_sketches", run.store.sketches, SKETCHES), ("_lines", run.store.lines, LINES)):
        new = stored.read()
        _write_partitions(staging, run, base, dataset, schema, new, delta.touched, before)


def _write_partitions(
    staging: Staging,
    run: Run,
    base: Version,
    dataset: str,
    schema: pa.Schema,
    new: pa.Table,
    touched: pa.Array,
    before: Manifest | None,
) -> None:
    """Write the partitions of a state dataset that differ; link the others.

    If the rules changed, `new` holds the rows of all documents, because rows of the base version are not comparable.
    """
    arrived = split(new, schema.names)
    linkable = before is not None and before.shaped_by(run.settings.digest(), RULES_VERSION)
    known = _doc_ids(base, dataset) if linkable else {}
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
            old = read_files(base.partition_files(dataset, partition), schema)
            gone = leaving.get(partition, _NO_IDS)["doc_id"].combine_chunks()
            tables.append(without(old, gone))
        table = pa.concat_tables(tables).sort_by("doc_id")
        if table.num_rows:
            write_parts(table, staging, folder, schema, run.settings.publishing)
    if before:
        staging.take_over([entry for entry in before.files if entry.path.rpartition("/")[0] in linked], base)


def _filled(placement: pa.Table) -> Changed:
    return {
        (dataset, partition)
        for dataset, kept in (("corpus", True), ("duplicates", False))
        for partition in _partitions(placement.filter(pc.equal(placement["kept"], kept)))
    }


def _partitions(table: pa.Table) -> list[Partition]:
    keys = table.group_by(["lang", "month"]).aggregate([]).to_pylist()
    return sorted(Partition(row["lang"], row["month"]) for row in keys)


_NO_IDS = pa.table({"doc_id": pa.array([], pa.string())})


def _doc_ids(base: Version, dataset: str) -> Split:
    """Return the column doc_id of a dataset by partition."""
    return {partition: read_files(files, _NO_IDS.schema, ["doc_id"]) for partition, files in base.partitions(dataset)}


def _among(known: Split, doc_ids: pa.Array) -> Split:
    """Return the rows with one of these doc_ids, by partition; one lookup serves all partitions."""
    bounds = np.cumsum([0, *(len(table) for table in known.values())])
    ids = pa.chunked_array([chunk for table in known.values() for chunk in table["doc_id"].chunks], pa.string())
    found = pc.is_in(ids, doc_ids).combine_chunks()
    cut = zip(known.items(), pairwise(bounds.tolist()), strict=True)
    chosen = {partition: table.filter(found[start:end]) for (partition, table), (start, end) in cut}
    return {partition: table for partition, table in chosen.items() if len(table)}


def _where(entry: FileEntry) -> tuple[str, Partition] | None:
    dataset = entry.path.partition("/")[0]
    return (dataset, Partition.of(entry.path)) if dataset in _SCHEMAS else None
