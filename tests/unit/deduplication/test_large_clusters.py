"""Clusters as news makes them, and large ones: what comes out, and how much is looked at to find it."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from broadsheet.deduplication.clustering import Outcome, find_clusters
from broadsheet.schema import RELATIONS
from broadsheet.settings import Deduplication

Words = Callable[..., str]
Edited = Callable[[str, float, int], str]
Find = Callable[..., tuple[Outcome, Any]]


@pytest.fixture
def find(sketches_of: Callable[..., pa.Table], library: Any, settings: Deduplication) -> Find:
    def run(texts: dict[str, str], traits: dict[str, dict[str, object]] | None = None) -> tuple[Outcome, Any]:
        reader = library(texts)
        return find_clusters(sketches_of(texts, traits), RELATIONS.empty_table(), reader.read, settings), reader

    return run


def clusters(outcome: Outcome) -> list[list[str]]:
    """Return the clusters of more than one document, by name."""
    names: dict[str, list[str]] = {}
    for row in outcome.clusters.to_pylist():
        names.setdefault(row["cluster_id"], []).append(row["doc_id"])
    return [members for members in names.values() if len(members) > 1]


def read(reader: Any) -> int:
    return sum(map(len, reader.asked))


def shortened(story: list[str], seed: int) -> list[str]:
    """Drop some of the ten paragraphs of a story."""
    dice = random.Random(seed)
    step = len(story) // 10
    return [word for at in range(0, len(story), step) if dice.random() < 0.6 for word in story[at : at + step]]


def test_five_hundred_near_copies_are_one_cluster(words: Words, edited: Edited, find: Find) -> None:
    story = words(400, 1)
    outcome, reader = find({f"{seed:03}": edited(story, 0.02, seed) for seed in range(500)})
    assert list(map(len, clusters(outcome))) == [500]
    assert len(outcome.relations) < 500 * 40, "all pairs would be 124,750"
    assert read(reader) <= 2 * 500


def test_five_hundred_shortened_editions_are_one_cluster(words: Words, find: Find) -> None:
    story = words(500, 1).split()
    texts = {f"{seed:03}": " ".join([*shortened(story, seed), *words(60, 1_000 + seed).split()]) for seed in range(500)}
    outcome, reader = find(texts)
    (members,) = clusters(outcome)
    assert len(members) >= 499, "one in a thousand keeps nearly nothing"
    assert len(outcome.relations) < 500 * 40
    assert read(reader) <= 2 * 500


@pytest.mark.parametrize("own", [150, 300, 600])
def test_template_below_hundreds_of_stories_joins_none(own: int, words: Words, find: Find) -> None:
    template = words(300, 1)
    pages = 800
    outcome, reader = find({f"{seed:05}": f"{words(own, 10 + seed)} {template}" for seed in range(pages)})
    assert clusters(outcome) == []
    assert len(outcome.relations) < 10 * pages, "all pairs would be 319,600"
    assert read(reader) <= pages


def test_story_told_twice_on_pages_of_one_template_is_found(words: Words, edited: Edited, find: Find) -> None:
    template = words(200, 1)
    texts = {f"{seed:04}": f"{words(300, 10 + seed)} {template}" for seed in range(300)}
    texts["again"] = f"{edited(words(300, 17), 0.02, 1)} {template}"
    outcome, _ = find(texts)
    assert clusters(outcome) == [["0007", "again"]]


def test_block_that_is_most_of_two_stories_does_not_join_them(words: Words, find: Find) -> None:
    """As a gallery of captions does: 1,300 words of 2,200, and of 1,500."""
    gallery = words(1_300, 9)
    texts = {"long": f"{words(450, 1)} {gallery} {words(450, 2)}", "short": f"{words(200, 3)} {gallery}"}
    assert clusters(find(texts)[0]) == []


def test_digest_of_stories_that_ran_everywhere_joins_none(words: Words, edited: Edited, find: Find) -> None:
    stories = [words(200, seed) for seed in range(4)]
    texts = {f"{at}-{copy:02}": edited(story, 0.02, copy) for at, story in enumerate(stories) for copy in range(40)}
    texts["digest"] = "\n\n".join(stories)
    outcome, _ = find(texts)
    assert sorted(map(len, clusters(outcome))) == [40, 40, 40, 40]
    assert "digest" not in {name for members in clusters(outcome) for name in members}


def test_live_blog_joins_only_its_own_later_state(words: Words, find: Find) -> None:
    stories = {f"story {seed}": words(180, seed) for seed in range(6)}
    entries = [" ".join(story.split()[:110]) for story in stories.values()]
    texts = stories | {"blog": "\n\n".join(entries[2:]), "blog later": "\n\n".join([words(60, 50), *entries[1:]])}
    assert clusters(find(texts)[0]) == [["blog", "blog later"]]


def test_market_reports_of_a_week_are_five_reports(find: Find) -> None:
    def report(day: int) -> str:
        dice = random.Random(day)
        prices = [dice.randint(100, 9_999) for _ in range(8)]
        return (
            "Trading at the corn exchange of Port Ilda was lively and buyers from the islands came early, the clerk of "
            f"the exchange said. Winter wheat closed at {prices[0]} crowns a sack. Barley from the north closed at "
            f"{prices[1]} crowns, as the mills had bought ahead for the season. The brewers of the old town paid "
            f"{prices[2]} crowns for malt and {prices[3]} for hops, and carters asked {prices[4]} for the load to the "
            f"quay. Oats were quiet at {prices[5]}. In the afternoon the price of rye came to {prices[6]} crowns and "
            f"that of maize to {prices[7]} when the bell rang and the hall was swept."
        )

    week = {f"day {day}": report(day) for day in range(1, 6)}
    outcome, _ = find(week | {"day 3 again": report(3).replace("lively", "brisk")})
    assert clusters(outcome) == [["day 3", "day 3 again"]]
    refused = Counter(outcome.relations["relation"].to_pylist())
    assert refused == {"near": 1, "none": 14}, "by their words they repeat one another"
    assert min(row["containment"] for row in outcome.relations.to_pylist()) >= 0.5


def test_updates_of_a_story_are_one_and_the_declared_order_picks(words: Words, find: Find) -> None:
    """Each state adds a paragraph; the last two confirm most of each other, and more metadata or the date decides."""
    paragraphs = [words(80, seed) for seed in range(10)]
    texts = {f"state {state}": "\n\n".join(paragraphs[: 6 + state]) for state in range(4)}
    known = {f"state {state}": {"metadata_count": 2 + state} for state in range(4)}
    outcome, _ = find(texts, known)
    assert clusters(outcome) == [list(texts)]
    assert {row["duplicate_of"] for row in outcome.clusters.to_pylist()} == {"state 3", None}
    dated = {f"state {state}": {"published_date": datetime(2018, 9, 11 + state)} for state in range(4)}
    outcome, _ = find(texts, dated)
    assert [row["doc_id"] for row in outcome.clusters.to_pylist() if row["kept"]] == ["state 2"]
