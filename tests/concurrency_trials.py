"""Trials on one warehouse: readers while versions are switched, writers side by side, hostile files, many builds."""

import importlib
import importlib.util
import os
import random
import resource
import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from broadsheet.corpus import open_corpus
from broadsheet.errors import BroadsheetError
from broadsheet.operations.audit import audit
from broadsheet.operations.build import build
from broadsheet.operations.rollback import roll_back
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse
from input_files import jsonl, table, tarred, warc_record, wet, zipped
from newsroom import page, paragraphs, write_pages

DAY = date(2026, 1, 1)


@dataclass
class Outcome:
    """The result of a trial: how often each thing happened, and what was wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def settings_of(folder: Path, *sources: str) -> Settings:
    """Return settings of a warehouse in a folder, and of the named sources beside it."""
    tables = {name: {"path": str(folder / name)} for name in sources}
    return Settings(warehouse=folder / "data", workers=1, sources=tables, gate={"min_rows": 10**6})


def read_while_switched(folder: Path, switches: int, readers: int = 4) -> Outcome:
    """Switch between two versions without a rest, while readers read; each must see one of them, whole."""
    pages = {f"{number}.txt": page(number, date(2018, 1 + number % 12, 11)) for number in range(24)}
    write_pages(folder / "wire", pages)
    settings = settings_of(folder, "wire")
    build(settings, day=DAY)
    write_pages(
        folder / "wire", {f"{number}.txt": page(number, date(2019, 1 + number % 12, 11)) for number in range(24, 60)}
    )
    build(settings, day=DAY)
    warehouse = Warehouse(settings.warehouse)
    old, new = sorted(VersionCatalog(warehouse).ids(), key=lambda version: version == warehouse.current_id())
    whole = {24, 60}
    ended = folder / "ended"

    def through_the_package() -> int:
        return len(open_corpus(settings.warehouse).to_pandas(columns=["doc_id", "text"]))

    def by_the_printed_example() -> int:
        return len(pd.read_parquet(Path(settings.warehouse / "current").resolve() / "corpus", columns=["doc_id"]))

    def read(how: Callable[[], int]) -> Counter[str]:
        counts: Counter[str] = Counter()
        while not (counts and ended.exists()):
            counts["whole" if how() in whole else "MIXED"] += 1
        return counts

    def switch() -> Counter[str]:
        counts: Counter[str] = Counter()
        try:
            for _ in range(switches):
                roll_back(settings, old if warehouse.current_id() == new else new)
                counts["switches"] += 1
        finally:
            ended.touch()
        return counts

    ways = [through_the_package, by_the_printed_example, *_other_libraries(settings.warehouse)]
    works = [partial(read, ways[number % len(ways)]) for number in range(readers)]
    outcome = side_by_side([switch, *works])
    if outcome.counts["MIXED"]:
        outcome.problems.append(f"{outcome.counts['MIXED']} reads saw a mix of two versions")
    return outcome


def _other_libraries(warehouse: Path) -> list[Callable[[], int]]:
    """Return ways to count documents with PyArrow, and with Polars and DuckDB if they are installed.

    They are imported where they read: threads of a library do not survive a fork.
    """

    def files() -> str:
        return f"{open_corpus(warehouse).path()}/**/*.parquet"

    def with_arrow() -> int:
        dataset = importlib.import_module("pyarrow.dataset").dataset(open_corpus(warehouse).path(), partitioning="hive")
        return int(dataset.count_rows())

    def with_polars() -> int:
        return int(importlib.import_module("polars").read_parquet(files(), columns=["doc_id"]).height)

    def with_duckdb() -> int:
        (row,) = importlib.import_module("duckdb").sql(f"SELECT count(*) FROM '{files()}'").fetchall()
        return int(row[0])

    optional = {"polars": with_polars, "duckdb": with_duckdb}
    return [with_arrow, *(way for name, way in optional.items() if importlib.util.find_spec(name))]


def write_side_by_side(folder: Path, rounds: int, seed: int = 0) -> Outcome:
    """Let builds, takedowns, roll-backs and audits run at once; at rest the corpus equals one built in order."""
    dice = random.Random(seed)
    names = ("wire", "paper")
    settings = settings_of(folder, *names)
    stories: dict[str, set[int]] = {name: set() for name in names}
    taken: set[str] = set()
    outcome = Outcome()
    for number in range(rounds):
        known = sorted(stories["wire"])
        for name in names:
            new = {dice.randrange(40) for _ in range(4)}
            stories[name] |= new
            write_pages(folder / name, {f"{story}.txt": page(story, date(2018, 1 + story % 12, 5)) for story in new})
        works: list[Callable[[], Counter[str]]] = [
            lambda name=name: _build(settings.model_copy(update={"source": (name,)})) for name in names
        ]
        if number:
            victim = f"wire/{dice.choice(known)}.txt"
            if can_be_taken_down(settings, victim):
                taken.add(victim)
                works.append(lambda victim=victim: _take_down(settings, victim))
            works += [lambda: _roll_back(settings), lambda: _audit(settings)]
        happened = side_by_side(works)
        outcome.counts += happened.counts
        outcome.problems += happened.problems
        # a takedown that a build or another takedown cut short is asked for again, as its message says; and once more
        # after a build, for if the roll-back came later, the current version did not have the page
        for _ in range(2):
            for victim in taken:
                with suppress(BroadsheetError, OSError):
                    take_down(settings, find_targets(Warehouse(settings.warehouse), [victim]))
            build(settings, day=DAY)
        damage = [one.message for one in audit(settings).findings if one.severity == "damage"]
        outcome.problems += [f"round {number}: {message}" for message in damage]
        clean = settings_of(folder, *names).model_copy(update={"warehouse": folder / f"clean-{number}"})
        build(clean, day=DAY)
        if taken:
            take_down(clean, find_targets(Warehouse(clean.warehouse), sorted(taken)))
        one, other = (Warehouse(each.warehouse).current_id() for each in (settings, clean))
        if one != other:
            outcome.problems.append(f"round {number}: {one} is current, built in order it is {other}")
        shutil.rmtree(clean.warehouse)
        outcome.counts["rounds"] += 1
    return outcome


def build_often(folder: Path, builds: int, seed: int = 0) -> Outcome:
    """Build after each of many changes of the source; files, bytes and memory must not grow with the builds.

    The source always has 40 pages. Old versions are deleted at once, the latest 200 validation results stay.
    """
    dice = random.Random(seed)
    settings = settings_of(folder, "wire")
    settings = settings.model_copy(update={"publishing": settings.publishing.model_copy(update={"keep_days": 0})})
    for number in range(40):
        write_pages(folder / "wire", {f"{number}.txt": page(number, date(2018, 1 + number % 12, 11))})
    outcome, usage = Outcome(), []
    for _ in range(builds):
        for changed in dice.sample(range(40), 3):
            story = dice.randrange(10**6)
            write_pages(folder / "wire", {f"{changed}.txt": page(story, date(2018, 1 + changed % 12, 11))})
        began = time.process_time()
        build(settings, day=DAY)
        usage.append((*_disk_usage(settings.warehouse), _megabytes(), time.process_time() - began))
        outcome.counts["builds"] += 1
    warm = max(5, builds // 10)
    names = ("files", "bytes", "MB of memory", "CPU seconds")
    first, last = _mean(usage[warm : 2 * warm]), _mean(usage[-warm:])
    for name, before, after in zip(names, first, last, strict=True):
        outcome.counts[f"{name} at first"] = round(before)
        outcome.counts[f"{name} at last"] = round(after)
        if after > 1.25 * before + (20 if name == "files" else 0):
            outcome.problems.append(f"{name} grew from {before:,.1f} to {after:,.1f} in {builds} builds")
    outcome.problems += [one.message for one in audit(settings).findings if one.severity == "damage"]
    return outcome


def _disk_usage(warehouse: Path) -> tuple[int, int]:
    """Return the number of files, and their bytes, without what is kept of each run for a while."""
    kept = [warehouse / name for name in ("validation", "history.jsonl", ".work")]
    files = [
        path for path in warehouse.rglob("*") if path.is_file() and not any(path.is_relative_to(one) for one in kept)
    ]
    return len(files), sum(path.stat().st_size for path in files)


def _mean(rows: Sequence[tuple[float, ...]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def can_be_taken_down(settings: Settings, name: str) -> bool:
    """Return whether a page can be taken down."""
    try:
        return bool(find_targets(Warehouse(settings.warehouse), [name]).pages)
    except BroadsheetError:
        return False


def read_hostile_files(folder: Path, files: int, seed: int = 0) -> Outcome:
    """Build from files that were made wrong on purpose; each ends in one place, and nothing raises."""
    dice = random.Random(seed)
    (folder / "wire").mkdir(parents=True)
    kinds = well_formed_files()
    for number in range(files):
        name, data = dice.choice(kinds)
        (folder / "wire" / f"{number}-{name}").write_bytes(_spoil(data, dice))
    settings = settings_of(folder, "wire")
    outcome = Outcome()
    build(settings, day=DAY)
    build(settings, day=DAY)
    version = VersionCatalog(Warehouse(settings.warehouse)).current()
    ledger = version.ledger(["source_uri", "place", "codes"]).to_pylist()
    uris = Counter(row["source_uri"] for row in ledger)
    outcome.problems += [f"{uri} is listed {count} times" for uri, count in uris.items() if count > 1]
    listed = {uri.partition("#")[0].removeprefix("wire/").partition("-")[0] for uri in uris}
    missing = [str(number) for number in range(files) if str(number) not in listed]
    outcome.problems += [f"file {number} is nowhere" for number in missing]
    failed = [row["source_uri"] for row in ledger if "failed" in row["codes"]]
    outcome.problems += [f"a rule failed on {uri}" for uri in failed]
    outcome.problems += [one.message for one in audit(settings).findings if one.severity == "damage"]
    outcome.counts += Counter(row["place"] for row in ledger)
    outcome.counts["files"] = files
    outcome.counts["MB of memory"] = _megabytes()
    return outcome


def well_formed_files() -> list[tuple[str, bytes]]:
    rows: list[dict[str, object]] = [
        {"id": f"s{number}", "text": "\n\n".join(paragraphs(number)), "url": f"https://quay.example/{number}"}
        for number in range(3)
    ]
    html = "<html><head><title>Of sheep</title></head><body><nav>Home</nav>{}</body></html>"
    body = html.format("".join(f"<p>{text}</p>" for text in paragraphs(7))).encode()
    mail = b"From: a@b.example\nSubject: Of sheep\nDate: Tue, 11 Sep 2018 10:00:00 +0000\n\n" + page(8).encode()
    pages = {"a.txt": page(1).encode(), "b.html": body}
    return [
        ("page.txt", page(5, date(2018, 9, 11)).encode()),
        ("page.html", body),
        ("news.jsonl", jsonl(rows)),
        ("news.csv", table(rows)),
        ("news.wet", wet(str(row["text"]) for row in rows)),
        ("news.warc", warc_record(7, body)),
        ("mail.eml", mail),
        ("pages.zip", zipped(pages)),
        ("pages.tar", tarred(pages)),
        ("utf16.txt", page(6).encode("utf-16")),
    ]


_ODD = [
    b"\0",
    b"\xff\xfe",
    b"\x1b[2J",
    b"\xe2\x80\xae",
    b"\r",
    b"\n" * 50,
    b"<![CDATA[",
    b"<!--",
    b"&#0;",
    b"{" * 99,
    b'"',
    b"\x85",
]


def _spoil(data: bytes, dice: random.Random) -> bytes:
    """Return bytes with a few changes: cut, repeated, exchanged, or with something strange put in."""
    for _ in range(dice.randrange(4)):
        at, end = sorted((dice.randrange(len(data) + 1), dice.randrange(len(data) + 1)))
        part = data[at:end]
        data = dice.choice(
            [
                data[:at],
                data[:at] + data[end:],
                data[:at] + part * dice.randrange(2, 9) + data[end:],
                data[:at] + dice.choice(_ODD) + data[at:],
                data[:at] + dice.randbytes(min(64, end - at)) + data[end:],
                data.replace(b"\n", dice.choice([b"\r\n", b"\r", b"\x0b"])),
            ]
        )
    return data


def _build(settings: Settings) -> Counter[str]:
    build(settings, day=DAY)
    return Counter(["builds"])


def _take_down(settings: Settings, victim: str) -> Counter[str]:
    take_down(settings, find_targets(Warehouse(settings.warehouse), [victim]))
    return Counter(["takedowns"])


def _roll_back(settings: Settings) -> Counter[str]:
    roll_back(settings, VersionCatalog(Warehouse(settings.warehouse)).previous())
    return Counter(["roll-backs"])


def _audit(settings: Settings) -> Counter[str]:
    audit(settings)
    return Counter(["audits"])


def side_by_side(works: list[Callable[[], Counter[str]]]) -> Outcome:
    """Do all works at once, each in a process of its own; return their counts, and what they raised.

    An error of the package is an answer: it says what happened and what to do, and is counted.
    """
    children = []
    for work in works:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _report(work, writer)
        os.close(writer)
        children.append((child, reader))
    outcome = Outcome()
    for child, reader in children:
        with os.fdopen(reader) as lines:
            for line in lines:
                name, _, count = line.rstrip("\n").rpartition("\t")
                if count == "!":
                    outcome.problems.append(name)
                else:
                    outcome.counts[name] += int(count)
        os.waitpid(child, 0)
    return outcome


def _report(work: Callable[[], Counter[str]], writer: int) -> None:
    """Never returns."""
    with os.fdopen(writer, "w") as lines:
        try:
            lines.writelines(f"{name}\t{count}\n" for name, count in work().items())
        except BroadsheetError:
            lines.write("refused in words\t1\n")
        except BaseException as error:  # the parent reports it
            traceback.print_exc()
            message = " ".join(f"{type(error).__name__}: {error}".split())
            lines.write(f"{message}\t!\n")
    sys.stderr.flush()
    os._exit(0)
