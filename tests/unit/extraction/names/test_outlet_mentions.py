"""Mentions of the outlet are found around the story, never in it."""

from collections.abc import Callable

from broadsheet.extraction.article import Article
from broadsheet.extraction.names.outlet_mentions import outlet_mentions

Make = Callable[..., Article]
STORY = "The council voted for the new quay, according to the Northern Gazette (www.northern-gazette.org)."


def origins(article: Article) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mention in outlet_mentions(article):
        found.setdefault(mention.key, set()).add(mention.origin)
    return found


def test_each_kind_of_evidence(marked_article: Make) -> None:
    article = marked_article(f"""
        baycourier.org
        Bay Courier Sport
        Bay Courier Town
        # New quay approved
        > {STORY}
        > {STORY}
        > {STORY}
        About Bay Courier
        Letters: desk@baycourier.org
        © 2021 Bay Courier
    """)
    assert origins(article)["baycourier"] == {
        "masthead",
        "links of the house",
        "addresses of the house",
        "copyright line",
        "name around the story",
    }


def test_the_story_is_not_searched(marked_article: Make) -> None:
    assert origins(marked_article(f"# New quay approved\n> {STORY}\n> {STORY}\n> {STORY}")) == {}


def test_the_end_of_the_windows_title(marked_article: Make) -> None:
    article = marked_article(f"New quay approved | Town | Bay Courier\n# New quay approved\n> {STORY}")
    assert "end of the window's title" in origins(article)["baycourier"]


def test_the_address_of_the_page(marked_article: Make) -> None:
    article = marked_article(f"# New quay approved\n> {STORY}", url="https://www.baycourier.org/quay")
    assert origins(article) == {"baycourier": {"URL"}}
