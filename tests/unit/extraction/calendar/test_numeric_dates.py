"""Numbers are dates where their form leaves no other reading."""

import re
from datetime import date

import pytest

from broadsheet.extraction.calendar.numeric_dates import dates_in_numbers, dates_with_signs


def in_numbers(text: str) -> list[tuple[int, int | None, int | None]]:
    runs = [run.span() for run in re.finditer(r"\d+", text)]
    return [(written.year, written.month, written.day) for written in dates_in_numbers(text, runs)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("13.05.2020", (2020, 5, 13)),
        ("05/13/2020", (2020, 5, 13)),
        ("2020/5/3", (2020, 5, 3)),
        ("13.05.20", (2020, 5, 13)),
        ("04/05/2020", (2020, None, None)),
        ("2020-05", (2020, 5, None)),
        ("20200513", (2020, 5, 13)),
    ],
)
def test_numbers_that_are_dates(text: str, parts: tuple[int, int | None, int | None]) -> None:
    assert in_numbers(text) == [parts]


@pytest.mark.parametrize(
    "text", ["1.2.3.4", "2020-13", "20201399", "13-05-2", "5,000-10-12", "10/20/30/40", "99.99.2020"]
)
def test_numbers_that_are_not(text: str) -> None:
    assert in_numbers(text) == []


@pytest.mark.parametrize("text", ["2020年2月30日", "第2020年", "13月5日"])
def test_signs_need_a_day_of_the_calendar(text: str) -> None:
    assert list(dates_with_signs(text)) == []


@pytest.mark.parametrize(
    "text", ["2020年1月1日", "平成32年1月1日", "民國109年1月1日", "2020년 1월 1일", "1 tháng 1, 2020"]
)
def test_signs_and_eras_give_the_day(text: str) -> None:
    assert [written.whole for written in dates_with_signs(text)] == [date(2020, 1, 1)]
