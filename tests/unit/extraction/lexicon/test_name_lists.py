"""Places and given names are found in whatever case."""

import pytest

from broadsheet.extraction.lexicon.name_lists import is_given_name, is_place


@pytest.mark.parametrize("name", ["Fargo", "NEW DELHI", "München", "Mailand", "Москва", "UNITED NATIONS", "St. Louis"])
def test_places(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize("name", ["Morning Update", "Reading", "Update", "Neu", "", "The Council"])
def test_words_that_are_no_places(name: str) -> None:
    assert not is_place(name)


@pytest.mark.parametrize("name", ["Ada", "BIRGIT", "Jean-Luc", "Иван", "Radek", "Chiara", "محمد", "Priya", "Σοφία"])
def test_given_names(name: str) -> None:
    assert is_given_name(name)


@pytest.mark.parametrize("word", ["News", "Media", "The", "Update", "Sport", "Xqzt"])
def test_words_that_are_no_given_names(word: str) -> None:
    assert not is_given_name(word)
