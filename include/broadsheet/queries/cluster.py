"""A cluster: the documents that repeat one another, the kept one first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.compute as pc

from broadsheet.errors import DataError
from broadsheet.queries.document import published_row
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
        title: Its headline, null where it has none.
        publisher: The outlet, null where unknown.
        published: Day of publication, null where unknown.
        language: Code of its language.
        word_count: Words of its text.
        is_kept: Whether it stands for the cluster.
        relation: exact, near or contained: what it is to the kept one, or to the member it joined through; null for
            the kept one.
        jaccard: Jaccard similarity to the kept one, 0 to 1; 1 for itself.
        containment: Share of the smaller one's shingles found in the other, 0 to 1; 1 for itself.
        partition: Where it lies.
    """

    doc_id: str
    source_uri: str
    title: str | None
    publisher: str | None
    published: date | None
    language: str
    word_count: int
    is_kept: bool
    relation: str | None
    jaccard: float
    containment: float
    partition: Partition


@dataclass(frozen=True, slots=True)
class Cluster:
    """A page of a cluster's members.

    Attributes:
        cluster_id: Its id: the smallest doc_id in it.
        size: Documents in it, the kept one too.
        kept: The one that stands for it.
        others: Left-out members of this page, the closest first.
        page: Number of this page, from 1.
        pages: How many there are.
    """

    cluster_id: str
    size: int
    kept: Member
    others: tuple[Member, ...]
    page: int
    pages: int


def read_cluster(corpus: Corpus, cluster_id: str, page: int = 1, limit: int = LIMIT) -> Cluster:
    """Return a cluster by its id; a document that repeats nothing is a cluster of one.

    Raises:
        NotFoundError: there is no such cluster or page of it.
        DataError: the version is damaged.
    """
    kept, others = read_members(corpus, cluster_id)
    pages = max(1, -(-len(others) // limit))
    if not 1 <= page <= pages:
        raise NotFoundError(f"the cluster {cluster_id} has {pages} page{'s' if pages > 1 else ''}, but no page {page}")
    return Cluster(cluster_id, 1 + len(others), kept, others[(page - 1) * limit : page * limit], page, pages)


def read_members(corpus: Corpus, cluster_id: str) -> tuple[Member, tuple[Member, ...]]:
    """Return the kept document of a cluster and all the others, the closest first.

    The id of a cluster is that of one of its documents, which leads to the kept one, and that knows how many others
    there are. These are looked for until all are found, from its own month outwards, in its own language first.

    Raises:
        NotFoundError: there is no such cluster.
        DataError: the version is damaged.
    """
    first = find_page(corpus.version, cluster_id) if _CLUSTER_ID.fullmatch(cluster_id) else None
    if first is None or first.place not in ("corpus", "duplicates"):
        raise NotFoundError(f"the version {corpus.version_id} has no cluster {cluster_id}")
    page = first if first.place == "corpus" else _kept_page(corpus, first)
    row = published_row(corpus, page, [*_COLUMNS, "cluster_id", "duplicate_count"])
    if row["cluster_id"] != cluster_id:
        raise NotFoundError(f"{cluster_id} is a document of the cluster {row['cluster_id']}, but not its id")
    kept = _member(row, Partition(page.lang or "", page.month or ""))
    others = _left_out(corpus, kept, row["duplicate_count"])
    return kept, tuple(sorted(others, key=lambda one: (-one.jaccard, -one.containment, one.doc_id)))


_CLUSTER_ID = re.compile(r"[0-9a-f]{24}")
_COLUMNS = ["doc_id", "source_uri", "title", "publisher", "published_date", "language", "word_count"]
_ALIKE = ["relation", "jaccard", "containment"]


def _kept_page(corpus: Corpus, left_out: LedgerRow) -> LedgerRow:
    kept = find_page(corpus.version, published_row(corpus, left_out, ["duplicate_of"])["duplicate_of"])
    if kept is None or kept.place != "corpus":
        raise DataError(f"{left_out.doc_id} repeats a document that is not in the corpus: the version is damaged")
    return kept


def _left_out(corpus: Corpus, kept: Member, count: int) -> list[Member]:
    found: list[Member] = []
    for partition, path in _outwards(corpus, kept.partition) if count else ():
        for group in path.row_groups():
            own = pc.indices_nonzero(pc.equal(group.read(["duplicate_of"])["duplicate_of"], kept.doc_id))
            if len(own):
                rows = group.read([*_COLUMNS, *_ALIKE]).take(own).to_pylist()
                found += [_member(row, partition) for row in rows]
        if len(found) >= count:
            return found
    if len(found) < count:
        raise DataError(
            f"{kept.doc_id} stands for {count} left-out documents, of which {count - len(found)} are not there: "
            "the version is damaged"
        )
    return found


def _outwards(corpus: Corpus, origin: Partition) -> Iterator[tuple[Partition, Any]]:
    """Yield the files of duplicates with their partitions: those of the own language first, the nearest month first."""
    files = []
    for entry in corpus.manifest.files:
        dataset, *folders = entry.path.split("/")
        if dataset == "duplicates" and entry.rows:
            partition = Partition(folders[0].removeprefix("lang="), folders[1].removeprefix("month="))
            away = abs(_number(partition.month) - _number(origin.month))
            files.append((partition.lang != origin.lang, away, entry.path, partition))
    for _, _, path, partition in sorted(files):
        yield partition, corpus.version.file(path)


def _number(month: str) -> int:
    """Return months since the year 0; undated counts as the month behind all others."""
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
        is_kept="relation" not in row,
        relation=row.get("relation"),
        jaccard=row.get("jaccard", 1.0),
        containment=row.get("containment", 1.0),
        partition=partition,
    )
