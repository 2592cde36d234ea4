"""Reads dates that name the month: *Sept. 26, 2018*, *4 de mayo de 2020*, *2020. június 4.*, *29 सितंबर 2020*.

The words around a year are looked up among the names of months; day and year are the numbers beside it, with nothing
but punctuation, ordinal endings and little words between. Characters that a dump joined to them
(*DoeNovember 6, 20235:01*) are cut. Months of the Persian calendar are read next to years of that calendar.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from broadsheet.extraction.dates.calendars import (
    EARLIEST,
    FIRST_PERSIAN_YEAR,
    LAST_PERSIAN_YEAR,
    LATEST,
    WrittenDate,
    calendar_day,
    common_year,
    persian_day,
    persian_month,
    whole_year,
)
from broadsheet.extraction.lexicon.calendar_names import month_of

_Token = tuple[int, int, str]  # where it starts, where it ends, what it is


class _Month(NamedTuple):
    """The name of a month among the tokens."""

    number: int
    start: int  # offset of the name in the text
    first: int  # index of its first token
    last: int
    day: Callable[[int, int, int], date | None]  # reads year, month and day in the calendar of the name

    def within(self, year: int, day: str, start: int, end: int) -> WrittenDate | None:
        whole = self.day(year, self.number, int(day))
        return WrittenDate(start, end, whole.year, whole.month, whole.day, "words") if whole else None


def dates_in_words(text: str, start: int, end: int, language: str) -> list[WrittenDate]:
    """Return the dates in ``text[start:end]`` that name their month in `language`, English or unmistakably."""
    window = text[start:end]
    if window.isascii() and not _may_name_month(window, language):
        return []
    tokens: list[_Token] = [(*match.span(), match[0]) for match in _TOKEN.finditer(text, start, end)]
    found: list[WrittenDate] = []
    behind = 0
    for index, (_, _, word) in enumerate(tokens):
        if index < behind or len(word) < 2 or not word[0].isalpha():
            continue
        month = _month_at(tokens, index, language)
        if month is None:
            continue
        written = _around(tokens, month, language) or _stamp(text, tokens, month)
        if written is not None and not (found and written.start < found[-1].end):
            found.append(written)
            behind = month.last + 1
    return found


_MARKS = "\u0300-\u036f\u0900-\u0963\u0980-\u09e3\u0a00-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u102b-\u103e\u17b4-\u17d3"
_TOKEN = re.compile(
    rf"\d+|[\u0e01-\u0e4e]{{1,4}}\.[\u0e01-\u0e4e]{{1,3}}\.?|[^\W\d_]+(?:[{_MARKS}]+[^\W\d_]*)*|[^\w\s]"
)
_ASCII_WORD = re.compile("[A-Za-z]{2,}")
_HUMP = re.compile(r"(?<=[^\W\d_])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_FILLERS = frozenset(".,-–/·'’|•º°ª") | frozenset(
    ("de", "del", "of", "den", "der", "the", "th", "st", "nd", "rd", "er", "di", "da", "m", "d", "ng", "ko", "gada",
     "жылғы", "พ.ศ.", "พ.ศ")
)  # fmt: skip
_STAMP = re.compile(
    r"\s+(?:@\s?)?\d\d?:\d\d(?::\d\d)?,?\s+(?:[A-Z]{2,5}\s+)?(\d{4})(?!\d)"
)  # Mon May 4 10:00:00 UTC 2020
_LOOKABOUT = 4


def _may_name_month(window: str, language: str) -> bool:
    """Return, at a fraction of the cost of a full search, whether one of the words in ASCII may be a month."""
    for word in _ASCII_WORD.findall(window):
        if month_of(word, language) is not None or (len(word) > 3 and _is_mixed(word)):
            return True
    return False


def _is_mixed(word: str) -> bool:
    return not (word.islower() or word.istitle() or word.isupper())


def _month_at(tokens: list[_Token], index: int, language: str) -> _Month | None:
    start, _, word = tokens[index]
    number = None
    if not word.isascii():
        number = persian_month(word)
        if number is not None and any(_is_persian_year(token[2]) for token in tokens):
            return _Month(number, start, index, index, persian_day)
        if index + 1 < len(tokens) and tokens[index + 1][2][0].isalpha():
            number = month_of(f"{word} {tokens[index + 1][2]}", language)
            if number is not None:
                return _Month(number, start, index, index + 1, calendar_day)
    number = month_of(word, language)
    if number is None and len(word) > 3 and _is_mixed(word):
        for hump in _HUMP.finditer(word):
            number = month_of(word[hump.start() :], language)
            if number is not None:
                return _Month(number, start + hump.start(), index, index, calendar_day)
    if number is None and language == "he" and word[0] == "ב":  # "in" is written with the name
        number = month_of(word[1:], language)
    return _Month(number, start, index, index, calendar_day) if number is not None else None


def _around(tokens: list[_Token], month: _Month, language: str) -> WrittenDate | None:
    before, after = _number_beside(tokens, month.first, -1), _number_beside(tokens, month.last, 1)
    year_after = _year(tokens, after, month)
    day_before = None
    if before is not None and tokens[month.first][0] == month.start:
        start, _, digits = tokens[before]
        if year_after is not None and digits[:4] == str(year_after[0]):
            start, digits = start + 4, digits[4:]  # 04.05.20204. May 2020
        if _is_day(digits):
            day_before = start, digits
            found = _day_first(tokens, month, day_before, before, after, language)
            if found is not None:
                return found
    if after is not None and _is_day(tokens[after][2]):
        found = _month_first(tokens, month, before, after)
        if found is not None:
            return found
    if year_after is not None and day_before is None and month.day is calendar_day:
        year, year_end = year_after
        return WrittenDate(month.start, year_end, year, month.number, None, "words")
    return None


def _day_first(
    tokens: list[_Token], month: _Month, day_before: tuple[int, str], before: int, after: int | None, language: str
) -> WrittenDate | None:
    """Read *4 May 2020*, *2020. gada 4. maijs* and *4 May 20*."""
    start, day = day_before
    year = _year(tokens, after, month)
    if year is not None:
        return month.within(year[0], day, start, year[1])
    if after is None or not _is_day(tokens[after][2]):
        further = _number_beside(tokens, before, -1)
        year = _year(tokens, further, month)
        if further is not None and year is not None:
            return month.within(year[0], day, tokens[further][0], tokens[month.last][1])
    if after is not None and _is_short_year(tokens, after) and _is_last(tokens, after):
        return month.within(whole_year(int(tokens[after][2]), language), day, start, tokens[after][1])
    return None


def _month_first(tokens: list[_Token], month: _Month, before: int | None, after: int) -> WrittenDate | None:
    """Read *May 4, 2020* and *2020 May 4*."""
    _, end, day = tokens[after]
    year = _year(tokens, _number_beside(tokens, after, 1), month)
    if year is not None:
        return month.within(year[0], day, month.start, year[1])
    year = _year(tokens, before, month)
    return month.within(year[0], day, tokens[before][0], end) if year is not None and before is not None else None


def _stamp(text: str, tokens: list[_Token], month: _Month) -> WrittenDate | None:
    after = month.last + 1
    if after < len(tokens) and _is_day(tokens[after][2]):
        match = _STAMP.match(text, tokens[after][1])
        if match is not None:
            return month.within(int(match[1]), tokens[after][2], month.start, tokens[after][1])
    return None


def _number_beside(tokens: list[_Token], index: int, step: int) -> int | None:
    """Return the index of the nearest number on one side, with nothing but fillers or short endings between."""
    for distance in range(1, _LOOKABOUT + 1):
        at = index + step * distance
        if not 0 <= at < len(tokens):
            return None
        word = tokens[at][2]
        if word.isdecimal():
            return at
        if word.casefold() not in _FILLERS and not (len(word) <= 2 and not word.isascii()) and not _is_month_twin(word):
            return None
    return None


def _is_month_twin(word: str) -> bool:
    return len(word) > 2 and not word.isascii() and month_of(word, "und") is not None


def _is_day(digits: str) -> bool:
    return len(digits) <= 2 and digits.isdecimal() and 1 <= int(digits) <= 31


def _is_persian_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdecimal() and FIRST_PERSIAN_YEAR <= int(digits) <= LAST_PERSIAN_YEAR


def _year(tokens: list[_Token], index: int | None, month: _Month) -> tuple[int, int] | None:
    """Return the year at `index` and where it ends; what is glued to its four digits is cut off."""
    if index is None:
        return None
    start, _, digits = tokens[index]
    if len(digits) < 4:
        return None
    year = int(digits[:4])
    if month.day is persian_day:
        return (year, start + 4) if _is_persian_year(digits) else None
    if len(digits) == 4:
        year = common_year(year)
    return (year, start + 4) if EARLIEST <= year <= LATEST else None


def _is_last(tokens: list[_Token], index: int) -> bool:
    """Return whether no year is right behind the number at `index`."""
    further = _number_beside(tokens, index, 1)
    return further is None or len(tokens[further][2]) != 4


def _is_short_year(tokens: list[_Token], index: int) -> bool:
    following = tokens[index + 1][2].casefold() if index + 1 < len(tokens) else ""
    return len(tokens[index][2]) == 2 and following not in {":", ".", "%", "h", "uhr", "am", "pm", "a", "p"}
