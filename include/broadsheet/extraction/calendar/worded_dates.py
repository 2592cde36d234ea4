"""Dates that name the month: *Sept. 26, 2018*, *4 de mayo de 2020*, *2020. június 4.*, *29 सितंबर 2020*.

The words around a year are looked up among the names of months; day and year are the numbers beside it, with nothing
but punctuation, ordinal endings and little words between. What a dump glued to them (*DoeNovember 6, 20235:01*) is cut.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from broadsheet.extraction.calendar.calendar_names import month_of
from broadsheet.extraction.calendar.written_dates import EARLIEST, LATEST, WrittenDate, calendar_day, whole_year


def dates_in_words(text: str, start: int, end: int, language: str) -> Iterator[WrittenDate]:
    """Yield the dates in ``text[start:end]`` that name their month in `language`, English or unmistakably."""
    tokens = [_Token(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text, start, end)]
    numbers = [index for index, token in enumerate(tokens) if token.text.isdecimal()]
    near = {index + step for index in numbers for step in _NEARBY}
    behind = 0
    for index in sorted(near):
        if not behind <= index < len(tokens):
            continue
        word = tokens[index].text
        if len(word) < 2 or not word[0].isalpha():
            continue
        month, begin, last = _month_at(tokens, index, language)
        if month is None:
            continue
        written = _around(tokens, index, last, month, begin)
        if written is not None:
            yield written
            behind = last + 1


_TOKEN = re.compile(
    r"\d+|[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0963\u0980-\u09e3\u0a00-\u0dff\u0e31-\u0e4e]+[^\W\d_]*)*|[^\w\s]"
)
_HUMP = re.compile(r"(?<=[^\W\d_])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_FILLERS = frozenset(".,-–/·'’|•º°ª") | frozenset(
    ("de", "del", "of", "den", "der", "the", "th", "st", "nd", "rd", "er", "di", "da", "m", "d")
)
_LOOKABOUT = 4
_NEARBY = (-4, -3, -2, -1, 1, 2, 3, 4)
_THAI_YEARS = 543


class _Token(NamedTuple):
    start: int
    end: int
    text: str


def _month_at(tokens: list[_Token], index: int, language: str) -> tuple[int | None, int, int]:
    """Return the month named at `index`, where its name starts, and the index of its last token."""
    token = tokens[index]
    if index + 1 < len(tokens) and tokens[index + 1].text[0].isalpha() and not token.text.isascii():
        month = month_of(f"{token.text} {tokens[index + 1].text}", language)
        if month is not None:
            return month, token.start, index + 1
    month = month_of(token.text, language)
    if month is None:
        for hump in _HUMP.finditer(token.text):
            month = month_of(token.text[hump.start() :], language)
            if month is not None:
                return month, token.start + hump.start(), index
    return month, token.start, index


def _around(tokens: list[_Token], first: int, last: int, month: int, start: int) -> WrittenDate | None:
    before = _number_beside(tokens, first, -1)
    after = _number_beside(tokens, last, 1)
    end = tokens[last].end
    day_before = before is not None and tokens[first].start == start and _is_day(tokens[before].text)
    year_after = _year(tokens, after)
    if before is not None and year_after is not None and day_before and after is not None:
        year, year_end = year_after
        return _words(tokens[before].start, year_end, year, month, int(tokens[before].text))
    if after is not None and _is_day(tokens[after].text):
        further = _number_beside(tokens, after, 1)
        year_after = _year(tokens, further)
        if year_after is not None and not day_before:
            year, year_end = year_after
            return _words(start, year_end, year, month, int(tokens[after].text))
        year_before = _year(tokens, before)
        if year_before is not None and before is not None:
            return _words(tokens[before].start, tokens[after].end, year_before[0], month, int(tokens[after].text))
        if day_before and before is not None and _is_short_year(tokens, after):
            year = whole_year(int(tokens[after].text))
            return _words(tokens[before].start, tokens[after].end, year, month, int(tokens[before].text))
    year_after = _year(tokens, after)
    if year_after is not None and not day_before:
        year, year_end = year_after
        return WrittenDate(start, max(end, year_end), year, month, None, "words")
    return None


def _words(start: int, end: int, year: int, month: int, day: int) -> WrittenDate | None:
    return WrittenDate(start, end, year, month, day, "words") if calendar_day(year, month, day) else None


def _number_beside(tokens: list[_Token], index: int, step: int) -> int | None:
    """Return the index of the nearest number on one side, with nothing but fillers or short endings between."""
    for distance in range(1, _LOOKABOUT + 1):
        at = index + step * distance
        if not 0 <= at < len(tokens):
            return None
        word = tokens[at].text
        if word.isdecimal():
            return at
        if word.casefold() not in _FILLERS and not (len(word) <= 2 and not word.isascii()) and not _is_month_twin(word):
            return None
    return None


def _is_month_twin(word: str) -> bool:
    return len(word) > 2 and not word.isascii() and month_of(word, "und") is not None


def _is_day(digits: str) -> bool:
    return len(digits) <= 2 and 1 <= int(digits) <= 31


def _year(tokens: list[_Token], index: int | None) -> tuple[int, int] | None:
    """Return the year at `index` and where it ends; what is glued to its four digits is cut off."""
    if index is None:
        return None
    token = tokens[index]
    if len(token.text) < 4:
        return None
    year = int(token.text[:4])
    if 2443 <= year <= 2600 and len(token.text) == 4:
        year -= _THAI_YEARS
    return (year, token.start + 4) if EARLIEST <= year <= LATEST else None


def _is_short_year(tokens: list[_Token], index: int) -> bool:
    token = tokens[index]
    following = tokens[index + 1].text.casefold() if index + 1 < len(tokens) else ""
    return len(token.text) == 2 and following not in {":", ".", "%", "h", "uhr", "am", "pm", "a", "p"}
