"""People are read out of a byline, without what stands around their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.byline.people import ARTICLES, PARTICLES, ROLES, people_in


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("John Smith, Political Editor", ("John Smith",)),
        ("John Smith and Mary O’Neill", ("John Smith", "Mary O’Neill")),
        ("John Smith, Anna Berg und Jo-Ann Lee", ("John Smith", "Anna Berg", "Jo-Ann Lee")),
        ("Ilse von der Marwitz", ("Ilse von der Marwitz",)),
        ("Tom Berg, PhD on May 3, 2017", ("Tom Berg",)),
        ("Ada Lindgren@adal", ("Ada Lindgren",)),
        ("Ada Lindgren | ada@example.org", ("Ada Lindgren",)),
        ("ADA LINDGREN, TOM BERG and EVA MOE-HALL", ("ADA LINDGREN", "TOM BERG", "EVA MOE-HALL")),
        ("Ada Lindgren, USA TODAY", ("Ada Lindgren",)),
        ("Ada Lindgren, Local Democracy Reporter", ("Ada Lindgren",)),
        ("Ada Lindgren August 25, 2025", ("Ada Lindgren",)),
        ("April May", ("April May",)),
        ("Ada Lindgren For Example.Com", ("Ada Lindgren",)),
        ("Ada Lindgren mit AP", ("Ada Lindgren",)),
        ("Prof. Dr. Ada Lindgren", ("Ada Lindgren",)),
        ("Ada Lindgren Political Correspondent", ("Ada Lindgren",)),
        ("Ada LindgrenTravel News Reporter", ("Ada Lindgren",)),
        ("Ada LindgrenNovember 6, 2023", ("Ada Lindgren",)),
        ("Ada Lindgren Follow", ("Ada Lindgren",)),
        ("Ada Lindgren 11 Ottobre 2023 - 09:26", ("Ada Lindgren",)),
        ("Ilse Lindqvist Karla Maria Mehring Jan Peter Solberg",
         ("Ilse Lindqvist", "Karla Maria Mehring", "Jan Peter Solberg")),
        ("Ada Lindgren Aug 3rd at 8:15 am", ("Ada Lindgren",)),
        ("Ian Berg", ("Ian Berg",)),
        ("สมชาย ใจดี", ("สมชาย ใจดี",)),
        ("Reporterin Ilse Brandt", ("Ilse Brandt",)),
        ("Hafen-Experte Jonas Mehring", ("Jonas Mehring",)),
        ("Jonas Mehring Foto: © Ilse Brandt", ("Jonas Mehring",)),
        ("J.R. Stone", ("J.R. Stone",)),
        ('Ada "Kit Lou" Berg', ('Ada "Kit Lou" Berg',)),
    ],
)  # fmt: skip
def test_names_alone(text: str, people: tuple[str, ...]) -> None:
    assert people_in(text, labelled=True) == people


@pytest.mark.parametrize(
    "text",
    [
        "2030, half of all cars",
        "Anfang an war klar",
        "Merkel bis Scholz",
        "Staff and wire reports of the day",
        "Newsdesk 3. März 2020",
        "The Bay Courier",
        "Reuters",
        "",
        "a deal with the board",
    ],
)
def test_what_is_no_byline_names_nobody(text: str) -> None:
    assert people_in(text, labelled=True) == ()


def test_one_word_needs_a_label() -> None:
    assert people_in("marc", labelled=True) == ("marc",)
    assert people_in("Marc", labelled=False) == ()


def test_scripts_without_capitals_need_a_label() -> None:
    assert people_in("أسماء نصار", labelled=True) == ("أسماء نصار",)
    assert people_in("أسماء نصار", labelled=False) == ()


def test_where_a_report_was_sent_from_is_nobody() -> None:
    assert people_in("林大地／台北報導", labelled=True) == ("林大地",)
    assert people_in("林大地、陳小海", labelled=True) == ("林大地", "陳小海")


def test_places_beside_names_are_no_people() -> None:
    assert people_in("Ada Lindgren | Porto Alegre", labelled=True) == ("Ada Lindgren",)


def test_a_long_list_is_no_byline() -> None:
    assert people_in(", ".join(f"Ada Lindgren{letter * 3}" for letter in "abcdefghijklmnop"), labelled=True) == ()


@given(st.text(max_size=100), st.booleans())
def test_names_are_taken_from_the_text_and_differ(text: str, labelled: bool) -> None:
    people = people_in(text, labelled=labelled)
    assert len(set(people)) == len(people)
    assert all(word in text for name in people for word in name.split())


def test_word_lists_are_folded_and_agree() -> None:
    assert all(word == word.casefold() for word in PARTICLES | ROLES)
    assert ARTICLES <= PARTICLES
