"""Lines that may be a byline are found with how they are announced."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.byline.candidates import any_given_name, byline_candidates

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a vote at night."


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("By Ada Lindgren", "label"),
        ("ByAda Lindgren", "label"),
        ("4 May 2020 | By Ada Lindgren", "label within"),
        ("4 May 2020, posted by Ada Lindgren", "small label within"),
        ("Follow Ada Lindgren on Twitter", "link"),
        ("Ada Lindgren", "none"),
        ("Ada Lindgren, 4 May 2020", "none"),
    ],
)
def test_how_an_author_is_announced(marked_article: Make, line: str, label: str) -> None:
    (found,) = byline_candidates(marked_article(f"# New quay\n{line}\n> {STORY}\n> {STORY}"))
    assert (found.people, found.line, found.label) == (("Ada Lindgren",), 1, label)


def test_a_label_alone_announces_the_next_line(marked_article: Make) -> None:
    found = list(byline_candidates(marked_article(f"# New quay\nAutor:\nAda Lindgren\n> {STORY}")))
    assert ("label above", 2) in {(candidate.label, candidate.line) for candidate in found}


@pytest.mark.parametrize(
    ("ending", "label", "line"),
    [
        ("(Ada Lindgren, Tom Berg, 3.5.2021)", "closing bracket", 2),
        ("(Reporting by Ada Lindgren)", "closing bracket", 2),
    ],
)
def test_brackets_behind_the_story(marked_article: Make, ending: str, label: str, line: int) -> None:
    found = list(byline_candidates(marked_article(f"# New quay\n> {STORY}\n> {STORY} {ending}")))
    assert [(candidate.label, candidate.line) for candidate in found if "Ada Lindgren" in candidate.people] == [
        (label, line)
    ]


@pytest.mark.parametrize("line", ["By Reuters", "News", "Read more", "Photo: by Ada Lindgren", "the quay opens soon"])
def test_other_lines(marked_article: Make, line: str) -> None:
    assert list(byline_candidates(marked_article(f"# New quay\n{line}\n> {STORY}\n> {STORY}"))) == []


def test_given_names_are_known_with_a_comma_behind() -> None:
    assert any_given_name(["Lindgren", "Ada,"])
    assert not any_given_name(["New", "Quay"])


@pytest.mark.parametrize(
    ("name", "labels"),
    [("Ada Lindgren", ["end of the lead"]), ("Lindgren", []), ("Ada", [])],
    ids=["whole name", "surname alone", "given name alone"],
)
def test_a_whole_name_at_the_end_of_the_lead_is_a_byline(marked_article: Make, name: str, labels: list[str]) -> None:
    found = byline_candidates(marked_article(f"# New quay\n> {STORY} By {name}.\n> {STORY}"))
    assert [candidate.label for candidate in found] == labels
