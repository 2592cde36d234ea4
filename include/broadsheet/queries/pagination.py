"""Keyset pagination of the list of documents: sort keys, positions, and cursors that encode them in a URL.

The list is sorted by month, newest first, documents without a month last; within a month by day, those without a day
last; then by doc_id. The month is that of the partition, so a document that states only its year has none.
"""

import re
from datetime import date
from typing import NamedTuple

from broadsheet.queries.version_handle import ParameterError
from broadsheet.schema import UNDATED

_CURSOR = re.compile(r"(older|newer)(-from)?_(undated|\d{4}-\d{2})_(none|\d{8})_([0-9a-f]{24})", re.ASCII)
NO_DAY = 0
"""The day of a document without a date: before all days."""


class Key(NamedTuple):
    """Sort key of a document: a greater key is newer.

    Attributes:
        month: YYYY-MM; empty for undated, so that it sorts before all months.
        day: Proleptic ordinal of the day of publication (`datetime.date.toordinal`), `NO_DAY` without a date.
        doc_id: Its id.
    """

    month: str
    day: int
    doc_id: str

    @classmethod
    def newest(cls, month: str) -> "Key":
        """Return the greatest key of a month."""
        return cls(month, date.max.toordinal(), "f" * 24)

    @classmethod
    def oldest(cls, month: str) -> "Key":
        """Return the smallest key of a month."""
        return cls(month, NO_DAY, "0" * 24)


class Position(NamedTuple):
    """A point in the list and a direction.

    Attributes:
        at: The key at this point.
        newer: Whether newer documents follow, else older ones.
        inclusive: Whether the document with this very key follows, too.
    """

    at: Key
    newer: bool
    inclusive: bool

    def cursor(self) -> str:
        """Return it as text for a URL."""
        month, day, doc_id = self.at
        direction = "newer" if self.newer else "older"
        written = date.fromordinal(day).isoformat().replace("-", "") if day else "none"
        return f"{direction}{'-from' if self.inclusive else ''}_{month or UNDATED}_{written}_{doc_id}"

    def label(self) -> str:
        """Return the day (ISO), or the month if it means a whole month, or undated."""
        month, day, _ = self.at
        if not month:
            return UNDATED
        return date.fromordinal(day).isoformat() if NO_DAY < day < date.max.toordinal() else month


def read_position(cursor: str) -> Position:
    """Return the position that a cursor encodes.

    Raises:
        ParameterError: it is not a cursor.
    """
    found = _CURSOR.fullmatch(cursor)
    try:
        if found is None:
            raise ValueError(cursor)
        direction, inclusive, month, day, doc_id = found.groups()
        written = NO_DAY if day == "none" else date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal()
    except ValueError:
        raise ParameterError("invalid cursor; start at the first page of the list") from None
    return Position(
        Key("" if month == UNDATED else month, written, doc_id), direction == "newer", inclusive is not None
    )
