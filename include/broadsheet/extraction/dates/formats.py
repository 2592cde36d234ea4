"""Reads the dates in a line: digits, names of months, CJK signs; no missing part is filled in.

A date of two small numbers (*11 - 09 - 2018*) is read with both of its orders left open;
`broadsheet.extraction.dates.day_order` decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from broadsheet.extraction.dates.calendars import (
    PERSIAN_LANGUAGES,
    WrittenDate,
    calendar_day,
    certain_month,
    common_year,
    islamic_dates,
    persian_day,
    whole_year,
)
from broadsheet.extraction.dates.worded import dates_in_words
from broadsheet.extraction.lexicon.calendar_names import plain_digits

Runs = list[tuple[int, int]]
"""Where runs of digits begin and end in a text."""

HINT = re.compile(
    r"\d(?:\d{3}|\d? ?[./-] ?\d\d? ?[./-] ?\d\d|\d?\.?[ /-]?[^\W\d_]\S{2,11}[ /-][’']?\d\d(?!\d)|\d?年|元年)"
)
"""Cheap test for text that may hold a date: four digits in a row, three numbers, or the sign for a year."""


def read_dates(text: str, language: str) -> list[WrittenDate]:
    """Return the dates in `text`, in order of their place, none overlapping another.

    >>> [(d.whole, d.pair) for d in read_dates("Sept. 26, 2018; 11 - 09 - 2018; 2020年5月4日", "en")]
    [(datetime.date(2018, 9, 26), None), (None, (11, 9)), (datetime.date(2020, 5, 4), None)]
    """
    return list(_read(text, language))


@lru_cache(maxsize=4_096)  # dates in frames come again on the pages of an outlet, and in lists on one page
def _read(text: str, language: str) -> tuple[WrittenDate, ...]:
    text = plain_digits(text)
    found, runs = dates_in_numbers(text, [run.span() for run in _RUN.finditer(text)], language)
    if not text.isascii() and (signed := list(dates_with_signs(text))):
        found += signed
        runs = [run for run in runs if all(run[1] <= written.start or written.end <= run[0] for written in signed)]
    windows = _windows(text, runs) if runs else ()
    if windows and ("13" in text or "14" in text) and _ISLAMIC_YEAR.search(text):
        found += _of_islam(text)
    for start, end in windows:
        worded = dates_in_words(text, start, end, language)
        found += [written for written in worded if _is_apart(written, found)]
    if len(found) > 1:
        found.sort()
    return tuple(found)


_ISLAMIC_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_RUN = re.compile(r"\d+")
_REACH = 26
_EARLIEST_YEAR, _LATEST_YEAR = "1270", "2610"  # in any calendar


def _is_apart(written: WrittenDate, found: list[WrittenDate]) -> bool:
    return all(written.end <= other.start or written.start >= other.end for other in found)


def _of_islam(text: str) -> list[WrittenDate]:
    months = [(start, end, certain_month(day)) for start, end, day in islamic_dates(text)]
    return [WrittenDate(start, end, day.year, day.month, None, "words") for start, end, day in months if day]


def _windows(text: str, runs: Runs) -> list[tuple[int, int]]:
    """Return the stretches around years in which names of months are looked for."""
    windows: list[tuple[int, int]] = []
    for first, last in runs:
        if last - first < 4:
            if last - first != 2 or not text[max(0, first - 3) : first].rstrip(" .-/'’")[-1:].isalpha():
                continue
        elif not _EARLIEST_YEAR <= text[first : first + 4] <= _LATEST_YEAR:
            continue
        start, end = max(0, first - _REACH), last + _REACH
        if windows and start <= windows[-1][1]:
            windows[-1] = windows[-1][0], end
        else:
            windows.append((start, end))
    return windows


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


_NUMBERS = re.compile(  # matched at the start of each run of digits: a search with these conditions is slow
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


_ADDRESS_DAY = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>(?:19|20)\d\d)(?P<mark>[-_/.]?)(?P<month>0[1-9]|1[0-2]|(?<=[-_/.])[1-9](?=[-_/.]))(?P=mark)"
    r"(?P<day>0[1-9]|[12]\d|3[01]|(?<=[-_/.])[1-9])(?![0-9A-Za-z])"
)
_ADDRESS_NAMED = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>(?:19|20)\d\d)/(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/"
    r"(?P<day>\d\d?)(?![0-9A-Za-z])"
)
_ADDRESS_MONTH = re.compile(r"/(?P<year>(?:19|20)\d\d)[-/](?P<month>0[1-9]|1[0-2])/")
_ADDRESS_YEAR = re.compile(r"(?:19|20)\d\d")
_ADDRESS_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class AddressDate:
    """A date in an address: the first of the month where no day is given.

    Attributes:
        day: The day.
        whole: Whether the address gives the day, not the month alone.
        source: ``URL`` or ``file name``.
    """

    day: date
    whole: bool
    source: str


def date_in_address(source_uri: str, url: str | None) -> AddressDate | None:
    """Return the date in `url`, else in the file name of `source_uri`, None where neither holds one.

    Folders of a source are ignored, because they often name the day of the crawl, unless the source mirrors addresses
    (a folder that is a host name). So is the name of a file that holds several records: it names the day of the crawl
    or of the export. Of a member of an archive its own name counts.

    >>> date_in_address("wire/2020-05-04_story.txt", None)
    AddressDate(day=datetime.date(2020, 5, 4), whole=True, source='file name')
    >>> date_in_address("CC-NEWS-20200504-00001.warc#8a1d", None) is None
    True
    """
    if url:
        found = _read_address(url.split("?")[0], "URL")
        if found is not None:
            return found
    if _ADDRESS_YEAR.search(source_uri) is None:
        return None
    _, of_file, key = source_uri.partition("#")
    if of_file:
        if _FILE_NAME.search(key) is None:
            return None
        source_uri = key
    folder, _, name = source_uri.rpartition("/")
    mirrored = _ADDRESS_HOST.search(folder)
    return _read_address(source_uri[mirrored.start() :] if mirrored else name, "file name")


_FILE_NAME = re.compile(r"\.[A-Za-z]{2,5}$")
"""A key of a record that is the name of a member of an archive, not an id."""

_ADDRESS_HOST = re.compile(r"(?:^|/)(?:[a-z0-9-]+\.)+[a-z]{2,}(?=/|$)")


def _read_address(address: str, source: str) -> AddressDate | None:
    match = _ADDRESS_DAY.search(address)
    if match is not None:
        month = int(match["month"])
    else:
        match = _ADDRESS_NAMED.search(address)
        if match is not None:
            month = _ADDRESS_MONTHS.index(match["month"]) + 1
    if match is not None:
        try:
            return AddressDate(date(int(match["year"]), month, int(match["day"])), True, source)
        except ValueError:
            return None
    match = _ADDRESS_MONTH.search(address)
    return AddressDate(date(int(match["year"]), int(match["month"]), 1), False, source) if match else None
