"""The diff of two versions: statistics, partitions, clusters, and the pages that came, left, changed or moved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.schema import CORPUS, LEDGER
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.data_file import read_files
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures, Manifest
from broadsheet.warehouse.version import Version

CAME, LEFT, CHANGED, MOVED = "came", "left", "changed", "moved"
"""The change of a page: it is only in the newer version; only in the older version; its bytes, or the rules that read
it, changed; or it is in another dataset (corpus, duplicates, quarantine, pending)."""

NOTHING = "nothing"
"""The old id in a diff without an older version."""

_COMPARED = ["doc_id", "source_uri", "source_digest", "extractor", "settings", "place", "published_date"]
_READ = ["doc_id", "source_digest", "extractor", "settings"]
_READABLE = ("corpus", "duplicates")


@dataclass(frozen=True, slots=True)
class PageChange:
    """One page that differs between the versions.

    Attributes:
        doc_id: Its id.
        source_uri: Its source URI.
        kind: `CAME`, `LEFT`, `CHANGED` or `MOVED`.
        before: Its dataset in the older version, None if it is not there.
        after: Its dataset in the newer version, None if it is not there.
    """

    doc_id: str
    source_uri: str
    kind: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PartitionChange:
    """A partition whose files differ.

    Attributes:
        dataset: corpus or duplicates.
        partition: Its folder, ``lang=en/month=2018-09``.
        before: Rows in the older version, 0 if it is not there.
        after: Rows in the newer version.
    """

    dataset: str
    partition: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ClusterChange:
    """Documents of both versions whose cluster has another id.

    Attributes:
        before: Id of their cluster in the older version.
        after: Id of their cluster in the newer version.
        documents: How many they are.
    """

    before: str
    after: str
    documents: int


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """The difference between two versions.

    Attributes:
        old: Id of the old version.
        new: Id of the new version.
        figures: Statistics of the old and the new version.
        settings: Settings that differ: name, old value, new value.
        rules: Versions of the extraction rules of the old and the new version.
        counts: Number of pages by kind of change; only kinds that occur.
        pages: Examples of these pages, by kind of change and source URI.
        partitions: Partitions of corpus and duplicates whose files differ, in order.
        dates: Dates of publication (ISO) whose published documents differ, in order.
        clusters: All clusters of the old version that have another id or other clusters' ids in the new one, by old id.
    """

    old: str
    new: str
    figures: tuple[Figures, Figures]
    settings: tuple[tuple[str, Any, Any], ...]
    rules: tuple[str, str]
    counts: dict[str, int]
    pages: tuple[PageChange, ...]
    partitions: tuple[PartitionChange, ...]
    dates: tuple[str, ...]
    clusters: tuple[ClusterChange, ...]


def diff_versions(warehouse: Warehouse, old: str | None, new: str, examples: int = 20) -> VersionDiff:
    """Return the diff of two retained versions.

    Reads both ledgers and manifests, and two columns of the files that are only in one of the versions.

    Args:
        warehouse: The warehouse.
        old: Id of the old version; None compares with an empty version.
        new: Id of the new version.
        examples: Maximum number of example pages for each kind of change.

    Raises:
        ConfigurationError: a version is not retained.
    """
    catalog = VersionCatalog(warehouse)
    before, after = (catalog.open(old) if old else Version.open(warehouse, None)), catalog.open(new)
    manifest = _manifest(after)
    manifests = (before.manifest() or replace(manifest, figures=Figures(), files=()), manifest)
    tables = (_ledger(before), _ledger(after))
    kinds = _kinds(*tables)
    touched = pa.concat_arrays(list(kinds.values()))
    return VersionDiff(
        old=old or NOTHING,
        new=new,
        figures=(manifests[0].figures, manifests[1].figures),
        settings=tuple(_settings(manifests[0].settings, manifests[1].settings)),
        rules=(manifests[0].extractor, manifests[1].extractor),
        counts={kind: len(ids) for kind, ids in kinds.items() if len(ids)},
        pages=tuple(page for kind, ids in kinds.items() for page in _examples(kind, ids, *tables, examples)),
        partitions=tuple(_partitions(*manifests)),
        dates=_dates([_select(table, touched) for table in tables]),
        clusters=tuple(_clusters(before, after, *manifests)),
    )


def _manifest(version: Version) -> Manifest:
    manifest = version.manifest()
    assert manifest is not None
    return manifest


def _ledger(version: Version) -> pa.Table:
    schema = pa.schema([LEDGER.field(name) for name in _COMPARED])
    return read_files(version.files("_ledger"), schema, _COMPARED)


def _select(ledger: pa.Table, doc_ids: pa.Array) -> pa.Table:
    return ledger.filter(pc.is_in(ledger["doc_id"], doc_ids))


def _kinds(before: pa.Table, after: pa.Table) -> dict[str, pa.Array]:
    """Return the doc_ids of the pages that differ, by kind of change."""
    any_change = match_rows(after, before)
    read_anew = match_rows(after.select(_READ), before.select(_READ)).changed
    moved = any_change.changed.filter(pc.invert(pc.is_in(any_change.changed, read_anew)))
    return {CAME: any_change.only_new, LEFT: any_change.only_old, CHANGED: read_anew, MOVED: moved}


def _examples(kind: str, ids: pa.Array, before: pa.Table, after: pa.Table, most: int) -> Iterator[PageChange]:
    rows = _select(before if kind == LEFT else after, ids).sort_by("source_uri").slice(0, most)
    places = [
        dict(zip(found["doc_id"].to_pylist(), found["place"].to_pylist(), strict=True))
        for found in (_select(table, rows["doc_id"].combine_chunks()) for table in (before, after))
    ]
    for doc, uri in zip(rows["doc_id"].to_pylist(), rows["source_uri"].to_pylist(), strict=True):
        yield PageChange(doc, uri, kind, places[0].get(doc), places[1].get(doc))


def _partitions(old: Manifest, new: Manifest) -> Iterator[PartitionChange]:
    before, after = (_by_folder(manifest) for manifest in (old, new))
    for folder in sorted(before.keys() | after.keys()):
        (rows, digests), (new_rows, new_digests) = (side.get(folder, (0, ())) for side in (before, after))
        if digests != new_digests and (rows or new_rows):
            dataset, _, partition = folder.partition("/")
            yield PartitionChange(dataset, partition, rows, new_rows)


def _by_folder(manifest: Manifest) -> dict[str, tuple[int, tuple[str, ...]]]:
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for entry in manifest.files:
        folder = entry.path.rpartition("/")[0]
        if _is_readable(folder):
            rows, digests = found.get(folder, (0, ()))
            found[folder] = (rows + entry.rows, (*digests, entry.sha256))
    return found


def _clusters(before: Version, after: Version, old: Manifest, new: Manifest) -> Iterator[ClusterChange]:
    """Yield the clusters with another id: a row with another cluster_id is never in a file of both versions."""
    there, here = ({(entry.path, entry.sha256) for entry in manifest.files} for manifest in (old, new))
    was, now = _members(before, there - here), _members(after, here - there)
    found = pc.index_in(was["doc_id"], now["doc_id"].combine_chunks())
    ids = pa.table({"before": was["cluster_id"], "after": now["cluster_id"].take(found)})
    ids = ids.filter(pc.fill_null(pc.not_equal(ids["before"], ids["after"]), False))
    changes = ids.group_by(["before", "after"]).aggregate([([], "count_all")])
    for row in changes.sort_by([("before", "ascending"), ("after", "ascending")]).to_pylist():
        yield ClusterChange(row["before"], row["after"], row["count_all"])


def _members(version: Version, files: set[tuple[str, str]]) -> pa.Table:
    readable = [version.file(path) for path, _ in sorted(files) if _is_readable(path)]
    return read_files(readable, _MEMBERS, _MEMBERS.names)


_MEMBERS = pa.schema([CORPUS.field("doc_id"), CORPUS.field("cluster_id")])


def _is_readable(path: str) -> bool:
    return path.partition("/")[0] in _READABLE


def _settings(old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for group in sorted(old.keys() | new.keys()):
        before, after = old.get(group, {}), new.get(group, {})
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                yield f"{group}.{name}", before.get(name), after.get(name)


def _dates(changes: list[pa.Table]) -> tuple[str, ...]:
    readable = pa.array(_READABLE)
    days = pa.chunked_array(
        [
            chunk
            for table in changes
            for chunk in table.filter(pc.is_in(table["place"], readable))["published_date"].chunks
        ],
        LEDGER.field("published_date").type,
    )
    return tuple(f"{day:%Y-%m-%d}" for day in sorted(days.drop_null().unique().to_pylist()))


class Matched(NamedTuple):
    """The doc_ids of two tables, compared.

    Attributes:
        changed: doc_ids in both tables whose rows differ in some column: string.
        only_new: doc_ids only in the new table: string.
        only_old: doc_ids only in the old table: string.
    """

    changed: pa.Array
    only_new: pa.Array
    only_old: pa.Array


def match_rows(new: pa.Table, old: pa.Table) -> Matched:
    """Return which rows of two tables with the same columns differ, by doc_id, unique in each; null equals null.

    Time is linear in their rows.
    """
    new_ids, old_ids = new["doc_id"].combine_chunks(), old["doc_id"].combine_chunks()
    rows = pc.index_in(new_ids, old_ids)
    both = pa.array(np.flatnonzero(pc.is_valid(rows)))
    changed = _differ(new.take(both), old.take(rows.take(both)))
    return Matched(
        changed=new_ids.take(both).filter(changed),
        only_new=new_ids.filter(pc.is_null(rows)),
        only_old=old_ids.filter(pc.invert(pc.is_in(old_ids, new_ids))),
    )


def _differ(one: pa.Table, other: pa.Table) -> pa.Array:
    differs = pa.repeat(False, len(one))
    for name in one.schema.names:
        left, right = (_comparable(table[name]) for table in (one, other))
        apart = pc.fill_null(pc.not_equal(left, right), False)
        null_in_one = pc.xor(pc.is_null(left), pc.is_null(right))
        differs = pc.or_(differs, pc.or_(apart, null_in_one).combine_chunks())
    return differs


def _comparable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column that Arrow can compare: lists of strings as one string."""
    return pc.binary_join(column.cast(pa.list_(pa.string())), "\0") if pa.types.is_list(column.type) else column
