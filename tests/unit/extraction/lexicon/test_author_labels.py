"""Labels of many languages announce an author."""

import pytest

from broadsheet.extraction.lexicon.author_labels import (
    behind_label,
    labels_within,
    linked_author,
    opening_word,
)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("By Ada Lindgren", "Ada Lindgren"),
        ("ByAda Lindgren", "Ada Lindgren"),
        ("Written by Ada Lindgren", "Ada Lindgren"),
        ("• Von: Ada Lindgren", "Ada Lindgren"),
        ("Autor*in: Ada Lindgren", "Ada Lindgren"),
        ("Autorin/Autor Ada Lindgren", "Ada Lindgren"),
        ("Por Ada Lindgren", "Ada Lindgren"),
        ("Auteur : Ada Lindgren", "Ada Lindgren"),
        ("Автор: Ада Линдгрен", "Ада Линдгрен"),
        ("記者：林大地", "林大地"),
        ("كتبت سلمى الحداد", "سلمى الحداد"),
        ("Oleh Ada Lindgren", "Ada Lindgren"),
        ("記者林大地／台北報導", "林大地／台北報導"),
        ("文／林大地", "林大地"),
        ("撰文｜林大地", "林大地"),
        ("Подготовила Ада Линдгрен", "Ада Линдгрен"),
        ("लेखिका: मीना जोशी", "मीना जोशी"),
        ("द्वारा मीना जोशी", "मीना जोशी"),
        ("By", ""),
        ("Autor:", ""),
        ("Συντάκτης: Άννα Λιμανίδη", "Άννα Λιμανίδη"),
    ],
)
def test_what_stands_behind_a_label(text: str, rest: str) -> None:
    assert behind_label(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "Berlin",
        "Byron Bay",
        "Difesa",
        "Avocat",
        "Autor:innen",
        "文化",
        "記者会見が開かれた",
        "Vonnegut",
        "Text",
        "",
        "12",
    ],
)
def test_other_lines_open_with_no_label(text: str) -> None:
    assert behind_label(text) in (None, "")


def test_labels_within_a_line_of_several_things() -> None:
    text = "19. Okt. 2021 | 09:33 Uhr | von Ada Lindgren"
    assert [text[start:] for start in labels_within(text)] == ["Ada Lindgren"]


def test_labels_of_other_scripts_within_a_line() -> None:
    text = "الميناء - كتب: سامي البحري"
    assert [text[start:] for start in labels_within(text)] == ["سامي البحري"]


def test_the_makers_of_pictures_are_passed_over() -> None:
    assert labels_within("Foto: von Ada Lindgren, 2019") == []


def test_a_name_of_an_account_is_not_cut_from_a_word() -> None:
    assert labels_within("Nearby Ada Lindgren") == []


@pytest.mark.parametrize(
    "text",
    [
        "Alle Artikel von Ada Lindgren",
        "More by Ada Lindgren",
        "Más artículos de Ada Lindgren",
        "Follow Ada Lindgren on Twitter",
        "• Folge Ada Lindgren auf Facebook",
        "About Ada Lindgren",
    ],
)
def test_links_to_an_authors_page(text: str) -> None:
    assert linked_author(text) == "Ada Lindgren"


@pytest.mark.parametrize("text", ["More news", "All rights reserved", "Ada Lindgren", "Follow us"])
def test_other_links(text: str) -> None:
    assert linked_author(text) is None


def test_the_opening_word_is_read_without_bullets() -> None:
    assert opening_word("  • BY Ada Lindgren") == "by"
    assert opening_word("2020 by Ada") == ""
