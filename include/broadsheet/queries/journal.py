"""The journal of a warehouse as typed entries; what older versions of Broadsheet did not write is empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from broadsheet.warehouse.journal import read_history
from broadsheet.warehouse.layout import Warehouse

PLACES = ("pages", "corpus", "duplicates", "quarantine", "pending")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal.

    Attributes:
        at: When it was written, UTC.
        action: publish, unchanged, roll_back, take_down (a version without some pages), taken_down (what became of
            the other kept versions by that).
        run: The run that did it; empty for what was done outside a run.
        version: The version behind `current` since; null where the entry names none.
        parent: The version it took the place of; null where it stayed.
        source: The source setting; empty where there is none.
        prefix: What stands before the paths of its pages: the source's name and a slash, or nothing.
        since: First date of publication asked for, null for any.
        until: Last date of publication asked for, null for any.
        asked_by: DAG and DAG run, with a slash between; empty where none asked.
        started: When the run began, UTC; null where that is not recorded.
        found: Pages of the source by what the run saw of them; empty where that is not recorded.
        places: Pages of the version by place; empty where these are not recorded.
        renamed: Kept versions that were written anew, by their ids before: the ids they have since.
    """

    at: datetime
    action: str
    run: str
    version: str | None
    parent: str | None
    source: str
    prefix: str
    since: date | None
    until: date | None
    asked_by: str
    started: datetime | None
    found: dict[str, int]
    places: dict[str, int]
    renamed: dict[str, str]

    @property
    def switched(self) -> bool:
        """Whether readers saw another version behind it."""
        return self.version is not None and self.action not in ("unchanged", "taken_down")


def read_journal(warehouse: Warehouse) -> list[Entry]:
    """Return the entries, oldest first; lines that are none are passed over."""
    return list(_entries(warehouse))


def _entries(warehouse: Warehouse) -> Iterator[Entry]:
    for facts in read_history(warehouse.history):
        line: Any = facts  # what stands there may be any JSON
        at = _moment(line.get("at")) if isinstance(line, dict) else None
        if at is not None:
            yield _entry(at, facts)


def _entry(at: datetime, facts: dict[str, Any]) -> Entry:
    found, versions, action = facts.get("found"), facts.get("versions"), _text(facts, "action")
    return Entry(
        at=at,
        action=action,
        run=_text(facts, "run"),
        version=_text(facts, "version") or None,
        parent=_text(facts, "parent") or None,
        source=_text(facts, "source"),
        prefix=_text(facts, "prefix"),
        since=_day(facts.get("since")),
        until=_day(facts.get("until")),
        asked_by=_text(facts, "asked_by"),
        started=_moment(facts.get("started")),
        found=_counts(found, found) if isinstance(found, dict) else {},
        places=_counts(facts, PLACES) if action != "taken_down" else {},
        renamed={str(old): str(new) for old, new in versions.items()} if isinstance(versions, dict) else {},
    )


def _text(facts: dict[str, Any], name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _counts(facts: dict[str, Any], names: Any) -> dict[str, int]:
    return {name: facts[name] for name in names if isinstance(facts.get(name), int)}


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
