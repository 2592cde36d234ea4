"""A run that is killed at any point leaves what readers see whole, and the next run mends the rest."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from broadsheet.pipeline import build
from broadsheet.publishing.manifest import Manifest
from broadsheet.publishing.partitions import digest_file
from broadsheet.settings import load_settings
from broadsheet.warehouse import Warehouse
from newsroom import page, write_pages

KILLED_AT = Path(__file__).with_name("killed_at.py")
BEFORE = {"a.txt": page(1, date(2018, 9, 11)), "b.txt": page(2, date(2018, 10, 1)), "bad.txt": ""}
ARRIVES = {"c.txt": page(3, date(2018, 9, 11)), "copy.txt": page(1, date(2018, 9, 12)), "bad.txt": page(4)}
AT_ONCE = 6
"""Builds run at a time: they wait for the disk as much as for the processor."""


def settings_of(folder):
    return load_settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)


def arrange(folder):
    write_pages(folder / "pages", BEFORE)
    build(settings_of(folder))
    write_pages(folder / "pages", ARRIVES)


def kill_at(folder, number):
    command = [sys.executable, str(KILLED_AT), str(number), str(folder / "pages"), str(folder / "data")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def check_whole(warehouse, versions):
    """`current` is one of these versions, every file of it has its digest, and pandas reads it."""
    assert warehouse.current_id() in versions
    folder = warehouse.current.resolve()
    manifest = Manifest.read(folder)
    assert all(digest_file(folder / entry.path) == entry.sha256 for entry in manifest.files)
    assert len(pd.read_parquet(folder / "corpus")) == manifest.figures.corpus


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """Return the version before, the version after, and how many changes the run between them makes."""
    folder = tmp_path_factory.mktemp("expected")
    arrange(folder)
    before = Warehouse(folder / "data").current_id()
    build(settings_of(folder))
    return before, Warehouse(folder / "data").current_id()


def test_killed_at_any_point_current_stays_whole_and_the_next_run_ends_well(tmp_path, expected):
    before, after = expected
    assert before != after
    number, ended, seen = 1, False, set()
    while not ended:
        batch = []
        for at in range(number, number + AT_ONCE):
            folder = tmp_path / str(at)
            arrange(folder)
            batch.append((folder, kill_at(folder, at)))
        number += AT_ONCE
        for folder, process in batch:
            _, errors = process.communicate(timeout=300)
            assert process.returncode in {0, -signal.SIGKILL}, errors.decode()
            ended = ended or process.returncode == 0
            warehouse = Warehouse(folder / "data")
            seen.add(warehouse.current_id())
            check_whole(warehouse, {before, after})
            build(settings_of(folder))
            check_whole(warehouse, {after})
    assert seen == {before, after}, "some runs were killed before the switch and some after it"
