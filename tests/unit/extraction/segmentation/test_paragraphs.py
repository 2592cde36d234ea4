"""Broken sentences become whole; what stands apart stays apart."""

import numpy as np
import pytest

from broadsheet.extraction.segmentation.line_features import line_features
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.segmentation.paragraphs import Paragraph, join_lines, mark_open


def paragraphs(text: str, *dropped: int) -> tuple[Paragraph, ...]:
    page = read_page(text)
    kept = np.array([line not in dropped for line in range(len(page.lines))], np.bool_)
    left_open = np.zeros(len(kept), np.bool_)
    mark_open(kept, line_features([page]).values, left_open)
    return join_lines(page.lines, np.flatnonzero(kept).tolist(), left_open.tolist())


def joined(text: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(text)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The board wants to see every contract signed since", "the work on the hull began."),
        ('"Nobody wins a strike like this one, and the', 'Harbour needs every hand it has," he said.'),
        ("The ferry will call at the island, the old quay,", "Northfield and the new terminal."),
    ],
    ids=["lower-case", "article-before-a-capital", "comma"],
)
def test_a_sentence_broken_over_two_lines_is_joined(first: str, second: str) -> None:
    assert joined(f"{first}\n{second}") == [f"{first} {second}"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The board wants to see every contract.", "The work began in 2010."),
        ("THE NEXT DISPUTE", "Crane drivers are to vote next month."),
        ("The sum has three parts:", "the hull, the engine and the deck."),
        ("Old quay to be rebuilt by the town", "Ada Lindgren reports from the bay."),
        ("- the hull of the ferry and all its planks", "- the engine of the ferry"),
        ("Schools, roads and bridges are on the list of the", "\nBoats are not, said the mayor."),
    ],
    ids=["full-stop", "subheading", "colon", "two-headlines", "list", "blank-line"],
)
def test_what_is_no_broken_sentence_stays_apart(first: str, second: str) -> None:
    assert len(joined(f"{first}\n{second}")) == 2


def test_scripts_without_spaces_are_joined_without_one() -> None:
    assert joined("渡船将从五月起每天开行四班，向岛上的居民提供，\n优惠票价。") == [
        "渡船将从五月起每天开行四班，向岛上的居民提供，优惠票价。"
    ]


def test_lines_that_are_not_neighbours_are_never_joined() -> None:
    assert len(paragraphs("The board wants to see every contract since\nAdvertisement\nthe work began.", 1)) == 2


def test_a_joined_paragraph_spans_its_lines() -> None:
    text = "  The board wants to see every contract since\n the work began.\n"
    (paragraph,) = paragraphs(text)
    assert text[paragraph.start : paragraph.end] == "The board wants to see every contract since\n the work began."
