"""Names of months make dates with the numbers beside them."""

from datetime import date

import pytest

from broadsheet.extraction.dates.worded import dates_in_words


def in_words(text: str, language: str = "en") -> list[date | None]:
    return [written.whole for written in dates_in_words(text, 0, len(text), language)]


def test_day_month_and_year_in_each_order() -> None:
    expected = [date(2020, 5, 4)]
    assert in_words("4 May 2020") == in_words("May 4, 2020") == in_words("2020 May 4") == expected


def test_the_number_before_the_day_of_the_week_is_not_the_day() -> None:
    assert in_words("08:29 • Friday ,18 September 2020") == [date(2020, 9, 18)]


def test_two_dates_in_a_row_are_both_read() -> None:
    assert in_words("June 4, 2020 - June 5, 2020") == [date(2020, 6, 4), date(2020, 6, 5)]


@pytest.mark.parametrize("text", ["May 4", "in May of that year 2020 people came", "30 February 2020", "4 Foo 2020"])
def test_no_date_without_its_parts_side_by_side(text: str) -> None:
    assert all(day is None for day in in_words(text))


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("May 4 10:00:00 UTC 2020", "en", date(2020, 5, 4)),
        ("04.05.20204. Mai 2020", "de", date(2020, 5, 4)),
        ("10:08 June 19, 2020", "en", date(2020, 6, 19)),
        ("19 June 98", "en", date(1998, 6, 19)),
        ("15 ارديبهشت 1399", "fa", date(2020, 5, 4)),
        ("4 พ.ค. 2563", "th", date(2020, 5, 4)),
    ],
)
def test_unusual_orders_and_calendars(text: str, language: str, day: date) -> None:
    assert in_words(text, language) == [day]


def test_a_month_of_the_persian_calendar_needs_a_year_of_it() -> None:
    assert in_words("4 مهر 2020", "fa") == []
