"""What a takedown is about: the pages that were named, those with the same bytes, and the copies of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import ConfigurationError
from broadsheet.schema import PUBLISHED_DATASETS
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Partition, Version

ASKED, SAME_BYTES, COPY = "asked for", "same bytes", "copy"
"""Why a page is a target."""

_LEDGER = ["doc_id", "source_uri", "source_digest", "place", "lang", "month"]


@dataclass(slots=True)
class Target:
    """A page that some kept version holds.

    Attributes:
        doc_id: Its identity.
        source_uri: Where it came from.
        digests: Digests of its bytes in these versions; none where they were never read.
        why: `ASKED`, `SAME_BYTES` or `COPY`.
        place: Where the newest of these versions has it: corpus, duplicates, quarantine or pending.
        title: Its headline there, null where it has none.
        url: Its web address there, null where it has none.
        versions: Ids of the kept versions that hold it.
    """

    doc_id: str
    source_uri: str
    why: str
    place: str
    title: str | None = None
    url: str | None = None
    digests: set[str] = field(default_factory=set)
    versions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Targets:
    """What a takedown would do.

    Attributes:
        pages: What would go, by source URI.
        copies: Documents of the current version that repeat one of these and would stay.
        versions: Ids of the kept versions that hold any of the pages; the current one first, if it is among them.
        buried: Names that are of pages taken down before, of which nothing is left.
    """

    pages: list[Target]
    copies: list[Target]
    versions: list[str]
    buried: list[str]


def find_targets(warehouse: Warehouse, names: Iterable[str], *, copies: bool = False) -> Targets:
    """Find what is meant in all kept versions.

    Args:
        warehouse: The warehouse.
        names: doc_ids, source URIs, or web addresses; each whole, for a part may be somebody else's.
        copies: Whether documents that repeat one of these in the current version are meant as well.

    Raises:
        ConfigurationError: a name is of nothing that any kept version holds.
    """
    names = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not names:
        raise ConfigurationError("name what to take down: doc_ids, source URIs or web addresses")
    versions = VersionCatalog(warehouse).ids()
    ledgers = {version: Version.open(warehouse, version).ledger(_LEDGER) for version in versions}
    ids, unknown = _named(warehouse, names, ledgers)
    tombstones = Tombstones.read(warehouse)
    buried = [name for name in unknown if tombstones.named(name)]
    if missing := [name for name in unknown if name not in buried]:
        told = "\n".join(f"  {name}" for name in missing)
        raise ConfigurationError(
            f"no kept version holds these; give a whole doc_id, source URI or web address:\n{told}"
        )
    why = dict.fromkeys(ids, ASKED)
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
    """Return the doc_ids that the names are of, and the names that are of none."""
    ids: set[str] = set()
    left = set(names)
    for ledger in ledgers.values():
        for column in ("doc_id", "source_uri"):
            rows = ledger.filter(pc.is_in(ledger[column], pa.array(names)))
            ids |= set(rows["doc_id"].to_pylist())
            left -= set(rows[column].to_pylist())
    addresses = [name for name in names if name in left and "://" in name]
    if addresses:
        for table in _columns(warehouse, ledgers, ["doc_id", "url"]):
            rows = table.filter(pc.is_in(table["url"], pa.array(addresses)))
            ids |= set(rows["doc_id"].to_pylist())
            left -= set(rows["url"].to_pylist())
    return ids, [name for name in names if name in left]


def _columns(warehouse: Warehouse, versions: Iterable[str], columns: list[str]) -> Iterator[pa.Table]:
    """Yield columns of all documents of these versions, of files that several versions share once."""
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
    """Return the other documents of the clusters that these are of."""
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
            table = file.read(["doc_id", "title", "url"])
            for row in table.filter(pc.is_in(table["doc_id"], ids)).to_pylist():
                by_id[row["doc_id"]].title, by_id[row["doc_id"]].url = row["title"], row["url"]
