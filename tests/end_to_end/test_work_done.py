"""How much work a build does, counted: files opened, data sent between processes, files written again."""

import os
import pickle
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from broadsheet.operations.build import build
from broadsheet.parquet_io import read_file
from broadsheet.process_pool import run_all
from broadsheet.publishing import partition_rows as rows
from broadsheet.settings import load_settings
from newsroom import page

DAY = date(2026, 1, 1)
MONTHS = [date(2018, month, 3) for month in range(1, 7)]
_counters: list[Counter[str]] = []


def _count(event: str, arguments: tuple[object, ...]) -> None:
    if _counters and event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
        _counters[-1][os.fsdecode(arguments[0])] += 1


sys.addaudithook(_count)  # it stays for the life of the process, so it counts only while asked to


def opened_during(work, folder: Path) -> Counter[str]:
    """Return how often each file below a folder is opened while `work` is done."""
    _counters.append(Counter())
    try:
        work()
    finally:
        opened = _counters.pop()
    below: Counter[str] = Counter()
    for name, times in opened.items():
        path = folder / name  # a name alone was opened below the descriptor of its folder
        if path.is_relative_to(folder) and path.is_file():
            below[str(path)] += times
    return below


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(page(number, MONTHS[number % len(MONTHS)]), encoding="utf-8")
        os.utime(folder / f"{number:02}.txt", (1, 1))
    return folder


@pytest.fixture
def settings(tmp_path, source, monkeypatch):
    monkeypatch.setattr("broadsheet.discovery.stat_cache.SETTLED_NS", -(10**18))  # ctime cannot be set back
    return load_settings(source=str(source), warehouse=tmp_path / "data", workers=1, discovery={"shard_pages": 3})


def test_a_new_page_is_opened_for_its_format_and_for_its_text_and_then_never_again(settings, source):
    first = opened_during(lambda: build(settings, day=DAY), source)
    assert first == {str(path): 2 for path in source.iterdir()}
    assert opened_during(lambda: build(settings, day=DAY), source) == {}
    (source / "late.txt").write_text(page(40, MONTHS[0]), encoding="utf-8")
    assert opened_during(lambda: build(settings, day=DAY), source) == {str(source / "late.txt"): 2}


def test_no_text_crosses_between_processes(settings, monkeypatch):
    crossed = []

    def watched(function, tasks, workers):
        tasks = list(tasks)
        for task, result in zip(tasks, run_all(function, tasks, 1), strict=True):
            crossed.extend(pickle.dumps(part) for part in (function, task, result))
            yield result

    monkeypatch.setattr("broadsheet.pipeline.run_all", watched)
    build(settings, day=DAY)
    story = page(0, MONTHS[0]).split("\n\n")[-1].strip()[:30].encode()
    assert len(crossed) == 3 * 4
    assert not any(story in part for part in crossed)
    assert max(map(len, crossed)) < 10_000


def test_a_late_page_writes_its_own_partition_and_links_the_others(settings, source):
    build(settings, day=DAY)
    before = _files(settings.warehouse)
    (source / "late.txt").write_text(page(40, MONTHS[2]), encoding="utf-8")
    build(settings, day=DAY)
    after = _files(settings.warehouse)
    written = {name.rpartition("/")[0] for name, inode in after.items() if before.get(name) != inode}
    written.discard("duplicates/lang=und/month=undated")  # no rows, but the columns of an empty dataset
    assert written == {f"{dataset}/lang=en/month=2018-03" for dataset in ("corpus", "_sketches", "_lines")}


@pytest.mark.parametrize("on_disk", [True, False], ids=["set aside on disk", "held in memory"])
def test_the_texts_of_a_shard_are_read_once_to_be_published(settings, monkeypatch, on_disk):
    if on_disk:
        monkeypatch.setattr(rows, "_batches", lambda accepted, partitions, memory: [[one] for one in partitions])
    read = Counter()

    def counted(path, columns=None):
        if columns == rows.PAGE_COLUMNS:
            read[path.name] += 1
        return read_file(path, columns)

    monkeypatch.setattr("broadsheet.runs.store.read_file", counted)
    build(settings, day=DAY)
    assert read == {f"shard-{number:05d}.parquet": 1 for number in range(4)}


def _files(warehouse: Path) -> dict[str, int]:
    """Return the inode of each file of partitions in the current version, by its path."""
    folder = (warehouse / "current").resolve()
    return {str(path.relative_to(folder)): path.stat().st_ino for path in folder.rglob("lang=*/*/*.parquet")}
