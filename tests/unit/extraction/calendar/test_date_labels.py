"""The word before a date tells what the date is."""

import pytest

from broadsheet.extraction.calendar.date_labels import Label, label_of


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
        ("Last updated", Label.UPDATED),
        ("Zuletzt aktualisiert:", Label.UPDATED),
        ("mis à jour", Label.UPDATED),
        ("最終更新", Label.UPDATED),
        ("Comment by Jo on", Label.OTHER),
        ("© Example", Label.OTHER),
        ("Termin:", Label.OTHER),
        ("", None),
        ("Berlin, ", None),
    ],
)
def test_labels(text: str, label: Label | None) -> None:
    assert label_of(text) is label


def test_the_last_label_counts() -> None:
    assert label_of("Published by the desk, last updated") is Label.UPDATED
