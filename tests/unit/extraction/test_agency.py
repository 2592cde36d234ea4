"""The wire service that is credited is named; one that is only quoted, or took the picture, is not."""

from collections.abc import Callable

import pytest

from broadsheet.extraction.agency import Agency, find_agency
from broadsheet.extraction.article import Article

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a long debate, the mayor told Reuters on Monday."


@pytest.mark.parametrize(
    ("page", "agency"),
    [
        (f"# New quay\n> LONDON (Reuters) — {STORY}", Agency("Reuters", "dateline", 1)),
        (f"# New quay\n> (CNN) -- {STORY}", Agency("CNN", "dateline", 1)),
        (f"# New quay\n> 【5月4日 AFP】{STORY}", Agency("AFP", "dateline", 1)),
        (f"# New quay\nBy Ada Lindgren\nAssociated Press\n> {STORY}", Agency("AP", "credit line", 2)),
        (f"# New quay\nVon dpa 12.03.2021, 07:15\n> {STORY}", Agency("dpa", "byline", 1)),
        (f"# New quay\nBy Ada Lindgren, CNN\n> {STORY}", Agency("CNN", "byline", 1)),
        (f"# New quay\nAda Lindgren and AP\n> {STORY}", Agency("AP", "credit line", 1)),
        (f"# New quay\nAFP, TALLINN\n> {STORY}", Agency("AFP", "credit line", 1)),
        (f"# New quay\n> {STORY}\n(Quelle: dpa/sda/APA)", Agency("dpa", "credit line", 2)),
        (f"# New quay\n> {STORY}\nSource: Xinhua", Agency("Xinhua", "credit line", 2)),
        (f"# New quay\n> {STORY} (Xinhua)", Agency("Xinhua", "end of a paragraph", 1)),
        (f"# New quay\n> {STORY} — AFP", Agency("AFP", "end of a paragraph", 1)),
        ("# New quay\n> The quay will open in May, reports AFP.", Agency("AFP", "end of a paragraph", 1)),
        (f"# New quay\n> {STORY} (With inputs from PTI)", Agency("PTI", "end of a paragraph", 1)),
    ],
)
def test_credits(marked_article: Make, page: str, agency: Agency) -> None:
    assert find_agency(marked_article(page)) == agency


@pytest.mark.parametrize(("length", "named"), [(64, True), (65, False)])
def test_a_credit_is_no_longer_than_a_line_of_names(marked_article: Make, length: int, named: bool) -> None:
    credit = "Ada Lindgren, Tom Berg".ljust(length - 24, ".") + "with inputs from Reuters"
    found = find_agency(marked_article(f"# New quay\n{credit}\n> The new quay opens in May."))
    assert len(credit) == length
    assert (found is not None) == named


@pytest.mark.parametrize(
    "page",
    [
        f"# New quay\n> {STORY}",
        f"# New quay\nPhoto: Reuters\n> {STORY}",
        f"# New quay\nJo Doe/AP\n> {STORY}",
        f"# New quay\nFoto: Jo Doe/dpa\n> {STORY}",
        f"# New quay\n> {STORY} (AP Photo/Jo Doe)",
        f"# New quay\n> {STORY}\nMap\nSport\n-A+A",
        f"# New quay\n> {STORY}\n" + "\n".join(f"Story {number}" for number in range(9)) + "\nReuters",
    ],
    ids=["quoted", "picture", "photographer", "foto", "ap photo", "menu", "far below"],
)
def test_mentions_and_pictures_are_no_credits(marked_article: Make, page: str) -> None:
    assert find_agency(marked_article(page)) is None
