"""Numbers are dates where their form leaves no other reading."""

import re
from datetime import date

import pytest

from broadsheet.extraction.calendar.numeric_dates import dates_in_numbers, dates_with_signs


def in_numbers(text: str) -> list[tuple[int, int | None, int | None]]:
    runs = [run.span() for run in re.finditer(r"\d+", text)]
    return [(written.year, written.month, written.day) for written in dates_in_numbers(text, runs)[0]]


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
    "text",
    [
        "2020年1月1日",
        "平成32年1月1日",
        "民國109年1月1日",
        "2020년 1월 1일",
        "1 tháng 1, 2020",
        "1 Tháng Một, 2020",
        "2020 оны 1 дүгээр сарын 1",
    ],
)
def test_signs_and_eras_give_the_day(text: str) -> None:
    assert [written.whole for written in dates_with_signs(text)] == [date(2020, 1, 1)]


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("1399/02/15", "fa", date(2020, 5, 4)),
        ("15/2/1399", "fa", date(2020, 5, 4)),
        ("2020/05/04", "fa", date(2020, 5, 4)),
        ("13/5/2563", "th", date(2020, 5, 13)),
        ("13/5/63", "th", date(2020, 5, 13)),
        ("2563-05-04", "und", date(2020, 5, 4)),
    ],
)
def test_years_of_other_calendars(text: str, language: str, day: date) -> None:
    runs = [run.span() for run in re.finditer(r"\d+", text)]
    assert [written.whole for written in dates_in_numbers(text, runs, language)[0]] == [day]


def test_a_persian_year_needs_a_language_that_counts_so() -> None:
    assert in_numbers("1399/02/15") == []


def test_runs_that_are_part_of_no_date_are_handed_back() -> None:
    text = "12 pages of 04.05.2020, no. 7"
    runs = [run.span() for run in re.finditer(r"\d+", text)]
    assert dates_in_numbers(text, runs)[1] == [runs[0], runs[-1]]
