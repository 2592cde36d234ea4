"""A page becomes lines whose places are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.page import read_page


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


def test_mojibake_is_repaired_while_offsets_stay_those_of_the_page() -> None:
    page = read_page("Plain\nThe ferry\u00e2\u20ac\u2122s berth\nPlain again")
    damaged = page.lines[1]
    assert damaged.text == "The ferry’s berth"
    assert page.text[damaged.start : damaged.end] == "The ferry\u00e2\u20ac\u2122s berth"
    assert page.repaired_lines == 1


@given(st.text(alphabet=st.sampled_from("ab .\n\t\u00a0\u3000中é"), max_size=200))
def test_lines_are_the_page_without_its_space(text: str) -> None:
    page = read_page(text)
    assert all(page.text[line.start : line.end] == line.text for line in page.lines)
    assert "".join("".join(line.text.split()) for line in page.lines) == "".join(text.split())
