"""A model of a warehouse as plain dictionaries, and a state machine that compares the real one with it.

The machine lets pages arrive, change and leave, and builds, takes down, lifts, rolls back, kills and audits in any
order. After each step every page must be where the model says, with the text that the model says.
"""

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from broadsheet.operations.audit import audit
from broadsheet.operations.build import build
from broadsheet.operations.rollback import roll_back
from broadsheet.operations.takedown import lift_pages, take_down
from broadsheet.operations.targets import find_targets
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import JOURNAL, Warehouse
from concurrency_trials import side_by_side
from fault_injection import KILL, killed_or_ended, settings_in
from newsroom import page, paragraphs, write_pages

DAY = date(2026, 1, 1)
DAYS = [date(2018, 9, 10), date(2018, 10, 2)]
NAMES = ["wire/0.txt", "wire/1.txt", "paper/0.txt", "paper/1.txt"]
"""Few days and pages, so that a short history does several things to one page."""


class Story(NamedTuple):
    """The content of a page: the number of its story, and its date. A story without a number is a page of no text."""

    number: int | None
    day: date | None

    def written(self, name: str) -> str:
        """Return the page; its menu names it, so that no two pages have the same bytes."""
        if self.number is None:
            return f"Home\n{name}\n"
        return page(self.number, self.day).replace("Sport\n", f"Sport\n{name}\n", 1)


STORIES_DRAWN = st.builds(Story, st.integers(0, 4), st.sampled_from([*DAYS, None])) | st.just(Story(None, None))
"""Stories of any number and date, and now and then a page of no text."""


@dataclass(frozen=True)
class State:
    """What a version holds.

    Attributes:
        published: Documents of the corpus and the duplicates, by name.
        refused: Names of the pages in quarantine.
        pending: Pages whose date no run asked for yet.
    """

    published: dict[str, Story] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    pending: dict[str, Story] = field(default_factory=dict)

    def built(self, source: dict[str, Story], blocked: set[str], asked: date | None) -> "State":
        """Return the state after a run for a date, or for all pages."""
        published, pending, refused = dict(self.published), dict(self.pending), set(self.refused)
        for name, story in source.items():
            if name in blocked:
                continue
            if story.number is None:
                refused.add(name)
                published.pop(name, None)
                pending.pop(name, None)
                continue
            if asked is None or story.day == asked:
                published[name] = story
                pending.pop(name, None)
                refused.discard(name)
            elif name not in published:
                pending[name] = story
                refused.discard(name)
        for name, story in self.pending.items():  # it left the source before it was published
            if name not in source and (asked is None or story.day == asked):
                pending.pop(name)
                refused.add(name)
        return State(published, frozenset(refused), pending)

    def without(self, name: str) -> "State":
        """Return the state after a takedown of the page."""
        return State(
            {key: story for key, story in self.published.items() if key != name},
            self.refused - {name},
            {key: story for key, story in self.pending.items() if key != name},
        )


class WarehouseMachine(RuleBasedStateMachine):
    """A warehouse, and what it should hold."""

    steps = 0
    """Steps after which the warehouse was compared with the model, over all histories of a process."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="broadsheet-model-"))
        (self.folder / "pages").mkdir()
        self.settings = settings_in(self.folder)
        self.warehouse = Warehouse(self.settings.warehouse)
        self.source: dict[str, Story] = {}
        self.state = State()
        self.versions: dict[str, State] = {}
        self.blocked: set[str] = set()
        self.spoilt = 0
        """Lines of the journal that were made unreadable."""

    def teardown(self) -> None:
        """Build everything a last time: the bytes depend on the pages alone, whatever happened before."""
        try:
            self._build(None)
            if not self._lost:
                assert self.warehouse.current_id() == self._built_at_once()
        finally:
            shutil.rmtree(self.folder)

    @property
    def _lost(self) -> bool:
        """Whether pages left the source that only the ledger knows: a new warehouse cannot know them."""
        return bool(set(self.state.refused) - set(self.source))

    def _built_at_once(self) -> str | None:
        clean = self.settings.model_copy(update={"warehouse": self.folder / "clean"})
        left = {name: story for name, story in self.state.published.items() if name not in self.source}
        stories = {**left, **{name: story for name, story in self.source.items() if name not in self.blocked}}
        for name, story in left.items():
            write_pages(self.folder / "pages", {name: story.written(name)})
        for name in self.blocked:
            (self.folder / "pages" / name).unlink(missing_ok=True)
        assert stories.keys() == self.state.published.keys() | self.state.refused
        build(clean, day=DAY)
        return Warehouse(clean.warehouse).current_id()

    # what people and sites do

    @initialize(arrived=st.dictionaries(st.sampled_from(NAMES), STORIES_DRAWN, min_size=1))
    def begin(self, arrived: dict[str, Story]) -> None:
        """Pages are there at first."""
        self.add_or_change(arrived)

    @rule(
        arrived=st.dictionaries(st.sampled_from(NAMES), STORIES_DRAWN, min_size=1, max_size=2),
        asked=st.sampled_from([None, *DAYS]),
        at_once=st.booleans(),
    )
    def change(self, arrived: dict[str, Story], asked: date | None, at_once: bool) -> None:
        """Pages arrive, or come with another story or date; often a run follows."""
        self.add_or_change(arrived)
        if at_once:
            self._build(asked)

    def add_or_change(self, arrived: dict[str, Story]) -> None:
        """Write pages into the source."""
        self.source |= arrived
        write_pages(self.folder / "pages", {name: story.written(name) for name, story in arrived.items()})

    @precondition(lambda self: self.source)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        """A page leaves the source."""
        name = data.draw(st.sampled_from(sorted(self.source)))
        del self.source[name]
        (self.folder / "pages" / name).unlink()

    # what runs do

    @rule(asked=st.sampled_from([None, *DAYS]))
    def build(self, asked: date | None) -> None:
        """A run for all pages or for a date."""
        self._build(asked)

    @precondition(lambda self: self.warehouse.current_id())
    @rule(days=st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True))
    def backfill_side_by_side(self, days: list[date]) -> None:
        """Two runs for two dates at once."""
        outcome = side_by_side([partial(_run, self.settings, day) for day in days])
        assert outcome.problems == []
        assert outcome.counts["builds"] == 2, outcome.counts
        for day in days:
            self.state = self.state.built(self.source, self.blocked, day)
        self._remember()

    @rule(asked=st.sampled_from([None, *DAYS]), change=st.integers(1, 160))
    def crash_while_building(self, asked: date | None, change: int) -> None:
        """A run is killed at one of its changes of the file system."""
        before = self.warehouse.current_id()
        fate = killed_or_ended(partial(_run, self.settings, asked), KILL, change, self.settings.warehouse)
        assert fate in ("killed", "not reached")
        after = self.state.built(self.source, self.blocked, asked)
        if self.warehouse.current_id() != before or fate == "not reached":
            self.state = after
            self._remember()

    @precondition(lambda self: self.state.published or self.state.refused)
    @rule(data=st.data(), change=st.none() | st.integers(1, 200))
    def take_down(self, data: st.DataObject, change: int | None) -> None:
        """A page is taken down; the takedown may be killed, and is then asked for again."""
        name = data.draw(st.sampled_from(sorted({*self.state.published, *self.state.refused})))
        works = partial(_take, self.settings, name)
        if change is not None:
            fate = killed_or_ended(works, KILL, change, self.settings.warehouse)
            assert fate in ("killed", "not reached")
        renamed = works()
        self.blocked.add(name)
        self.state = self.state.without(name)
        kept = set(VersionCatalog(self.warehouse).ids())
        known = {renamed.get(version, version): state.without(name) for version, state in self.versions.items()}
        self.versions = {version: state for version, state in known.items() if version in kept}
        self._remember()
        _check_nothing_names(self.settings.warehouse, name)

    @precondition(lambda self: self.blocked)
    @rule(data=st.data())
    def lift(self, data: st.DataObject) -> None:
        """A takedown is undone."""
        name = data.draw(st.sampled_from(sorted(self.blocked)))
        assert len(lift_pages(self.warehouse, [name])) == 1
        self.blocked.remove(name)

    @precondition(lambda self: set(self.versions) - {self.warehouse.current_id()})
    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        """An older version becomes current again."""
        version = data.draw(st.sampled_from(sorted(set(self.versions) - {self.warehouse.current_id()})))
        roll_back(self.settings, version)
        self.state = self.versions[version]

    @precondition(lambda self: self.warehouse.current_id())
    @rule(junk=st.binary(min_size=1, max_size=20).map(lambda junk: b"\xff" + junk.replace(b"\n", b" ")))
    def spoil_the_journal(self, junk: bytes) -> None:
        """The journal gets a line that cannot be read."""
        with (self.warehouse.root / JOURNAL).open("ab") as journal:
            journal.write(junk + b"\n")
        self.spoilt += 1

    # what must hold

    @invariant()
    def every_page_is_where_it_should_be(self) -> None:
        """Compare the current version with the model."""
        WarehouseMachine.steps += 1
        if self.warehouse.current_id() is None:
            assert self.state == State()
            return
        version = VersionCatalog(self.warehouse).current()
        ledger = version.ledger(["source_uri", "place"]).to_pylist()
        placed = {row["source_uri"]: row["place"] for row in ledger}
        assert len(placed) == len(ledger)
        in_place = {place: {name for name, at in placed.items() if at == place} for place in set(placed.values())}
        assert in_place.get("pending", set()) == set(self.state.pending)
        assert in_place.get("quarantine", set()) == set(self.state.refused)
        documents = {dataset: self._texts(dataset) for dataset in ("corpus", "duplicates")}
        assert documents["corpus"].keys() == in_place.get("corpus", set())
        assert documents["duplicates"].keys() == in_place.get("duplicates", set())
        texts = documents["corpus"] | documents["duplicates"]
        expected = {name: story.number for name, story in self.state.published.items()}
        assert {name: _story(text) for name, text in texts.items()} == expected
        kept = Counter(expected[name] for name in documents["corpus"])
        assert kept == dict.fromkeys(expected.values(), 1), "each story is in the corpus once"

    @invariant()
    def the_audit_finds_what_was_spoilt_and_nothing_else(self) -> None:
        """Audit; before the first version there is nothing to audit."""
        if self.warehouse.current_id() is None:
            return
        findings = audit(self.settings).findings
        assert [one.message for one in findings if one.severity == "damage"] == []
        assert [one.check for one in findings if one.check == "journal"] == ["journal"] * (self.spoilt > 0)

    def _texts(self, dataset: str) -> dict[str, str]:
        rows = []
        for file in (self.warehouse.current.resolve() / dataset).rglob("*.parquet"):
            rows += pq.ParquetFile(file).read(["source_uri", "text"]).to_pylist()
        return {row["source_uri"]: row["text"] for row in rows}

    def _build(self, asked: date | None) -> None:
        build(self.settings, since=asked, until=asked, day=DAY)
        self.state = self.state.built(self.source, self.blocked, asked)
        self._remember()

    def _remember(self) -> None:
        if version := self.warehouse.current_id():
            assert self.versions.setdefault(version, self.state) == self.state, "one id, two contents"


STORIES = {"\n\n".join(paragraphs(number)): number for number in range(6)}
"""Numbers of stories by the text that a document of the story has."""


def _story(text: str) -> int | None:
    return STORIES.get(text)


def _run(settings: Settings, asked: date | None) -> Counter[str]:
    build(settings, since=asked, until=asked, day=DAY)
    return Counter(["builds"])


def _take(settings: Settings, name: str) -> dict[str, str]:
    warehouse = Warehouse(settings.warehouse)
    return take_down(settings, find_targets(warehouse, [name])).versions


def _check_nothing_names(root: Path, name: str) -> None:
    for file in root.rglob("*"):
        if file.suffix == ".parquet":
            table = pq.ParquetFile(file)
            if "source_uri" in table.schema_arrow.names:
                assert name not in table.read(["source_uri"])["source_uri"].to_pylist(), f"{file} names {name}"
        elif file.is_file():
            assert name.encode() not in file.read_bytes(), f"{file} names {name}"
