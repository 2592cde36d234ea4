"""Days of the Persian calendar are those of the common one that Iran's own calendars print beside them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.calendar.persian_calendar import FIRST_YEAR, LAST_YEAR, persian_day, persian_month

YEARS = st.integers(FIRST_YEAR, LAST_YEAR - 1)


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
