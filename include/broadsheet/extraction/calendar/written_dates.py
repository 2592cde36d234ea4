"""A date as a line states it: what is written, and nothing filled in."""

from dataclasses import dataclass
from datetime import date

EARLIEST, LATEST = 1800, 2100
"""Years that a date in a page may have."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it stands in a line.

    Attributes:
        start: Offset of its first character in the line.
        end: Offset behind its last character.
        year: The year; two digits are read as 1970 to 2069.
        month: The month, null where only an open pair is given.
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


def whole_year(year: int) -> int:
    """Return the year that two digits stand for: 1970 to 2069, as POSIX reads them near enough."""
    return 2000 + year if year < 70 else 1900 + year
