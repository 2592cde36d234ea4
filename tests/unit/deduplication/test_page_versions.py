"""Records of one web address: the one crawled last counts, the others are duplicates of what counts for it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from broadsheet.deduplication.clustering import Outcome, find_clusters
from broadsheet.deduplication.page_versions import address_digests
from broadsheet.schema import RELATIONS
from broadsheet.settings import Deduplication

NOTHING = RELATIONS.empty_table()


def crawled(day: int, address: int = 7) -> dict[str, object]:
    return {"address": address, "crawled_at": datetime(2018, 9, day, tzinfo=UTC)}


@pytest.fixture
def run(sketches_of: Callable[..., pa.Table], settings: Deduplication) -> Callable[..., Outcome]:
    def find(library: Any, known: pa.Table = NOTHING, *, versions: bool = True, **traits: Any) -> Outcome:
        chosen = settings.model_copy(update={"one_version_per_address": versions})
        return find_clusters(sketches_of(library.texts, traits), known, library.read, chosen)

    return find


def rows(outcome: Outcome) -> dict[str, dict[str, Any]]:
    return {row["doc_id"]: row for row in outcome.clusters.to_pylist()}


@pytest.mark.parametrize(
    ("traits", "newest"),
    [
        pytest.param({"a": crawled(2), "b": crawled(3), "c": crawled(1)}, "b", id="crawled last"),
        pytest.param({"a": crawled(2), "b": crawled(3), "c": crawled(3)}, "b", id="at the same time: the smallest id"),
        pytest.param({"a": {"address": 7}, "b": {"address": 7}, "c": crawled(1)}, "c", id="no time is before all"),
        pytest.param({name: {"address": 7} for name in "abc"}, "a", id="no times: the smallest id"),
    ],
)
def test_one_version_of_a_page_counts(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome], traits: Any, newest: str
) -> None:
    found = rows(run(library({name: words(200, seed) for seed, name in enumerate("abc")}), **traits))
    assert [name for name, row in found.items() if row["kept"]] == [newest]
    assert {row["duplicate_of"] for row in found.values()} == {None, newest}
    assert {row["newer_version"] for row in found.values()} == {None, newest}
    assert {row["relation"] for row in found.values()} == {None, "version"}
    assert {row["cluster_id"] for row in found.values()} == {"a"}
    assert (found[newest]["duplicate_count"], found[newest]["related_count"]) == (2, 0)


def test_of_versions_of_one_time_the_fullest_counts(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome]
) -> None:
    """A feed often has only the beginning of a story that another input has as a whole."""
    texts = {"a": words(80, 1), "b": words(300, 2), "c": words(100, 3)}
    for traits in ({name: {"address": 7} for name in texts}, {name: crawled(3) for name in texts}):
        found = rows(run(library(texts), **traits))
        assert [name for name, row in found.items() if row["kept"]] == ["b"]


def test_documents_of_other_addresses_and_of_none_are_no_versions(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome]
) -> None:
    texts = {name: words(200, seed) for seed, name in enumerate("abcd")}
    found = rows(run(library(texts), a=crawled(1), b=crawled(2, 8)))
    assert all(row["kept"] for row in found.values())
    assert {row["newer_version"] for row in found.values()} == {None}


def test_relation_is_what_was_verified_and_else_version(
    words: Callable[..., str], edited: Callable[[str, float, int], str], library: Any, run: Callable[..., Outcome]
) -> None:
    story = words(400, 1)
    texts = {
        "exact": story.upper(),
        "near": edited(story, 0.01, 1),
        "part": " ".join(story.split()[:250]),
        "longer": f"{story} {words(600, 2)}",
        "other": words(300, 3),
        "new": story,
    }
    found = rows(run(library(texts), **{name: crawled(9 if name == "new" else 1) for name in texts}))
    assert {name: row["relation"] for name, row in found.items()} == {
        "exact": "exact", "near": "near", "part": "contained", "longer": "version", "other": "version", "new": None,
    }  # fmt: skip
    assert found["longer"]["containment"] == 1.0, "it holds the newest version, which does not hold it"
    assert (found["other"]["jaccard"], found["other"]["containment"]) == (0.0, 0.0)
    assert found["part"]["confirmed_shingles"] == 246


def test_an_older_version_goes_where_the_newest_is(
    words: Callable[..., str], edited: Callable[[str, float, int], str], library: Any, run: Callable[..., Outcome]
) -> None:
    """The newest version of page 7 is a copy of a fuller story; the older one is as another page, 8, has it."""
    story, before = words(500, 1), words(300, 2)
    texts = {"full": story, "new": " ".join(story.split()[:200]), "old": before, "reprint": edited(before, 0.01, 1)}
    found = rows(run(library(texts), new=crawled(2), old=crawled(1), reprint=crawled(1, 8)))
    assert {name: row["duplicate_of"] for name, row in found.items()} == {
        "full": None, "new": "full", "old": "full", "reprint": None,
    }  # fmt: skip
    assert found["old"]["relation"] == "version"
    assert found["old"]["newer_version"] == "new"
    assert {name: row["cluster_id"] for name, row in found.items()} == {
        "full": "full", "new": "full", "old": "full", "reprint": "reprint",
    }  # fmt: skip
    assert found["reprint"]["duplicate_count"] == 0


def test_the_rest_is_as_without_the_older_versions(
    words: Callable[..., str], edited: Callable[[str, float, int], str], library: Any, run: Callable[..., Outcome]
) -> None:
    """An older version that repeats two stories does not join them."""
    one, two = words(300, 1), words(300, 2)
    texts = {"one": one, "two": two, "both": f"{one} {two}", "copy": edited(one, 0.01, 1), "now": words(200, 3)}
    traits = {"both": crawled(1), "now": crawled(2)}
    with_it = rows(run(library(texts), **traits))
    without = rows(run(library({name: text for name, text in texts.items() if name != "both"}), now=crawled(2)))
    assert {name: row for name, row in with_it.items() if name not in ("both", "now")} == {
        name: row for name, row in without.items() if name != "now"
    }


def test_only_a_verified_older_version_lends_what_it_knows(
    words: Callable[..., str], edited: Callable[[str, float, int], str], library: Any, run: Callable[..., Outcome]
) -> None:
    story, day = words(300, 1), datetime(2018, 9, 1)
    for old, lent in ((edited(story, 0.01, 1), "old"), (words(300, 2), None)):
        traits = {"old": crawled(1) | {"agency": "Norwire", "trusted_date": day}, "new": crawled(2)}
        found = rows(run(library({"new": story, "old": old}), **traits))
        assert (found["new"]["cluster_agency_from"], found["new"]["cluster_published_from"]) == (lent, lent)
        assert found["old"]["cluster_agency"] is None


def test_texts_of_versions_are_not_read_again(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome]
) -> None:
    texts = {"new": words(300, 1), "old": words(300, 2), "other": words(300, 3)}
    traits = {"new": crawled(2), "old": crawled(1)}
    first = run(library(texts), **traits)
    assert [(row["doc_a"], row["doc_b"], row["relation"]) for row in first.relations.to_pylist()] == [
        ("new", "old", "none")
    ]
    reader = library(texts)
    again = run(reader, first.relations, **traits)
    assert reader.asked == []
    assert again == first


def test_versions_count_like_other_documents_where_the_setting_says_so(
    words: Callable[..., str], library: Any, run: Callable[..., Outcome]
) -> None:
    texts = {"new": words(300, 1), "old": words(300, 2)}
    found = rows(run(library(texts), versions=False, new=crawled(2), old=crawled(1)))
    assert all(row["kept"] for row in found.values())


def test_only_an_address_that_the_input_gives_counts() -> None:
    documents = pa.table(
        {
            "url_normalized": ["https://kai.example/a", "http://www.kai.example/a/", "https://kai.example/a", None],
            "url_origin": ["JSON record", "WARC header", "canonical link", None],
        }
    )
    one, two, *others = address_digests(documents).to_pylist()
    assert one == two
    assert others == [None, None]
