"""Mentions of the outlet are found around the story; in it only where people speak to it or write to it."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.publisher.mentions import copyright_holder, outlet_mentions
from broadsheet.extraction.publisher.outlet_names import Evidence

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate, and the Northern Gazette was there."


def origins(article: Article) -> dict[str, set[Evidence]]:
    found: dict[str, set[Evidence]] = {}
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
        Follow Bay Courier on Facebook
        Bay Courier Shop
        Sign up for the newsletter from Bay Courier today
        Letters: letters@baycourier.org
        © 2021 Bay Courier
    """)
    assert origins(article)["baycourier"] == {
        Evidence.TOP_LINE,
        Evidence.MASTHEAD,
        Evidence.ABOUT,
        Evidence.LINK,
        Evidence.PRODUCT,
        Evidence.INVITATION,
        Evidence.HOUSE_MAIL,
        Evidence.COPYRIGHT,
        Evidence.EDGE,
    }


def test_a_name_in_the_story_is_no_mention(marked_article: Make) -> None:
    assert origins(marked_article(f"# New quay approved\n> {STORY}\n> {STORY}\n> {STORY}")) == {}


def test_what_people_told_is_one(marked_article: Make) -> None:
    said = "“It will be done by May,” the mayor told the Bay Courier on Monday."
    assert origins(marked_article(f"# New quay approved\n> {said}")) == {"baycourier": {Evidence.TOLD}}


def test_so_is_what_stands_in_brackets_where_the_story_opens(marked_article: Make) -> None:
    found = origins(marked_article(f"# New quay approved\n> GREATHAVEN (Bay Radio) — {STORY}"))
    assert found == {"bayradio": {Evidence.DATELINE}}


def test_the_end_of_the_windows_title(marked_article: Make) -> None:
    article = marked_article(f"New quay approved | Town | Bay Courier\n# New quay approved\n> {STORY}")
    assert Evidence.WINDOW_TITLE in origins(article)["baycourier"]


def test_the_address_of_the_page(marked_article: Make) -> None:
    article = marked_article(f"# New quay approved\n> {STORY}", url="https://www.baycourier.org/quay")
    assert origins(article) == {"baycourier": {Evidence.URL}}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("© 2020 The Bay Courier. All rights reserved", "The Bay Courier"),
        ("Copyright © 1999-2024 Bay Courier | Imprint", "Bay Courier"),
        ("Bay Courier © All rights reserved", "Bay Courier"),
        ("Todos Los Derechos Reservados © 2023 El Muelle", "El Muelle"),
        ("© El Muelle 2021 - Todos los derechos reservados", "El Muelle"),
        ("© 2021 Flussbote, Alle Rechte vorbehalten", "Flussbote"),
        ("© 2020 جميع الحقوق محفوظة لصحيفة الميناء", "الميناء"),
    ],
)
def test_holders(line: str, name: str) -> None:
    assert [found.name for found in copyright_holder(line, 0)] == [name]


def test_a_company_is_told_from_an_outlet() -> None:
    (company,) = copyright_holder("© 2021 Harbour Media GmbH", 0)
    (outlet,) = copyright_holder("© 2021 Bay Courier", 0)
    assert company.name == "Harbour Media"
    assert (company.origin, outlet.origin) == (Evidence.COMPANY, Evidence.COPYRIGHT)


@pytest.mark.parametrize("line", ["© Jo Doe", "© 2021", "© 2021 All rights reserved", "CC BY 2.0"])
def test_lines_that_name_no_holder(line: str) -> None:
    assert list(copyright_holder(line, 0)) == []
