"""The list of clusters: each cluster of several documents once, the largest first."""

import pandas as pd
import pytest

from broadsheet.identity import doc_id
from broadsheet.queries.cluster_list import list_clusters
from broadsheet.queries.version_handle import NotFoundError


@pytest.fixture(scope="module")
def members(archive):
    """All accepted documents of the archive."""
    folder = archive.warehouse.version(archive.version_id)
    columns = ["doc_id", "cluster_id", "published_date", "publisher", "title"]
    kept = pd.read_parquet(folder / "corpus", columns=[*columns, "duplicate_count"])
    return pd.concat([kept, pd.read_parquet(folder / "duplicates", columns=columns)])


def test_every_cluster_is_listed_once_the_largest_first(archive, members):
    first = list_clusters(archive)
    rows = [row for page in range(1, first.pages + 1) for row in list_clusters(archive, page).rows]
    sizes = members.groupby("cluster_id").size()
    sizes = sizes[sizes > 1]
    assert {row.cluster_id: row.size for row in rows} == sizes.to_dict()
    assert len(rows) == first.total == len(sizes)
    assert [(-row.size, row.cluster_id) for row in rows] == sorted((-row.size, row.cluster_id) for row in rows)


def test_a_cluster_shows_its_representative_days_and_publishers(archive, members):
    row = list_clusters(archive).rows[0]
    own = members[members["cluster_id"] == row.cluster_id]
    kept = own[own["duplicate_count"].notna()].sort_values("duplicate_count", ascending=False).iloc[0]
    assert (row.doc_id, row.title) == (kept["doc_id"], kept["title"])
    assert (row.first, row.last) == (own["published_date"].min().date(), own["published_date"].max().date())
    assert row.publishers == own["publisher"].value_counts().to_dict()


def test_texts_are_not_read(archive, reads):
    list_clusters(archive)
    assert "text" not in reads.columns
    titles = {(path, number) for path, number, columns in reads.groups if "title" in columns}
    assert 0 < len(titles) < len({(path, number) for path, number, _ in reads.groups}), "titles of the page only"


def test_a_page_beyond_the_last_is_not_there(archive):
    with pytest.raises(NotFoundError, match="no page 99"):
        list_clusters(archive, 99)


def test_a_built_cluster_is_listed(built):
    found = list_clusters(built)
    assert [(row.doc_id, row.size, row.representatives) for row in found.rows] == [(doc_id("whole.txt"), 3, 1)]
