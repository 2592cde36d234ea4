"""The journal of a warehouse: which run did what, and when. It contains clock times, so it is not part of a version."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from broadsheet.warehouse.layout import JOURNAL, Warehouse
from broadsheet.warehouse.storage import Storage

COUNTS = ("pages", "corpus", "duplicates", "quarantine", "pending")
"""The counts of a version in an entry."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source in an entry.

    Attributes:
        location: The source setting: PATH, or NAME=PATH.
        found: Its pages by state.
        problem: Why it could not be read; empty where it could.
    """

    location: str
    found: dict[str, int]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; fields that an older Broadsheet did not write are empty.

    Attributes:
        at: When it was written, UTC.
        action: publish, unchanged, roll_back, take_down (a version without some pages), taken_down (the end of a
            takedown, with the new ids of the other retained versions).
        run: Id of the run; empty for an action outside a run.
        version: The current version after the action; None if the entry names none.
        previous: The version that was current before; None if it stayed current.
        sources: The sources that the run read, by name (empty for one without); empty if it read none.
        since: First date of publication asked for, None for any.
        until: Last date of publication asked for, None for any.
        asked_by: DAG and DAG run, separated by a slash; empty if no DAG asked.
        started: When the run began, UTC; None if not recorded.
        found: Pages of the source by state; empty if not recorded.
        counts: Pages of the version by dataset: `COUNTS`; empty if not recorded.
        renamed: New ids of the retained versions that a takedown rewrote, by their old ids.
    """

    at: datetime
    action: str
    run: str
    version: str | None
    previous: str | None
    sources: dict[str, "SourceEntry"]
    since: date | None
    until: date | None
    asked_by: str
    started: datetime | None
    found: dict[str, int]
    counts: dict[str, int]
    renamed: dict[str, str]

    @property
    def switched(self) -> bool:
        """Whether the action changed the current version."""
        return self.version is not None and self.action not in ("unchanged", "taken_down")


def record(warehouse: Warehouse, action: str, **fields: Any) -> None:
    """Append one entry to the journal: the time in UTC, the action, and its fields."""
    append(warehouse.storage, JOURNAL, [{"action": action, **fields}])


def read_journal(warehouse: Warehouse) -> list[Entry]:
    """Return the entries of the journal, oldest first; lines that are not entries are skipped."""
    return list(_entries(warehouse))


def unrecorded_switch(warehouse: Warehouse) -> bool:
    """Return whether the current version is not the one of the journal: a process was killed before its entry."""
    return warehouse.current_id() not in (None, _last_switch(warehouse))


def record_missing_switch(warehouse: Warehouse) -> None:
    """Write the entry that a killed process did not write. The caller must hold the writer lock."""
    if unrecorded_switch(warehouse):
        previous = _last_switch(warehouse)
        record(warehouse, "publish", version=warehouse.current_id(), parent=previous)


def _last_switch(warehouse: Warehouse) -> str | None:
    return next((entry.version for entry in reversed(read_journal(warehouse)) if entry.switched), None)


def append(storage: Storage, key: str, entries: Iterable[dict[str, Any]]) -> None:
    """Append JSON objects to a file of JSON lines, each with the time in UTC; durable when the function returns."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    storage.append(key, "".join(json.dumps({"at": at, **entry}) + "\n" for entry in entries).encode())


def count_unreadable(storage: Storage, key: str) -> int:
    """Return how many lines of a file of JSON lines are no JSON objects; the last one may be truncated by a crash."""
    try:
        lines = storage.read(key).decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return 0
    return len(lines) - sum(isinstance(value, dict) for value in read_lines(storage, key))


def read_lines(storage: Storage, key: str) -> Iterator[Any]:
    """Yield the values of a file of JSON lines, oldest first; a line that a crash truncated is skipped."""
    try:
        data = storage.read(key)
    except FileNotFoundError:
        return
    for line in data.decode("utf-8", "replace").splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def _entries(warehouse: Warehouse) -> Iterator[Entry]:
    for fields in read_lines(warehouse.storage, JOURNAL):
        at = parse_moment(fields.get("at")) if isinstance(fields, dict) else None
        if at is not None:
            yield _entry(at, fields)


def _entry(at: datetime, fields: dict[str, Any]) -> Entry:
    found, versions, action = fields.get("found"), fields.get("versions"), _text(fields, "action")
    return Entry(
        at=at,
        action=action,
        run=_text(fields, "run"),
        version=_text(fields, "version") or None,
        previous=_text(fields, "parent") or None,
        sources=_sources(fields),
        since=parse_day(fields.get("since")),
        until=parse_day(fields.get("until")),
        asked_by=_text(fields, "asked_by"),
        started=parse_moment(fields.get("started")),
        found=_counts(found, found) if isinstance(found, dict) else {},
        counts=_counts(fields, COUNTS) if action != "taken_down" else {},
        renamed={str(old): str(new) for old, new in versions.items()} if isinstance(versions, dict) else {},
    )


def _sources(fields: dict[str, Any]) -> dict[str, SourceEntry]:
    """Return the sources of an entry; an older Broadsheet wrote one source and its prefix."""
    read = fields.get("sources")
    if isinstance(read, dict):
        return {name: _source(one) for name, one in read.items() if isinstance(one, dict)}
    if location := _text(fields, "source"):
        return {_text(fields, "prefix").rstrip("/"): _source({"location": location, "found": fields.get("found")})}
    return {}


def _source(fields: dict[str, Any]) -> SourceEntry:
    found = fields.get("found")
    counts = _counts(found, found) if isinstance(found, dict) else {}
    return SourceEntry(_text(fields, "location"), counts, _text(fields, "problem"))


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _counts(fields: dict[str, Any], names: Any) -> dict[str, int]:
    return {name: fields[name] for name in names if isinstance(fields.get(name), int)}


def parse_moment(value: Any) -> datetime | None:
    """Return an ISO time as a time in UTC; None if it is no time."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_day(value: Any) -> date | None:
    """Return an ISO date as a date; None if it is no date."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
