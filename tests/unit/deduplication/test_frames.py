"""Which shingles of a text other stories of its outlet share, and what that means for clusters."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from broadsheet.deduplication import frames
from broadsheet.deduplication.clustering import Outcome, find_clusters
from broadsheet.schema import RELATIONS
from broadsheet.settings import Deduplication

Words = Callable[..., str]
Edited = Callable[[str, float, int], str]
Find = Callable[..., Outcome]

NOTHING = RELATIONS.empty_table()


@pytest.fixture
def find(sketches_of: Callable[..., pa.Table], library: Any, settings: Deduplication) -> Find:
    def run(
        texts: dict[str, str],
        known: pa.Table = NOTHING,
        outlet: Callable[[str], str] = lambda _: "one",
        reader: Any = None,
    ) -> Outcome:
        outlets = pa.table({"doc_id": list(texts), "outlet": [outlet(doc_id) for doc_id in texts]})
        read = (reader or library(texts)).read
        return find_clusters(sketches_of(texts), known, read, settings, outlets=outlets)

    return run


@pytest.fixture
def newsletters(words: Words) -> Callable[..., dict[str, str]]:
    """Return stories between a greeting and a farewell that are a share of each text."""

    def make(count: int, share: float, first: int = 0) -> dict[str, str]:
        framed = round(240 * share)
        greeting, farewell = words(framed // 2, 901), words(framed - framed // 2, 902)
        return {
            f"{number:03}": f"{greeting} {words(240 - framed, 10 + number)} {farewell}"
            for number in range(first, first + count)
        }

    return make


def kept(outcome: Outcome) -> list[str]:
    return [row["doc_id"] for row in outcome.clusters.to_pylist() if row["kept"]]


@pytest.mark.parametrize("share", [0.5, 0.6, 0.7, 0.8])
@pytest.mark.parametrize("count", [4, 16, 60])
def test_stories_in_one_frame_are_not_copies(
    share: float, count: int, newsletters: Callable[..., dict[str, str]], find: Find
) -> None:
    texts = newsletters(count, share)
    assert len(set(find(texts).clusters["cluster_id"].to_pylist())) == count


def test_figures_are_of_the_whole_texts(newsletters: Callable[..., dict[str, str]], find: Find) -> None:
    relations = find(newsletters(8, 0.6)).relations.to_pylist()
    assert {row["relation"] for row in relations} == {"none"}
    assert {round(row["containment"], 2) for row in relations} == {0.58}
    assert {row["own_shared"] for row in relations} == {0}


def test_copy_of_a_story_is_found_in_the_frame(
    newsletters: Callable[..., dict[str, str]], words: Words, edited: Edited, find: Find
) -> None:
    texts = newsletters(10, 0.6)
    story = words(96, 13)
    texts["again"] = texts["003"].replace(story, edited(story, 0.03, 1))
    clusters = find(texts).clusters.to_pylist()
    assert [row["doc_id"] for row in clusters if row["cluster_id"] == "003"] == ["003", "again"]
    assert len({row["cluster_id"] for row in clusters}) == 10


def test_frame_belongs_to_its_outlet(newsletters: Callable[..., dict[str, str]], find: Find) -> None:
    """A text that each outlet ran once, with a passage of its own, is a story."""
    texts = newsletters(10, 0.6)
    assert len(set(find(texts, outlet=lambda doc_id: doc_id).clusters["cluster_id"].to_pylist())) == 1


def test_copies_with_leftovers_of_their_own_are_copies(words: Words, find: Find) -> None:
    story = words(240, 1)
    texts = {f"{number:02}": f"{story} {words(30, 10 + number)}" for number in range(12)}
    assert len(kept(find(texts))) == 1


def test_rewritten_copies_are_copies(words: Words, find: Find) -> None:
    """Each runs three of four paragraphs of a story and adds one: any two share other parts of it."""
    paragraphs = [words(80, number) for number in range(4)]
    texts = {
        f"{number:02}": "\n\n".join([*(paragraphs[at] for at in range(4) if at != number % 4), words(50, 20 + number)])
        for number in range(12)
    }
    assert len(set(find(texts).clusters["cluster_id"].to_pylist())) == 1


def test_rolling_editions_have_no_frame(words: Words, find: Find) -> None:
    story = words(1_400, 1).split()
    texts = {f"{step:02}": " ".join(story[step * 80 : step * 80 + 400]) for step in range(12)}
    clusters = find(texts).clusters.to_pylist()
    assert {row["cluster_id"] for row in clusters} == {"00"}
    assert all(row["containment"] >= 0.5 for row in clusters if not row["kept"])


def test_documents_of_unknown_outlets_have_no_frame(
    newsletters: Callable[..., dict[str, str]],
    library: Any,
    sketches_of: Callable[..., pa.Table],
    settings: Deduplication,
) -> None:
    texts = newsletters(10, 0.6)
    outlets = pa.table({"doc_id": list(texts), "outlet": pa.nulls(len(texts), pa.string())})
    outcome = find_clusters(sketches_of(texts), NOTHING, library(texts).read, settings, outlets=outlets)
    assert len(set(outcome.clusters["cluster_id"].to_pylist())) == 1


def test_known_relations_change_nothing_when_a_frame_appears(
    newsletters: Callable[..., dict[str, str]], find: Find, library: Any
) -> None:
    """Two of its stories pass for copies; with the fourth the frame is known, and both are compared again."""
    known = find(newsletters(2, 0.6))
    assert len(kept(known)) == 1
    texts = newsletters(6, 0.6)
    assert find(texts, known.relations) == find(texts)
    reader = library(texts)
    again = find(texts, find(texts).relations, reader=reader)
    assert reader.asked == []
    assert again == find(texts)
    fewer = newsletters(3, 0.6)
    assert find(fewer, again.relations) == find(fewer)


def test_batches_change_nothing(
    newsletters: Callable[..., dict[str, str]], find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = newsletters(50, 0.6)
    whole = find(texts)
    monkeypatch.setattr(frames, "BATCH_SHINGLES", 1_000)
    assert find(texts) == whole
