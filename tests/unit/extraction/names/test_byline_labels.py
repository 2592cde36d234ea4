"""Labels of many languages announce an author."""

import pytest

from broadsheet.extraction.names.byline_labels import behind_label, labels_within


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
        ("كتبت أسماء نصار", "أسماء نصار"),
        ("By", ""),
        ("Autor:", ""),
    ],
)
def test_what_stands_behind_a_label(text: str, rest: str) -> None:
    assert behind_label(text) == rest


@pytest.mark.parametrize(
    "text", ["Berlin", "Byron Bay", "Difesa", "Avocat", "Autor:innen", "Vonnegut", "Text", "", "12"]
)
def test_other_lines_open_with_no_label(text: str) -> None:
    assert behind_label(text) in (None, "")


def test_labels_within_a_line_of_several_things() -> None:
    text = "01. Dez. 2022 | 14:08 Uhr | von Ada Lindgren"
    assert [text[start:] for start in labels_within(text)] == ["Ada Lindgren"]


def test_the_makers_of_pictures_are_passed_over() -> None:
    assert labels_within("Foto: von Ada Lindgren, 2019") == []
