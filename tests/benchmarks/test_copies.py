"""Copies found: recall by type of copy, and the share of correct pairs."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copies import copies_found
from generate import Page

PAGES = [
    Page("a", "", 1, "original"),
    Page("b", "", 2, "original"),
    Page("c", "", 1, "exact"),
    Page("d", "", 1, "contained"),
    Page("e", "", 2, "exact"),
]


@pytest.mark.parametrize(
    ("clusters", "recall", "precision"),
    [
        pytest.param("12112", {"exact": 1, "contained": 1}, 1, id="all found"),
        pytest.param("12345", {"exact": 0, "contained": 0}, 1, id="none found, none joined"),
        pytest.param("12132", {"exact": 1, "contained": 0}, 1, id="one kind missed"),
        pytest.param("11111", {"exact": 1, "contained": 1}, 0.4, id="all joined: four of ten pairs are right"),
        pytest.param("12334", {"exact": 0, "contained": 0}, 1, id="copies joined, but not with their original"),
        pytest.param("11234", {"exact": 0, "contained": 0}, 0, id="only strangers joined"),
    ],
)
def test_recall_and_precision(clusters, recall, precision):
    found = copies_found(PAGES, {page.name: cluster for page, cluster in zip(PAGES, clusters, strict=True)})
    assert found.recall == recall
    assert found.precision == pytest.approx(precision)


@pytest.mark.parametrize("gone", ["a", "c"])
def test_copy_is_missed_if_it_or_its_original_is_in_no_cluster(gone):
    clusters = {page.name: str(page.story) for page in PAGES if page.name != gone}
    assert copies_found(PAGES, clusters).recall["exact"] == 0.5


def test_copy_of_a_missing_page_counts_as_missed():
    assert copies_found([Page("c", "", 1, "exact")], {"c": "1"}).recall == {"exact": 0}


@given(st.lists(st.integers(0, 3), min_size=len(PAGES), max_size=len(PAGES)))
def test_precision_is_the_share_of_right_pairs(clusters):
    cluster_of = {page.name: str(cluster) for page, cluster in zip(PAGES, clusters, strict=True)}
    pairs = [pair for pair in combinations(PAGES, 2) if cluster_of[pair[0].name] == cluster_of[pair[1].name]]
    right = [one.story == other.story for one, other in pairs]
    assert copies_found(PAGES, cluster_of).precision == (sum(right) / len(right) if right else 1)
