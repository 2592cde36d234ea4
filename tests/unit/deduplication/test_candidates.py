"""Which texts are compared in full: all that repeat one another, and hardly any that do not."""

import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from broadsheet.deduplication.candidates import Pairs, candidate_pairs, unique_pairs
from broadsheet.deduplication.sketches import Sketches, read_sketches
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import fingerprint

Words = Callable[..., str]
Edited = Callable[[str, float, int], str]


def sketch(texts: list[str], settings: Deduplication) -> Sketches:
    made = pa.Table.from_batches([fingerprint(pa.array(texts), settings)])
    return read_sketches(made["sketch"], made["shingle_count"], settings)


def found(texts: list[str], settings: Deduplication) -> set[tuple[int, int]]:
    pairs = candidate_pairs(sketch(texts, settings), settings)
    return set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def components(pairs: Pairs, texts: int) -> int:
    graph = coo_array((np.ones(len(pairs.first)), (pairs.first, pairs.second)), shape=(texts, texts))
    return int(connected_components(graph, directed=False)[0])


def test_copies_and_parts_are_candidates_and_strangers_are_not(
    words: Words, edited: Edited, settings: Deduplication
) -> None:
    story = words(600, 1)
    texts = [story, edited(story, 0.02, 1), " ".join(story.split()[100:350]), words(600, 2), words(90, 3)]
    assert found(texts, settings) == {(0, 1), (0, 2), (1, 2)}


def test_short_text_within_a_very_long_one_is_found(words: Words, settings: Deduplication) -> None:
    long = words(6_000, 1)
    short = [" ".join(long.split()[start : start + 60]) for start in range(0, 6_000, 60)]
    hits = {pair for pair in found([long, *short], settings) if pair[0] == 0}
    assert len(hits) >= 0.9 * len(short)


def test_phrase_in_common_is_not_enough(words: Words, settings: Deduplication) -> None:
    footer = words(25, 99)
    texts = [f"{words(400, seed)} {footer}" for seed in range(20)]
    assert found(texts, settings) == set()


def test_texts_too_short_for_any_relation_are_not_candidates(words: Words, settings: Deduplication) -> None:
    story = words(300, 1)
    assert found([story, " ".join(story.split()[:15])], settings) == set()


def test_story_in_five_hundred_editions_stays_connected(words: Words, edited: Edited, settings: Deduplication) -> None:
    story = words(500, 1)
    texts = [edited(story, 0.05, seed) for seed in range(500)]
    pairs = candidate_pairs(sketch(texts, settings), settings)
    assert components(pairs, 500) == 1
    fewer = candidate_pairs(sketch(texts[:125], settings), settings)
    assert len(pairs.first) < 8 * len(fewer.first)  # of four times the texts; all pairs would be sixteen times


def test_short_edits_of_a_story_in_many_editions_stay_connected(words: Words, settings: Deduplication) -> None:
    parts = words(600, 1).split()
    full = [" ".join([*parts, *words(20, seed).split()]) for seed in range(100, 160)]
    edits = [" ".join(parts[start : start + 250]) for start in range(0, 350, 5)]
    pairs = candidate_pairs(sketch(full + edits, settings), settings)
    assert components(pairs, len(full + edits)) == 1


def test_line_on_thousands_of_pages_costs_little_and_joins_nobody(words: Words, settings: Deduplication) -> None:
    line = words(30, 10_000)
    texts = [f"{words(120, seed)} {line}" for seed in range(5_000)]
    made = sketch(texts, settings)
    candidate_pairs(made, settings)
    start = time.process_time()
    pairs = candidate_pairs(made, settings)
    assert len(pairs.first) < 3 * 5_000  # of twelve million
    assert time.process_time() - start < 2


def test_order_of_texts_does_not_matter(words: Words, edited: Edited, settings: Deduplication) -> None:
    texts = [edited(words(200, seed % 7), 0.03, seed) for seed in range(90)]
    order = np.random.default_rng(1).permutation(len(texts))
    turned = found([texts[place] for place in order], settings)
    back = {(min(order[a], order[b]), max(order[a], order[b])) for a, b in turned}
    assert found(texts, settings) == back


@pytest.mark.parametrize("texts", [[], ["one two three"], ["", ""]], ids=["none", "one", "no words"])
def test_nothing_to_pair(texts: list[str], settings: Deduplication) -> None:
    assert found(texts, settings) == set()


def test_unique_pairs_are_sorted_and_turned() -> None:
    pairs = unique_pairs(np.array([5, 1, 2, 1]), np.array([2, 3, 5, 0]))
    assert list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == [(0, 1), (1, 3), (2, 5)]
