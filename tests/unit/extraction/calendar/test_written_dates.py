"""A written date gives a whole day only where one is written."""

from datetime import date

import pytest

from broadsheet.extraction.calendar.written_dates import WrittenDate, calendar_day, common_year, whole_year


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
