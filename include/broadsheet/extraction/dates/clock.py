"""Reads times of day next to a date, and their time zones.

A time without a zone gets no zone: the place of the newsroom is not guessed. Abbreviations have the meaning that
newsrooms with Latin script give them: CST is North American, IST Indian, BST British.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_HOURS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "SAST": 2, "CAT": 2, "WAT": 1, "EAT": 3, "MSK": 3, "IRST": 3.5, "GST": 4, "PKT": 5,
    "IST": 5.5, "NPT": 5.75, "WIB": 7, "WITA": 8, "WIT": 9, "ICT": 7, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8,
    "JST": 9, "KST": 9, "AWST": 8, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3, "CLT": -4, "COT": -5, "PET": -5,
}  # fmt: skip
_AMERICAN = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
"""Zones whose abbreviation leaves open whether it is summer: the rules of the zone on that day decide."""

_TIME = re.compile(
    r"(?<![\d:.,/-])(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?P<mark>[:h.時時시点點])\s?(?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d)(?:[.,]\d+)?)?)?(?![\d/]|\.\d)"
    r"\s?(?P<half>[ap]\.?\s?m\b\.?|[صم](?!\w)|π\.?μ\.?|μ\.?μ\.?)?"
    r"(?P<clock>\s?(?:Uhr|Std|hrs?|h|hod|óra|klo|WIB)\b)?"
    r"\s?\(?(?P<zone>Z\b|(?:UTC|GMT)|\b[A-Z]{2,4}\b)?\s?(?P<shift>[+−-][01]?\d(?::?[0-5]\d)?(?!\d))?",
    re.IGNORECASE,
)
_RUN = re.compile(r"\d+")
_NEAR = 26


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day as a line states it.

    Attributes:
        time: The time, without zone.
        offset: How far local time is ahead of UTC, None where no zone is given.
        half: Whether the page counts the hours to twelve twice.
        american: Name in the tz database where the zone is one of ET, CT, MT, PT, which leave summer time to the date.
    """

    time: time
    offset: timedelta | None = None
    american: str | None = None
    half: bool = False

    def on(self, day: date) -> datetime | None:
        """Return the moment on `day`, in UTC; None where no zone is given."""
        if self.american is not None:
            return datetime.combine(day, self.time, ZoneInfo(self.american)).astimezone(UTC)
        if self.offset is None:
            return None
        return datetime.combine(day, self.time, timezone(self.offset)).astimezone(UTC)


def time_beside(text: str, start: int, end: int) -> ClockTime | None:
    """Return the time of day that is beside the date at ``text[start:end]``: right behind it, else right before.

    >>> time_beside("30/04/2024 - 16:17 UTC+1", 0, 10)
    ClockTime(time=datetime.time(16, 17), offset=datetime.timedelta(seconds=3600), american=None, half=False)
    """
    for match in _times(text[end : end + _NEAR + 14], 12):
        read = _read(match)
        if read is not None:
            return read
    best = None
    for match in _times(text[max(0, start - _NEAR) : start], _NEAR):
        best = _read(match) or best
    return best


def _times(text: str, reach: int) -> Iterator[re.Match[str]]:
    behind = 0
    for run in _RUN.finditer(text):
        if behind <= run.start() <= reach and (match := _TIME.match(text, run.start())):
            yield match
            behind = match.end()


def _read(match: re.Match[str]) -> ClockTime | None:
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    half, mark, clock = (match["half"] or "").casefold(), match["mark"], match["clock"]
    if not (half or clock or (mark and mark != ".")):
        return None
    if half:
        if hour > 12:
            half = ""
        elif half[0] in "pمμ":
            hour = hour % 12 + 12
        else:
            hour %= 12
    if hour > 23:
        return None
    zone = (match["zone"] or "").upper()
    if match["zone"] and match["zone"] != zone:
        zone = ""
    offset = timedelta(hours=_HOURS[zone]) if zone in _HOURS else None
    if match["shift"] and (zone in ("", "UTC", "GMT", "Z")):
        shift = _shift(match["shift"])
        offset = shift if zone or ":" in match["shift"] or len(match["shift"]) >= 5 or second else offset
    return ClockTime(time(hour, minute, second), offset, _AMERICAN.get(zone), bool(match["half"]))


def _shift(written: str) -> timedelta:
    digits = written[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return timedelta(hours=hours, minutes=minutes) * (1 if written[0] == "+" else -1)
