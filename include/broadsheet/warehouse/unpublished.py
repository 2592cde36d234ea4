"""The runs that ended without a version, and why: JSON lines beside the journal.

The journal has the runs that published or found nothing new. A run that failed, was rejected or had nothing to publish
is here. The message of an error may name a page, so a takedown removes those (`forget_messages`).
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from broadsheet.atomic_io import write_text
from broadsheet.warehouse.journal import append, parse_day, parse_moment, read_lines
from broadsheet.warehouse.layout import UNPUBLISHED, Warehouse

Ending = Literal["failed", "stopped", "rejected", "interrupted", "nothing"]
"""How a run ended: an error, the gate, a person who rejected it or did not answer, Ctrl-C, or nothing to publish."""

_NAMES_NO_PAGE = ("stopped", "rejected", "interrupted", "nothing")

FORGOTTEN = "the message was removed by a takedown"
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Unpublished:
    """A run that ended without a version.

    Attributes:
        at: When it ended, or when this was recorded where that is not known, UTC.
        ending: How it ended.
        run: Its id; empty if it ended before it had one, or if that is not known.
        asked_by: DAG and DAG run, separated by a slash; empty if no DAG asked.
        task: The task that failed; empty if not known.
        message: Why, as a text of one or more lines.
        started: When it began, UTC; None if not recorded.
        dates_recorded: Whether the dates it asked for are known; where not, the next two are None.
        since: First date of publication asked for, None for any.
        until: Last date of publication asked for, None for any.
    """

    at: datetime
    ending: Ending
    run: str = ""
    asked_by: str = ""
    task: str = ""
    message: str = ""
    started: datetime | None = None
    dates_recorded: bool = False
    since: date | None = None
    until: date | None = None


def record_unpublished(
    warehouse: Warehouse,
    ending: Ending,
    message: str,
    *,
    run: str = "",
    asked_by: str = "",
    task: str = "",
    started: datetime | None = None,
    ended: datetime | None = None,
    dates: tuple[date | None, date | None] | None = None,
) -> None:
    """Append a run that ended without a version; the warehouse's folder is made if there is none.

    Args:
        warehouse: The warehouse.
        ending: How it ended.
        message: Why.
        run: Its id, empty if it has none.
        asked_by: As in `broadsheet.discovery.discover.discover`.
        task: The task that failed.
        started: When it began.
        ended: When it ended; None for now.
        dates: First and last date of publication that it asked for; None if that is not known.
    """
    about = {"run": run, "asked_by": asked_by, "task": task, "message": message[:_LONGEST]}
    fields: dict[str, Any] = {"at": (ended or datetime.now(UTC)).isoformat(), "ending": ending, **about}
    if started:
        fields["started"] = started.isoformat()
    if dates is not None:
        fields |= {name: day and day.isoformat() for name, day in zip(("since", "until"), dates, strict=True)}
    warehouse.root.mkdir(parents=True, exist_ok=True)
    append(warehouse.storage, UNPUBLISHED, [fields])


def read_unpublished(warehouse: Warehouse) -> list[Unpublished]:
    """Return the runs that ended without a version, oldest first; lines that are no such entries are skipped."""
    found = []
    for fields in read_lines(warehouse.storage, UNPUBLISHED):
        at = parse_moment(fields.get("at")) if isinstance(fields, dict) else None
        if at is None or fields.get("ending") not in get_args(Ending):
            continue
        text = {name: str(fields.get(name) or "") for name in ("run", "asked_by", "task", "message")}
        found.append(
            Unpublished(
                at=at,
                ending=fields["ending"],
                **text,
                started=parse_moment(fields.get("started")),
                dates_recorded="since" in fields and "until" in fields,
                since=parse_day(fields.get("since")),
                until=parse_day(fields.get("until")),
            )
        )
    return found


def forget_messages(warehouse: Warehouse) -> None:
    """Replace the messages of all errors: each may name a page that was taken down.

    Those of the gate are counts, and the others fixed texts. The caller must hold the writer lock.
    """
    if not warehouse.unpublished.exists():
        return
    entries = [fields for fields in read_lines(warehouse.storage, UNPUBLISHED) if isinstance(fields, dict)]
    kept = [one if one.get("ending") in _NAMES_NO_PAGE else {**one, "message": FORGOTTEN} for one in entries]
    write_text("".join(json.dumps(one) + "\n" for one in kept), warehouse.unpublished)
