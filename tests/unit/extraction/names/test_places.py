"""Towns, states and countries are known in whatever case."""

import pytest

from broadsheet.extraction.names.places import is_place


@pytest.mark.parametrize("name", ["Fargo", "NEW DELHI", "München", "Mailand", "Москва", "UNITED NATIONS", "St. Louis"])
def test_places(name: str) -> None:
    assert is_place(name)


@pytest.mark.parametrize("name", ["Morning Update", "Reading", "Update", "Neu", "", "The Council"])
def test_other_words(name: str) -> None:
    assert not is_place(name)
