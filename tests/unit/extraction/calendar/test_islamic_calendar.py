"""Days of the Islamic calendar are told to within a day, and only the month that is certain is kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.calendar.islamic_calendar import certain_month, dates_of_islam, islamic_day


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
    assert [day for _, _, day in dates_of_islam(text)] == [date(2020, 4, 24)]


@pytest.mark.parametrize("text", ["Ramadan 1441", "1 Ramadan 2020", "1 Ramadan 14412", "0 رجب 1441"])
def test_what_is_no_such_date(text: str) -> None:
    assert dates_of_islam(text) == []


def test_only_a_month_shared_by_the_days_around_is_certain() -> None:
    assert certain_month(date(2020, 4, 24)) == date(2020, 4, 1)
    assert certain_month(date(2020, 4, 30)) is None
    assert certain_month(date(2020, 5, 1)) is None
