"""Links by which a site speaks of itself name it."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.publisher.outlet_names import Evidence
from broadsheet.extraction.publisher.site_links import house_link, site_mentions


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("About Bay Courier", "Bay Courier"),
        ("Über Flussbote", "Flussbote"),
        ("Follow The Bay Courier", "The Bay Courier"),
        ("Follow Bay Courier on Facebook", "Bay Courier"),
        ("Bay Courier on Twitter", "Bay Courier"),
        ("Werben auf Flussbote", "Flussbote"),
        ("Bay Courier Newsletter", "Bay Courier"),
        ("Jobs at The Bay Courier", "The Bay Courier"),
        ("Source: Bay Courier", "Bay Courier"),
    ],
)
def test_links(text: str, name: str) -> None:
    found = house_link(text, 0, near_story=True)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["About us", "Follow us on Facebook", "Contact", "More from our readers", "Bay Courier"]
)
def test_other_lines(text: str) -> None:
    assert house_link(text, 0, near_story=True) is None


def test_a_source_far_from_the_story_is_another_storys() -> None:
    assert house_link("Source: Bay Courier", 90, near_story=False) is None


Make = Callable[..., Article]
STORY = "The council voted for the new quay. It opens in May."


@pytest.mark.parametrize(
    ("line", "name", "origin"),
    [
        ("Mail us: redaktion@flussbote.de", "flussbote.de", Evidence.HOUSE_MAIL),
        ("ada.lindgren@flussbote.de", "flussbote.de", Evidence.MAIL),
        ("flussbote.de", "flussbote.de", Evidence.MASTHEAD),
        ("Mehr dazu auf Flussbote.de lesen", "Flussbote.de", Evidence.HOST),
        ("http://flussbote.de/abo", "flussbote.de", Evidence.WEB),
        ("https://flussbote.de/orte/council-approves-quay-2021", "flussbote.de", Evidence.OWN_ADDRESS),
        ("> Read it on flussbote.de first.", "flussbote.de", Evidence.STORY_HOST),
        ("> Write to ada@flussbote.de about it.", "flussbote.de", Evidence.STORY_MAIL),
        ("http://facebook.com/flussbote", "flussbote", Evidence.HANDLE),
    ],
)
def test_kinds_of_addresses(marked_article: Make, line: str, name: str, origin: Evidence) -> None:
    article = marked_article(f"# Council approves new quay\n> {STORY}\n{line}")
    assert (name, origin) in {(found.name, found.origin) for found in site_mentions(article, [2])}


@pytest.mark.parametrize(
    "line", ["gmail: jo@gmail.com", "https://www.facebook.com/sharer", "v1.2.3", "end.Then", "p.m."]
)
def test_what_everybody_uses_is_no_host(marked_article: Make, line: str) -> None:
    assert list(site_mentions(marked_article(f"# New quay\n> {STORY}\n{line}"), [2])) == []
