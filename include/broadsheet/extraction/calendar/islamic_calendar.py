"""The lunar calendar of Islam: *١ رمضان ١٤٤١*, *12 Ramadan 1441*.

A month begins when the new moon is seen, or by the tables of a state, so a date converted by the arithmetic of the
civil calendar (P. K. Seidelmann, ed., "Explanatory Supplement to the Astronomical Almanac", 1992, chapter 12) may be
a day off either way. What is certain is the month of the common calendar, where the days around it agree on it.
"""

import re
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1270, 1480

_MONTHS = (
    "محرم|muharram|muharrem", "صفر|safar|safer", "ربيع الأول|ربیع الاول|rabi al awwal|rabiul awal|rebiülevvel",
    "ربيع الآخر|ربيع الثاني|ربیع الثانی|rabi al thani|rabiul akhir|rebiülahir",
    "جمادى الأولى|جمادى الأول|جمادی الاول|jumada al awwal|jumadil awal|cemaziyelevvel",
    "جمادى الآخرة|جمادى الثانية|جمادی الثانی|jumada al thani|jumadil akhir|cemaziyelahir",
    "رجب|rajab|recep", "شعبان|shaban|syaban|şaban", "رمضان|ramadan|ramadhan|ramazan", "شوال|shawwal|syawal|şevval",
    "ذو القعدة|ذي القعدة|ذیقعده|dhu al qadah|dzulqadah|zilkade",
    "ذو الحجة|ذي الحجة|ذیحجه|dhu al hijjah|dzulhijjah|zilhicce",
)  # fmt: skip
_MONTH_OF = {name: month for month, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_NAMES = "|".join(sorted(_MONTH_OF, key=len, reverse=True)).replace(" ", r"[\s-]")
_DATE = re.compile(rf"(?<!\d)(\d{{1,2}})\s+({_NAMES})\s*[،,]?\s+(1[234]\d\d)(?!\d)", re.IGNORECASE)
_SPACE = re.compile(r"[\s-]")
_EPOCH = date(622, 7, 19)  # the day of Julian date 1948440


def dates_of_islam(text: str) -> list[tuple[int, int, date]]:
    """Return where dates that name a month of the Islamic calendar begin and end, each with its day, give or take one.

    >>> dates_of_islam("1 Ramadan 1441")
    [(0, 14, datetime.date(2020, 4, 24))]
    """
    found = []
    for match in _DATE.finditer(text):
        month = _MONTH_OF.get(_SPACE.sub(" ", match[2].lower()))  # null where case folds beyond the names listed
        day = islamic_day(int(match[3]), month, int(match[1])) if month else None
        if day is not None:
            found.append((match.start(), match.end(), day))
    return found


def islamic_day(year: int, month: int, day: int) -> date | None:
    """Return the day of the common calendar by the arithmetic of the civil calendar, null where there is none such.

    >>> islamic_day(1441, 9, 1), islamic_day(1441, 13, 1)
    (datetime.date(2020, 4, 24), None)
    """
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    days = 354 * (year - 1) + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day - 1
    return _EPOCH + timedelta(days=days)


def certain_month(day: date) -> date | None:
    """Return the first of the month that `day` and the days beside it share, null where they share none."""
    months = {(day + timedelta(days=step)).replace(day=1) for step in (-1, 0, 1)}
    return months.pop() if len(months) == 1 else None
