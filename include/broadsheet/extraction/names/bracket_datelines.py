"""Datelines as the services of East Asia write them: 【東京共同】, [서울=뉴시스], 新华社北京5月4日电, 【北京讯】."""

import re
from typing import NamedTuple

from broadsheet.extraction.calendar.date_formats import plain_digits
from broadsheet.extraction.names.agency_names import agency_named


class BracketDateline(NamedTuple):
    """What such an opening states; see `broadsheet.extraction.dateline.Dateline`."""

    place: str
    agency: str | None
    end: int
    day: tuple[int, int] | None


def read_brackets(text: str) -> BracketDateline | None:
    """Return the place and service in the bracket or cable head that opens `text`, null where there is none."""
    match = _BRACKET.match(text) or _CABLE.match(text)
    if match is None or match["inside"].isascii():
        return None
    inside = plain_digits(match["inside"])
    dated = _DAY_SIGNS.search(inside)
    day = (int(dated["month"]), int(dated["day"])) if dated and dated["month"] else None
    words = _FRAME.sub(" ", _DAY_SIGNS.sub(" ", inside)).strip()
    for cut in range(2, len(words) - 1):
        for place, service in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            agency = agency_named(service.strip())
            if agency is not None and not place.isspace():
                return BracketDateline(place.strip(), agency, match.end(), day)
    is_cable = inside[-1] in "讯訊电電"
    if is_cable and 2 <= len(words) <= 6 and " " not in words:
        return BracketDateline(words, None, match.end(), day)
    return None


_BRACKET = re.compile(r"\s*[【［\[(（](?P<inside>[^】］\])）]{2,30})[】］\])）]\s*[-–—―:：]?\s*")
_CABLE = re.compile(r"\s*(?P<inside>(?:新华社|新華社|中新社|中新网|中央社)[^，。：]{2,24}?[电電])\s*[:：]?\s*")
_DAY_SIGNS = re.compile(r"(?:(?P<month>\d{1,2})\s?月)?\s?(?P<day>\d{1,2})\s?日")
_FRAME = re.compile(r"^(?:本报|本報)|[讯訊电電]$|[=＝\s　/]+")
