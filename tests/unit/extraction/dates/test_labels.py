"""The word before a date tells what the date is."""

import pytest

from broadsheet.extraction.dates.labels import Label, is_heading_label, label_of, tells_of_posting


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Published:", Label.PUBLISHED),
        ("Posted on", Label.PUBLISHED),
        ("Veröffentlicht am", Label.PUBLISHED),
        ("Publicerad", Label.PUBLISHED),
        ("Опубликовано", Label.PUBLISHED),
        ("公開日：", Label.PUBLISHED),
        ("입력", Label.PUBLISHED),
        ("تاريخ النشر", Label.PUBLISHED),
        ("פורסם", Label.PUBLISHED),
        ("เผยแพร่เมื่อ", Label.PUBLISHED),
        ("Last updated", Label.UPDATED),
        ("Zuletzt aktualisiert:", Label.UPDATED),
        ("mis à jour", Label.UPDATED),
        ("最終更新", Label.UPDATED),
        ("Comment by Jo on", Label.OTHER),
        ("© Example", Label.OTHER),
        ("Termin:", Label.EVENT),
        ("Offer ends", Label.EVENT),
        ("Closing date:", Label.EVENT),
        ("Terms of use last updated", Label.EVENT),
        ("Angebot gültig bis", Label.EVENT),
        ("Tickets on sale until", Label.EVENT),
        ("Valable jusqu'au", Label.EVENT),
        ("Date:", Label.DATE),
        ("截止日期：", Label.DATE),
        ("", None),
        ("Berlin, ", None),
    ],
)
def test_labels(text: str, label: Label | None) -> None:
    assert label_of(text) is label


def test_the_last_label_counts() -> None:
    assert label_of("Published by the desk, last updated") is Label.UPDATED


@pytest.mark.parametrize(
    ("line", "is_label"),
    [
        ("Published", True),
        ("Zuletzt aktualisiert am:", True),
        ("Mis à jour", True),
        ("© Jo Doe / Bay Courier", False),
        ("The council voted for a quay", False),
    ],
)
def test_a_line_that_is_a_label_for_the_next(line: str, is_label: bool) -> None:
    assert is_heading_label(line) == is_label


@pytest.mark.parametrize(
    "line",
    [
        "This entry was posted on Monday, 4 May 2020 and is filed under Harbour.",
        "Dieser Beitrag wurde am 4. Mai 2020 von Jo veröffentlicht.",
        "Cet article a été rédigé le 4 mai 2020.",
        "Esta entrada fue publicada en Puerto el 4 mayo, 2020.",
        "Запись опубликована 4 мая 2020 года.",
    ],
)
def test_lines_that_tell_of_the_posting(line: str) -> None:
    assert tells_of_posting(line)


@pytest.mark.parametrize("line", ["Posted on 4 May 2020", "The story goes on until 4 May 2020", "4 May 2020", ""])
def test_lines_that_do_not(line: str) -> None:
    assert not tells_of_posting(line)
