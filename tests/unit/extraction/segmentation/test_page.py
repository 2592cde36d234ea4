"""A page becomes lines whose places are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.segmentation.page import read_page, split_pages
from broadsheet.text.characters import code_points


def test_blank_lines_and_indents_are_counted_and_stripped() -> None:
    page = read_page("First\n\n \n   Second \n\tThird")
    assert [(line.text, line.gap, line.indent) for line in page.lines] == [
        ("First", 0, 0),
        ("Second", 2, 3),
        ("Third", 0, 1),
    ]


def test_a_line_glued_with_no_break_spaces_is_split() -> None:
    page = read_page("One story\u00a0 \u00a0 \u00a0Another story\u00a0\u00a0")
    assert [line.text for line in page.lines] == ["One story", "Another story"]


def test_a_single_no_break_space_stays() -> None:
    assert [line.text for line in read_page("5\u00a0000 people").lines] == ["5\u00a0000 people"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "dos"])
def test_line_endings_of_either_system_end_lines(ending: str) -> None:
    assert [line.text for line in read_page(f"a{ending}b{ending}").lines] == ["a", "b"]


@given(st.text(alphabet=st.sampled_from("ab .\n\t\u00a0\u3000中é"), max_size=200))
def test_lines_are_the_page_without_its_space(text: str) -> None:
    page = read_page(text)
    assert all(page.text[line.start : line.end] == line.text for line in page.lines)
    assert "".join("".join(line.text.split()) for line in page.lines) == "".join(text.split())


def places(*texts: str) -> list[list[int]]:
    bounds = np.cumsum([0, *map(len, texts)])
    return split_pages(code_points("".join(texts)), bounds).places.tolist()


def test_each_line_has_start_end_gap_and_indent() -> None:
    assert places("One\n\n \n  Two ") == [[0, 3, 0, 0], [9, 12, 2, 2]]


def test_runs_of_no_break_spaces_set_pieces_apart_and_one_does_not() -> None:
    assert places("a\u00a0b\u00a0 \u00a0 c") == [[0, 3, 0, 0], [7, 8, 0, 1]]


def test_marks_that_are_not_seen_are_no_text() -> None:
    assert places("\u200b\ufeff\u3000\n\u200ex\u200f") == [[5, 6, 1, 1]]


@pytest.mark.parametrize("space", [chr(code) for code in range(0x10000) if chr(code).isspace()], ids=ascii)
def test_a_line_is_stripped_of_every_kind_of_space(space: str) -> None:
    assert [row[:2] for row in places(f"One\n{space}\n{space}Two{space}\n")] == [[0, 3], [7, 10]]


def test_an_empty_page_has_no_lines() -> None:
    assert places("") == places("\n\n") == []


def test_pages_are_split_as_if_each_were_alone() -> None:
    texts = ["One\nTwo", "", "\n  Three\n\nFour", "\u00a0", "Five"]
    assert places(*texts) == [place for text in texts for place in places(text)]
    split = split_pages(code_points("".join(texts)), np.cumsum([0, *map(len, texts)]))
    assert split.bounds.tolist() == [0, 2, 2, 4, 4, 5]


SHOUTED = "THE FERRY SAILED AT NINE, ALTHOUGH THE QUAY OF ÖRE WAS SHUT. NOBODY HAD TOLD THE CREW OF 14 km."


def test_a_paragraph_in_capitals_is_judged_in_sentence_case_and_keeps_its_text() -> None:
    page = read_page(f"FERRY SAILS AGAIN\n{SHOUTED}")
    assert page.lines[1].text == SHOUTED
    judged = "".join(map(chr, page.points[page.lines[1].start : page.lines[1].end]))
    assert judged == "The ferry sailed at nine, although the quay of öre was shut. Nobody had told the crew of 14 km."
    assert "".join(map(chr, page.points[:17])) == "FERRY SAILS AGAIN"


@pytest.mark.parametrize(
    "line",
    [
        SHOUTED.replace(". ", ", ").rstrip("."),
        SHOUTED.replace("NOBODY HAD TOLD", "Nobody had told"),
        "SHORT AND LOUD. YES.",
        "The Ferry Sailed At Nine, Although The Quay Of Öre Was Shut. Nobody Had Told The Crew.",
    ],
)
def test_other_lines_are_judged_as_they_are(line: str) -> None:
    assert "".join(map(chr, read_page(line).points)) == line
