"""What separates the story of a page from its comments and teasers."""

import numpy as np

from broadsheet.extraction.segmentation.context import in_context
from broadsheet.extraction.segmentation.features import WIDTH, Zone
from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import read_page

STORY = (
    "The ferry sailed out of the harbour at noon, as it had done on every day of the long war.",
    "Its captain said that the fog had never been thicker, and that he would sail again on the morrow.",
)
COMMENTS = (
    "Orla Finch said,",
    "I remember that ferry well, and the smell of its engine on a cold morning in the spring.",
    "Tom Abbott said,",
    "My grandfather built the quay, stone by stone, and was never paid for the last third of it.",
    "Wren said,",
    "You should write a book about it, and I would be the first to buy it from you.",
)


def columns_of(*lines: str) -> dict[Zone, np.ndarray]:
    matrix = in_context(line_features([read_page("\n".join(lines))]))
    return {column: matrix[:, WIDTH + column] for column in Zone}


def test_heads_of_comments_end_alike_and_lines_of_a_story_do_not() -> None:
    assert columns_of(*STORY, *COMMENTS)[Zone.SAME_ENDING].tolist() == [0, 0, 2, 0, 2, 0, 2, 0]


def test_a_comment_has_patterns_before_it_and_the_story_has_none() -> None:
    patterns = columns_of(*STORY, *COMMENTS)[Zone.PATTERN_LINES_BEFORE]
    assert patterns[1] == 0
    assert patterns[3] == 1
    assert patterns[7] == 3


def test_dates_above_the_first_sentence_are_not_counted_before_it() -> None:
    stamps = columns_of("3 March 2024", "12:30", *STORY, "4 March 2024", COMMENTS[1])[Zone.STAMPS_BEFORE]
    assert stamps.tolist() == [0, 0, 0, 0, 0, 1]


def test_a_comment_zone_is_behind_lines_about_comments_in_any_language() -> None:
    for head in ("3 comments", "Kommentare (3)", "Комментарии", "评论"):
        columns = columns_of(*STORY, head, COMMENTS[1])
        assert columns[Zone.REPLIES_BEFORE].tolist() == [0, 0, 0, 1]
        assert columns[Zone.REPLIES_BEHIND].tolist() == [1, 1, 0, 0]


def test_what_the_page_announces_elsewhere_is_another_story() -> None:
    teaser = "A barn owl was rescued from a chimney by two apprentices on Sunday."
    announced = columns_of(*STORY, teaser, "Owl rescued from chimney by apprentices")[Zone.ANNOUNCED]
    assert announced[2] > 0.5
    assert announced[:2].max() == 0
