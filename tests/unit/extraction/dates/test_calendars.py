"""A written date gives a whole day only where one is written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.dates.calendars import (
    FIRST_PERSIAN_YEAR,
    LAST_PERSIAN_YEAR,
    WrittenDate,
    calendar_day,
    certain_month,
    common_year,
    islamic_dates,
    islamic_day,
    persian_day,
    persian_month,
    whole_year,
)


def test_an_open_pair_has_a_day_in_each_order() -> None:
    written = WrittenDate(0, 10, 2018, None, None, "numbers", "-", (11, 9))
    assert written.whole is None
    assert written.ordered(day_first=True) == date(2018, 9, 11)
    assert written.ordered(day_first=False) == date(2018, 11, 9)


@pytest.mark.parametrize(("year", "whole"), [(0, 2000), (69, 2069), (70, 1970), (99, 1999)])
def test_years_of_two_digits(year: int, whole: int) -> None:
    assert whole_year(year) == whole


@pytest.mark.parametrize("parts", [(1799, 1, 1), (2101, 1, 1), (2021, 2, 29), (2020, 13, 1)])
def test_days_out_of_reach_are_none(parts: tuple[int, int, int]) -> None:
    assert calendar_day(*parts) is None


def test_years_of_the_buddhist_era() -> None:
    assert (whole_year(63, "th"), whole_year(20, "th")) == (2020, 2020)
    assert (common_year(2563), common_year(2020), common_year(1800)) == (2020, 2020, 1800)


def test_a_date_may_stand_for_one_day_two_or_none() -> None:
    assert WrittenDate(0, 10, 2018, 9, 11, "words").days == (date(2018, 9, 11),)
    assert WrittenDate(0, 10, 2018, None, None, "numbers", "-", (11, 9)).days == (date(2018, 9, 11), date(2018, 11, 9))
    assert WrittenDate(0, 7, 2018, 9, None, "iso").days == ()
    assert WrittenDate(0, 4, 2018, None, None, "iso").days == ()


YEARS = st.integers(FIRST_PERSIAN_YEAR, LAST_PERSIAN_YEAR - 1)


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ((1300, 1, 1), date(1921, 3, 21)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1399, 1, 1), date(2020, 3, 20)),
        ((1399, 2, 15), date(2020, 5, 4)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
    ],
    ids=str,
)
def test_known_days(parts: tuple[int, int, int], day: date) -> None:
    assert persian_day(*parts) == day


@pytest.mark.parametrize("parts", [(1400, 12, 30), (1400, 7, 31), (1400, 13, 1), (1400, 0, 1), (2020, 5, 4)], ids=str)
def test_days_the_calendar_has_not(parts: tuple[int, int, int]) -> None:
    assert persian_day(*parts) is None


@given(YEARS)
def test_the_year_begins_at_the_spring_equinox_and_follows_the_last_day_of_the_one_before(year: int) -> None:
    begins = persian_day(year + 1, 1, 1)
    last = persian_day(year, 12, 30) or persian_day(year, 12, 29)
    assert begins is not None
    assert last == begins - timedelta(days=1)
    assert date(begins.year, 3, 19) <= begins <= date(begins.year, 3, 22)


@pytest.mark.parametrize(
    ("word", "month"), [("فروردین", 1), ("ارديبهشت", 2), ("امرداد", 5), ("حوت", 12), ("مايو", None)]
)
def test_months_in_either_spelling(word: str, month: int | None) -> None:
    assert persian_month(word) == month


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ((1400, 1, 1), date(1979, 11, 20)),
        ((1441, 9, 1), date(2020, 4, 24)),
        ((1443, 1, 1), date(2021, 8, 9)),
        ((1445, 9, 1), date(2024, 3, 11)),
    ],
    ids=str,
)
def test_known_days_to_within_one(parts: tuple[int, int, int], day: date) -> None:
    found = islamic_day(*parts)
    assert found is not None
    assert abs(found - day) <= timedelta(days=1)


@given(st.integers(1300, 1470), st.integers(1, 12))
def test_a_month_has_29_or_30_days(year: int, month: int) -> None:
    begins = islamic_day(year, month, 1)
    ends = islamic_day(year + month // 12, month % 12 + 1, 1)
    assert begins is not None
    assert ends is not None
    assert (ends - begins).days in {29, 30}


@pytest.mark.parametrize("text", ["1 رمضان 1441", "1 Ramadan 1441", "1 RAMADHAN 1441 H"])
def test_names_in_arabic_and_latin_letters(text: str) -> None:
    assert [day for _, _, day in islamic_dates(text)] == [date(2020, 4, 24)]


@pytest.mark.parametrize("text", ["Ramadan 1441", "1 Ramadan 2020", "1 Ramadan 14412", "0 رجب 1441"])
def test_what_is_no_such_date(text: str) -> None:
    assert islamic_dates(text) == []


def test_only_a_month_shared_by_the_days_around_is_certain() -> None:
    assert certain_month(date(2020, 4, 24)) == date(2020, 4, 1)
    assert certain_month(date(2020, 4, 30)) is None
    assert certain_month(date(2020, 5, 1)) is None
