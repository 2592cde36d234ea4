"""Dates in numbers (*11 - 09 - 2018*, *2018-09-11*, *04.05.20*) and with the signs of East Asia (*2020年5月4日*)."""

import re
from collections.abc import Iterator

from broadsheet.extraction.calendar.written_dates import WrittenDate, calendar_day, whole_year

Runs = list[tuple[int, int]]
"""Where runs of digits begin and end in a text."""


def dates_in_numbers(text: str, runs: Runs) -> Iterator[WrittenDate]:
    """Yield the dates that begin with one of `runs`; a year of two digits needs full stops, slashes or *26-09-20*."""
    behind = 0
    for start, end in runs:
        if start < behind:
            continue
        written = None
        if end - start in (1, 2, 4):
            match = _NUMBERS.match(text, start)
            written = _of_numbers(match) if match else None
            if written is None and end - start == 4 and (match := _YEAR_MONTH.match(text, start)):
                written = WrittenDate(*match.span(), int(match[1]), int(match[2]), None, "iso", "-")
        elif end - start == 8 and (match := _COMPACT.match(text, start)):
            day = calendar_day(int(match[1]), int(match[2]), int(match[3]))
            written = WrittenDate(*match.span(), day.year, day.month, day.day, "iso") if day else None
        if written is not None:
            yield written
            behind = written.end


def _of_numbers(match: re.Match[str]) -> WrittenDate | None:
    first, second, third = int(match["a"]), int(match["b"]), int(match["c"])
    mark = match["mark"].replace("–", "-").replace("‐", "-")
    if len(match["a"]) == 4:
        whole = len(match["c"]) <= 2 and calendar_day(first, second, third)
        return WrittenDate(*match.span(), first, second, third, "iso", mark) if whole else None
    if len(match["c"]) == 1 or (
        len(match["c"]) == 2 and mark not in "./" and not (mark == "-" and len(match["a"]) == 2)
    ):
        return None
    year = third if len(match["c"]) == 4 else whole_year(third)
    by_day, by_month = calendar_day(year, second, first), calendar_day(year, first, second)
    if by_day and by_month and by_day != by_month:
        return WrittenDate(*match.span(), year, None, None, "numbers", mark, (first, second))
    only = by_day or by_month
    return WrittenDate(*match.span(), year, only.month, only.day, "numbers", mark) if only else None


def dates_with_signs(text: str) -> Iterator[WrittenDate]:
    """Yield dates whose parts are named by signs or, in Vietnamese, by a word before the month's number."""
    for match in _SIGNS.finditer(text):
        year = 1 if match["year"] == "元" else int(match["year"])
        year += _ERAS.get(match["era"] or "", 0)
        month, day = int(match["month"]), int(match["day"] or 0)
        if calendar_day(year, month, day or 1):
            yield WrittenDate(match.start(), match.end(), year, month, day or None, "signs")
    for match in _VIETNAMESE.finditer(text):
        day, month, year = (int(part) for part in match.groups())
        if calendar_day(year, month, day):
            yield WrittenDate(match.start(), match.end(), year, month, day, "words")


_NUMBERS = re.compile(  # matched where a run of digits begins, for a search with these conditions is slow
    r"(?<![\d/])(?<!\d[.,:-])(?P<a>\d{4}|\d{1,2})(?P<gap>\s?)(?P<mark>[./\-–‐·])\s{0,2}(?P<b>\d{1,2})\s?(?P=mark)\s{0,2}"
    r"(?P<c>\d{4}|\d{1,2})(?![./-]?\d(?!\d?[:.h]\d\d)|[%€$£])"
)
_COMPACT = re.compile(r"(?<![\w.,-])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\w.,-])")
_YEAR_MONTH = re.compile(r"(?<![\d./-])((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\d./-])")

_SIGNS = re.compile(
    r"(?:(?P<era>令和|平成|昭和|民國|民国)\s*)?(?P<year>(?<!\d)\d{1,4}|元)\s*[年년]\s*"
    r"(?P<month>\d{1,2})\s*[月월](?:\s*(?P<day>\d{1,2})\s*[日일号號])?"
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_VIETNAMESE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|\s+năm|\s*[-/])?\s+(\d{4})", re.IGNORECASE)
