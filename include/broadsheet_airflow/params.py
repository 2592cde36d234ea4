"""The form of a manual run of `build_corpus`, and the dates that form and partition key ask for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from airflow.sdk import Param

from broadsheet.errors import ConfigurationError

UNATTENDED = "unattended"
"""Name in a run's ``conf``: true if nobody can answer a question of this run."""

_FROM_AIRFLOW = {"openlineage", "airflow/task_span_detail_level"}
"""Names that Airflow and its OpenLineage provider put into a run's ``conf``."""

_DAY: dict[str, Any] = {"type": ["null", "string"], "format": "date"}
_BACKFILL = "Leave empty in a backfill: it has a range of its own, and would skip its dates outside this one."
_ON_WARNING = {
    "null": "As in the settings",
    "publish": "Publish and flag",
    "ask": "Ask for approval",
    "stop": "Stop the run",
}

_SOURCE: dict[str, Any] = {"type": ["null", "string"], "title": "Source"}

FORM = {
    "source": Param(None, **_SOURCE, description="Folder with the pages. Empty: the source of the settings."),
    "since": Param(
        None, **_DAY, title="Published since", description=f"First date to publish. Empty: no limit. {_BACKFILL}"
    ),
    "until": Param(
        None, **_DAY, title="Published until", description=f"Last date to publish. Empty: no limit. {_BACKFILL}"
    ),
    "on_warning": Param(
        None,
        type=["null", "string"],
        enum=[None, "publish", "ask", "stop"],
        values_display=_ON_WARNING,
        title="On a warning",
        description="What the run does if the gate warns, for example about many documents without a date.",
    ),
}
"""Fields of a run of build_corpus. None in a field means: as in the settings."""


def form(sources: Sequence[str]) -> dict[str, Param]:
    """Return the fields of a run of build_corpus; the field for the source offers the named ones of the settings."""
    if not sources:
        return FORM
    description = "A source of the settings, several separated by commas, or a folder with pages. Empty: all sources."
    return {**FORM, "source": Param(None, **_SOURCE, examples=list(sources), description=description)}


def chosen_sources(value: str | None, known: Collection[str]) -> tuple[str, ...] | None:
    """Return the sources that the form names, None for those of the settings.

    A value that is not a list of names of sources is one folder: a folder may have a comma in its name.
    """
    if not value:
        return None
    names = tuple(name.strip() for name in value.split(","))
    return names if all(name in known for name in names) else (value,)


def check_names(params: Mapping[str, Any], known: Iterable[str]) -> None:
    """Check that a run was given no parameters but the known ones. Airflow accepts any name in a run's ``conf``.

    Raises:
        ConfigurationError: there are others; the message lists them and the known ones.
    """
    known = sorted(known)
    unknown = sorted(set(params) - {*known, UNATTENDED, *_FROM_AIRFLOW})
    if unknown:
        raise ConfigurationError(
            f"unknown parameters in the configuration of this run: {', '.join(unknown)}; "
            f"it takes {', '.join(known)}. Correct the names and trigger a new run"
        )


def dates_asked_for(run_type: str, key: str | None, params: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Return the first and the last date of publication that a run is asked for, None for no limit.

    A scheduled run always has a partition key, but publishes all dates. Any other run with a key publishes that date.
    A backfill has one form for all its runs: its dates do not change what a run publishes, see `is_left_out`.

    Raises:
        ConfigurationError: a date is not a date, the first is after the last, or a manual run has both a key and dates.
    """
    since, until = params["since"], params["until"]
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise ConfigurationError(
            f"'Published since' ({first}) is after 'Published until' ({last}) in the form: swap them"
        )
    if not key or run_type == "scheduled":
        return first, last
    if (since or until) and run_type != "backfill":
        raise ConfigurationError(
            f"this run has the partition key {key} and dates in its form: give only one of the two"
        )
    return _day(key), _day(key)


def is_left_out(run_type: str, key: str | None, params: Mapping[str, Any]) -> bool:
    """Return whether the form of a backfill leaves out the date of one of its runs.

    A range in the form beside the range of the backfill means the dates in both. A run that failed for it would fail
    the whole backfill, and one that ignored it would publish what nobody asked for.
    """
    day, first, last = _day(key), _day(params["since"]), _day(params["until"])
    if run_type != "backfill" or day is None:
        return False
    return bool((first and day < first) or (last and day > last))


def named(since: date | None, until: date | None) -> str:
    """Name the dates a run is asked for.

    >>> named(date(2018, 9, 11), date(2018, 9, 11)), named(date(2018, 9, 1), None)
    ('on 2018-09-11', 'since 2018-09-01')
    """
    if since == until:
        return f"on {since}" if since else "on any date"
    return " ".join(f"{word} {day}" for word, day in (("since", since), ("until", until)) if day)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigurationError(
            f"{text} in the form or the partition key is not a date: write it like 2018-09-11"
        ) from error
