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
        is_representative: Whether it is the representative of the cluster.
        relation: exact, near or contained: to the representative, or to the member through which it joined; None for
            the representative.
        jaccard: Jaccard similarity to the representative, 0 to 1; 1 for itself.
        containment: Share of the smaller one's shingles that the other one has, too, 0 to 1; 1 for itself.
        partition: The partition that holds its row.
    """

    doc_id: str
    source_uri: str
    title: str | None
    publisher: str | None
    published: date | None
    language: str
    word_count: int
    is_representative: bool
    relation: str | None
    jaccard: float
    containment: float
    partition: Partition


@dataclass(frozen=True, slots=True)
class Cluster:
    """A page of a cluster's members.

    Attributes:
        cluster_id: Its id: the smallest doc_id in it.
        size: Documents in it, with the representative.
        representative: The member that is in the corpus.
        others: The duplicates on this page, the closest first.
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
    """Return the representative of a cluster and its duplicates, the closest first.

    The id of a cluster is the doc_id of one of its members. That member's row names the representative, whose row says
    how many duplicates there are. The search for them starts in the representative's own language and month, goes on
    to ever more distant months, and ends when all are found.

    Raises:
        NotFoundError: there is no such cluster.
        DataError: the version is damaged.
    """
    first = find_page(corpus.version, cluster_id) if _CLUSTER_ID.fullmatch(cluster_id) else None
    if first is None or first.place not in ("corpus", "duplicates"):
        raise NotFoundError(f"the version {corpus.version_id} has no cluster {cluster_id}")
    page = first if first.place == "corpus" else _representative_page(corpus, first)
    row = published_row(corpus, page, [*_COLUMNS, "cluster_id", "duplicate_count"])
    if row["cluster_id"] != cluster_id:
        raise NotFoundError(f"{cluster_id} is a document of the cluster {row['cluster_id']}, not the id of a cluster")
    representative = _member(row, Partition(page.lang or "", page.month or ""))
    others = _duplicates(corpus, representative, row["duplicate_count"])
    return representative, tuple(sorted(others, key=lambda one: (-one.jaccard, -one.containment, one.doc_id)))


_CLUSTER_ID = re.compile(r"[0-9a-f]{24}")
_COLUMNS = ["doc_id", "source_uri", "title", "publisher", "published_date", "language", "word_count"]
_SIMILARITY = ["relation", "jaccard", "containment"]


def _representative_page(corpus: Corpus, duplicate: LedgerRow) -> LedgerRow:
    page = find_page(corpus.version, published_row(corpus, duplicate, ["duplicate_of"])["duplicate_of"])
    if page is None or page.place != "corpus":
        raise DataError(
            f"the representative of the duplicate {duplicate.doc_id} is not in the corpus: the version is damaged"
        )
    return page


def _duplicates(corpus: Corpus, representative: Member, count: int) -> list[Member]:
    found: list[Member] = []
    for partition, path in _by_distance(corpus, representative.partition) if count else ():
        for group in path.row_groups():
            rows_here = pc.indices_nonzero(
                pc.equal(group.read(["duplicate_of"])["duplicate_of"], representative.doc_id)
            )
            if len(rows_here):
                rows = group.read([*_COLUMNS, *_SIMILARITY]).take(rows_here).to_pylist()
                found += [_member(row, partition) for row in rows]
        if len(found) >= count:
            return found
    if len(found) < count:
        raise DataError(
            f"{count - len(found)} of the {count} duplicates of {representative.doc_id} are missing: "
            "the version is damaged"
        )
    return found


def _by_distance(corpus: Corpus, origin: Partition) -> Iterator[tuple[Partition, Any]]:
    """Yield files of duplicates with their partitions: those of the same language first, the nearest month first."""
    files = []
    for entry in corpus.manifest.files:
        dataset, *folders = entry.path.split("/")
        if dataset == "duplicates" and entry.rows:
            partition = Partition(folders[0].removeprefix("lang="), folders[1].removeprefix("month="))
            distance = abs(_month_number(partition.month) - _month_number(origin.month))
            files.append((partition.lang != origin.lang, distance, entry.path, partition))
    for _, _, path, partition in sorted(files):
        yield partition, corpus.version.file(path)


def _month_number(month: str) -> int:
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
        is_representative="relation" not in row,
        relation=row.get("relation"),
        jaccard=row.get("jaccard", 1.0),
        containment=row.get("containment", 1.0),
        partition=partition,
    )
