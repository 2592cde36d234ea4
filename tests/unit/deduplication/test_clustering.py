"""From sketches to clusters: what comes out for every document, and what is read to find it."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from broadsheet.deduplication.clustering import Outcome, find_clusters
from broadsheet.errors import DataError
from broadsheet.schema import CLUSTERS, RELATIONS
from broadsheet.settings import Deduplication

NOTHING = RELATIONS.empty_table()


@pytest.fixture
def texts(words: Callable[..., str], edited: Callable[[str, float, int], str]) -> dict[str, str]:
    story = words(500, 1)
    return {
        "d0": words(300, 2),
        "d1": " ".join(story.split()[50:250]),
        "d2": story.upper(),
        "d3": edited(story, 0.01, 1),
        "d4": story,
        "d5": words(300, 3),
    }


@pytest.fixture
def run(sketches_of: Callable[..., pa.Table], settings: Deduplication) -> Callable[..., Outcome]:
    def find(library: Any, known: pa.Table = NOTHING, **traits: Any) -> Outcome:
        return find_clusters(sketches_of(library.texts, traits), known, library.read, settings)

    return find


def rows(outcome: Outcome) -> dict[str, dict[str, Any]]:
    return {row["doc_id"]: row for row in outcome.clusters.to_pylist()}


def test_every_document_has_its_place(texts: dict[str, str], library: Any, run: Callable[..., Outcome]) -> None:
    outcome = run(library(texts))
    found = rows(outcome)
    assert outcome.clusters.schema.equals(CLUSTERS, check_metadata=True)
    assert outcome.relations.schema.equals(RELATIONS, check_metadata=True)
    assert list(found) == sorted(texts)
    assert {doc_id: row["cluster_id"] for doc_id, row in found.items()} == {
        "d0": "d0", "d1": "d1", "d2": "d1", "d3": "d1", "d4": "d1", "d5": "d5",
    }  # fmt: skip
    assert [doc_id for doc_id, row in found.items() if row["kept"]] == ["d0", "d2", "d5"]
    assert {doc_id: row["duplicate_of"] for doc_id, row in found.items()} == {
        "d0": None, "d1": "d2", "d2": None, "d3": "d2", "d4": "d2", "d5": None,
    }  # fmt: skip
    assert {doc_id: row["relation"] for doc_id, row in found.items()} == {
        "d0": None, "d1": "contained", "d2": None, "d3": "near", "d4": "exact", "d5": None,
    }  # fmt: skip
    assert [row["duplicate_count"] for row in found.values()] == [0, 0, 3, 0, 0, 0]


def test_measures_are_to_the_kept_document(texts: dict[str, str], library: Any, run: Callable[..., Outcome]) -> None:
    found = rows(run(library(texts)))
    assert (found["d4"]["jaccard"], found["d4"]["containment"]) == (1.0, 1.0)
    assert found["d1"]["containment"] == 1.0
    assert found["d1"]["jaccard"] == pytest.approx(196 / 496)
    assert (found["d2"]["jaccard"], found["d2"]["containment"]) == (None, None)


def test_relations_stand_under_the_first_of_exact_copies(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome]
) -> None:
    pairs = run(library(texts)).relations.to_pylist()
    assert [(row["doc_a"], row["doc_b"], row["relation"]) for row in pairs] == [
        ("d1", "d2", "contained"),
        ("d1", "d3", "contained"),
        ("d2", "d3", "near"),
    ]


def test_kept_copy_of_the_same_words_need_not_be_the_first(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome]
) -> None:
    found = rows(run(library(texts), d4={"metadata_count": 6}))
    assert found["d4"]["kept"]
    assert found["d2"]["duplicate_of"] == "d4"
    assert found["d2"]["relation"] == "exact"
    assert found["d3"]["duplicate_of"] == "d4"
    assert found["d3"]["relation"] == "near"


def test_known_relations_save_reading_and_change_nothing(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome]
) -> None:
    first = run(library(texts))
    reader = library(texts)
    again = run(reader, first.relations)
    assert reader.asked == []
    assert again.clusters.equals(first.clusters)
    assert again.relations.equals(first.relations)


def test_only_texts_of_new_candidates_are_read(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome], words: Callable[..., str]
) -> None:
    known = run(library(texts)).relations
    more = library(texts | {"d6": words(300, 3) + " stop press", "d7": words(200, 8)})
    run(more, known)
    assert sorted(doc_id for batch in more.asked for doc_id in batch) == ["d5", "d6"]


def test_earlier_copy_takes_over_what_is_known_of_the_same_words(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome]
) -> None:
    known = run(library(texts)).relations
    reader = library({"c9": texts["d2"], **texts})
    outcome = run(reader, known)
    assert reader.asked == []
    assert outcome.relations["doc_a"].to_pylist() == ["c9", "c9", "d1"]


def test_known_pair_of_a_document_that_left_is_forgotten(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome]
) -> None:
    known = run(library(texts)).relations
    left = {doc_id: text for doc_id, text in texts.items() if doc_id != "d3"}
    assert run(library(left), known).relations.equals(run(library(left)).relations)


def test_known_pair_counted_on_another_text_is_not_believed(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome]
) -> None:
    known = run(library(texts)).relations
    changed = texts | {"d3": texts["d3"] + " and a new last line of six words"}
    assert run(library(changed), known).relations.equals(run(library(changed)).relations)


def test_member_that_the_representative_does_not_hold_stays_beside_it(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome]
) -> None:
    """A story that changed edition by edition: the last shares hardly anything with the first."""
    story = words(700, 1).split()
    editions = {f"d{step}": " ".join(story[step * 60 : step * 60 + 400]) for step in range(5)}
    found = rows(run(library(editions)))
    assert {row["cluster_id"] for row in found.values()} == {"d0"}
    assert {doc_id: row["duplicate_of"] for doc_id, row in found.items()} == {
        "d0": None, "d1": "d0", "d2": "d0", "d3": "d0", "d4": None,
    }  # fmt: skip
    assert found["d3"]["containment"] == pytest.approx(216 / 396)
    assert [row["duplicate_count"] for row in found.values()] == [3, 0, 0, 0, 0]
    assert [row["related_count"] for row in found.values()] == [1, 0, 0, 0, 1]


def test_member_that_stays_represents_those_that_only_it_holds(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome]
) -> None:
    story = words(1_200, 1).split()
    editions = {f"d{step}": " ".join(story[step * 80 : step * 80 + 400]) for step in range(10)}
    found = rows(run(library(editions)))
    assert {row["cluster_id"] for row in found.values()} == {"d0"}
    assert [doc_id for doc_id, row in found.items() if row["kept"]] == ["d0", "d3", "d6", "d9"]
    assert found["d5"]["duplicate_of"] == "d3"
    assert found["d5"]["containment"] == pytest.approx(236 / 396)


def test_long_text_does_not_leave_for_a_short_one_within_it(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome]
) -> None:
    """Two teasers that were taken for an article are all within a long page, which is hardly within them."""
    teasers = words(80, 1)
    long = f"{teasers} {words(300, 2)}"
    found = rows(run(library({"a": teasers, "b": long}), b={"cleanliness": 0.05}))
    assert {row["cluster_id"] for row in found.values()} <= {"a", "b"}
    assert [row["kept"] for row in found.values()] == [True, True]


def test_very_long_chain_of_editions_is_settled_by_the_pairs_compared(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome]
) -> None:
    story = words(6_000, 1).split()
    editions = {f"d{step:02}": " ".join(story[step * 80 : step * 80 + 400]) for step in range(60)}
    outcome = run(library(editions))
    found = rows(outcome)
    assert {row["cluster_id"] for row in found.values()} == {"d00"}
    assert all(row["containment"] >= 0.5 for row in found.values() if not row["kept"])
    assert sum(row["kept"] for row in found.values()) == 20, "an edition holds two before and two after it"
    assert len(outcome.relations) < 60 * 12, "all pairs would be 1,770"


def test_texts_without_words_repeat_nobody(library: Any, run: Callable[..., Outcome]) -> None:
    outcome = run(library({"a": "", "b": "", "c": "!"}))
    assert outcome.clusters["cluster_id"].to_pylist() == ["a", "b", "c"]


def test_no_documents(library: Any, run: Callable[..., Outcome]) -> None:
    outcome = run(library({}))
    assert (len(outcome.clusters), len(outcome.relations)) == (0, 0)
    assert outcome.clusters.schema.equals(CLUSTERS)


def test_document_given_twice_is_an_error(
    sketches_of: Callable[..., pa.Table], library: Any, settings: Deduplication
) -> None:
    table = sketches_of({"a": "one"})
    with pytest.raises(DataError, match="document a is given twice"):
        find_clusters(pa.concat_tables([table, table]), NOTHING, library({}).read, settings)


def test_document_says_how_much_of_it_another_text_confirms(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome]
) -> None:
    found = rows(run(library(texts)))
    assert found["d1"]["confirmed_shingles"] == 196, "all of it"
    assert found["d2"]["confirmed_shingles"] == found["d4"]["confirmed_shingles"], "equal words are one text"
    assert 196 < found["d2"]["confirmed_shingles"] < 496
    assert found["d0"]["confirmed_shingles"] == 0


def test_representative_is_lent_what_its_duplicates_know(
    texts: dict[str, str], library: Any, run: Callable[..., Outcome]
) -> None:
    found = rows(run(library(texts), d1={"agency": "Norwire"}, d5={"authors": ["Ida Holm"]}))
    assert (found["d2"]["cluster_agency"], found["d2"]["cluster_agency_from"]) == ("Norwire", "d1")
    assert found["d1"]["cluster_agency"] is None
    assert (found["d5"]["cluster_authors"], found["d5"]["cluster_authors_from"]) == (["Ida Holm"], "d5")
