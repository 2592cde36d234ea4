"""One run: its plan, its base version, its working datasets."""

from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from broadsheet.atomic_io import write_text
from broadsheet.errors import ConfigurationError
from broadsheet.identity import parse_source
from broadsheet.runs.state import Base
from broadsheet.runs.store import RunStore, ShardedDataset
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version

TAKE_DOWN_PREFIX = "take-down-"
"""Prefix of the ids of runs that a takedown makes."""


@dataclass(frozen=True, slots=True)
class Found:
    """Pages of the source by state."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    """Pages that left the source since the last run that published or found nothing new."""
    gone_before: int = 0
    """Pages that had left the source before; their documents stay."""
    waiting: int = 0
    """Pending pages of earlier runs that this run processes."""
    taken_down: int = 0
    """Pages in the source that were taken down and are not read."""

    @property
    def total(self) -> int:
        """Number of pages in the source now."""
        return self.new + self.changed + self.unchanged + self.taken_down

    def __add__(self, other: "Found") -> "Found":
        """Return the pages of both sources together."""
        return Found(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A source as discovery read it.

    Attributes:
        location: The source setting: PATH, or NAME=PATH.
        found: Its pages by state.
        problem: Why it could not be read, empty where it could.
    """

    location: str
    found: Found = Found()
    problem: str = ""

    @property
    def root(self) -> bytes | None:
        """The folder that its files are below; None if it is gone."""
        with suppress(ConfigurationError):
            return parse_source(self.location).folder
        return None


@dataclass(frozen=True, slots=True)
class Run:
    """A run as discovery planned it.

    Attributes:
        folder: Its working folder.
        settings: The settings it was started with; all stages use them.
        started: When it was planned, UTC.
        planned_on: Version that was current when it was planned, None before the first one.
        base: The base of its stages: the same version, unless another run published meanwhile.
        day: The run's day: documents with a later date are refused until that day.
        since: First date of publication asked for, None for any.
        until: Last date of publication asked for, inclusive, None for any.
        sources: The sources it reads, by name; the name is empty for a source without one.
        shards: Number of page lists, numbered from 0.
        asked_by: The requester: ``<DAG>/<DAG run>`` in Airflow, empty for the command line.
        action: Action recorded in the journal: publish, or take_down for a run that only removes documents.
    """

    folder: Path
    settings: Settings
    started: datetime
    planned_on: str | None
    base: Base
    day: date
    since: date | None
    until: date | None
    sources: dict[str, SourceRead]
    shards: int
    asked_by: str = ""
    action: str = "publish"

    @property
    def run_id(self) -> str:
        """Name of the run, unique in its warehouse."""
        return self.folder.name

    @property
    def found(self) -> Found:
        """Pages of all its sources by state."""
        return sum((source.found for source in self.sources.values()), Found())

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse the run writes to."""
        return Warehouse(self.settings.warehouse)

    @property
    def store(self) -> RunStore:
        """Its working datasets and states."""
        return RunStore(self.folder)

    @property
    def everything(self) -> bool:
        """Whether the run publishes documents of any date, and documents without a date."""
        return self.since is None and self.until is None

    def wants(self, published: date | datetime | None) -> bool:
        """Return whether the run publishes documents of this date of publication."""
        if self.everything:
            return True
        if published is None:
            return False
        day = published.date() if isinstance(published, datetime) else published
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def base_version(self) -> Version:
        """Return the base version."""
        return Version.open(self.warehouse, self.base.version)

    def source_settings(self) -> dict[str, dict[str, Any]]:
        """Return the settings of each source, by name, as the last run that read it had them: without its place."""
        manifest = self.base_version().manifest()
        sources = dict(manifest.sources) if manifest else {}
        for name, read in self.sources.items():
            own = self.settings.sources.get(name)
            if not read.problem:
                sources.pop(name, None)
            if own is not None and not read.problem:
                sources[name] = own.model_dump(mode="json", exclude=_PLACE, exclude_defaults=True)
        return dict(sorted(sources.items()))

    def on(self, base: Base) -> "Run":
        """Return the run on another base, and save it; the stages from boilerplate on must run again."""
        rebased = self.on_base(base)
        rebased.save()
        return rebased

    def on_base(self, base: Base) -> "Run":
        """Return the run on another base, without saving it."""
        return replace(self, base=base)

    @property
    def is_removed(self) -> bool:
        """Whether its working folder is gone: a takedown removes those of all runs."""
        return not (self.folder / _NAME).exists()

    def save(self) -> None:
        """Write the plan to the run's folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # alerts hold a secret, and neither they nor Airflow's pool affect the corpus
        exclude: Any = {"folder": True, "settings": {"alerts", "airflow"}}
        write_text(_PLAN.dump_json(self, indent=1, exclude=exclude).decode(), self.folder / _NAME)

    @classmethod
    def open(cls, folder: Path | str) -> "Run":
        """Return the run stored in a folder.

        Raises:
            ConfigurationError: the folder contains no run.
        """
        try:
            plan = TypeAdapter(dict).validate_json((Path(folder) / _NAME).read_bytes())
        except FileNotFoundError as error:
            raise ConfigurationError(
                f"{folder} contains no run: it has ended, or a takedown removed it; start a new run"
            ) from error
        return _PLAN.validate_python({**plan, "folder": Path(folder)})

    @classmethod
    def open_unfinished(cls, folder: Path | str) -> "Run":
        """Return the run stored in a folder, to run one of its stages before publishing.

        Raises:
            ConfigurationError: the folder contains no run, or the run has ended and its working data may be removed.
        """
        run = cls.open(folder)
        if published := run.store.published.read():
            found = f"published version {published.version}" if published.is_new else "found nothing new"
            raise ConfigurationError(
                f"run {run.run_id} {found}, and has ended: its stages cannot run again; "
                "start a new run (in Airflow, clear the task plan)"
            )
        return run


_PLACE = {"path", "include", "exclude"}
"""What the settings of a source say about where its pages are: not stored with a version, for machines differ."""

_NAME = "run.json"
_PLAN: TypeAdapter[Run] = TypeAdapter(Run)


class CleanedDocuments:
    """The documents of a run after the boilerplate stage, shard by shard.

    Attributes:
        numbers: Numbers of all shards: the shards of the run, then those of redone documents of the base version.
    """

    def __init__(self, run: Run) -> None:
        """Read the state of the boilerplate stage.

        Raises:
            ConfigurationError: the stage has not run yet.
        """
        state = run.store.boilerplate.read()
        if state is None:
            raise ConfigurationError(f"the boilerplate stage of run {run.run_id} has not run yet; run it first")
        self.numbers = range(run.shards + state.redone_shards)
        self._run = run
        self._rewritten = {*state.rewritten, *self.numbers[run.shards :]}

    def is_redone(self, number: int) -> bool:
        """Return whether a shard holds rewritten documents of the base version."""
        return number >= self._run.shards

    def shard(self, number: int) -> ShardedDataset:
        """Return the dataset that holds a shard."""
        return self._run.store.cleaned if number in self._rewritten else self._run.store.documents
