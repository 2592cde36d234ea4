"""Each date is weighed by where and how it stands."""

from collections.abc import Callable
from datetime import date

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.candidates import DateCandidates, DatePlaces, day_before_headline
from broadsheet.extraction.dates.find import CERTAIN

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a narrow majority."


def weights(article: Article) -> dict[date | None, tuple[str, float]]:
    candidates = DateCandidates(article)
    return {found.written.whole: (found.rule, found.weight) for found in (*candidates.near(), *candidates.far())}


def test_places_from_best_to_worst(marked_article: Make) -> None:
    menu = "\n".join(f"Section {number}" for number in range(16))
    found = weights(marked_article(
        f"Posted 1 May 2020\n{menu}\n2 May 2020\n# New quay\n3 May 2020\n> {STORY}\n> {STORY}\nPosted 4 May 2020"
    ))  # fmt: skip
    assert {day.day: rule for day, (rule, _) in found.items() if day} == {
        1: "page head",
        2: "header line",
        3: "header line",
        4: "footer line",
    }
    assert found[date(2020, 5, 3)][1] > found[date(2020, 5, 2)][1] > found[date(2020, 5, 4)][1]


def test_a_line_about_something_else_weighs_less(marked_article: Make) -> None:
    found = weights(marked_article(
        f"# New quay\n3 May 2020\nThe quay will be open to all from 9 May 2020, the harbour board said.\n> {STORY}"
    ))  # fmt: skip
    assert found[date(2020, 5, 9)][1] < found[date(2020, 5, 3)][1] - 2


def test_dates_in_the_running_text_are_left_out(marked_article: Make) -> None:
    assert weights(marked_article(f"# New quay\n> {STORY}\n> {STORY} It opened on 4 May 1998. {STORY}")) == {}


def test_the_author_in_front_speaks_for_a_date_far_up(marked_article: Make) -> None:
    menu = "\n".join(f"Section {name}" for name in "abcdefghijklmnopqrst")
    found = weights(marked_article(f"By Jo Doe on 4 May 2020 10:00\n{menu}\n# New quay\n> {STORY}"))
    plain = weights(marked_article(f"Jo Doe on 4 May 2020 10:00\n{menu}\n# New quay\n> {STORY}"))
    assert found[date(2020, 5, 4)][1] > 2.5 > plain[date(2020, 5, 4)][1]


def test_a_handle_speaks_against_a_date_in_the_story_not_above_it(marked_article: Make) -> None:
    found = weights(marked_article(
        f"# New quay\nBy Jo Doe@jodoe 4 May 2020\n> {STORY}\nBay (@bay) 3 May 2020\n> {STORY}\n> {STORY}"
    ))  # fmt: skip
    assert found[date(2020, 5, 4)][1] > 2.5 > found[date(2020, 5, 3)][1]


@pytest.mark.parametrize(
    ("headline", "is_of_the_page"),
    [
        ("04.05.2020 - Harbour - New quay approved", True),
        ("News of the harbour | 04.05.2020", True),
        ("New quay opens on 04.05.2020 after years", False),
    ],
)
def test_a_headline_opens_or_ends_with_the_day_of_the_page(
    marked_article: Make, headline: str, is_of_the_page: bool
) -> None:
    candidates = DateCandidates(marked_article(f"# {headline}\n> {STORY}"))
    assert [found.weight > 2.5 for found in candidates.near()] == [is_of_the_page]


def test_a_published_in_line_ends_with_its_date(marked_article: Make) -> None:
    line = "Published in Bay Letters on 4 May 1998"
    whole = weights(marked_article(f"# New quay\n{line}\n> {STORY}"))
    goes_on = weights(marked_article(f"# New quay\n> {line}, the paper told how quays are built. {STORY}"))
    assert whole[date(1998, 5, 4)][0] == "published-in line"
    assert goes_on[date(1998, 5, 4)][1] < whole[date(1998, 5, 4)][1] - 4


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("date 2018-09-11 New quay", date(2018, 9, 11)),
        ("date  2018-09-11", date(2018, 9, 11)),
        ("date 2018-09-11 New quay opens on 4 May 2019", date(2018, 9, 11)),
        ("date 2018-02-30 New quay", None),
        ("date 2018-09 New quay", None),
        ("date 2018-09-11 16:20 New quay", None),
        ("date 2018-09-111 New quay", None),
        ("update 2018-09-11 New quay", None),
    ],
)
def test_the_day_before_the_headline_is_the_first_and_heaviest_date(
    marked_article: Make, head: str, day: date | None
) -> None:
    article = marked_article(f"{head}\nHome\nSport\n> {STORY}")
    assert day_before_headline(article) == day
    if day is not None:
        first = next(iter(DateCandidates(article).near()))
        assert (first.written.whole, first.line, first.rule, first.time) == (day, 0, "header line", None)
        assert first.label is None
        assert first.weight >= CERTAIN


def test_a_day_far_above_the_headline_is_weighed_like_any_other(marked_article: Make) -> None:
    menu = "\n".join(f"Section {number}" for number in range(16))
    assert day_before_headline(marked_article(f"date 2018-09-11 Harbour\n{menu}\n# New quay\n> {STORY}")) is None


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
