"""The cheap look at short lines lets through every line that a rule would read, and few others."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.publisher import line_edges
from broadsheet.extraction.publisher.line_edges import LONGEST, SHARED, lines_with_edge, read_edges
from broadsheet.extraction.publisher.outlet_names import squeezed
from broadsheet.extraction.segmentation.page import Page, read_page
from broadsheet.extraction.word_slots import word_slots


@pytest.fixture(autouse=True)
def _few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the compiled pass read short pages too."""
    monkeypatch.setattr(line_edges, "FEW_LINES", 0)


FIRST, LAST = frozenset({"about", "über"}), frozenset({"shop"})


def edges(page: Page) -> tuple[list[str], list[str]]:
    outside = np.ones(len(page.lines), np.bool_)
    found = read_edges(page.points, page.places, outside, word_slots(FIRST), word_slots(LAST))
    return [page.lines[line].text for line in found.shared], [page.lines[line].text for line in found.framed]


def test_lines_that_three_share_a_name_with_are_let_through_once() -> None:
    page = read_page("Courier Sport\nCourier Town\n* Courier Shop\nCourier Sport\nthe quay\nthe town\nthe hall")
    assert edges(page)[0] == ["Courier Sport", "Courier Town", "* Courier Shop"]


@pytest.mark.parametrize("line", ["About Bay Courier", "• ÜBER Bay Courier", "Bay Courier Shop"])
def test_lines_framed_by_a_word_asked_for_are_let_through(line: str) -> None:
    assert edges(read_page(f"{line}\nWeather\nThe quay opens"))[1] == [line]


@pytest.mark.parametrize("line", ["About", "Shop", "Weather in town", "About " + LONGEST * "x"])
def test_a_word_alone_and_a_long_line_are_not(line: str) -> None:
    assert edges(read_page(line))[1] == []


WORDS = st.sampled_from(
    ["Bay", "bay", "Courier", "the", "3", "Über", "Shop", "記事", "«Quay»", "•", "|", "\u3000", "über"]
)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=12)


def trimmed(text: str) -> str:
    """Return a line without the bullets and then the spaces at its ends: lines that differ in these are one."""
    return text.strip("*•·+-–|: \u00a0").strip()


@given(LINES)
def test_no_name_that_three_lines_share_is_missed(lines: list[str]) -> None:
    page = read_page("\n".join(lines))
    shared = set(edges(page)[0])
    texts = {text for line in page.lines if (text := trimmed(line.text))}
    for edge in (0, -1):
        words = Counter([text.split()[edge] for text in texts])
        for word in [word for word, count in words.items() if count >= SHARED]:
            if word[0].islower() or word.isdigit():
                continue
            sharing = {text for text in texts if text.split()[edge] == word}
            assert sharing <= {trimmed(text) for text in shared}


@given(LINES, st.sampled_from(["bay", "baycourier", "3bay", "uber", "quay"]))
def test_no_line_with_the_letters_of_a_host_at_its_edge_is_missed(lines: list[str], key: str) -> None:
    page = read_page("\n".join(lines))
    found = lines_with_edge(page.points, page.places, np.ones(len(page.lines), np.bool_), [key])
    for index, line in enumerate(page.lines):
        letters = squeezed(line.text.casefold())
        assert index in found or not (letters.startswith(key) or letters.endswith(key))


def test_lines_of_the_story_are_left_out() -> None:
    page = read_page("About Bay Courier\nBay Courier")
    outside = np.zeros(2, np.bool_)
    assert read_edges(page.points, page.places, outside, word_slots(FIRST), word_slots(LAST)) == ([], [])
    assert lines_with_edge(page.points, page.places, outside, ["baycourier"]) == []
