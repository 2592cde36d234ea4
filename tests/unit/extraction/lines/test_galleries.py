"""Picture galleries are told from prose, and taken out only where prose is left."""

import numpy as np

from broadsheet.extraction.lines.galleries import drop_galleries
from broadsheet.extraction.lines.measuring import line_features
from broadsheet.extraction.page import read_page

STORY = [
    "The harbour board met on Tuesday to hear what the new breakwater would cost the town over thirty years.",
    "Nobody had expected the engineers to ask for a second pier, least of all the fishermen who paid for the first.",
    "The mayor promised an answer before the winter storms, and went home without taking questions from the floor.",
    "A vote is due in November, when the accounts of the old ferry company will have been read by everyone.",
]
HEADING = "Photos: Northfield harbour through the years"
CAPTIONS = [
    "Workers lower the first stone of the breakwater into the water in spring.",
    "A crowd watches the steamer leave for the islands with two hundred guests.",
    "Children skate between frozen fishing boats during the longest winter.",
    "The lighthouse keeper paints the tower before the visit of the minister.",
    "Two divers rest on the slipway after looking for the lost anchor.",
    "Smoke rises from the cannery on the morning after the great fire.",
    "The brass band plays on the quay as the new crane is handed over.",
    "Fog hides everything but the masts of the herring fleet.",
]


def left(*lines: str) -> list[int]:
    features = line_features([read_page("\n".join(lines))])
    kept = np.ones(len(lines), np.bool_)
    drop_galleries(features.values, features.digests, kept)
    return np.flatnonzero(kept).tolist()


def glued(captions: list[str]) -> str:
    return " ".join(
        f"{HEADING} {caption} Hide Caption {number} of {len(captions)}" for number, caption in enumerate(captions)
    )


def test_a_gallery_glued_into_one_line_is_dropped() -> None:
    assert left(*STORY[:2], glued(CAPTIONS), *STORY[2:]) == [0, 1, 3, 4]


def test_a_carousel_that_writes_each_caption_twice_is_dropped() -> None:
    twice = [caption for caption in CAPTIONS[:3] for _ in range(2)]
    assert left(*STORY[:2], *twice, *STORY[2:]) == [0, 1, 8, 9]


def test_two_repeated_paragraphs_make_no_carousel() -> None:
    twice = [line for line in STORY[:2] for _ in range(2)]
    assert left(*twice, *STORY[2:]) == list(range(6))


def test_a_page_whose_every_paragraph_comes_twice_keeps_them() -> None:
    twice = [line for line in STORY for _ in range(2)]
    assert left(*twice) == list(range(8))


def test_a_glued_gallery_without_a_story_is_kept() -> None:
    assert left("A short note.", glued(CAPTIONS)) == [0, 1]


def test_prose_in_one_long_line_is_no_gallery() -> None:
    assert left(*STORY, " ".join(STORY + CAPTIONS)) == list(range(5))


def test_captions_between_others_that_are_no_body_do_not_count() -> None:
    features = line_features([read_page("\n".join([*STORY, *CAPTIONS[:1] * 6]))])
    kept = np.array([True] * 4 + [False] * 6)
    drop_galleries(features.values, features.digests, kept)
    assert kept.tolist() == [True] * 4 + [False] * 6
