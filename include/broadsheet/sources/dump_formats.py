"""Reads what a dump states of its page in a form of its own: title, date and outlet.

Three forms are known. A crawl puts ``date 2018-09-11 TITLE`` before the text, with as much of the date as it knows. A
portal of reprints puts ``Published in OUTLET on 11 - 09 - 2018`` under the headline. A news interface cuts a text off
and puts ``[+636 chars]`` behind it. What the first and the third add is taken out of the text.
"""

import re
from datetime import date
from typing import NamedTuple

ORIGIN = "prefix of the dump"


class Stated(NamedTuple):
    """What a dump states of its page; None where it does not.

    Attributes:
        title: The headline, which is also the first line of the text.
        year: The year of publication.
        month: Its month.
        day: Its day.
        publisher: The outlet that ran the page.
        date_at: Offset in the text of the line that names outlet and date.
    """

    title: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    publisher: str | None = None
    date_at: int | None = None


NOTHING = Stated()

_PREFIX = re.compile(
    r"\s{0,9}date[^\S\n]{1,9}(?P<year>(?:19|20)[0-9]{2})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
    r"(?:[T ][0-9]{2}:[0-9]{2}\S*)?[^\S\n]*(?:\n|$|(?<=\s)(?P<title>\S[^\n]*))"
)
_REPRINT = re.compile(r"^[^\S\n]{0,9}Published in (?P<outlet>[^\n]{1,120}) on (?=[0-9])", re.MULTILINE)
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}")
_CUT_OFF = re.compile(r"\s?\[\+[0-9]{1,7} chars\](?=\s*$)", re.MULTILINE)


def read_dump(text: str) -> tuple[str, Stated]:
    """Return a page's text without what a dump added to it, and what that states.

    >>> read_dump(" date 2018-09 Old quay reopens\\nThe quay was shut.")
    ('Old quay reopens\\nThe quay was shut.', Stated(title='Old quay reopens', year=2018, month=9, day=None, ...
    """
    stated = NOTHING
    prefix = _PREFIX.match(text)
    if prefix:
        year, month, day = (int(part) if part else None for part in prefix.group("year", "month", "day"))
        if year and _is_day(year, month or 1, day or 1):
            title = prefix["title"]
            text = text[prefix.start("title") if title else prefix.end() :]
            stated = Stated(title.rstrip() if title else None, year, month, day)
    if " chars]" in text:
        text = _CUT_OFF.sub("", text)
    if "Published in " in text:
        reprint = _REPRINT.search(text)
        if reprint:
            names = [name.strip() for name in reprint["outlet"].split("|")]
            outlet = next(filter(_HOST.fullmatch, names), reprint["outlet"].strip())
            stated = stated._replace(publisher=outlet, date_at=reprint.start("outlet"))
    return text, stated


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
