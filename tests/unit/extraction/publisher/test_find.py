"""The outlet is named where the page says enough of itself, and never guessed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.extraction.article import Article, read_article
from broadsheet.extraction.publisher.find import Publisher, find_publisher
from broadsheet.extraction.segmentation.body import find_body
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.title import find_titles

Make = Callable[..., Article]
SEEDS = Path(__file__).parents[4] / "seeds"
STORY = "The council voted for the new quay after a debate that lasted four hours, the Northern Gazette reported."


def seed(name: str) -> Article:
    page = read_page((SEEDS / name).read_text(encoding="utf-8"))
    body = find_body(page)
    title = find_titles([page], [body])[0]
    assert title is not None
    return read_article(page, body, title, "en", name)


def test_the_seed_that_names_no_outlet() -> None:
    assert find_publisher(seed("004_1b075e8e20de287e.txt")) is None


@pytest.mark.parametrize(
    ("page", "name", "origin"),
    [
        (f"# New quay\n> {STORY}\n© 2020 The Bay Courier. All rights reserved", "The Bay Courier", "copyright line"),
        (f"New quay | Bay Courier\n# New quay\n> {STORY}", "Bay Courier", "end of the window's title"),
        (
            f"# New quay\n> {STORY}\nAbout Bay Courier\nFollow Bay Courier on Facebook\nJobs at Bay Courier",
            "Bay Courier",
            "links of the house",
        ),
        (
            f"baycourier.org\n# New quay\n> {STORY}\nMail: desk@baycourier.org\nBay Courier Shop",
            "Bay Courier",
            "mail of the house",
        ),
        (
            f"baycourier.org\n# New quay\n> {STORY}\nMail: desk@baycourier.org",
            "baycourier.org",
            "mail of the house",
        ),
        (
            f"Baycourier Sport\nBaycourier Town\n# New quay\n> {STORY}\nMail: desk@baycourier.org",
            "Baycourier",
            "mail of the house",
        ),
        (
            f"Straßenfest\nmein quayside\n# New quay\n> {STORY}\nMehr quayside\nMail: desk@quayside.de",
            "quayside",
            "mail of the house",
        ),
        (f"# New quay\n> BAYTON (AP) — {STORY}", "Associated Press", "service's own page"),
    ],
)
def test_outlets(marked_article: Make, page: str, name: str, origin: str) -> None:
    found = find_publisher(marked_article(page))
    assert found is not None
    assert (found.name, found.origin) == (name, origin)


@pytest.mark.parametrize(
    "page",
    [
        f"# New quay\n> {STORY}",
        f"Home\nSport\nNews\n# New quay\n> {STORY}\nNews App\nMore News\nSport News",
        f"# New quay\n© Jo Doe\n> {STORY}",
        f"# New quay\n> {STORY}\n© 2020 Harbour Media Group GmbH",
        f"# New quay\n> {STORY}\nFollow us on Facebook\nContact us\nwww.facebook.com/sharer",
    ],
    ids=["story only", "everyday words", "picture", "owner", "services"],
)
def test_too_little_names_no_outlet(marked_article: Make, page: str) -> None:
    assert find_publisher(marked_article(page)) is None


def test_the_address_alone_names_the_site(marked_article: Make) -> None:
    article = marked_article(f"# New quay\n> {STORY}", url="https://www.baycourier.co.za/quay")
    assert find_publisher(article) == Publisher("baycourier.co.za", "URL", None, "baycourier.co.za")


@pytest.mark.parametrize(
    ("host", "name"),
    [("thequayside.org", "The Quayside"), ("quayside.org", "Quayside")],
    ids=["article", "no article"],
)
def test_the_host_tells_whether_the_article_is_part_of_the_name(marked_article: Make, host: str, name: str) -> None:
    found = find_publisher(
        marked_article(f"# New quay\n> {STORY}\nAbout The Quayside\nMail: desk@{host}\n© 2020 The Quayside")
    )
    assert found is not None
    assert found.name == name


def test_a_service_among_much_else_is_not_taken_for_the_publisher(marked_article: Make) -> None:
    menu = "\n".join(f"{word} and other things of the town" for word in ("Sport", "Trade", "Weather", "Boats"))
    assert find_publisher(marked_article(f"{menu}\n# New quay\n> BAYTON (AP) — {STORY}")) is None
