"""Who belongs together, and who is only named on the same page."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from broadsheet.deduplication.candidates import unique_pairs
from broadsheet.deduplication.clusters import cluster_texts
from broadsheet.deduplication.pair_features import examine, read_contents
from broadsheet.deduplication.relations import relate
from broadsheet.deduplication.sketches import read_sketches
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import fingerprint

Words = Callable[..., str]
Edited = Callable[[str, float, int], str]


def clusters(texts: dict[str, str], settings: Deduplication) -> set[frozenset[str]]:
    """Compare every pair of texts, and return the clusters by name."""
    column = pa.array(list(texts.values()))
    made = pa.Table.from_batches([fingerprint(column, settings)])
    sketches = read_sketches(made["sketch"], made["shingle_count"], settings)
    one, other = np.triu_indices(len(texts), 1)
    pairs = unique_pairs(one, other)
    evidence = examine(pairs, read_contents(column, settings))
    labels = cluster_texts(relate(pairs, evidence, sketches.counts, settings), sketches)
    names = np.array(list(texts))
    return {frozenset(names[labels == label].tolist()) for label in set(labels.tolist())}


def test_near_copies_and_a_short_edit_are_one_cluster(words: Words, edited: Edited, settings: Deduplication) -> None:
    story = words(600, 1)
    texts = {
        "full": story,
        "copy": edited(story, 0.02, 1),
        "edit": " ".join(story.split()[:220]),
        "other": words(300, 2),
    }
    assert clusters(texts, settings) == {frozenset({"full", "copy", "edit"}), frozenset({"other"})}


def test_edits_that_share_a_lead_are_one_story(words: Words, settings: Deduplication) -> None:
    story = words(900, 1).split()
    texts = {"full": " ".join(story)} | {
        f"edit {start}": " ".join(story[:80] + story[start : start + 150]) for start in (100, 300, 500, 700)
    }
    assert clusters(texts, settings) == {frozenset(texts)}


def test_digest_of_unrelated_stories_joins_none_of_them(words: Words, settings: Deduplication) -> None:
    stories = {f"story {seed}": words(150, seed) for seed in range(5)}
    texts = stories | {"digest": "\n\n".join(stories.values())}
    assert clusters(texts, settings) == {frozenset({name}) for name in texts}


def test_copies_of_a_digest_stay_together_without_its_stories(
    words: Words, edited: Edited, settings: Deduplication
) -> None:
    stories = {f"story {seed}": words(150, seed) for seed in range(5)}
    digest = "\n\n".join(stories.values())
    texts = stories | {"digest": digest, "second run": edited(digest, 0.01, 1)}
    expected = {frozenset({name}) for name in stories} | {frozenset({"digest", "second run"})}
    assert clusters(texts, settings) == expected


def test_page_of_two_stories_of_one_length_joins_neither(words: Words, settings: Deduplication) -> None:
    texts = {"one": words(300, 1), "two": words(300, 2), "both": f"{words(300, 1)} {words(300, 2)}"}
    assert clusters(texts, settings) == {frozenset({name}) for name in texts}


def test_brief_below_a_story_stays_by_itself(words: Words, settings: Deduplication) -> None:
    texts = {"story": words(400, 1), "brief": words(120, 2), "page": f"{words(400, 1)} {words(120, 2)}"}
    assert clusters(texts, settings) == {frozenset({"story", "page"}), frozenset({"brief"})}


def test_brief_below_a_long_story_stays_by_itself(words: Words, settings: Deduplication) -> None:
    """The page is a near copy of the story, and the brief stands in what the two do not share."""
    texts = {"story": words(900, 1), "brief": words(100, 2), "page": f"{words(900, 1)} {words(100, 2)}"}
    assert clusters(texts, settings) == {frozenset({"story", "page"}), frozenset({"brief"})}


def test_brief_quoted_by_two_unrelated_stories_joins_only_one(words: Words, settings: Deduplication) -> None:
    brief = words(80, 9)
    texts = {
        "brief": brief,
        "one": f"{words(500, 1)} {brief}",
        "two": f"{' '.join(brief.split()[:60])} {words(500, 2)}",
    }
    assert clusters(texts, settings) == {frozenset({"brief", "one"}), frozenset({"two"})}


def test_edits_of_each_other_and_of_a_much_longer_story_join_it(words: Words, settings: Deduplication) -> None:
    """The edit and the copies are a cluster already, in which one contains another: that must not hide the long one."""
    story = words(1_200, 1).split()
    texts = {
        "copy": " ".join([*story[:500], *words(250, 2).split()]),
        "edit": " ".join([*story[100:500], *words(150, 3).split()]),
        "short": " ".join(story[200:490]),
        "long": " ".join(story),
    }
    assert clusters(texts, settings) == {frozenset(texts)}


def test_stray_quote_does_not_part_a_story_from_its_edits(words: Words, settings: Deduplication) -> None:
    story = words(500, 1).split()
    quote = words(60, 2)
    texts = {
        "full": f"{' '.join(story)} {quote}",
        "edit": " ".join(story[:200]),
        "other edit": " ".join(story[150:400]),
        "quote": quote,
    }
    assert clusters(texts, settings) == {frozenset({"full", "edit", "other edit"}), frozenset({"quote"})}


def test_no_relations_leave_every_text_alone(words: Words, settings: Deduplication) -> None:
    assert clusters({"one": words(50, 1), "two": words(50, 2)}, settings) == {frozenset({"one"}), frozenset({"two"})}
