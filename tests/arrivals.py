"""Adds pages to a source step by step, with a run after each step, for the property tests."""

import tempfile
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
from hypothesis import strategies as st

from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from newsroom import page

DAY = date(2026, 1, 1)
FIRST = date(2018, 9, 10)

AWAY = ("deleted", "a link", "other content")
"""What may be in a page's place for one run; in the next it is back as it was."""

Pool = Mapping[str, bytes]
"""Pages by name."""


class Step(NamedTuple):
    """Pages that arrive, the date asked for (null asks for all), and what is in the place of a page for this run."""

    names: tuple[str, ...]
    asked: date | None = None
    away: tuple[tuple[str, str], ...] = ()


@st.composite
def arrivals(draw: st.DrawFn, pool: Pool, least: int = 1) -> tuple[list[str], list[Step]]:
    """Draw a set of pages, and an order in which they arrive over several runs, some of them backfills."""
    names = draw(st.lists(st.sampled_from(sorted(pool)), min_size=least, unique=True))
    order = draw(st.permutations(names))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=2)))
    days = st.none() | st.sampled_from([FIRST.replace(day=FIRST.day + number) for number in range(3)])
    bounds = [0, *cuts, len(order)]
    away = st.lists(
        st.tuples(st.sampled_from(names), st.sampled_from(AWAY)), max_size=2, unique_by=lambda item: item[0]
    )
    steps = [Step(tuple(order[a:b]), draw(days), tuple(draw(away))) for a, b in pairwise(bounds)]
    return names, [*steps, Step(())]


def arrive(folder: Path, pool: Pool, steps: list[Step], workers: int = 1, **settings: Any) -> Warehouse:
    """Let pages arrive step by step and run after each."""
    source = folder / "pages"
    source.mkdir(parents=True)
    own = load_settings(
        source=str(source), warehouse=folder / "data", workers=workers, discovery={"shard_pages": 3}, **settings
    )
    here: set[str] = set()
    for names, asked, away in steps:
        here |= set(names)
        for name in here:
            _put_in_place(source / name, pool[name])
        for name, what in away:
            if name in here:
                _take_away(source / name, what)
        build(own, since=asked, until=asked, day=DAY)
        _check_every_page_in_one_place(Warehouse(folder / "data"), source)
    return Warehouse(folder / "data")


def content(warehouse: Warehouse) -> dict[str, bytes]:
    """Return every file of the current version by its path."""
    folder = warehouse.current.resolve()
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check_same_bytes(pool: Pool, names: list[str], steps: list[Step], **settings: Any) -> None:
    """Check that the steps end in the very version that all pages at once give."""
    with tempfile.TemporaryDirectory() as folder:
        at_once = arrive(Path(folder) / "at once", pool, [Step(tuple(sorted(names)))], **settings)
        in_steps = arrive(Path(folder) / "in steps", pool, steps, **settings)
        assert in_steps.current_id() == at_once.current_id()
        assert content(in_steps) == content(at_once)


def _put_in_place(path: Path, content: bytes) -> None:
    if path.is_symlink() or not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content)


def _take_away(path: Path, what: str) -> None:
    path.unlink()
    if what == "a link":
        path.symlink_to("/dev/zero")
    elif what == "other content":
        path.write_bytes(page(77, FIRST).encode())


def _check_every_page_in_one_place(warehouse: Warehouse, source: Path) -> None:
    version = Version.open(warehouse, warehouse.current_id())
    ledger = version.ledger()
    on_disk = {str(path.relative_to(source)) for path in source.rglob("*") if path.is_symlink() or path.is_file()}
    assert set(ledger["source_uri"].to_pylist()) >= on_disk
    placed = dict(zip(ledger["doc_id"].to_pylist(), ledger["place"].to_pylist(), strict=True))
    found = {
        doc: dataset
        for dataset in ("corpus", "duplicates", "quarantine")
        for file in sorted((warehouse.current / dataset).rglob("*.parquet"))
        for doc in pq.ParquetFile(file).read(columns=["doc_id"])["doc_id"].to_pylist()
    }
    pending = {doc: place for doc, place in placed.items() if place == "pending"}
    assert found | pending == placed
    assert len(placed) == len(ledger)
