"""The metadata of a document as a list of items."""

import pytest

from broadsheet.queries.metadata import facts_of, figures_of
from broadsheet.schema import CORPUS

ROW = dict.fromkeys(CORPUS.names) | {"title": "Harbour reopens", "language": "en", "page_type": "article"}


def test_the_web_address_is_listed_where_it_is_known():
    address = "https://www.example.org/2018/09/11/harbour.html"
    facts = {fact.name: fact.value for fact in facts_of(ROW | {"url": address}, None)}
    assert facts["url"] == address
    assert "url" not in {fact.name for fact in facts_of(ROW, None)}


@pytest.mark.parametrize(("authors", "value"), [(["Ada Lindgren", "Tom Berg"], "Ada Lindgren, Tom Berg"), ([], None)])
def test_authors_are_one_item_and_without_any_there_is_no_value(authors, value):
    facts = {fact.name: fact.value for fact in facts_of(ROW | {"authors": authors}, None)}
    assert facts["authors"] == value


@pytest.mark.parametrize(("score", "rule"), [(0.961, "confidence 0.96"), (None, "")])
def test_the_language_comes_with_its_confidence(score, rule):
    (language,) = [fact for fact in facts_of(ROW | {"language_score": score}, None) if fact.name == "language"]
    assert (language.value, language.rule) == ("en", rule)


def test_figures_that_are_not_known_are_left_out():
    row = ROW | {"word_count": 0, "quality": {"body_share": 0.5, "encoding": None}}
    assert figures_of(row) == {"word_count": 0, "body_share": 0.5}
