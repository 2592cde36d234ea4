"""Given names of many languages are known; words of the newsroom are not among them."""

import pytest

from broadsheet.extraction.names.people_words import ARTICLES, PARTICLES, ROLES, is_given_name


@pytest.mark.parametrize("name", ["Ada", "BIRGIT", "Jean-Luc", "Иван", "Radek", "Chiara", "محمد", "Priya", "Σοφία"])
def test_given_names(name: str) -> None:
    assert is_given_name(name)


@pytest.mark.parametrize("word", ["News", "Media", "The", "Update", "Sport", "Xqzt"])
def test_other_words(word: str) -> None:
    assert not is_given_name(word)


def test_word_lists_are_folded_and_agree() -> None:
    assert all(word == word.casefold() for word in PARTICLES | ROLES)
    assert ARTICLES <= PARTICLES
