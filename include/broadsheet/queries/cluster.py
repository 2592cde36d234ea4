"""Reads one cluster: its representative, which is in the corpus, and its duplicates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc

from broadsheet.errors import DataError
from broadsheet.queries.document_view import published_row
from broadsheet.queries.metadata import day_of
from broadsheet.queries.page_ledger import LedgerRow, find_page
from broadsheet.queries.version_handle import Corpus, NotFoundError
from broadsheet.schema import UNDATED
from broadsheet.warehouse.version import Partition

LIMIT = 50
"""Members on a page."""


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a cluster.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        title: Its headline, None where it has none.
        publisher: The outlet, None where unknown.
        published: Day of publication, None where unknown.
        language: Code of its language.
        word_count: Words of its text.
        duplicate_of: doc_id of its representative; None where it is a representative itself.
        relation: exact, near, contained or version: to its representative; None for a representative.
        jaccard: Jaccard similarity to its representative, 0 to 1; 1 for a representative.
        containment: Share of the smaller one's shingles that the other one has, too, 0 to 1; 1 for a representative.
        confirmed_shingles: How many of its shingles the closest other text of the cluster has.
        newer_version: doc_id of the newest version of its page; None where it is that.
        partition: The partition that holds its row.
    """

    doc_id: str
    source_uri: str
    title: str | None
    publisher: str | None
    published: date | None
    language: str
    word_count: int
    duplicate_of: str | None
    relation: str | None
    jaccard: float
    containment: float
    confirmed_shingles: int
    newer_version: str | None
    partition: Partition

    @property
    def is_representative(self) -> bool:
        """Whether it is in the corpus."""
        return self.duplicate_of is None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A page of a cluster's members.

    Attributes:
        cluster_id: Its id: the smallest doc_id in it.
        size: Documents in it.
        representative: The member of the corpus with the most duplicates.
        others: The others on this page: duplicates, the closest to their representatives first, then the other members
            of the corpus.
        page: Number of this page, from 1.
        pages: How many there are.
    """

    cluster_id: str
    size: int
    representative: Member
    others: tuple[Member, ...]
    page: int
    pages: int


def read_cluster(corpus: Corpus, cluster_id: str, page: int = 1, limit: int = LIMIT) -> Cluster:
    """Return a page of a cluster by its id; a document without duplicates is a cluster of one.

    Raises:
        NotFoundError: there is no such cluster, or it has no such page.
        DataError: the version is damaged.
    """
    representative, others = read_members(corpus, cluster_id)
    pages = max(1, -(-len(others) // limit))
    if not 1 <= page <= pages:
        raise NotFoundError(f"the cluster {cluster_id} has {pages} page{'s' if pages > 1 else ''}, but no page {page}")
    return Cluster(cluster_id, 1 + len(others), representative, others[(page - 1) * limit : page * limit], page, pages)


def read_members(corpus: Corpus, cluster_id: str) -> tuple[Member, tuple[Member, ...]]:
    """Return the representative of a cluster with the most duplicates, and all other members.

    The others are in the order of `Cluster.others`. The id of a cluster is the doc_id of one of its members. That
    member's row names its representative, whose row says how many more representatives there are, and theirs how many
    duplicates. The search for both starts in the representative's own language and month, goes on to ever more distant
    months, and ends when all are found.

    Raises:
        NotFoundError: there is no such cluster.
        DataError: the version is damaged.
    """
    first = find_page(corpus.version, cluster_id) if _CLUSTER_ID.fullmatch(cluster_id) else None
    if first is None or first.place not in ("corpus", "duplicates"):
        raise NotFoundError(f"the version {corpus.version_id} has no cluster {cluster_id}")
    page = first if first.place == "corpus" else _representative_page(corpus, first)
    row = published_row(corpus, page, ["cluster_id", "related_count"])
    if row["cluster_id"] != cluster_id:
        raise NotFoundError(f"{cluster_id} is a document of the cluster {row['cluster_id']}, not the id of a cluster")
    origin = Partition(page.lang or "", page.month or "")
    kept = _find(corpus, "corpus", cluster_id, origin, 1 + row["related_count"])
    counts = {row["doc_id"]: row["duplicate_count"] for row, _ in kept}
    left_out = _find(corpus, "duplicates", cluster_id, origin, sum(counts.values()))
    members = [_member(row, partition) for row, partition in (*kept, *left_out)]
    representative = min(members[: len(kept)], key=lambda one: (-counts[one.doc_id], one.doc_id))
    others = [one for one in members if one is not representative]
    others.sort(key=lambda one: (one.is_representative, -one.jaccard, -one.containment, one.doc_id))
    return representative, tuple(others)


_CLUSTER_ID = re.compile(r"[0-9a-f]{24}")
_COLUMNS = [
    "doc_id",
    "source_uri",
    "title",
    "publisher",
    "published_date",
    "language",
    "word_count",
    "confirmed_shingles",
]
_OF_DATASET = {
    "corpus": ["duplicate_count"],
    "duplicates": ["duplicate_of", "relation", "jaccard", "containment", "newer_version"],
}


def _representative_page(corpus: Corpus, duplicate: LedgerRow) -> LedgerRow:
    page = find_page(corpus.version, published_row(corpus, duplicate, ["duplicate_of"])["duplicate_of"])
    if page is None or page.place != "corpus":
        raise DataError(
            f"the representative of the duplicate {duplicate.doc_id} is not in the corpus: the version is damaged"
        )
    return page


def _find(
    corpus: Corpus, dataset: str, cluster_id: str, origin: Partition, count: int
) -> list[tuple[dict[str, Any], Partition]]:
    """Return the rows of a cluster in a dataset, `count` of them, with their partitions."""
    found: list[tuple[dict[str, Any], Partition]] = []
    for partition, path in _by_distance(corpus, dataset, origin) if count else ():
        for group in path.row_groups():
            rows = pc.indices_nonzero(pc.equal(group.read(["cluster_id"])["cluster_id"], cluster_id))
            if len(rows):
                table = group.read([*_COLUMNS, *_OF_DATASET[dataset]]).take(rows)
                found += [(row, partition) for row in table.to_pylist()]
        if len(found) >= count:
            return found
    if len(found) < count:
        raise DataError(
            f"{count - len(found)} of the {count} documents of the cluster {cluster_id} in {dataset} are missing: "
            "the version is damaged"
        )
    return found


def _by_distance(corpus: Corpus, dataset: str, origin: Partition) -> Iterator[tuple[Partition, Any]]:
    """Yield the files of a dataset with their partitions: those of the same language first, the nearest month first."""
    files = []
    for entry in corpus.manifest.files:
        name, *folders = entry.path.split("/")
        if name == dataset and entry.rows:
            partition = Partition(folders[0].removeprefix("lang="), folders[1].removeprefix("month="))
            distance = abs(month_number(partition.month) - month_number(origin.month))
            files.append((partition.lang != origin.lang, distance, entry.path, partition))
    for _, _, path, partition in sorted(files):
        yield partition, corpus.version.file(path)


def month_number(month: str) -> int:
    """Return the months since the year 0; undated comes after all months."""
    return 120_000 if month == UNDATED else int(month[:4]) * 12 + int(month[5:])


def _member(row: dict[str, Any], partition: Partition) -> Member:
    return Member(
        doc_id=row["doc_id"],
        source_uri=row["source_uri"],
        title=row["title"],
        publisher=row["publisher"],
        published=day_of(row["published_date"]),
        language=row["language"],
        word_count=row["word_count"],
        duplicate_of=row.get("duplicate_of"),
        relation=row.get("relation"),
        jaccard=row.get("jaccard", 1.0),
        containment=row.get("containment", 1.0),
        confirmed_shingles=row["confirmed_shingles"],
        newer_version=row.get("newer_version"),
        partition=partition,
    )
