"""Dates, bylines and prompts leave the edges of a body, never its inside."""

import numpy as np
import pytest

from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.segmentation.trimming import (
    MOST,
    drop_buttons,
    drop_ending,
    drop_galleries,
    drop_opening,
    drop_teasers,
)

STORY = "The harbour board met on Tuesday to hear what the new breakwater would cost the town."


def left(*lines: str) -> list[int]:
    values = line_features([read_page("\n".join(lines))]).values
    kept = np.ones(len(lines), np.bool_)
    drop_opening(values, kept)
    drop_ending(values, kept)
    return np.flatnonzero(kept).tolist()


@pytest.mark.parametrize(
    "line",
    ["Sept 12, 2018", "12.09.2018 14:30", "Updated 3 hours ago", "Senior political correspondent", "Share on Facebook"],
)
def test_a_stamp_before_the_story_is_dropped(line: str) -> None:
    assert left(line, STORY, STORY) == [1, 2]


@pytest.mark.parametrize("line", ["Related stories", "Subscribe to our newsletter", "Ähnliche Themen"])
def test_a_prompt_behind_the_story_is_dropped(line: str) -> None:
    assert left(STORY, line) == [0]


@pytest.mark.parametrize(
    "line", ["THE NEXT DISPUTE", "A long argument about money", "Sept 12, 2018.", "Share prices fell."]
)
def test_subheadings_and_sentences_stay(line: str) -> None:
    assert left(line, STORY, line) == [0, 1, 2]


def test_nothing_inside_a_story_is_dropped() -> None:
    assert left(STORY, "Sept 12, 2018", STORY) == [0, 1, 2]


def test_a_table_of_dates_is_not_dropped_whole() -> None:
    dates = [f"{day}.9.2021 Northfield" for day in range(1, 11)]
    assert left(*dates, STORY) == list(range(MOST, 11))


@pytest.mark.parametrize("line", ["ADVERTISEMENT", "Anzeige", "Publicidad", "Share"])
def test_a_button_inside_a_story_is_dropped(line: str) -> None:
    values = line_features([read_page("\n".join([STORY, line, STORY, "The next dispute", STORY]))]).values
    kept = np.ones(5, np.bool_)
    drop_buttons(values, kept)
    assert np.flatnonzero(kept).tolist() == [0, 2, 3, 4]


GALLERY_STORY = [
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


def left_of_gallery(*lines: str) -> list[int]:
    features = line_features([read_page("\n".join(lines))])
    kept = np.ones(len(lines), np.bool_)
    drop_galleries(features.values, features.digests, kept)
    return np.flatnonzero(kept).tolist()


def glued(captions: list[str]) -> str:
    return " ".join(
        f"{HEADING} {caption} Hide Caption {number} of {len(captions)}" for number, caption in enumerate(captions)
    )


def test_a_gallery_glued_into_one_line_is_dropped() -> None:
    assert left_of_gallery(*GALLERY_STORY[:2], glued(CAPTIONS), *GALLERY_STORY[2:]) == [0, 1, 3, 4]


def test_a_carousel_that_writes_each_caption_twice_is_dropped() -> None:
    twice = [caption for caption in CAPTIONS[:3] for _ in range(2)]
    assert left_of_gallery(*GALLERY_STORY[:2], *twice, *GALLERY_STORY[2:]) == [0, 1, 8, 9]


def test_two_repeated_paragraphs_make_no_carousel() -> None:
    twice = [line for line in GALLERY_STORY[:2] for _ in range(2)]
    assert left_of_gallery(*twice, *GALLERY_STORY[2:]) == list(range(6))


def test_a_page_whose_every_paragraph_comes_twice_keeps_them() -> None:
    twice = [line for line in GALLERY_STORY for _ in range(2)]
    assert left_of_gallery(*twice) == list(range(8))


def test_a_glued_gallery_without_a_story_is_kept() -> None:
    assert left_of_gallery("A short note.", glued(CAPTIONS)) == [0, 1]


def test_prose_in_one_long_line_is_no_gallery() -> None:
    assert left_of_gallery(*GALLERY_STORY, " ".join(GALLERY_STORY + CAPTIONS)) == list(range(5))


def test_captions_between_others_that_are_no_body_do_not_count() -> None:
    features = line_features([read_page("\n".join([*GALLERY_STORY, *CAPTIONS[:1] * 6]))])
    kept = np.array([True] * 4 + [False] * 6)
    drop_galleries(features.values, features.digests, kept)
    assert kept.tolist() == [True] * 4 + [False] * 6


@pytest.mark.parametrize(
    "line",
    [
        "READ MORE: Why the bakery closes at noon",
        "WATCH | Divers lift the old anchor from the harbour",
        "Related: Council buys the old mill",
        "Lesen Sie auch: Warum die Fähre liegen bleibt",
        "Lire aussi : Le phare sera repeint",
        "Follow us on Twitter and Facebook for more.",
        "More on this topic",
    ],
)
def test_labelled_links_and_prompts_inside_a_story_are_dropped(line: str) -> None:
    assert without_buttons(STORY, line, STORY) == [0, 2]


@pytest.mark.parametrize(
    "line",
    [
        "The result: nine schools stay open",
        "Squad: Moe, Berg, Lindgren and Hall",
        "Watch out for the tide, the harbour master said.",
        "More than forty boats were lost",
    ],
)
def test_labels_and_openings_of_a_story_stay(line: str) -> None:
    assert without_buttons(STORY, line, STORY) == [0, 1, 2]


def without_buttons(*lines: str) -> list[int]:
    values = line_features([read_page("\n".join(lines))]).values
    kept = np.ones(len(lines), np.bool_)
    drop_buttons(values, kept)
    return np.flatnonzero(kept).tolist()


TEASERS = [
    "Bakers in Westhaven have opened a museum of bread.",
    "Lightning struck the chapel twice within an hour.",
    "Cyclists will get a tunnel under the railway.",
]


def test_short_sentences_about_other_things_behind_a_story_are_dropped() -> None:
    assert without_teasers(*GALLERY_STORY, *TEASERS) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "ending",
    [
        TEASERS[:2],
        [f'"{teaser}"' for teaser in TEASERS],
        ["The fishermen paid for the first pier.", "The mayor will answer in November.", "Winter storms come early."],
        [" ".join(TEASERS), *TEASERS[:2]],
    ],
    ids=["two", "quotes", "words of the story", "a longer paragraph among them"],
)
def test_other_endings_stay(ending: list[str]) -> None:
    lines = [*GALLERY_STORY, *ending]
    assert without_teasers(*lines) == list(range(len(lines)))


def without_teasers(*lines: str) -> list[int]:
    found = line_features([read_page("\n".join(lines))])
    kept = np.ones(len(lines), np.bool_)
    drop_teasers(found.values, found.keys, found.offsets, kept)
    return np.flatnonzero(kept).tolist()
