"""Which document of a cluster is kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.deduplication.representative import choose_representatives

BASE = {"cleanliness": 0.9, "metadata_count": 3, "published_date": datetime(2018, 9, 11)}


@pytest.fixture
def kept(words: Callable[..., str], sketches_of: Callable[..., pa.Table]) -> Callable[..., str]:
    """Return the doc_id kept among documents given as (words, traits)."""

    def choose(**documents: tuple[int, dict[str, Any]]) -> str:
        table = sketches_of(
            {doc_id: words(length, 1) for doc_id, (length, _) in documents.items()},
            {doc_id: BASE | traits for doc_id, (_, traits) in documents.items()},
        )
        rows = choose_representatives(table, np.zeros(len(documents), np.int64))
        assert len(set(rows.tolist())) == 1
        return str(table["doc_id"][int(rows[0])])

    return choose


def test_much_fuller_text_wins_over_more_metadata(kept: Callable[..., str]) -> None:
    assert kept(a=(200, {"metadata_count": 6}), b=(500, {"metadata_count": 1})) == "b"


def test_longer_text_does_not_win_by_length(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {}), b=(900, {})) == "a"


def test_longer_text_that_is_dirty_does_not_count_as_fuller(kept: Callable[..., str]) -> None:
    assert kept(a=(400, {}), b=(1_000, {"cleanliness": 0.4})) == "a"


def test_more_metadata_wins_over_cleaner(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"cleanliness": 1.0}), b=(500, {"metadata_count": 5})) == "b"


def test_cleaner_wins_over_earlier(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"cleanliness": 0.7, "published_date": datetime(2017, 1, 1)}), b=(500, {})) == "b"


def test_hair_cleaner_does_not_win_over_earlier(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"cleanliness": 0.91}), b=(500, {"published_date": datetime(2018, 9, 10)})) == "b"


def test_dated_wins_over_undated(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"published_date": None}), b=(500, {})) == "b"


def test_smallest_doc_id_settles_the_rest(kept: Callable[..., str]) -> None:
    assert kept(b=(500, {}), a=(500, {}), c=(500, {})) in {"a", "b"}


def test_each_cluster_keeps_its_own(words: Callable[..., str], sketches_of: Callable[..., pa.Table]) -> None:
    table = sketches_of({name: words(100, 1) for name in "abcd"}, {"c": {"metadata_count": 6}})
    assert choose_representatives(table, np.array([7, 3, 7, 3])).tolist() == [2, 1, 2, 1]


def test_text_without_words_can_be_kept(sketches_of: Callable[..., pa.Table]) -> None:
    assert choose_representatives(sketches_of({"a": "", "b": "?"}), np.array([0, 1])).tolist() == [0, 1]


def test_no_documents(sketches_of: Callable[..., pa.Table]) -> None:
    assert choose_representatives(sketches_of({}), np.empty(0, np.int64)).tolist() == []
