"""Dates in numbers (*11 - 09 - 2018*, *2018-09-11*, *04.05.20*) and with the signs of East Asia (*2020年5月4日*)."""

import re
from collections.abc import Iterator

from broadsheet.extraction.calendar.persian_calendar import LANGUAGES as PERSIAN_LANGUAGES
from broadsheet.extraction.calendar.persian_calendar import persian_day
from broadsheet.extraction.calendar.written_dates import WrittenDate, calendar_day, common_year, whole_year

Runs = list[tuple[int, int]]
"""Where runs of digits begin and end in a text."""


def dates_in_numbers(text: str, runs: Runs, language: str = "und") -> tuple[list[WrittenDate], Runs]:
    """Return the dates that begin with one of `runs`, and the runs that are part of none.

    A year of two digits needs full stops, slashes or *26-09-20*.

    Years of the Buddhist era are read as such, and those of the Persian calendar in the languages that use it.
    """
    found: list[WrittenDate] = []
    others: Runs = []
    behind = 0
    for run in runs:
        start, end = run
        if start < behind:
            continue
        written = None
        length = end - start
        if length <= 2 or length == 4:
            match = _NUMBERS.match(text, start)
            written = _of_numbers(match, language) if match else None
            if written is None and length == 4 and (match := _YEAR_MONTH.match(text, start)):
                written = WrittenDate(start, match.end(), int(match[1]), int(match[2]), None, "iso", "-")
        elif length == 8 and (match := _COMPACT.match(text, start)):
            day = calendar_day(int(match[1]), int(match[2]), int(match[3]))
            written = WrittenDate(start, match.end(), day.year, day.month, day.day, "iso") if day else None
        if written is None:
            others.append(run)
        else:
            found.append(written)
            behind = written.end
    return found, others


def _of_numbers(match: re.Match[str], language: str) -> WrittenDate | None:
    start, end = match.span()
    one, mark, two, three = match.group("a", "mark", "b", "c")
    first, second, third = int(one), int(two), int(three)
    if mark in "–‐":
        mark = "-"
    if len(one) == 4:
        if len(three) > 2:
            return None
        year = common_year(first)
        whole = calendar_day(year, second, third)
        if whole is None and language in PERSIAN_LANGUAGES:
            whole = persian_day(first, second, third)
        return WrittenDate(start, end, whole.year, whole.month, whole.day, "iso", mark) if whole else None
    if len(three) == 1 or (len(three) == 2 and mark not in "./" and not (mark == "-" and len(one) == 2)):
        return None
    year = common_year(third) if len(three) == 4 else whole_year(third, language)
    by_day, by_month = calendar_day(year, second, first), calendar_day(year, first, second)
    if by_day and by_month and by_day != by_month:
        return WrittenDate(start, end, year, None, None, "numbers", mark, (first, second))
    only = by_day or by_month
    if only is None and len(three) == 4 and language in PERSIAN_LANGUAGES:
        only = persian_day(third, second, first)
    return WrittenDate(start, end, only.year, only.month, only.day, "numbers", mark) if only else None


def dates_with_signs(text: str) -> Iterator[WrittenDate]:
    """Yield dates whose parts are named by signs or, in Vietnamese and Mongolian, by a word beside their numbers."""
    if "年" in text or "년" in text:
        for match in _SIGNS.finditer(text):
            year = 1 if match["year"] == "元" else int(match["year"])
            year += _ERAS.get(match["era"] or "", 0)
            month, day = int(match["month"]), int(match["day"] or 0)
            if calendar_day(year, month, day or 1):
                yield WrittenDate(match.start(), match.end(), year, month, day or None, "signs")
    if "áng" in text:
        for match in _VIETNAMESE.finditer(text):
            month = int(match[2]) if match[2].isdecimal() else _VIETNAMESE_MONTHS[match[2].casefold()]
            day, year = int(match[1]), int(match[3])
            if calendar_day(year, month, day):
                yield WrittenDate(match.start(), match.end(), year, month, day, "words")
    elif "сар" in text:
        for match in _MONGOLIAN.finditer(text):
            year, month, day = (int(part) for part in match.groups())
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
_VIETNAMESE_NUMBERS = ("một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_VIETNAMESE_MONTHS = {name: month for month, name in enumerate(_VIETNAMESE_NUMBERS, 1)}
_VIETNAMESE = re.compile(
    rf"(\d{{1,2}})\s+tháng\s+(\d{{1,2}}|mười (?:một|hai)|{'|'.join(_VIETNAMESE_MONTHS)})"
    r"(?:,|\s+năm|\s*[-/])?\s+(\d{4})",
    re.IGNORECASE,
)
_MONGOLIAN = re.compile(r"(\d{4})\s+оны\s+(\d{1,2})\s+(?:дугаар\s|дүгээр\s)?сарын\s+(\d{1,2})")
