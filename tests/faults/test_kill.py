"""A run that is killed at any point leaves an intact version for readers, and the next run completes the rest."""

import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest
from newsroom import page, write_pages

KILLED_AT = Path(__file__).with_name("killed_at.py")
DAY = date(2026, 1, 1)
BEFORE = {"a.txt": page(1, date(2018, 9, 11)), "b.txt": page(2, date(2018, 10, 1)), "bad.txt": ""}
ARRIVES = {"c.txt": page(3, date(2018, 9, 11)), "copy.txt": page(1, date(2018, 9, 12)), "bad.txt": page(4)}
KILLERS = 2
"""Processes that build and kill side by side."""
EVERY = 3
"""Of so many points one is tried; `make trust ARGS="--part 1"` tries each."""


def build_in(folder: Path) -> None:
    build(load_settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1))


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """Prepare a warehouse, let pages arrive, and kill builds of them, each at another point and on its own copy."""
    prepared, scratch = tmp_path_factory.mktemp("prepared"), tmp_path_factory.mktemp("killed")
    write_pages(prepared / "pages", BEFORE)
    build_in(prepared)
    write_pages(prepared / "pages", ARRIVES)
    command = [sys.executable, str(KILLED_AT), str(prepared), str(scratch)]
    killers = [
        subprocess.Popen(
            [*command, str(first), str(EVERY * KILLERS)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for first in range(1, EVERY * KILLERS + 1, EVERY)
    ]
    fates: dict[int, str] = {}
    for killer in killers:
        output, errors = killer.communicate(timeout=3_600)  # no measure: only a build that hangs takes as long
        assert killer.returncode == 0, errors
        told = [line.split() for line in output.splitlines()]
        assert told[-1][1] == "ended", "the last build ends before its point is reached"
        fates |= {int(number): fate for number, fate in told}
    before = Warehouse(prepared / "data").current_id()
    build_in(prepared)
    return scratch, sorted(fates), before, Warehouse(prepared / "data").current_id()


def check_whole(warehouse: Warehouse) -> None:
    """Check every file behind `current` against its digest, and that pandas reads it."""
    folder = warehouse.current.resolve()
    manifest = Manifest.read(folder)
    assert folder.name == manifest.version
    assert all(
        hashlib.sha256((folder / entry.path).read_bytes()).hexdigest() == entry.sha256 for entry in manifest.files
    )
    assert len(pd.read_parquet(folder / "corpus")) == manifest.figures.corpus


def test_current_is_either_the_old_version_or_the_new_one_and_intact(killed):
    scratch, points, before, after = killed
    seen = []
    for point in points:
        warehouse = Warehouse(scratch / str(point) / "data")
        check_whole(warehouse)
        seen.append(warehouse.current_id())
    assert set(seen) == {before, after}, "some builds were killed before the switch and some after it"
    assert seen == sorted(seen, key=[before, after].index), "there is one switch"


def test_the_next_run_gives_the_result_of_an_undisturbed_run(killed):
    scratch, points, _, after = killed
    for point in points[::2]:
        folder = scratch / str(point)
        build_in(folder)
        warehouse = Warehouse(folder / "data")
        assert warehouse.current_id() == after
        check_whole(warehouse)
        assert not [path.name for path in warehouse.versions.iterdir() if path.name.startswith(".")]
