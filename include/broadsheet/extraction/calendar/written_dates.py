"""A date as a line states it: what is written, and nothing filled in."""

from datetime import date
from typing import NamedTuple

EARLIEST, LATEST = 1800, 2060
"""Years that a date in a page may have."""

_BUDDHIST_ERA = 543
_BUDDHIST_YEARS = range(2443, 2604)


class WrittenDate(NamedTuple):
    """A date as it stands in a line.

    Attributes:
        start: Offset of its first character in the line.
        end: Offset behind its last character.
        year: The year; two digits are read as 1970 to 2069.
        month: The month, null where only the year or an open pair is given.
        day: The day, null where it is not given or its order is open.
        form: ``iso``, ``numbers``, ``words`` or ``signs`` (CJK).
        mark: What separates the numbers, empty for the other forms.
        pair: The two small numbers as written, null where their order is no question.
    """

    start: int
    end: int
    year: int
    month: int | None
    day: int | None
    form: str
    mark: str = ""
    pair: tuple[int, int] | None = None

    @property
    def whole(self) -> date | None:
        """The day, null where a part is missing or its order open."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def days(self) -> tuple[date, ...]:
        """The days it may stand for: none where a part is missing, two where its order is open."""
        if self.pair is None:
            return (date(self.year, self.month, self.day),) if self.month and self.day else ()
        return tuple(day for first in (True, False) if (day := self.ordered(day_first=first)) is not None)

    def ordered(self, *, day_first: bool) -> date | None:
        """Return the day in one order of `pair`, null where there is no such day."""
        if self.pair is None:
            return self.whole
        day, month = self.pair if day_first else self.pair[::-1]
        return calendar_day(self.year, month, day)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return the day, null where the calendar has none such or the year is out of reach."""
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_year(year: int, language: str = "und") -> int:
    """Return the year that two digits stand for: 1970 to 2069, as POSIX reads them near enough; in Thai, 1990 to 2056.

    >>> whole_year(20), whole_year(98), whole_year(63, "th")
    (2020, 1998, 2020)
    """
    if language == "th" and year >= 33:
        return 2500 + year - _BUDDHIST_ERA
    return 2000 + year if year < 70 else 1900 + year


def common_year(year: int) -> int:
    """Return `year` in the common era where it is one of the Buddhist era, as in Thailand and Laos; else as it is.

    >>> common_year(2563), common_year(2020)
    (2020, 2020)
    """
    return year - _BUDDHIST_ERA if year in _BUDDHIST_YEARS else year
