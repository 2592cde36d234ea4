"""Dates as lines state them; no missing part is filled in."""

import re
from datetime import date, timedelta
from typing import NamedTuple

EARLIEST, LATEST = 1800, 2060
"""Years that a date in a page may have."""

_BUDDHIST_ERA = 543
_BUDDHIST_YEARS = range(2443, 2604)


class WrittenDate(NamedTuple):
    """A date in a line.

    Attributes:
        start: Offset of its first character in the line.
        end: Offset behind its last character.
        year: The year; two digits are read as 1970 to 2069.
        month: The month, None where only the year or an open pair is given.
        day: The day, None where it is not given or its order is open.
        form: ``iso``, ``numbers``, ``words`` or ``signs`` (CJK).
        mark: What separates the numbers, empty for the other forms.
        pair: The two small numbers as written, None where their order is no question.
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
        """The day, None where a part is missing or its order open."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def days(self) -> tuple[date, ...]:
        """The days it may mean: none where a part is missing, two where its order is open."""
        if self.pair is None:
            return (date(self.year, self.month, self.day),) if self.month and self.day else ()
        return tuple(day for first in (True, False) if (day := self.ordered(day_first=first)) is not None)

    def ordered(self, *, day_first: bool) -> date | None:
        """Return the day in one order of `pair`, None where there is no such day."""
        if self.pair is None:
            return self.whole
        day, month = self.pair if day_first else self.pair[::-1]
        return calendar_day(self.year, month, day)


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return the day; None if the calendar does not have it or the year is out of range."""
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def whole_year(year: int, language: str = "und") -> int:
    """Return the year that two digits mean: 1970 to 2069, close to what POSIX does; in Thai, 1990 to 2056.

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


PERSIAN_LANGUAGES = frozenset({"fa", "ps", "ckb", "glk", "mzn", "azb", "prs"})
"""Languages in which a year of four digits that begins with 13 or 14 is one of this calendar."""

FIRST_PERSIAN_YEAR, LAST_PERSIAN_YEAR = 1270, 1480

_LEAP_REMAINDERS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_PERSIAN_CYCLE = 33
_PERSIAN_EPOCH_YEAR, _PERSIAN_EPOCH = 1354, date(1975, 3, 21)
_LONG_PERSIAN_MONTHS = 6

_PERSIAN_MONTHS = (
    ("فروردین", "حمل"), ("اردیبهشت", "ثور"), ("خرداد", "جوزا"), ("تیر", "سرطان"), ("مرداد", "امرداد", "اسد"),
    ("شهریور", "سنبله"), ("مهر", "میزان"), ("آبان", "عقرب"), ("آذر", "قوس"), ("دی", "جدی"), ("بهمن", "دلو"),
    ("اسفند", "حوت"),
)  # fmt: skip
_PERSIAN_MONTH_OF = {name: month for month, names in enumerate(_PERSIAN_MONTHS, 1) for name in names}
_ARABIC_LETTERS = str.maketrans("يىك", "ییک")


def persian_month(word: str) -> int | None:
    """Return the month (1 to 12) that `word` names in Persian or Dari, None where it names none.

    >>> persian_month("اردیبهشت"), persian_month("مايو")
    (2, None)
    """
    return _PERSIAN_MONTH_OF.get(word.translate(_ARABIC_LETTERS))


def persian_day(year: int, month: int, day: int) -> date | None:
    """Return the day of the common calendar, None if the Persian calendar does not have it.

    >>> persian_day(1399, 1, 1), persian_day(1399, 12, 30), persian_day(1400, 12, 30)
    (datetime.date(2020, 3, 20), datetime.date(2021, 3, 20), None)
    """
    if not (
        FIRST_PERSIAN_YEAR <= year <= LAST_PERSIAN_YEAR
        and 1 <= month <= 12
        and 1 <= day <= _persian_length(year, month)
    ):
        return None
    before = sum(_persian_length(year, earlier) for earlier in range(1, month))
    return _persian_new_year(year) + timedelta(days=before + day - 1)


def _persian_new_year(year: int) -> date:
    step = 1 if year > _PERSIAN_EPOCH_YEAR else -1
    between = range(_PERSIAN_EPOCH_YEAR, year) if step > 0 else range(year, _PERSIAN_EPOCH_YEAR)
    return _PERSIAN_EPOCH + step * timedelta(days=sum(366 if _is_persian_leap(passed) else 365 for passed in between))


def _persian_length(year: int, month: int) -> int:
    if month <= _LONG_PERSIAN_MONTHS:
        return 31
    return 30 if month < 12 or _is_persian_leap(year) else 29


def _is_persian_leap(year: int) -> bool:
    return year % _PERSIAN_CYCLE in _LEAP_REMAINDERS


FIRST_ISLAMIC_YEAR, LAST_ISLAMIC_YEAR = 1270, 1480

_ISLAMIC_MONTHS = (
    "محرم|muharram|muharrem", "صفر|safar|safer", "ربيع الأول|ربیع الاول|rabi al awwal|rabiul awal|rebiülevvel",
    "ربيع الآخر|ربيع الثاني|ربیع الثانی|rabi al thani|rabiul akhir|rebiülahir",
    "جمادى الأولى|جمادى الأول|جمادی الاول|jumada al awwal|jumadil awal|cemaziyelevvel",
    "جمادى الآخرة|جمادى الثانية|جمادی الثانی|jumada al thani|jumadil akhir|cemaziyelahir",
    "رجب|rajab|recep", "شعبان|shaban|syaban|şaban", "رمضان|ramadan|ramadhan|ramazan", "شوال|shawwal|syawal|şevval",
    "ذو القعدة|ذي القعدة|ذیقعده|dhu al qadah|dzulqadah|zilkade",
    "ذو الحجة|ذي الحجة|ذیحجه|dhu al hijjah|dzulhijjah|zilhicce",
)  # fmt: skip
_ISLAMIC_MONTH_OF = {name: month for month, names in enumerate(_ISLAMIC_MONTHS, 1) for name in names.split("|")}
_ISLAMIC_NAMES = "|".join(sorted(_ISLAMIC_MONTH_OF, key=len, reverse=True)).replace(" ", r"[\s-]")
_ISLAMIC_DATE = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({_ISLAMIC_NAMES})\s*[،,]?\s+(1[234]\d\d)(?!\d)", re.IGNORECASE)
_SPACE = re.compile(r"[\s-]")
_ISLAMIC_EPOCH = date(622, 7, 19)  # the day of Julian date 1948440


def islamic_dates(text: str) -> list[tuple[int, int, date]]:
    """Return where dates that name a month of the Islamic calendar begin and end, each with its day, give or take one.

    >>> islamic_dates("1 Ramadan 1441")
    [(0, 14, datetime.date(2020, 4, 24))]
    """
    found = []
    for match in _ISLAMIC_DATE.finditer(text):
        # case may fold beyond the names that are listed
        month = _ISLAMIC_MONTH_OF.get(_SPACE.sub(" ", match[2].lower()))
        day = islamic_day(int(match[3]), month, int(match[1])) if month else None
        if day is not None:
            found.append((match.start(), match.end(), day))
    return found


def islamic_day(year: int, month: int, day: int) -> date | None:
    """Return the day of the common calendar by the arithmetic of the civil calendar; None if there is no such day.

    >>> islamic_day(1441, 9, 1), islamic_day(1441, 13, 1)
    (datetime.date(2020, 4, 24), None)
    """
    if not (FIRST_ISLAMIC_YEAR <= year <= LAST_ISLAMIC_YEAR and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    days = 354 * (year - 1) + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day - 1
    return _ISLAMIC_EPOCH + timedelta(days=days)


def certain_month(day: date) -> date | None:
    """Return the first of the month that `day` and the days beside it share, None where they share none."""
    months = {(day + timedelta(days=step)).replace(day=1) for step in (-1, 0, 1)}
    return months.pop() if len(months) == 1 else None
