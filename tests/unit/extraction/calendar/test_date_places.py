"""Lines near headline and body are looked at first; what is farther off only where it may tell of the posting."""

from collections.abc import Callable

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.date_places import DatePlaces

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a narrow majority."
MENU = "\n".join(f"Section {name}" for name in "abcdefghijklmnopqrst")


def near(article: Article) -> list[str]:
    return [text for _, text in DatePlaces(article).near()]


def far(article: Article) -> list[str]:
    return [text for _, text in DatePlaces(article).far()]


def test_lines_without_digits_are_passed_over(marked_article: Make) -> None:
    article = marked_article(f"Home\n# New quay\nJo Doe\n4 May 2020\nShare\n> {STORY}")
    assert near(article) == ["4 May 2020"]
    assert far(article) == []


def test_menus_and_footers_are_far(marked_article: Make) -> None:
    article = marked_article(f"1 May 2020\n{MENU}\n# New quay\n> {STORY}\n> {STORY}\n{MENU}\n9 May 2020")
    assert near(article) == []
    assert far(article) == ["1 May 2020", "9 May 2020"]


def test_under_an_earlier_copy_of_the_headline_is_near(marked_article: Make) -> None:
    article = marked_article(f"The new quay\n4 May 2020\n{MENU}\n# The new quay\n> {STORY}")
    assert near(article) == ["4 May 2020"]


def test_of_the_body_only_lines_that_tell_of_the_posting(marked_article: Make) -> None:
    posted = "This entry was posted on 4 May 2020."
    article = marked_article("\n".join(["# New quay", *[f"> {STORY} Opened on 4 May 1998."] * 9, f"> {posted}"]))
    assert far(article) == [posted]


def test_places_nearer_to_headline_and_body_weigh_more(marked_article: Make) -> None:
    article = marked_article(f"a\nb\n# New quay\nc\nd\ne\nf\n> {STORY}\n> {STORY}\ng\nh\ni")
    weights = [DatePlaces(article).weigh(index)[1] for index in range(12)]
    assert weights[3] == weights[6] > weights[4] > weights[1] > weights[0]
    assert weights[9] > weights[10] > weights[11]
