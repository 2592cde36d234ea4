"""Names of months and weekdays are known in every language of CLDR."""

import pytest
from babel import Locale

from broadsheet.extraction.lexicon.calendar_names import (
    is_calendar_name,
    month_names,
    month_of,
    weekday_names,
    weekday_of,
)


@pytest.mark.parametrize(
    ("word", "language", "month"),
    [
        ("September", "en", 9),
        ("Sept.", "en", 9),
        ("JÄNNER", "de", 1),
        ("września", "pl", 9),
        ("wrzesień", "pl", 9),
        ("мая", "ru", 5),
        ("toukokuuta", "fi", 5),
        ("Mayıs", "tr", 5),
        ("MAYIS", "tr", 5),
        ("أكتوبر", "ar", 10),
        ("كانون الثاني", "ar", 1),
        ("नवंबर", "hi", 11),
        ("Αυγούστου", "el", 8),
        ("maiatzaren", "eu", 5),
    ],
)
def test_month_of_inflected_and_abbreviated_names(word: str, language: str, month: int) -> None:
    assert month_of(word, language) == month


@pytest.mark.parametrize(("language", "month"), [("hr", 10), ("pl", 11), ("cs", 11), ("sv", None)])
def test_a_name_of_two_months_is_read_in_the_language_of_the_page(language: str, month: int | None) -> None:
    assert month_of("listopad", language) == month


@pytest.mark.parametrize(("language", "month"), [("es", 8), ("sv", None), ("und", 8)])
def test_a_short_name_of_another_language_counts_where_the_language_is_unknown(
    language: str, month: int | None
) -> None:
    assert month_of("ago", language) == month


@pytest.mark.parametrize("word", ["Berlin", "the", "on", "is", "a", "Anna"])
def test_everyday_words_are_no_months(word: str) -> None:
    assert month_of(word, "en") is None
    assert not is_calendar_name(word)


def test_english_names_are_read_in_any_language() -> None:
    assert month_of("November", "xx") == 11
    assert weekday_of("Thursday", "ja") == 3


@pytest.mark.parametrize("code", ["en", "de", "fr", "es", "ru", "ar", "hi", "tr", "el", "uk", "sv", "id"])
def test_the_table_agrees_with_babel(code: str) -> None:
    locale = Locale(code)
    for month, name in locale.months["format"]["wide"].items():
        assert month_of(name, code) == month
    for weekday, name in locale.days["format"]["wide"].items():
        assert weekday_of(name, code) == weekday


def test_names_that_a_story_may_use() -> None:
    assert weekday_names("de")["mittwoch"] == 2
    assert month_names("en")["september"] == 9
    assert "may" not in month_names("en"), "a word of the language"
    assert weekday_names("und") == {}
