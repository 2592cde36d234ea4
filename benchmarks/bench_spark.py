"""Measures the engine spark on a cluster of processes beside the engine local, and PySpark's own MinHashLSH.

    python benchmarks/bench_spark.py --pages 100000 [--story 50000] [--minhash 2500]

Prints for each stage the wall time and the CPU time of all processes, for Spark also the bytes shuffled and spilled,
and the longest task beside the median one; then the tasks of each long step, and the most memory that processes held.
docs/scaling.md has the last figures.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import urlopen

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from broadsheet.operations.build import build
from broadsheet.settings import Search, Settings, Spark
from broadsheet.spark.engine import SparkEngine
from broadsheet.spark.session import spark_session
from generate import pages
from spark_cluster import OPTIONS, cluster
from spark_pages import write_story

STAGES = ("discover", "extract", "boilerplate", "validate", "deduplicate", "publish", "report")
JOBS = {"extract": "extract", "remove_boilerplate": "boilerplate", "deduplicate": "deduplicate", "publish": "publish"}


@dataclass
class Clock:
    """Wall and CPU seconds of each stage of a build, of this process and those below it."""

    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    _began: tuple[float, float] = (0.0, 0.0)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take the progress of a build."""
        now = (time.monotonic(), _cpu())
        if done == 0:
            self._began = now
        if done == total:
            self.wall[stage] = now[0] - self._began[0]
            self.cpu[stage] = now[1] - self._began[1]


class Memory:
    """The most memory that processes held, by their part: this process, its own below it, Java, Python of executors."""

    def __init__(self) -> None:
        """Start to look, every two seconds."""
        self._most: dict[str, int] = {}
        self._ended = Event()
        self._watcher = Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Memory":
        """Start to look."""
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop to look."""
        self._ended.set()
        self._watcher.join()

    def __str__(self) -> str:
        """Return the figures as text."""
        return ", ".join(f"{part} {size / 1e6:,.0f} MB" for part, size in self._most.items())

    def _look(self) -> None:
        while not self._ended.wait(2):
            now = {"this process": psutil.Process().memory_info().rss}
            for process in psutil.Process().children(recursive=True):
                try:
                    command, size = " ".join(process.cmdline()), process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
                part = next((part for sign, part in _PARTS.items() if sign in command), "its workers")
                now[part] = now.get(part, 0) + size
            self._most = {part: max(now.get(part, 0), self._most.get(part, 0)) for part in now | self._most}


_PARTS = {
    "SparkSubmit": "Java of the driver",
    "CoarseGrained": "Java of executors",
    "pyspark.daemon": "Python of executors",
    "deploy.": "master and workers",
}
"""What a process is for, by what its command line holds."""


def main() -> None:
    """Build the same pages with both engines, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000, help="generated pages")
    parser.add_argument("--story", type=int, default=0, help="pages in addition that all run one story")
    parser.add_argument("--minhash", type=int, default=0, help="documents for PySpark's MinHashLSH")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="broadsheet-bench-") as scratch:
        folder = Path(scratch)
        source = _source(folder, asked.pages, asked.story)
        here, there = Clock(), Clock()
        options = {**OPTIONS, "spark.ui.enabled": "true", "spark.executor.memory": "2g"}
        del options["spark.sql.shuffle.partitions"]
        with cluster(folder) as machines:
            settings = _settings(source, folder / "spark", Spark(master=machines.master, options=options))
            with spark_session(settings) as session:
                with Memory() as memory_there:
                    second = build(settings, progress=there, engine=SparkEngine(session)).version
                context = session.sparkContext
                stages = _stages(f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}")
                minhash = _minhash(session, asked.minhash) if asked.minhash else ""
        print(f"{asked.pages + asked.story:,} pages, {asked.story:,} of one story; version {second}")
        _print(here, there, stages)
        _print_steps(stages)
        print(f"most memory, spark: {memory_there}\n{minhash}\nThe same with the engine local:", flush=True)
        shutil.rmtree(folder / "spark")
        with Memory() as memory_here:
            first = build(_settings(source, folder / "local"), progress=here).version
        print(f"version {first}")
        _print(here, there, stages)
        print(f"most memory, local: {memory_here}")
        sys.exit(first != second)


def _settings(source: Path, warehouse: Path, spark: Spark | None = None) -> Settings:
    """Return settings without the search index, which no engine changes."""
    return Settings(source=(str(source),), warehouse=warehouse, spark=spark or Spark(), search=Search(enabled=False))


def _source(folder: Path, count: int, story: int) -> Path:
    source = folder / "source"
    source.mkdir()
    starts = range(0, count, _PART)
    with ProcessPoolExecutor() as pool:
        list(pool.map(_write_part, [source / f"pages-{start}.jsonl" for start in starts], starts, repeat(count)))
    if story:
        write_story(source, story)
    return source


_PART = 100_000
"""Pages of one seed; parts are written side by side."""


def _write_part(file: Path, start: int, count: int) -> None:
    with file.open("w") as opened:
        for page in pages(min(_PART, count - start), seed=7 + start // _PART):
            opened.write(json.dumps({"id": page.name, "text": page.text}) + "\n")


def _cpu() -> float:
    total = 0.0
    me = psutil.Process()
    for process in [me, *me.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        total += times.children_user + times.children_system  # of those that have ended
    return total


def _stages(address: str) -> list[dict[str, Any]]:
    with urlopen(f"{address}/stages?status=complete&withSummaries=true&quantiles=0.5,0.9,1.0") as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def _print(here: Clock, there: Clock, stages: list[dict[str, Any]]) -> None:
    columns = ("local wall", "CPU", "spark wall", "CPU", "shuffled MB", "spilled MB", "longest / median task")
    print(f"{'stage':<14}" + "".join(f"{name:>{len(name) + 4}}" for name in columns))
    for stage in STAGES:
        own = [one for one in stages if JOBS.get(str(one.get("description")).partition(":")[0]) == stage]
        bytes_of = [sum(one[name] for one in own) / 1e6 for name in ("shuffleWriteBytes", "diskBytesSpilled")]
        times = [clock.get(stage, 0.0) for clock in (here.wall, here.cpu, there.wall, there.cpu)]
        shown = [*(f"{value:,.1f}" for value in [*times, *bytes_of]), _longest(own)]
        print(f"{stage:<14}" + "".join(f"{value:>{len(name) + 4}}" for name, value in zip(columns, shown, strict=True)))


def _longest(stages: list[dict[str, Any]]) -> str:
    """Return the longest task and the median one of the stage of Spark whose longest task took longest."""
    if not stages:
        return ""
    median, _, longest = max(map(_times, stages), key=lambda times: times[-1])
    return f"{longest:.1f} / {median:.1f} s"


def _print_steps(stages: list[dict[str, Any]]) -> None:
    """Print how long tasks took, for each stage of Spark with one of two seconds or more, in the order they began."""
    print("tasks; seconds of the median, of the 90th percentile, and of the longest:")
    for one in sorted(stages, key=lambda one: int(one["stageId"])):
        if _times(one)[-1] >= 2:
            times = "".join(f"{seconds:>8.1f}" for seconds in _times(one))
            print(f"{one['numTasks']:>6}{times}  {one.get('description')}")


def _times(stage: dict[str, Any]) -> tuple[float, ...]:
    """Return the seconds of the median task, of the 90th percentile, and of the longest."""
    return tuple(time / 1000 for time in stage["taskMetricsDistributions"]["executorRunTime"])


def _minhash(session: Any, count: int) -> str:
    """Time PySpark's MinHashLSH on shingles of five words: pairs with a Jaccard similarity of at least 0.7."""
    from pyspark.ml.feature import HashingTF, MinHashLSH, NGram, Tokenizer  # noqa: PLC0415  # slow
    from pyspark.sql import functions as f  # noqa: PLC0415

    rows = session.createDataFrame([(page.name, page.text) for page in pages(count)], ["id", "text"])
    began = time.monotonic()
    words = Tokenizer(inputCol="text", outputCol="words").transform(rows)
    shingles = NGram(n=5, inputCol="words", outputCol="shingles").transform(words)
    vectors = HashingTF(inputCol="shingles", outputCol="features", numFeatures=1 << 20).transform(shingles).cache()
    model = MinHashLSH(inputCol="features", outputCol="hashes", numHashTables=16, seed=7).fit(vectors)
    joined = model.approxSimilarityJoin(vectors, vectors, 0.3, "distance")
    found = joined.filter(f.col("datasetA.id") < f.col("datasetB.id")).count()
    return f"PySpark MinHashLSH, {count:,} documents, 16 tables: {found:,} pairs in {time.monotonic() - began:.1f} s"


if __name__ == "__main__":
    main()
