"""The order of day and month is settled by evidence, and the origin says by which."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.clock import ClockTime
from broadsheet.extraction.dates.day_order import Order, settle_order, shown_by_numbers
from broadsheet.extraction.dates.formats import read_dates

Make = Callable[..., Article]


def settle(article: Article, line: int = 1, **given: object) -> Order:
    (written,) = [found for found in read_dates(article.page.lines[line].text, article.language) if found.pair]
    return settle_order(written, line, article, **given)  # type: ignore[arg-type]


def test_the_weekdays_of_the_story_settle_it(marked_article: Make) -> None:
    article = marked_article("""
        # Pilots end their strike
        Published 11 - 09 - 2018
        > The pilots said on Monday that they would work again. The port opened on Tuesday.
        > A strike on Friday had closed it.
    """)
    order = settle(article)
    assert order.day_first
    assert order.words == ("day before month: the story names Monday and Tuesday, and it is a Tuesday, not a Friday")


def test_the_same_weekdays_settle_it_the_other_way(marked_article: Make) -> None:
    article = marked_article("""
        # Pilots end their strike
        Published 11/09/2018
        > The pilots said on Thursday that they would work again. The port opened on Friday.
        > It was full on Friday night.
    """)
    order = settle(article)
    assert not order.day_first
    assert "Thursday and Friday" in order.evidence


def test_a_weekday_beside_it_outweighs_the_story(marked_article: Make) -> None:
    article = marked_article("""
        # Pilots end their strike
        Friday, 11/09/2018
        > They said on Monday and on Tuesday that they would work. Monday was long, Tuesday longer.
    """)
    assert settle(article) == Order(False, "Friday stands beside it", shown=True)


def test_other_dates_of_the_page_settle_it(marked_article: Make) -> None:
    article = marked_article("""
        # Pilots end their strike
        05/04/2021
        > The port opened again.
        Older: 04/28/2021
        Older: 04/17/2021
    """)
    assert settle(article) == Order(False, "other dates of this form on the page leave no doubt", shown=True)


def test_a_day_known_otherwise_settles_it(marked_article: Make) -> None:
    article = marked_article("# Pilots end their strike\n05/04/2021\n> The port opened.", "de")
    assert settle(article, known=[date(2021, 5, 4)]) == Order(False, "the page gives it otherwise too", shown=True)


@pytest.mark.parametrize(
    ("time_beside", "day_first"),
    [
        (ClockTime(time(14, 30), american="America/New_York"), False),
        (ClockTime(time(14, 30), offset=timedelta(hours=1)), True),
        (ClockTime(time(14, 30)), True),
        (ClockTime(time(14, 30), half=True), False),
    ],
    ids=["american zone", "european zone", "24 hours", "12 hours"],
)
def test_the_clock_beside_it_is_evidence(marked_article: Make, time_beside: ClockTime, day_first: bool) -> None:
    article = marked_article("# Pilots end their strike\n05/04/2021\n> The port opened.")
    assert settle(article, time=time_beside).day_first == day_first


@pytest.mark.parametrize(
    ("language", "written", "day_first"),
    [
        ("en", "05/04/2021", False),
        ("en", "05 - 04 - 2021", True),
        ("de", "05/04/2021", True),
        ("und", "05/04/2021", True),
    ],
)
def test_without_evidence_the_convention_is_named(
    marked_article: Make, language: str, written: str, day_first: bool
) -> None:
    order = settle(marked_article(f"# Title\n{written}\n> The port opened.", language))
    assert order.day_first == day_first
    assert order.evidence.startswith(f"convention of {language} with")


def test_one_stray_weekday_does_not_overturn_a_firm_convention(marked_article: Make) -> None:
    article = marked_article("# Puerto\n02/12/2024\n> Abrieron el puerto el lunes pasado.", "es")
    assert settle(article).day_first


def test_a_reading_after_the_run_day_is_none(marked_article: Make) -> None:
    article = marked_article("# Pilots end their strike\n12/03/2026\n> The port opened.")
    assert not settle(article, latest=date(2026, 12, 31)).day_first
    assert settle(article, latest=date(2026, 11, 28)) == Order(True, "the other reading is in the future")


def test_another_day_of_the_page_that_is_close_is_evidence(marked_article: Make) -> None:
    article = marked_article("# Pilots end their strike\n05/04/2021\n> The port opened.")
    assert settle(article, others=[date(2021, 4, 7)]) == Order(True, "another day of the page is close", doubtful=True)
    assert not settle(article, others=[date(2021, 5, 6)]).day_first


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Posted 15/4/2019", True),
        ("Posted 4/15/2019", False),
        ("Posted 4/4/2019", None),
        ("Posted 15 April 2019", None),
        ("Posted 2019-04-15", None),
    ],
)
def test_a_part_above_twelve_shows_the_order(text: str, order: bool | None) -> None:
    (written,) = read_dates(text, "en")
    assert shown_by_numbers(written, text) is order
