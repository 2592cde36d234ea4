from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.evidence.dates import read_claimed


@pytest.mark.parametrize(
    ("value", "day", "at"),
    [
        ("2018-09-11", date(2018, 9, 11), None),
        ("20180911", date(2018, 9, 11), None),
        ("2018-09-11 10:20:30", date(2018, 9, 11), None),
        ("2018-09-11T23:30:00+02:00", date(2018, 9, 11), datetime(2018, 9, 11, 21, 30, tzinfo=UTC)),
        ("2018-09-11T23:30:00.123Z", date(2018, 9, 11), datetime(2018, 9, 11, 23, 30, tzinfo=UTC)),
        ("Tue, 11 Sep 2018 10:00:00 GMT", date(2018, 9, 11), datetime(2018, 9, 11, 10, tzinfo=UTC)),
        ("11 September 2018", date(2018, 9, 11), None),
        ("1536660000", date(2018, 9, 11), datetime(2018, 9, 11, 10, tzinfo=UTC)),
    ],
)
def test_claimed_dates_in_their_forms(value: str, day: date, at: datetime | None) -> None:
    assert read_claimed(value) == (day, at)


@pytest.mark.parametrize("value", ["", "yesterday", "2018", "2018-13-45", "11/09/2018", "0001-01-01", "99999999999999"])
def test_no_day_is_better_than_a_guess(value: str) -> None:
    assert read_claimed(value) is None


@given(st.text())
def test_no_text_is_an_error(value: str) -> None:
    read_claimed(value)
    read_claimed(f"2018-09-11T{value}")
    read_claimed(f"Tue, {value}:00")
