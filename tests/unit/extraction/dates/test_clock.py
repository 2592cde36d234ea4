"""Times of day are read beside a date; a moment is told only where a zone is given."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.dates.clock import time_beside

DAY = date(2024, 4, 30)


def beside(text: str, stated: str) -> tuple[time, datetime | None] | None:
    start = text.index(stated)
    found = time_beside(text, start, start + len(stated))
    return (found.time, found.on(DAY)) if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30/04/2024 - 16:17", time(16, 17)),
        ("30/04/2024, 4.34pm", time(16, 34)),
        ("30/04/2024 12:00 AM printer", time(0, 0)),
        ("30/04/2024 12:05 p.m.", time(12, 5)),
        ("30/04/2024 20.15 Uhr", time(20, 15)),
        ("30/04/2024 às 12h55", time(12, 55)),
        ("• 08:29 • Tuesday 30/04/2024", time(8, 29)),
        ("30/04/2024 9:02 μμ", time(21, 2)),
    ],
)
def test_times_without_a_zone_tell_no_moment(text: str, expected: time) -> None:
    assert beside(text, "30/04/2024") == (expected, None)


@pytest.mark.parametrize("text", ["30/04/2024", "30/04/2024 10 pages", "30/04/2024 2.50 euros", "30/04/2024 61:10"])
def test_other_numbers_are_no_times(text: str) -> None:
    assert beside(text, "30/04/2024") is None


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2024-04-30T16:15:30Z", 16, 15),
        ("2024-04-30T16:15:30+02:00", 14, 15),
        ("2024-04-30 16:15:30-05", 21, 15),
        ("2024-04-30 16:15 UTC+1", 15, 15),
        ("2024-04-30 16:15 (GMT+7)", 9, 15),
        ("2024-04-30 4:15 p.m. ET", 20, 15),
        ("Updated 10:53 AM EST, 2024-04-30", 15, 53),
        ("2024-04-30 16:15 CEST", 14, 15),
        ("2024-04-30 09:45 PM IST", 16, 15),
    ],
)
def test_a_zone_tells_the_moment_in_utc(text: str, hour: int, minute: int) -> None:
    found = beside(text, "2024-04-30")
    assert found is not None
    assert found[1] is not None
    assert found[1].replace(second=0) == datetime(2024, 4, 30, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        *[(date(2023, 3, 11), 17), (date(2023, 3, 12), 16), (date(2023, 11, 4), 16), (date(2023, 11, 5), 17)],
        # until 2006 summer time began in April and ended in October
        *[(date(2005, 3, 20), 17), (date(2006, 4, 1), 17), (date(2006, 4, 2), 16), (date(2005, 10, 31), 17)],
        *[(date(1974, 1, 6), 16), (date(1990, 4, 1), 16), (date(1990, 3, 31), 17)],
    ],
)
def test_american_summer_time_follows_the_rules_of_the_year(day: date, hour: int) -> None:
    found = time_beside(f"{day} 12:00 ET", 0, 10)
    assert found is not None
    assert found.on(day) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "hour"), [("ET", 16), ("CT", 17), ("MT", 18), ("PT", 19)])
def test_each_american_zone_has_its_own_hours(zone: str, hour: int) -> None:
    found = time_beside(f"2024-04-30 12:00 {zone}", 0, 10)
    assert found is not None
    assert found.on(DAY) == datetime(2024, 4, 30, hour, tzinfo=UTC)


def test_summer_time_begins_at_two_in_the_morning() -> None:
    day = date(2023, 3, 12)
    before, after = (time_beside(f"{day} {hour}:30 ET", 0, 10) for hour in ("01", "03"))
    assert before is not None
    assert after is not None
    assert before.on(day) == datetime(2023, 3, 12, 6, 30, tzinfo=UTC)
    assert after.on(day) == datetime(2023, 3, 12, 7, 30, tzinfo=UTC)


@given(st.times())
def test_every_time_of_day_is_read_back(written: time) -> None:
    found = beside(f"30/04/2024 {written:%H:%M}", "30/04/2024")
    assert found == (time(written.hour, written.minute), None)


@pytest.mark.parametrize(
    ("between", "expected"), [(22, (time(8, 29), None)), (23, None)], ids=["26 before", "27 before"]
)
def test_a_time_before_the_date_is_near_it(between: int, expected: tuple[time, None] | None) -> None:
    assert beside(f"at 8:29{'.' * (between - 1)} 30/04/2024", "30/04/2024") == expected
