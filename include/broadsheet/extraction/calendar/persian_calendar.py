"""The solar calendar of Iran and Afghanistan: *۱۵ اردیبهشت ۱۳۹۹*, *۱۳۹۹/۰۲/۱۵*.

Its years begin at the spring equinox. From 1178 to 1633 the leap years repeat every 33 years (K. M. Borkowski, "The
Persian calendar for 3000 years", Earth, Moon, and Planets 74, 1996), which covers every year a newspaper was printed.
"""

from datetime import date, timedelta

LANGUAGES = frozenset({"fa", "ps", "ckb", "glk", "mzn", "azb", "prs"})
"""Languages in which a year of four digits that begins with 13 or 14 is one of this calendar."""

FIRST_YEAR, LAST_YEAR = 1270, 1480

_LEAP_REMAINDERS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_CYCLE = 33
_EPOCH_YEAR, _EPOCH = 1354, date(1975, 3, 21)
_LONG_MONTHS = 6

_MONTHS = (
    ("فروردین", "حمل"), ("اردیبهشت", "ثور"), ("خرداد", "جوزا"), ("تیر", "سرطان"), ("مرداد", "امرداد", "اسد"),
    ("شهریور", "سنبله"), ("مهر", "میزان"), ("آبان", "عقرب"), ("آذر", "قوس"), ("دی", "جدی"), ("بهمن", "دلو"),
    ("اسفند", "حوت"),
)  # fmt: skip
_MONTH_OF = {name: month for month, names in enumerate(_MONTHS, 1) for name in names}
_ARABIC_LETTERS = str.maketrans("يىك", "ییک")


def persian_month(word: str) -> int | None:
    """Return the month (1 to 12) that `word` names in Persian or Dari, null where it names none.

    >>> persian_month("اردیبهشت"), persian_month("مايو")
    (2, None)
    """
    return _MONTH_OF.get(word.translate(_ARABIC_LETTERS))


def persian_day(year: int, month: int, day: int) -> date | None:
    """Return the day of the common calendar, null where the Persian calendar has none such.

    >>> persian_day(1399, 1, 1), persian_day(1399, 12, 30), persian_day(1400, 12, 30)
    (datetime.date(2020, 3, 20), datetime.date(2021, 3, 20), None)
    """
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= _length(year, month)):
        return None
    before = sum(_length(year, earlier) for earlier in range(1, month))
    return _new_year(year) + timedelta(days=before + day - 1)


def _new_year(year: int) -> date:
    step = 1 if year > _EPOCH_YEAR else -1
    between = range(_EPOCH_YEAR, year) if step > 0 else range(year, _EPOCH_YEAR)
    return _EPOCH + step * timedelta(days=sum(366 if _is_leap(passed) else 365 for passed in between))


def _length(year: int, month: int) -> int:
    if month <= _LONG_MONTHS:
        return 31
    return 30 if month < 12 or _is_leap(year) else 29


def _is_leap(year: int) -> bool:
    return year % _CYCLE in _LEAP_REMAINDERS
