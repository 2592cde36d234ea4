"""Lists the clusters of a version, the largest first: what each is about, and when and where it was published.

Sizes come from three small columns of the corpus, and are remembered for the other pages of the list. Members of the
clusters on a page are searched from the months of their representatives outwards, until all are found.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.queries.cluster import month_number
from broadsheet.queries.metadata import day_of
from broadsheet.queries.search import corpus_files
from broadsheet.queries.version_handle import Corpus, NotFoundError
from broadsheet.reporting.run_summary import most_first
from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.manifest import FileEntry
from broadsheet.warehouse.version import Partition

LIMIT = 50
"""Clusters on a page."""


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster in a list.

    Attributes:
        cluster_id: Its id.
        size: Documents in it.
        representatives: How many of them are in the corpus.
        doc_id: The representative with the most duplicates.
        title: The headline of that one, None where it has none.
        language: Code of its language.
        first: Earliest day of publication in the cluster, None where none is known.
        last: Latest day of publication, likewise.
        publishers: Documents by publisher, most first; those without one are left out.
    """

    cluster_id: str
    size: int
    representatives: int
    doc_id: str
    title: str | None
    language: str
    first: date | None
    last: date | None
    publishers: dict[str, int]


@dataclass(frozen=True, slots=True)
class ClusterPage:
    """A page of the list of clusters.

    Attributes:
        rows: Its clusters, the largest first, equally large ones by id.
        total: Number of clusters with more than one document.
        page: Number of this page, from 1.
        pages: How many there are.
    """

    rows: tuple[ClusterRow, ...]
    total: int
    page: int
    pages: int


def list_clusters(corpus: Corpus, page: int = 1, limit: int = LIMIT) -> ClusterPage:
    """Return a page of the clusters with more than one document.

    Raises:
        NotFoundError: there is no such page.
        DataError: the version is damaged.
    """
    sizes = _remembered_sizes(corpus)
    total = len(sizes)
    pages = max(1, -(-total // limit))
    if not 1 <= page <= pages:
        raise NotFoundError(f"the list of clusters has {pages} page{'s' if pages > 1 else ''}, but no page {page}")
    chosen = sizes.slice((page - 1) * limit, limit).to_pylist()
    drafts = {row["cluster_id"]: _Draft(row["size"], row["representatives"]) for row in chosen}
    _read_details(corpus, drafts, {(row["lang"], row["month"]) for row in chosen})
    return ClusterPage(tuple(draft.row(cluster_id) for cluster_id, draft in drafts.items()), total, page, pages)


@dataclass(slots=True)
class _Draft:
    """What is known of a cluster while its members are read."""

    size: int
    representatives: int
    best: tuple[int, str] = (1, "")
    about: dict[str, Any] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    publishers: Counter[str] = field(default_factory=Counter)

    def add(self, row: dict[str, Any]) -> None:
        if (published := day_of(row["published_date"])) is not None:
            self.days.append(published)
        if row["publisher"] is not None:
            self.publishers[row["publisher"]] += 1

    def row(self, cluster_id: str) -> ClusterRow:
        return ClusterRow(
            cluster_id=cluster_id,
            size=self.size,
            representatives=self.representatives,
            doc_id=self.about["doc_id"],
            title=self.about["title"],
            language=self.about["language"],
            first=min(self.days, default=None),
            last=max(self.days, default=None),
            publishers=most_first(self.publishers),
        )


_MEMBER = pa.schema(
    [(name, pa.string()) for name in ("cluster_id", "lang", "month")] + [("duplicate_count", pa.int32())]
)
_MOST_REMEMBERED = 2
_remembered: dict[tuple[str, str], pa.Table] = {}


def _remembered_sizes(corpus: Corpus) -> pa.Table:
    key = (str(corpus.warehouse.root), corpus.version_id)
    if key not in _remembered:
        if len(_remembered) >= _MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = _sizes(corpus)
    return _remembered[key]


def _sizes(corpus: Corpus) -> pa.Table:
    """Return id, size, number of representatives and a partition of each cluster, the largest cluster first."""
    members = [_MEMBER.empty_table()]
    for file in _files(corpus, "corpus", set()):
        for group in file.row_groups():
            table = group.read(["cluster_id", "duplicate_count", "related_count"])
            shared = pc.or_(pc.greater(table["duplicate_count"], 0), pc.greater(table["related_count"], 0))
            table = table.filter(shared)
            keys = [pa.repeat(pa.scalar(value, pa.string()), len(table)) for value in Partition.of(file.key)]
            columns = [table["cluster_id"].cast(pa.string()), *keys, table["duplicate_count"]]
            members.append(pa.table(columns, schema=_MEMBER))
    found = (
        pa.concat_tables(members)
        .group_by("cluster_id")
        .aggregate([("duplicate_count", "sum"), ("cluster_id", "count"), ("lang", "min"), ("month", "min")])
    )
    size = pc.add(found["duplicate_count_sum"], found["cluster_id_count"])
    names = {"representatives": "cluster_id_count", "lang": "lang_min", "month": "month_min"}
    sizes = {"cluster_id": found["cluster_id"], "size": size, **{new: found[old] for new, old in names.items()}}
    return pa.table(sizes).sort_by([("size", "descending"), ("cluster_id", "ascending")])


def _files(corpus: Corpus, dataset: str, near: set[tuple[str, str]]) -> list[DataFile]:
    """Return the files of a dataset, those first that are nearest to some partitions, by language and month."""
    entries = [entry for files in corpus_files(corpus, dataset=dataset).values() for entry in files]
    months: dict[str, list[int]] = {}
    for lang, month in near:
        months.setdefault(lang, []).append(month_number(month))

    def distance(entry: FileEntry) -> int:
        lang, month = Partition.of(entry.path)
        return min((abs(one - month_number(month)) for one in months.get(lang, ())), default=_FAR)

    return [corpus.version.file(entry.path) for entry in sorted(entries, key=distance)]


_FAR = 10**6


def _read_details(corpus: Corpus, drafts: dict[str, _Draft], near: set[tuple[str, str]]) -> None:
    """Read days and publishers of the members of clusters, and what their representatives are about."""
    wanted = pa.array(list(drafts), pa.string())
    kept = sum(draft.representatives for draft in drafts.values())
    missing = {"corpus": kept, "duplicates": sum(draft.size for draft in drafts.values()) - kept}
    for dataset, of_dataset in (("corpus", ["doc_id", "title", "language", "duplicate_count"]), ("duplicates", [])):
        for file in _files(corpus, dataset, near) if drafts else ():
            if not missing[dataset]:
                break
            for group in file.row_groups():
                rows = pc.indices_nonzero(pc.is_in(group.read(["cluster_id"])["cluster_id"], wanted))
                if not len(rows):
                    continue
                table = group.read(["cluster_id", "published_date", "publisher", *of_dataset]).take(rows)
                missing[dataset] -= len(rows)
                for row in table.to_pylist():
                    draft = drafts[row["cluster_id"]]
                    draft.add(row)
                    if of_dataset and (rank := (-row["duplicate_count"], row["doc_id"])) < draft.best:
                        draft.best, draft.about = rank, row
