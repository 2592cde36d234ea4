"""Fills a staged version: writes changed partitions, links unchanged ones, then writes the state of the version.

`Filling` writes the partitions: `LocalFilling` in this process, `broadsheet.spark` on a cluster. Which partitions to
write is decided here, so both write the same files.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.publishing.changed_partitions import Changed
from broadsheet.publishing.ledger import next_quarantine
from broadsheet.publishing.partition_rows import Split, annotate, gather, split
from broadsheet.runs.delta import RunDelta, without
from broadsheet.runs.run import Run
from broadsheet.runs.store import PartedDataset
from broadsheet.schema import CORPUS, DUPLICATES, LEDGER, LINES, QUARANTINE, RELATIONS, SKETCHES
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.data_file import DataFile, read_files
from broadsheet.warehouse.manifest import FileEntry, Manifest
from broadsheet.warehouse.parquet_writer import PartSink, write_parts
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
    filling: "Filling",
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
        filling: Writes the partitions.
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
    known = base.ledger(["doc_id", "lang", "month"])
    leaving = _among(split(known.filter(pc.is_valid(known["lang"])), ["doc_id"]), delta.touched)
    filling.documents(staging, run, DocumentsToWrite(changed & filled, placement, delta.accepted, leaving))
    for dataset in _SCHEMAS.keys() - {dataset for dataset, _ in filled}:
        folder = f"{dataset}/{_PLACEHOLDER.folder}"
        write_parts(_SCHEMAS[dataset].empty_table(), staging, folder, _SCHEMAS[dataset], settings)


@dataclass(frozen=True, slots=True)
class DocumentsToWrite:
    """The partitions of corpus and duplicates that are written.

    Attributes:
        changed: These partitions.
        placement: PLACEMENT of all accepted documents, old and new.
        accepted: `RunDelta.accepted`.
        leaving: Column doc_id: rows of the base version to drop, by their partition in the base version.
    """

    changed: Changed
    placement: pa.Table
    accepted: pa.Table
    leaving: Split

    @property
    def partitions(self) -> list[Partition]:
        """The partitions of either dataset, in order."""
        return sorted({partition for _, partition in self.changed})


@dataclass(frozen=True, slots=True)
class StateToWrite:
    """A state dataset with one file or more for each partition.

    Attributes:
        dataset: Its name.
        schema: Its schema.
        new: The rows that the run adds or replaces, with folder keys.
        touched: doc_ids whose rows the run replaces or drops; those of `new` are replaced, too.
        linkable: Whether rows of the base version are comparable; if not, `new` holds the rows of all documents.
    """

    dataset: str
    schema: pa.Schema
    new: PartedDataset
    touched: pa.Array
    linkable: bool


class Filling(Protocol):
    """Writes the partitions of a version and adds their files to the staged version."""

    def documents(self, staging: Staging, run: Run, wanted: DocumentsToWrite) -> None:
        """Write partitions of corpus and duplicates."""

    def state(self, staging: Staging, run: Run, wanted: StateToWrite) -> Iterable[str]:
        """Write the partitions of a state dataset that differ from the base version; return the folders of others."""


class LocalFilling:
    """Writes one partition after the other in this process."""

    def documents(self, staging: Staging, run: Run, wanted: DocumentsToWrite) -> None:
        """See `Filling.documents`."""
        placed = split(wanted.placement)
        for partition, rows in gather(run, run.base_version(), wanted.accepted, wanted.partitions, wanted.leaving):
            fill_documents(staging, run, partition, rows, placed[partition], wanted.changed)

    def state(self, staging: Staging, run: Run, wanted: StateToWrite) -> Iterable[str]:
        """See `Filling.state`."""
        new, base = wanted.new.read(), run.base_version()
        arrived = split(new, wanted.schema.names)
        known = _doc_ids(base, wanted.dataset) if wanted.linkable else {}
        leaving = _among(known, pa.concat_arrays([wanted.touched, new["doc_id"].combine_chunks()]))
        for partition in sorted(arrived.keys() | known.keys()):
            if partition not in arrived and partition not in leaving:
                yield f"{wanted.dataset}/{partition.folder}"
                continue
            own = arrived.get(partition, wanted.schema.empty_table())
            old = base.partition_files(wanted.dataset, partition) if partition in known else []
            fill_state(staging, run, wanted.dataset, wanted.schema, partition, own, old, leaving.get(partition, NO_IDS))


def fill_documents(
    staging: PartSink, run: Run, partition: Partition, rows: pa.Table, placement: pa.Table, changed: Changed
) -> None:
    """Write one partition of corpus and duplicates, where it changed.

    Args:
        staging: Takes the files.
        run: The run.
        partition: The partition.
        rows: All its rows, in any order.
        placement: PLACEMENT of these rows.
        changed: Datasets and partitions that are written.
    """
    for dataset, table in zip(_SCHEMAS, annotate(rows, placement), strict=True):
        if table.num_rows and (dataset, partition) in changed:
            write_parts(table, staging, f"{dataset}/{partition.folder}", _SCHEMAS[dataset], run.settings.publishing)


def fill_state(
    staging: PartSink,
    run: Run,
    dataset: str,
    schema: pa.Schema,
    partition: Partition,
    new: pa.Table,
    old: list[DataFile],
    leaving: pa.Table,
) -> None:
    """Write one partition of a state dataset: the rows of its files in the base version that stay, and new rows."""
    kept = without(read_files(old, schema), leaving["doc_id"].combine_chunks())
    table = pa.concat_tables([new, kept]).sort_by("doc_id")
    if table.num_rows:
        write_parts(table, staging, f"{dataset}/{partition.folder}", schema, run.settings.publishing)


def write_state(
    staging: Staging,
    run: Run,
    base: Version,
    delta: RunDelta,
    ledger: pa.Table,
    before: Manifest | None,
    filling: Filling,
) -> None:
    """Write quarantine, ledger, relations, sketches and lines; arguments as `write_documents`, and the new ledger."""
    settings = run.settings.publishing
    relations = run.store.relations.read_sorted("doc_a", "doc_b")
    quarantine = next_quarantine(base.quarantine(), delta)
    write_parts(quarantine, staging, "quarantine", QUARANTINE, settings)
    write_parts(ledger, staging, "_ledger", LEDGER, settings)
    write_parts(relations, staging, "_relations", RELATIONS, settings)
    linkable = before is not None and before.shaped_by(run.settings.digest(), RULES_VERSION)
    for dataset, stored, schema in (("_sketches", run.store.sketches, SKETCHES), ("_lines", run.store.lines, LINES)):
        linked = set(filling.state(staging, run, StateToWrite(dataset, schema, stored, delta.touched, linkable)))
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


NO_IDS = pa.table({"doc_id": pa.array([], pa.string())})


def _doc_ids(base: Version, dataset: str) -> Split:
    """Return the column doc_id of a dataset by partition."""
    return {partition: read_files(files, NO_IDS.schema, ["doc_id"]) for partition, files in base.partitions(dataset)}


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
