"""The journal of a warehouse: which run did what, when. Lies outside every version, for it holds clock times."""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from broadsheet.warehouse.layout import Warehouse


def record(warehouse: Warehouse, action: str, **facts: Any) -> None:
    """Append one line: the time in UTC, what was done, and its particulars."""
    append(warehouse.history, [{"action": action, **facts}])


def append(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Append entries to a journal, each with the time in UTC; they are on the disk when this returns."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    lines = "".join(json.dumps({"at": at, **entry}) + "\n" for entry in entries)
    with path.open("ab+") as handle:
        size = handle.seek(0, os.SEEK_END)
        handle.seek(max(size - 1, 0))
        torn = size > 0 and handle.read(1) != b"\n"  # by a crash: it must not take these lines with it
        handle.write((b"\n" if torn else b"") + lines.encode())
        handle.flush()
        os.fsync(handle.fileno())


def read_history(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the journal's entries, oldest first; a line that a crash cut short is passed over."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as handle:
        for line in handle:
            try:
                yield json.loads(line)
            except json.JSONDecodeError:
                continue


def superseded_before(warehouse: Warehouse, age: timedelta) -> list[str]:
    """Return the versions that have not been current for longer than `age`.

    A version that the journal does not name counts from when its folder was last written to.
    """
    current = warehouse.current_id()
    left: dict[str, datetime] = {}
    for entry in read_history(warehouse.history):
        if entry.get("parent"):
            left[entry["parent"]] = datetime.fromisoformat(entry["at"])
    oldest = datetime.now(UTC) - age
    old = []
    for folder in sorted(warehouse.versions.iterdir()):
        if folder.name.startswith(".") or folder.name == current:
            continue
        since = left.get(folder.name) or datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        if since < oldest:
            old.append(folder.name)
    return old
