import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from broadsheet.sources.html_claims import read_claims


def claimed(head: str) -> list[tuple[str, str, str]]:
    """The claims of a page with this head: field, value, origin."""
    page = LexborHTMLParser(f"<html><head>{head}</head><body></body></html>")
    return [(claim.field, claim.value, claim.origin) for claim in read_claims(page)]


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {"@type": "NewsArticle", "headline": "Ferry sails", "datePublished": "2021-03-02T08:00:00Z"}


@pytest.mark.parametrize(
    "graph",
    [ARTICLE, [ARTICLE], {"@graph": [{"@type": "WebSite", "name": "Bay Courier"}, ARTICLE]}, {"mainEntity": ARTICLE}],
    ids=["object", "list", "graph", "main entity"],
)
def test_json_ld_of_an_article(graph: object) -> None:
    found = claimed(json_ld(graph))
    assert ("title", "Ferry sails", "JSON-LD headline") in found
    assert ("date", "2021-03-02T08:00:00Z", "JSON-LD datePublished") in found


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Ada Lind", ["Ada Lind"]),
        ({"@type": "Person", "name": "Ada Lind"}, ["Ada Lind"]),
        ([{"name": "Ada Lind"}, {"name": "Bo Kai"}], ["Ada Lind", "Bo Kai"]),
        (["Ada Lind", "Bo Kai"], ["Ada Lind", "Bo Kai"]),
        ({"name": ["Ada Lind", "Bo Kai"]}, ["Ada Lind", "Bo Kai"]),
        ({"@id": "#ada"}, ["Ada Lind"]),
        (None, []),
        (7, []),
    ],
)
def test_authors_of_json_ld(author: object, names: list[str]) -> None:
    graph = [{**ARTICLE, "author": author}, {"@type": "Person", "@id": "#ada", "name": "Ada Lind"}]
    assert [value for field, value, _ in claimed(json_ld({"@graph": graph})) if field == "author"] == names


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        '{"@type": "NewsArticle", "headline": "Ferry sails",}',
        '<!-- {"@type": "NewsArticle", "headline": "Ferry sails"} -->',
        '{"@type": "NewsArticle", "headline": "Ferry\nsails"}',
        "[" * 3000,
        '"text"',
        "null",
    ],
)
def test_broken_json_ld_is_read_as_far_as_it_goes(broken: str) -> None:
    found = claimed(f'<script type="application/ld+json">{broken}</script>')
    assert [value for field, value, _ in found if field == "title"] in (["Ferry sails"], [])


def test_the_article_is_told_from_those_that_a_page_lists() -> None:
    teaser = {"@type": "NewsArticle", "headline": "Another story"}
    found = claimed(json_ld({"@graph": [{"@type": "ItemList", "itemListElement": [teaser]}, ARTICLE]}))
    assert [value for field, value, _ in found if field == "title"] == ["Ferry sails"]


def test_meta_links_and_language() -> None:
    found = claimed(
        '<title>Ferry &amp;amp; quay</title><meta property="og:site_name" content="Bay Courier">'
        '<meta name="DC.date.issued" content="2021-03-02"><meta name="viewport" content="width=1">'
        '<link rel="canonical" href="https://kai.example/ferry">'
    )
    assert found == [
        ("publisher", "Bay Courier", "meta og:site_name"),
        ("date", "2021-03-02", "meta DC.date.issued"),
        ("url", "https://kai.example/ferry", "canonical link"),
        ("title", "Ferry & quay", "title element"),
    ]
