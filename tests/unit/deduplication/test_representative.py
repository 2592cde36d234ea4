"""Which document of a cluster is kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from broadsheet.deduplication.representative import Holders, choose_representatives, ranked

BASE = {"cleanliness": 0.9, "metadata_count": 3, "published_date": datetime(2018, 9, 11)}


def without_confirmed(traits: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in traits.items() if name != "confirmed"}


@pytest.fixture
def kept(words: Callable[..., str], sketches_of: Callable[..., pa.Table]) -> Callable[..., str]:
    """Return the doc_id kept among documents given as (words, traits)."""

    def choose(**documents: tuple[int, dict[str, Any]]) -> str:
        table = sketches_of(
            {doc_id: words(length, 1) for doc_id, (length, _) in documents.items()},
            {doc_id: BASE | without_confirmed(traits) for doc_id, (_, traits) in documents.items()},
        )
        confirmed = np.array([traits.get("confirmed", 50) for _, traits in documents.values()])
        order = np.argsort(np.array(list(documents)))  # the table is sorted by doc_id
        ranking = ranked(table.take(pa.array(order)), np.zeros(len(documents), np.int64), confirmed[order], {})
        return str(table["doc_id"][int(order[ranking[0]])])

    return choose


def test_much_fuller_text_wins_over_more_metadata(kept: Callable[..., str]) -> None:
    assert kept(a=(200, {"metadata_count": 6}), b=(500, {"metadata_count": 1})) == "b"


def test_longer_text_does_not_win_by_length(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {}), b=(900, {})) == "a"


def test_text_that_others_confirm_wins_over_cleaner_and_longer_ones(kept: Callable[..., str]) -> None:
    cut = (400, {"confirmed": 400, "cleanliness": 1.0, "metadata_count": 6})
    assert kept(a=cut, b=(600, {"confirmed": 500})) == "b"
    assert kept(a=(700, {"confirmed": 400}), b=(500, {"confirmed": 500})) == "b"


def test_hair_more_confirmed_does_not_win_over_cleaner(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"confirmed": 490, "cleanliness": 0.97}), b=(500, {"confirmed": 500})) == "a"


def test_longer_text_that_is_dirty_does_not_count_as_fuller(kept: Callable[..., str]) -> None:
    assert kept(a=(400, {}), b=(1_000, {"cleanliness": 0.4})) == "a"


def test_cleaner_wins_over_more_metadata(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"cleanliness": 0.8, "metadata_count": 6}), b=(500, {})) == "b"


def test_text_that_is_most_of_its_page_wins(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"metadata_count": 6}), b=(500, {"body_share": 0.9})) == "b"


def test_more_metadata_wins_over_earlier(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"published_date": datetime(2017, 1, 1)}), b=(500, {"metadata_count": 5})) == "b"


def test_cleaner_wins_over_earlier(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"cleanliness": 0.7, "published_date": datetime(2017, 1, 1)}), b=(500, {})) == "b"


def test_hair_cleaner_does_not_win_over_earlier(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"cleanliness": 0.905}), b=(500, {"published_date": datetime(2018, 9, 10)})) == "b"


def test_dated_wins_over_undated(kept: Callable[..., str]) -> None:
    assert kept(a=(500, {"published_date": None}), b=(500, {})) == "b"


def test_smallest_doc_id_settles_the_rest(kept: Callable[..., str]) -> None:
    assert kept(b=(500, {}), a=(500, {}), c=(500, {})) in {"a", "b"}


def test_documents_are_ranked_within_their_cluster(
    words: Callable[..., str], sketches_of: Callable[..., pa.Table]
) -> None:
    table = sketches_of({name: words(100, 1) for name in "abcd"}, {"c": {"metadata_count": 6}})
    assert ranked(table, np.array([7, 3, 7, 3]), np.zeros(4, np.int64), {}).tolist() == [1, 3, 2, 0]


def test_text_without_words_can_be_kept(sketches_of: Callable[..., pa.Table]) -> None:
    assert ranked(sketches_of({"a": "", "b": "?"}), np.array([0, 1]), np.zeros(2, np.int64), {}).tolist() == [0, 1]


def test_no_documents(sketches_of: Callable[..., pa.Table]) -> None:
    assert ranked(sketches_of({}), np.empty(0, np.int64), np.empty(0, np.int64), {}).tolist() == []


def chosen(near: int, documents: int, known: int = 0) -> tuple[list[int], int]:
    """Choose among documents of one cluster that hold those at most `near` places away; return the comparisons, too."""
    compared = []

    def holds(texts: np.ndarray, holders: np.ndarray) -> np.ndarray:
        compared.extend(zip(texts.tolist(), holders.tolist(), strict=True))
        return np.abs(texts - holders) <= near

    def known_pairs() -> Holders:
        held = [[other for other in range(documents) if 0 < abs(text - other) <= known] for text in range(documents)]
        return Holders(
            np.cumsum([0, *map(len, held)]), np.array([other for others in held for other in others], np.int64)
        )

    rows = np.arange(documents)
    one_cluster = np.zeros(documents, np.int64)
    return choose_representatives(rows, one_cluster, rows, holds, known_pairs).tolist(), len(compared)


def test_first_document_represents_only_those_that_it_holds() -> None:
    assert chosen(near=2, documents=7)[0] == [0, 0, 0, 3, 3, 3, 6]


def test_comparisons_are_linear_and_known_pairs_settle_the_rest() -> None:
    found, compared = chosen(near=1, documents=100, known=1)
    assert found[:16] == [0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14]
    assert found[16:20] == [16, 16, 18, 18]
    assert compared <= 8 * 100
    assert chosen(near=1, documents=100, known=0)[0][16:20] == [16, 17, 18, 19]


def test_document_is_represented_within_its_cluster_and_equal_texts_together() -> None:
    cluster, text_of = np.array([5, 2, 5, 2, 5]), np.array([0, 1, 2, 1, 2])
    found = choose_representatives(
        np.array([1, 3, 0, 2, 4]), cluster, text_of, lambda one, other: one == other, lambda: pytest.fail("not needed")
    )
    assert found.tolist() == [0, 1, 2, 1, 2]
