"""Finds the pages that a takedown removes: named ones, other versions of them, the same bytes, and duplicates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import ConfigurationError
from broadsheet.schema import PUBLISHED_DATASETS
from broadsheet.sources.addresses import is_given, normal_address, page_key
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.page_addresses import rows_at
from broadsheet.warehouse.tombstones import Tombstones, hashed_page
from broadsheet.warehouse.version import Partition, Version

ASKED, SAME_PAGE, SAME_BYTES, COPY = "named", "same page", "same bytes", "duplicate"
"""Why a page is a target."""

_LEDGER = ["doc_id", "source_uri", "source_digest", "place", "lang", "month"]


@dataclass(slots=True)
class Target:
    """A page that a retained version holds.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        digests: SHA-256 of its bytes in these versions; empty where it was never read.
        why: `ASKED`, `SAME_PAGE` (another version of it, by its web address), `SAME_BYTES` or `COPY`.
        place: Its place in the newest of these versions: corpus, duplicates, quarantine or pending.
        title: Its headline there, None where it has none.
        url: Its web address there, None where it has none.
        page: Hash of the page at that address, from `broadsheet.warehouse.tombstones.hashed_page`.
        versions: Ids of the retained versions that hold it.
    """

    doc_id: str
    source_uri: str
    why: str
    place: str
    title: str | None = None
    url: str | None = None
    page: str | None = None
    digests: set[str] = field(default_factory=set)
    versions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Targets:
    """What a takedown removes.

    Attributes:
        pages: The pages to remove, sorted by source URI.
        copies: Other members of their clusters in the current version, which would stay.
        versions: Ids of the retained versions that hold any of the pages; the current one first, if it is among them.
        buried: Names of pages that were taken down before, and that no retained version holds.
    """

    pages: list[Target]
    copies: list[Target]
    versions: list[str]
    buried: list[str]


def find_targets(warehouse: Warehouse, names: Iterable[str], *, copies: bool = False) -> Targets:
    """Find the pages that names refer to, in all retained versions, and all their versions by web address.

    Args:
        warehouse: The warehouse.
        names: Complete doc_ids, source URIs or web addresses: an abbreviation might match the wrong page.
        copies: Whether to include the other members of their clusters in the current version.

    Raises:
        ConfigurationError: there is no name, or no retained version holds a page of that name.
    """
    names = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not names:
        raise ConfigurationError("nothing to take down: give doc_ids, source URIs or web addresses")
    versions = VersionCatalog(warehouse).ids()
    ledgers = {version: Version.open(warehouse, version).ledger(_LEDGER) for version in versions}
    ids, unknown = _named(warehouse, names, ledgers)
    tombstones = Tombstones.read(warehouse)
    buried = [name for name in unknown if tombstones.named(name)]
    if missing := [name for name in unknown if name not in buried]:
        if not versions:
            raise VersionCatalog(warehouse).nothing_yet()
        listed = "\n".join(f"  {name}" for name in missing)
        raise ConfigurationError(
            f"no retained version holds these; give complete doc_ids, source URIs or web addresses:\n{listed}"
        )
    why = dict.fromkeys(ids, ASKED) | dict.fromkeys(_other_versions(warehouse, ids, ledgers), SAME_PAGE)
    current = Version.open(warehouse, warehouse.current_id())
    repeats = _cluster_members(current, set(why))
    if copies:
        why |= dict.fromkeys(repeats, COPY)
        repeats = set()
    pages = _targets(ledgers, why)
    digests = {digest for page in pages for digest in page.digests}
    same = {one for ledger in ledgers.values() for one in _ids(ledger, "source_digest", digests)} - set(why)
    pages = _targets(ledgers, why | dict.fromkeys(same, SAME_BYTES))
    repeats -= same
    staying = _targets({version: ledgers[version] for version in versions[:1]}, dict.fromkeys(repeats, COPY))
    _read_titles(warehouse, [*pages, *staying], ledgers)
    holding = [version for version in versions if any(version in page.versions for page in pages)]
    return Targets(pages, staying, holding, buried)


def _named(warehouse: Warehouse, names: list[str], ledgers: dict[str, pa.Table]) -> tuple[set[str], list[str]]:
    """Return the doc_ids that the names refer to, and the names that refer to none."""
    ids: set[str] = set()
    left = set(names)
    for ledger in ledgers.values():
        for column in ("doc_id", "source_uri"):
            rows = ledger.filter(pc.is_in(ledger[column], pa.array(names)))
            ids |= set(rows["doc_id"].to_pylist())
            left -= set(rows[column].to_pylist())
    addresses = {name: page_key(normal_address(name)) for name in names if name in left and "://" in name}
    for row in _with_addresses(warehouse, ledgers, addresses, addresses.values()):
        ids.add(row["doc_id"])
        left -= {name for name, key in addresses.items() if row["url"] == name or (key and row["key"] == key)}
    return ids, [name for name in names if name in left]


def _other_versions(warehouse: Warehouse, doc_ids: set[str], ledgers: dict[str, pa.Table]) -> set[str]:
    """Return the other documents whose inputs give the same addresses as those of these documents."""
    keys = set()
    for table in _columns(warehouse, ledgers, ["doc_id", "url_normalized", "url_origin"]):
        for row in table.filter(pc.is_in(table["doc_id"], pa.array(list(doc_ids), pa.string()))).to_pylist():
            if is_given(row["url_origin"]):
                keys.add(page_key(row["url_normalized"]))
    rows = _with_addresses(warehouse, ledgers, (), keys)
    return {row["doc_id"] for row in rows if is_given(row["url_origin"])} - doc_ids


def _with_addresses(
    warehouse: Warehouse, versions: Iterable[str], urls: Iterable[str], keys: Iterable[str | None]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of all documents, with the key of their page, that have one of these addresses or keys."""
    stated, pages = list(urls), [key for key in keys if key]
    if stated or pages:
        for table in _columns(warehouse, versions, ["doc_id", "url", "url_normalized", "url_origin"]):
            yield from rows_at(table, stated, pages)


def _columns(warehouse: Warehouse, versions: Iterable[str], columns: list[str]) -> Iterator[pa.Table]:
    """Yield columns of all documents of these versions, a file that several versions share is read once."""
    seen: set[tuple[int, int]] = set()
    for version in versions:
        for dataset in (*PUBLISHED_DATASETS, "quarantine"):
            for file in Version.open(warehouse, version).dataset_files(dataset):
                identity = file.stat().identity
                if identity not in seen:
                    seen.add(identity)
                    yield file.read(columns)


def _ids(ledger: pa.Table, column: str, values: Iterable[str]) -> list[str]:
    found: list[str] = ledger.filter(pc.is_in(ledger[column], pa.array(list(values), pa.string())))[
        "doc_id"
    ].to_pylist()
    return found


def _targets(ledgers: dict[str, pa.Table], why: dict[str, str]) -> list[Target]:
    found: dict[str, Target] = {}
    for version, ledger in ledgers.items():
        rows = ledger.filter(pc.is_in(ledger["doc_id"], pa.array(list(why), pa.string())))
        for row in rows.to_pylist():
            own = {name: row[name] for name in ("doc_id", "source_uri", "place")}
            target = found.setdefault(row["doc_id"], Target(**own, why=why[row["doc_id"]]))
            target.versions.append(version)
            target.digests |= {row["source_digest"]} - {None}
    return sorted(found.values(), key=lambda target: target.source_uri)


def _cluster_members(version: Version, doc_ids: set[str]) -> set[str]:
    """Return the other members of the clusters of these documents."""
    wanted = pa.array(list(doc_ids), pa.string())
    tables = [
        file.read(["doc_id", "cluster_id"]) for dataset in PUBLISHED_DATASETS for file in version.dataset_files(dataset)
    ]
    if not tables:
        return set()
    table = pa.concat_tables(tables)
    clusters = table.filter(pc.is_in(table["doc_id"], wanted))["cluster_id"].combine_chunks()
    return set(table.filter(pc.is_in(table["cluster_id"], clusters))["doc_id"].to_pylist()) - doc_ids


def _read_titles(warehouse: Warehouse, targets: list[Target], ledgers: dict[str, pa.Table]) -> None:
    by_version: dict[str, list[Target]] = {}
    for target in targets:
        by_version.setdefault(target.versions[0], []).append(target)
    for version_id, own in by_version.items():
        version = Version.open(warehouse, version_id)
        ids = pa.array([target.doc_id for target in own])
        ledger = ledgers[version_id]
        rows = ledger.filter(pc.is_in(ledger["doc_id"], ids))
        files: list[DataFile] = []
        for place in rows.group_by(["place", "lang", "month"]).aggregate([]).to_pylist():
            if place["place"] in PUBLISHED_DATASETS:
                files += version.partition_files(place["place"], Partition(place["lang"], place["month"]))
            elif place["place"] == "quarantine":
                files += version.files("quarantine")
        by_id = {target.doc_id: target for target in own}
        for file in files:
            table = file.read(["doc_id", "title", "url", "url_normalized", "url_origin"])
            for row in table.filter(pc.is_in(table["doc_id"], ids)).to_pylist():
                target = by_id[row["doc_id"]]
                target.title, target.url = row["title"], row["url"]
                target.page = hashed_page(row["url_normalized"], row["url_origin"])
