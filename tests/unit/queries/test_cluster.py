"""Clusters: all members, the representative first, read from as few files as possible."""

import pandas as pd
import pytest

from broadsheet.identity import doc_id
from broadsheet.queries.cluster import read_cluster
from broadsheet.queries.page_ledger import find_named
from broadsheet.queries.version_handle import NotFoundError

NAMES = ("whole.txt", "again.txt", "part.txt")


@pytest.fixture(scope="module")
def stored(archive):
    """What was left out of the archive, as its readers see it."""
    return pd.read_parquet(
        archive.warehouse.version(archive.version_id) / "duplicates", columns=["doc_id", "duplicate_of", "cluster_id"]
    )


def test_a_cluster_contains_the_representative_and_its_duplicates(built):
    cluster = read_cluster(built, min(doc_id(name) for name in NAMES))
    members = {member.source_uri: member for member in (cluster.representative, *cluster.others)}
    assert set(members) == set(NAMES)
    assert cluster.size == 3
    assert cluster.representative.is_representative
    assert cluster.representative.relation is None
    assert [member.relation for member in cluster.others] == ["exact", "contained"], "the closest first"
    assert members["part.txt"].containment == 1.0
    assert members["part.txt"].jaccard < 1.0


def test_a_document_without_duplicates_is_a_cluster_of_one(built):
    cluster = read_cluster(built, doc_id("undated.txt"))
    assert (cluster.size, cluster.others, cluster.pages) == (1, (), 1)
    assert cluster.representative.source_uri == "undated.txt"


def test_a_cluster_of_hundreds_comes_in_pages(archive, stored):
    cluster_id = stored["cluster_id"].value_counts().index[0]
    (kept,) = find_named(archive.version, "00000/00000000.txt")
    first = read_cluster(archive, cluster_id)
    pages = [read_cluster(archive, cluster_id, page + 1) for page in range(first.pages)]
    assert {page.representative.doc_id for page in pages} == {kept.doc_id}
    assert all(len(page.others) == 50 for page in pages[:-1])
    others = [member for page in pages for member in page.others]
    assert {member.doc_id for member in others} == set(stored[stored["duplicate_of"] == kept.doc_id]["doc_id"])
    assert len(others) == first.size - 1 >= 100
    assert [member.jaccard for member in others] == sorted((member.jaccard for member in others), reverse=True)


def test_the_search_for_members_ends_when_all_are_found(archive, stored, reads):
    small = stored["cluster_id"].value_counts()
    cluster_id = small[small == 1].index[0]
    read_cluster(archive, cluster_id)
    files = {path for path in reads.files if "/duplicates/" in path}
    all_files = {entry.path for entry in archive.manifest.files if entry.path.startswith("duplicates/") and entry.rows}
    assert len(files) < len(all_files)
    assert "text" not in reads.columns


@pytest.mark.parametrize("name", ["0" * 24, "", "..", doc_id("empty.txt"), doc_id("late.txt")])
def test_an_unknown_cluster_is_not_found(built, name):
    with pytest.raises(NotFoundError, match="no cluster"):
        read_cluster(built, name)


def test_the_error_for_a_member_names_its_cluster(built):
    other = max(doc_id(name) for name in NAMES)
    with pytest.raises(NotFoundError, match=min(doc_id(name) for name in NAMES)):
        read_cluster(built, other)


@pytest.mark.parametrize("page", [0, -1, 2])
def test_a_missing_page_of_the_list_is_not_found(built, page):
    with pytest.raises(NotFoundError, match="page"):
        read_cluster(built, doc_id("undated.txt"), page)
