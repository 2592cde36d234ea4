"""The result depends on the set of pages and the settings, and on nothing else; and every page ends in one place."""

import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from broadsheet.pipeline import build
from broadsheet.publishing.version import Version
from broadsheet.settings import load_settings
from broadsheet.warehouse import Warehouse
from newsroom import page, paragraphs

DAY = date(2026, 1, 1)
FIRST = date(2018, 9, 10)


def _contained(number: int) -> str:
    return page(number, FIRST + timedelta(days=number % 3), paragraphs(number)[:4])


POOL: dict[str, bytes] = {
    **{f"a/{number}.txt": page(number, FIRST + timedelta(days=number % 3)).encode() for number in range(5)},
    "copies/exact.txt": page(0, FIRST + timedelta(days=5)).encode(),
    "copies/contained of 1.txt": _contained(1).encode(),
    "copies/contained of 2.txt": _contained(2).encode(),
    "undated.txt": page(9).encode(),
    "month only.txt": page(10).replace("Home\n", " date 2018-09 A month and no day\n").encode(),
    "latin.txt": page(11, FIRST).replace("mayor", "maïre").encode("cp1252"),
    "bad/empty.txt": b"",
    "bad/binary.txt": bytes(range(256)) * 20,
    "bad/menu.txt": b"Home\nNews\nSport\n",
    "bad/future.txt": page(12, date(2030, 1, 1)).encode(),
}
"""Pages of every kind: whatever is drawn from here must come out the same however it arrives."""

AWAY = ("deleted", "a link", "other content")
"""What may be in a page's place for one run; in the next it is back as it was."""


class Step(NamedTuple):
    """Pages that arrive, the date asked for (null asks for all), and what is in the place of a page for this run."""

    names: tuple[str, ...]
    asked: date | None = None
    away: tuple[tuple[str, str], ...] = ()


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[list[str], list[Step]]:
    """Draw a set of pages, and an order in which they arrive over several runs, some of them backfills."""
    names = draw(st.lists(st.sampled_from(sorted(POOL)), min_size=1, unique=True))
    order = draw(st.permutations(names))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=2)))
    days = st.none() | st.sampled_from([FIRST + timedelta(days=number) for number in range(3)])
    bounds = [0, *cuts, len(order)]
    away = st.lists(
        st.tuples(st.sampled_from(names), st.sampled_from(AWAY)), max_size=2, unique_by=lambda item: item[0]
    )
    steps = [Step(tuple(order[a:b]), draw(days), tuple(draw(away))) for a, b in pairwise(bounds)]
    return names, [*steps, Step(())]


def arrive(folder: Path, steps: list[Step], workers: int = 1) -> Warehouse:
    """Let pages arrive step by step and run after each."""
    source = folder / "pages"
    source.mkdir(parents=True)
    settings = load_settings(
        source=str(source), warehouse=folder / "data", workers=workers, discovery={"shard_pages": 3}
    )
    here: set[str] = set()
    for names, asked, away in steps:
        here |= set(names)
        for name in here:
            put_in_place(source / name, POOL[name])
        for name, what in away:
            if name in here:
                take_away(source / name, what)
        build(settings, since=asked, until=asked, day=DAY)
        check_every_page_in_one_place(Warehouse(folder / "data"), source)
    return Warehouse(folder / "data")


def put_in_place(path: Path, content: bytes) -> None:
    if path.is_symlink() or not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content)


def take_away(path: Path, what: str) -> None:
    path.unlink()
    if what == "a link":
        path.symlink_to("/dev/zero")
    elif what == "other content":
        path.write_bytes(page(77, FIRST).encode())


def check_every_page_in_one_place(warehouse: Warehouse, source: Path) -> None:
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


def content(warehouse: Warehouse) -> dict[str, bytes]:
    folder = warehouse.current.resolve()
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals())
def test_any_order_and_any_split_over_runs_and_backfills_gives_the_same_bytes(drawn):
    names, steps = drawn
    with tempfile.TemporaryDirectory() as folder:
        at_once = arrive(Path(folder) / "at once", [Step(tuple(sorted(names)))])
        in_steps = arrive(Path(folder) / "in steps", steps)
        assert in_steps.current_id() == at_once.current_id()
        assert content(in_steps) == content(at_once)


def test_the_number_of_workers_changes_nothing(tmp_path):
    names = tuple(POOL)
    one = arrive(tmp_path / "one", [Step(names)], workers=1)
    two = arrive(tmp_path / "two", [Step(names)], workers=2)
    assert content(one) == content(two)
