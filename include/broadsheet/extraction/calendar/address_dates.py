"""Dates in web addresses and file names: ``/2020/05/04/slug``, ``20200504-slug.html``, ``/2020/05/slug``."""

import re
from dataclasses import dataclass
from datetime import date

_DAY = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>(?:19|20)\d\d)(?P<mark>[-_/.]?)(?P<month>0[1-9]|1[0-2]|(?<=[-_/.])[1-9](?=[-_/.]))(?P=mark)"
    r"(?P<day>0[1-9]|[12]\d|3[01]|(?<=[-_/.])[1-9])(?![0-9A-Za-z])"
)
_NAMED = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>(?:19|20)\d\d)/(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/"
    r"(?P<day>\d\d?)(?![0-9A-Za-z])"
)
_MONTH = re.compile(r"/(?P<year>(?:19|20)\d\d)[-/](?P<month>0[1-9]|1[0-2])/")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


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
    """Return the date in `url`, else in the file name of `source_uri`, null where neither holds one.

    Folders of a source are not looked at, for they name the day of the crawl as often, unless the source mirrors
    addresses (a folder that is a host name).

    >>> date_in_address("wire/2020-05-04_story.txt", None)
    AddressDate(day=datetime.date(2020, 5, 4), whole=True, source='file name')
    """
    if url:
        found = _read(url.split("?")[0], "URL")
        if found is not None:
            return found
    if _YEAR.search(source_uri) is None:
        return None
    folder, _, name = source_uri.rpartition("/")
    mirrored = _HOST.search(folder)
    return _read(source_uri[mirrored.start() :] if mirrored else name, "file name")


_HOST = re.compile(r"(?:^|/)(?:[a-z0-9-]+\.)+[a-z]{2,}(?=/|$)")


def _read(address: str, source: str) -> AddressDate | None:
    match = _DAY.search(address)
    if match is not None:
        month = int(match["month"])
    else:
        match = _NAMED.search(address)
        if match is not None:
            month = _MONTHS.index(match["month"]) + 1
    if match is not None:
        try:
            return AddressDate(date(int(match["year"]), month, int(match["day"])), True, source)
        except ValueError:
            return None
    match = _MONTH.search(address)
    return AddressDate(date(int(match["year"]), int(match["month"]), 1), False, source) if match else None
