"""Dates as pages write them, read from one line: digits, names of months, CJK signs; nothing is filled in.

A date of two small numbers (*11 - 09 - 2018*) is read with both of its orders left open; which one holds is settled by
`broadsheet.extraction.calendar.date_order`.
"""

import re
import unicodedata

from broadsheet.extraction.calendar.islamic_calendar import certain_month, dates_of_islam
from broadsheet.extraction.calendar.numeric_dates import Runs, dates_in_numbers, dates_with_signs
from broadsheet.extraction.calendar.worded_dates import dates_in_words
from broadsheet.extraction.calendar.written_dates import WrittenDate

HINT = re.compile(
    r"\d(?:\d{3}|\d? ?[./-] ?\d\d? ?[./-] ?\d\d|\d?\.?[ /-]?[^\W\d_]\S{2,11}[ /-][’']?\d\d(?!\d)|\d?年|元年)"
)
"""Cheap test for text that may hold a date: four digits in a row, three numbers, or the sign for a year."""


def read_dates(text: str, language: str) -> list[WrittenDate]:
    """Return the dates in `text`, in order of their place, none overlapping another.

    >>> [(d.whole, d.pair) for d in read_dates("Sept. 26, 2018; 11 - 09 - 2018; 2020年5月4日", "en")]
    [(datetime.date(2018, 9, 26), None), (None, (11, 9)), (datetime.date(2020, 5, 4), None)]
    """
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
    return found


def plain_digits(text: str) -> str:
    """Return `text` with the decimal digits of every script as 0 to 9; its length stays.

    >>> plain_digits("٢٠٢٠ ०५")
    '2020 05'
    """
    if text.isascii() or _FOREIGN_DIGIT.search(text) is None:
        return text
    return _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), text)


_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_ISLAMIC_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_RUN = re.compile(r"\d+")
_REACH = 26
_EARLIEST_YEAR, _LATEST_YEAR = "1270", "2610"  # in any calendar


def _is_apart(written: WrittenDate, found: list[WrittenDate]) -> bool:
    return all(written.end <= other.start or written.start >= other.end for other in found)


def _of_islam(text: str) -> list[WrittenDate]:
    months = [(start, end, certain_month(day)) for start, end, day in dates_of_islam(text)]
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
