"""What drivers share: shingles and clusters."""

import pyarrow.parquet as pq
import pytest

from peers.drivers.exchange import Job, connected, pairs_of, shingles, write_clusters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("A, b: C d e 6.", ["a b c d e", "b c d e 6"], id="long"),
        pytest.param("one two three four five", ["one two three four five"], id="as long as a shingle"),
        pytest.param("Ein Wort", ["ein wort"], id="shorter"),
        pytest.param("", [""], id="empty"),
    ],
)
def test_shingles_are_runs_of_five_words(text, expected):
    assert shingles(text) == expected


@pytest.mark.parametrize(
    ("pairs", "clusters"),
    [
        pytest.param([], [0, 1, 2, 3, 4], id="none"),
        pytest.param([(1, 3)], [0, 1, 2, 1, 4], id="one pair"),
        pytest.param([(3, 4), (1, 3), (4, 4)], [0, 1, 2, 1, 1], id="through another, and with itself"),
        pytest.param([(4, 3), (3, 2), (2, 1), (1, 0)], [0, 0, 0, 0, 0], id="a chain from behind"),
    ],
)
def test_pairs_connect_documents(pairs, clusters):
    assert connected(5, pairs) == clusters


def test_groups_become_pairs():
    assert list(pairs_of([(0, [1, 2]), (3, [])])) == [(0, 1), (0, 2)]


def test_clusters_are_written_as_text(tmp_path):
    job = Job(tmp_path, tmp_path / "clusters.parquet", tmp_path, "")
    write_clusters(job, ["a", "b"], [7, "alone 1"])
    assert pq.read_table(job.clusters).to_pydict() == {"doc_id": ["a", "b"], "cluster": ["7", "alone 1"]}
