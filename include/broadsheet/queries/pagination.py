"""Places in the list of documents, and the cursors that name them in an address.

The list is ordered by month, newest first, what has no month last; in a month by day, what has no day last; then by
doc_id. A month is the folder a document lies in, so one that states its year alone stands among those without a month.
"""

import re
from datetime import date
from typing import NamedTuple

from broadsheet.queries.version_handle import ParameterError
from broadsheet.schema import UNDATED

_CURSOR = re.compile(r"(older|newer)(-from)?_(undated|\d{4}-\d{2})_(none|\d{8})_([0-9a-f]{24})", re.ASCII)
NO_DAY = 0
"""The day of a document without one: older than any."""


class Key(NamedTuple):
    """Where a document stands: a greater key is newer.

    Attributes:
        month: YYYY-MM; empty for undated, so that it sorts before all months.
        day: Proleptic ordinal of the day of publication (`datetime.date.toordinal`), `NO_DAY` without one.
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
    """A place in the list and a way to go on from there.

    Attributes:
        at: The place.
        newer: Whether to go on to newer documents, else to older ones.
        inclusive: Whether a document at that very place is still to come.
    """

    at: Key
    newer: bool
    inclusive: bool

    def cursor(self) -> str:
        """Return it as text for an address."""
        month, day, doc_id = self.at
        way = "newer" if self.newer else "older"
        written = date.fromordinal(day).isoformat().replace("-", "") if day else "none"
        return f"{way}{'-from' if self.inclusive else ''}_{month or UNDATED}_{written}_{doc_id}"

    def said(self) -> str:
        """Return the day, or the month where it is the whole of it, as people write it."""
        month, day, _ = self.at
        if not month:
            return UNDATED
        return date.fromordinal(day).isoformat() if NO_DAY < day < date.max.toordinal() else month


def read_position(cursor: str) -> Position:
    """Read a cursor back.

    Raises:
        ParameterError: it is none.
    """
    found = _CURSOR.fullmatch(cursor)
    try:
        if found is None:
            raise ValueError(cursor)
        way, inclusive, month, day, doc_id = found.groups()
        written = NO_DAY if day == "none" else date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal()
    except ValueError:
        raise ParameterError("the address names no page of the list; begin at its first page") from None
    return Position(Key("" if month == UNDATED else month, written, doc_id), way == "newer", inclusive is not None)
