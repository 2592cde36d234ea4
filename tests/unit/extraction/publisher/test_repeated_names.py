"""A name that several lines around the story begin or end with is found, with the words it has."""

import pytest

from broadsheet.extraction.publisher.repeated_names import shared_names


def names(lines: list[str], hosts: set[str] | None = None) -> dict[str, int]:
    return {mention.name: mention.count for mention in shared_names(lines, hosts or set())}


@pytest.mark.parametrize(
    "lines",
    [
        ["Bay Courier Sport", "• Bay Courier Town", "Bay Courier Weather", "Contact"],
        ["Sport at Bay Courier", "All of the Bay Courier", "Work for Bay Courier", "Contact"],
    ],
    ids=["beginning", "ending"],
)
def test_names_of_several_words_are_found_whole(lines: list[str]) -> None:
    assert names(lines)["Bay Courier"] == 3


def test_two_lines_are_not_enough() -> None:
    assert names(["Bay Courier Sport", "Bay Courier Town", "Contact"]) == {}


def test_a_line_said_often_counts_once() -> None:
    assert names(["Bay Courier"] * 5) == {}


def test_words_written_small_are_no_names() -> None:
    assert names(["more sport", "more town", "more weather"]) == {}


def test_a_host_finds_its_words() -> None:
    assert names(["bay courier", "Bay Courier", "Sport"], {"baycourier"}) == {"Bay Courier": 1}
