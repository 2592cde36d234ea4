"""The form of a run by hand, and what its fields, with the partition key, ask for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from airflow.sdk import Param

from broadsheet.errors import ConfigurationError

_DAY: dict[str, Any] = {"type": ["null", "string"], "format": "date"}
_ON_WARNING = {
    "null": "As in the settings",
    "publish": "Publish and flag",
    "ask": "Ask a person",
    "stop": "Stop the run",
}

FORM = {
    "source": Param(None, type=["null", "string"], title="Source", description="Folder; empty: as in the settings"),
    "since": Param(None, **_DAY, title="Published since", description="First date to publish; empty: any"),
    "until": Param(None, **_DAY, title="Published until", description="Last date to publish; empty: any"),
    "on_warning": Param(
        None,
        type=["null", "string"],
        enum=[None, "publish", "ask", "stop"],
        values_display=_ON_WARNING,
        title="On a warning",
        description="What to do when the gate warns",
    ),
}
"""Fields of a run of build_corpus. Null, in any of them, is what the settings say."""


def dates_asked_for(run_type: str, key: str | None, params: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Return the first and the last date of publication that a run is asked for, null for any.

    A scheduled run has a partition key too, but takes everything pending; any other run with a key was asked for that
    date.

    Raises:
        ConfigurationError: a date is none, they are the wrong way round, or there are both a key and dates.
    """
    since, until = params["since"], params["until"]
    if key and run_type != "scheduled":
        if since or until:
            raise ConfigurationError(f"partition key {key} and dates in the form: give one or the other")
        since = until = key
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise ConfigurationError(f"published since {first} is after published until {last}: swap them")
    return first, last


def named(since: date | None, until: date | None) -> str:
    """Name the dates a run is asked for.

    >>> named(date(2018, 9, 11), date(2018, 9, 11)), named(date(2018, 9, 1), None)
    ('on 2018-09-11', 'since 2018-09-01')
    """
    if since == until:
        return f"on {since}" if since else "of any date"
    return " ".join(f"{word} {day}" for word, day in (("since", since), ("until", until)) if day)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigurationError(f"{text} is no date: write it like 2018-09-11") from error
