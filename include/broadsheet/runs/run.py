"""One run: what it was asked to do, and where its working datasets lie.

A run's folder is all that stages and tasks hand on: `Run.open` reads it back anywhere. Layout under
``<warehouse>/.work/<run id>/``, each file of the schema named in `broadsheet.schema`::

    run.json
    pages/shard-00000.parquet          PAGES       discover
    documents/shard-00000.parquet      DOCUMENTS   extract
    cleaned/shard-00000.parquet        DOCUMENTS   recurring lines: shards that lost or regained some
    lines.parquet                      NEW_LINES   recurring lines
    recurring.json                                 recurring lines: the version they were counted on
    accepted/shard-00000.parquet       DOCUMENTS   validate: may be published
    quarantined/shard-00000.parquet    DOCUMENTS   validate: refused, with stage and reasons
    pending/shard-00000.parquet        DOCUMENTS   validate: date not asked for, text null
    validation.json                                validate: the gate's verdict
    forgotten.parquet                  FORGOTTEN   discover
    placement.parquet                  PLACEMENT   deduplicate
    relations.parquet                  RELATIONS   deduplicate
    sketches.parquet                   NEW_SKETCHES  deduplicate
    deduplication.json                             deduplicate: the version it built on
    published.json                                 publish: what readers see now
"""

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from broadsheet.atomic_io import write_text
from broadsheet.errors import ConfigurationError
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse

SPILL = "spill"
"""Folder of rows that publish sets aside on disk; gone when it ends, unless it was killed."""

STEPS = ("pages", "documents", "cleaned", "accepted", "quarantined", "pending")


@dataclass(frozen=True, slots=True)
class Found:
    """Pages of the source by what discover saw."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    waiting: int = 0
    """Pending pages of earlier runs that this run takes up."""
    taken_down: int = 0
    """Pages that are in the source, but were taken down and are not read."""

    @property
    def total(self) -> int:
        """Pages that are in the source now."""
        return self.new + self.changed + self.unchanged + self.taken_down


@dataclass(frozen=True, slots=True)
class Run:
    """A run as discover planned it.

    Attributes:
        folder: Its working folder.
        settings: The settings it was started with; later stages use these and no others.
        parent: Version that was current when it started, null before the first one.
        day: The run's day: documents dated later are refused until that day has come.
        since: First date of publication asked for, null for any.
        until: Last date of publication asked for, inclusive, null for any.
        found: Pages of the source by what discover saw.
        shards: Number of page lists, numbered from 0.
        prefix: What stands before each path in its source URIs: the source's name and a slash, or nothing.
        asked_by: Who asked for it: ``<DAG>/<DAG run>`` in Airflow, empty for the command line.
        action: What the journal calls its version: publish, or take_down for one that only takes documents away.
    """

    folder: Path
    settings: Settings
    parent: str | None
    day: date
    since: date | None
    until: date | None
    found: Found
    shards: int
    prefix: str = ""
    asked_by: str = ""
    action: str = "publish"

    @property
    def run_id(self) -> str:
        """Name of the run, unique in its warehouse."""
        return self.folder.name

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse the run writes to."""
        return Warehouse(self.settings.warehouse)

    @property
    def everything(self) -> bool:
        """Whether the run takes documents of any date, and undated ones."""
        return self.since is None and self.until is None

    def wants(self, published: date | datetime | None) -> bool:
        """Return whether a document of that date of publication is asked for."""
        if self.everything:
            return True
        if published is None:
            return False
        day = published.date() if isinstance(published, datetime) else published
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def shard(self, step: str, number: int) -> Path:
        """Return the file of one shard of a step (see `STEPS`)."""
        return self.folder / step / f"shard-{number:05d}.parquet"

    @property
    def redone(self) -> range:
        """Numbers of the shards that hold documents of the parent version, whose lines this run took out or gave back.

        They follow the numbers of the page lists.
        """
        numbers = [int(file.stem.removeprefix("shard-")) for file in (self.folder / "cleaned").glob("shard-*.parquet")]
        return range(self.shards, max([*numbers, self.shards - 1]) + 1)

    def documents(self, number: int) -> Path:
        """Return the documents of a shard as validation reads them: without recurring lines, where it had any."""
        cleaned = self.shard("cleaned", number)
        return cleaned if cleaned.exists() else self.shard("documents", number)

    def save(self) -> None:
        """Write the run to its folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for step in STEPS:
            (self.folder / step).mkdir(exist_ok=True)
        state = {
            "settings": self.settings.model_dump(mode="json", exclude={"alerts"}),
            "parent": self.parent,
            "day": self.day.isoformat(),
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "found": asdict(self.found),
            "shards": self.shards,
            "prefix": self.prefix,
            "asked_by": self.asked_by,
            "action": self.action,
        }
        write_text(json.dumps(state, indent=1), self.folder / "run.json")

    def clear(self) -> None:
        """Remove the run's datasets, once they are part of a version; what tells of the run stays."""
        for step in (*STEPS, SPILL):
            shutil.rmtree(self.folder / step, ignore_errors=True)
        for file in self.folder.glob("*.parquet"):
            file.unlink()

    @classmethod
    def open(cls, folder: Path | str) -> "Run":
        """Read a run back from its folder.

        Raises:
            ConfigurationError: the folder holds no run.
        """
        try:
            state = json.loads((Path(folder) / "run.json").read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ConfigurationError(f"{folder} holds no run; start a new one") from error
        return cls(
            folder=Path(folder),
            settings=Settings(**state["settings"]),
            parent=state["parent"],
            day=date.fromisoformat(state["day"]),
            since=date.fromisoformat(state["since"]) if state["since"] else None,
            until=date.fromisoformat(state["until"]) if state["until"] else None,
            found=Found(**state["found"]),
            shards=state["shards"],
            prefix=state["prefix"],
            asked_by=state["asked_by"],
            action=state["action"],
        )
