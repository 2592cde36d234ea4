"""Fills a staged version: writes changed partitions, links unchanged ones, and writes the state of the version.

`Filling` writes the files: `LocalFilling` in this process, `broadsheet.spark` on a cluster. Which files to write is
decided here and in `broadsheet.publishing.page_update`, so both write the same ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.publishing.changed_partitions import Changed
from broadsheet.publishing.counts import Counts
from broadsheet.publishing.page_ranges import count_ranges, cut, write_range
from broadsheet.publishing.page_update import KnownPages, partitions_of, update_pages
from broadsheet.publishing.partition_rows import Split, annotate, gather, split
from broadsheet.publishing.version_stats import count_files
from broadsheet.runs.delta import RunDelta, without
from broadsheet.runs.run import Run
from broadsheet.runs.store import PartedDataset
from broadsheet.schema import CORPUS, DUPLICATES, LEDGER, LINES, QUARANTINE, RELATIONS, SKETCHES
from broadsheet.warehouse.data_file import DataFile, read_files
from broadsheet.warehouse.manifest import FileEntry, Manifest
from broadsheet.warehouse.parquet_writer import PartSink, write_parts
from broadsheet.warehouse.staging import Staging
from broadsheet.warehouse.version import Partition, Version

_SCHEMAS = {"corpus": CORPUS, "duplicates": DUPLICATES}

PAGE_DATASETS = {
    "_ledger": (LEDGER, "doc_id"),
    "quarantine": (QUARANTINE, "doc_id"),
    "_relations": (RELATIONS, "doc_a", "doc_b"),
}
"""The datasets that are cut into ranges of doc_ids: their schemas, and the columns that they are sorted by."""

_PLACEHOLDER = Partition("und", "undated")
"""Partition of the file without rows that gives an empty dataset its columns."""


@dataclass(frozen=True, slots=True)
class StateDataset:
    """A state dataset with one file or more for each partition.

    Attributes:
        name: Its name.
        schema: Its schema.
        new: The rows that the run adds or replaces, with folder keys.
        linkable: Whether rows of the base version are comparable; if not, `new` holds the rows of all documents.
    """

    name: str
    schema: pa.Schema
    new: PartedDataset
    linkable: bool


class Filling(Protocol):
    """Writes the files of one version from a run, and adds them to the staged version. `pages` must be called first.

    Attributes:
        is_empty: Whether the run changes nothing in its base version.
        waiting: Number of published pages whose new content waits for a run that asks for its date.
    """

    is_empty: bool
    waiting: int

    def pages(self, staging: Staging) -> Counts:
        """Write ledger, quarantine and relations; return counts of their rows, and which partitions change."""

    def documents(self, staging: Staging, changed: Changed) -> None:
        """Write partitions of corpus and duplicates."""

    def state(self, staging: Staging, wanted: StateDataset) -> Iterable[str]:
        """Write the partitions of a state dataset that differ from the base version; return the folders of others."""

    def count(self, staging: Staging) -> Counts:
        """Return the counts of all files of the version: see `broadsheet.publishing.version_stats.count_file`."""


def write_documents(
    staging: Staging, run: Run, pages: Counts, before: Manifest | None, filling: Filling, *, comparable: bool
) -> None:
    """Write the partitions of corpus and duplicates that differ from the base version; link the others.

    Args:
        staging: The version being written.
        run: The run that adds documents.
        pages: What `Filling.pages` returned.
        before: The manifest of the base version, None for the empty version.
        filling: Writes the partitions.
        comparable: Whether the base version has the settings and rules of the run; if not, all are written.
    """
    changed, filled = partitions_of(pages, "changed"), partitions_of(pages, "filled")
    if before and comparable:
        kept = [
            entry
            for entry in before.files
            if entry.rows and (where := _where(entry)) in filled and where not in changed
        ]
        staging.take_over(kept, run.base_version())
    else:
        changed = filled
    filling.documents(staging, changed & filled)
    for dataset in _SCHEMAS.keys() - {dataset for dataset, _ in filled}:
        folder = f"{dataset}/{_PLACEHOLDER.folder}"
        write_parts(_SCHEMAS[dataset].empty_table(), staging, folder, _SCHEMAS[dataset], run.settings.publishing)


def write_state(staging: Staging, run: Run, before: Manifest | None, filling: Filling, *, comparable: bool) -> None:
    """Write sketches and lines, where they differ from the base version; arguments as `write_documents`."""
    linkable = before is not None and comparable
    for dataset, stored, schema in (("_sketches", run.store.sketches, SKETCHES), ("_lines", run.store.lines, LINES)):
        linked = set(filling.state(staging, StateDataset(dataset, schema, stored, linkable)))
        if before:
            own = [entry for entry in before.files if entry.path.rpartition("/")[0] in linked]
            staging.take_over(own, run.base_version())


class LocalFilling:
    """Writes one file after the other in this process; see `Filling`."""

    def __init__(self, run: Run) -> None:
        """Read the delta of a run."""
        self._run = run
        self._base = run.base_version()
        self._delta = RunDelta.of(run)
        self.is_empty, self.waiting = self._delta.is_empty, self._delta.waiting
        self._placement, self._leaving = NO_ROWS, NO_ROWS

    def pages(self, staging: Staging) -> Counts:
        """See `Filling.pages`."""
        run = self._run
        self._placement = run.store.placement.read_sorted("doc_id")
        updated = update_pages(run, KnownPages.of(self._base), self._delta, self._placement)
        self._leaving = updated.leaving
        relations = run.store.relations.read_sorted("doc_a", "doc_b")
        tables = {"_ledger": updated.ledger, "quarantine": updated.quarantine, "_relations": relations}
        ranges = count_ranges(len(updated.ledger), run.settings.publishing)
        for dataset, (schema, column, *_) in PAGE_DATASETS.items():
            for number, rows in enumerate(cut(tables[dataset], column, ranges)):
                write_range(rows, staging, dataset, schema, run.settings.publishing, (number, ranges))
        return updated.counts

    def documents(self, staging: Staging, changed: Changed) -> None:
        """See `Filling.documents`."""
        placed, leaving = split(self._placement), split(self._leaving, NO_IDS.schema.names)
        partitions = sorted({partition for _, partition in changed})
        for partition, rows in gather(self._run, self._base, self._delta.accepted, partitions, leaving):
            fill_documents(staging, self._run, partition, rows, placed[partition], changed)

    def state(self, staging: Staging, wanted: StateDataset) -> Iterable[str]:
        """See `Filling.state`."""
        new = wanted.new.read()
        arrived = split(new, wanted.schema.names)
        known = _doc_ids(self._base, wanted.name) if wanted.linkable else {}
        leaving = _among(known, pa.concat_arrays([self._delta.touched, new["doc_id"].combine_chunks()]))
        for partition in sorted(arrived.keys() | known.keys()):
            if partition not in arrived and partition not in leaving:
                yield f"{wanted.name}/{partition.folder}"
                continue
            own = arrived.get(partition, wanted.schema.empty_table())
            old = self._base.partition_files(wanted.name, partition) if partition in known else []
            fill_state(staging, self._run, wanted, partition, own, old, leaving.get(partition, NO_IDS))

    def count(self, staging: Staging) -> Counts:
        """See `Filling.count`."""
        return count_files(staging.version, staging.files)


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
    wanted: StateDataset,
    partition: Partition,
    new: pa.Table,
    old: list[DataFile],
    leaving: pa.Table,
) -> None:
    """Write one partition of a state dataset: the rows of its files in the base version that stay, and new rows."""
    kept = without(read_files(old, wanted.schema), leaving["doc_id"].combine_chunks())
    table = pa.concat_tables([new, kept]).sort_by("doc_id")
    if table.num_rows:
        folder = f"{wanted.name}/{partition.folder}"
        write_parts(table, staging, folder, wanted.schema, run.settings.publishing)


NO_IDS = pa.table({"doc_id": pa.array([], pa.string())})
NO_ROWS = pa.table({name: pa.array([], pa.string()) for name in ("doc_id", "lang", "month")})


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
