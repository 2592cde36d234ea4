"""Dates, bylines and prompts leave the edges of a body, never its inside."""

import numpy as np
import pytest

from broadsheet.extraction.lines.edges import MOST, drop_buttons, drop_ending, drop_opening
from broadsheet.extraction.lines.measuring import line_features
from broadsheet.extraction.page import read_page

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
