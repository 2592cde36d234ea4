"""Times each stage on pages made up for it, and records the figures.

    python benchmarks/bench.py [--pages N ...]

Prints pages a second of wall time and of CPU time (this process and its children) for each stage and the whole, the
same for a second run that finds nothing new, peak memory, and how many of the copies were found. Writes
``benchmarks/speed.json``. Figures of a busy machine are worth little: look at the CPU column.
"""

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

from broadsheet.engines.local import worker_count
from broadsheet.pipeline import STAGES, build
from broadsheet.reading import read_corpus
from broadsheet.settings import Settings, load_settings
from generate import Page, write

RECORD = Path(__file__).with_name("speed.json")


def main() -> None:
    """Run each size and record the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, nargs="+", default=[2_000, 10_000], help="sizes to run")
    sizes = arguments.parse_args().pages
    record: dict[str, Any] = {"python": platform.python_version(), "cores": worker_count(0), "sizes": {}}
    _warm_up()
    for size in sizes:
        record["sizes"][str(size)] = _run(size)
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"recorded in {RECORD}")


def _warm_up() -> None:
    """Compile what is compiled once and kept, and import what is imported late."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "pages"
        write(source, 50)
        build(_settings(source, Path(scratch)))


def _run(size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "pages"
        pages = write(source, size)
        megabytes = sum(path.stat().st_size for path in source.rglob("*.txt")) / 1e6
        print(f"\n{size} pages, {megabytes:.1f} MB, {worker_count(0)} workers")
        settings = _settings(source, Path(scratch))
        first = _timed(settings, "first run", size)
        second = _timed(settings, "second run, nothing new", size)
        copies = _copies_found(pages, settings)
        for kind, share in copies.items():
            print(f"  {kind:<22} {share:>9.4f}")
        return {"megabytes": megabytes, "first": first, "second": second, "copies": copies, "peak_mb": _peak_mb()}


def _timed(settings: Settings, title: str, size: int) -> dict[str, Any]:
    clocks: dict[str, tuple[float, float]] = {}
    last = [(time.perf_counter(), _cpu())]

    def progress(stage: str, done: int, total: int) -> None:
        if done >= total:
            now = (time.perf_counter(), _cpu())
            wall, cpu = clocks.get(stage, (0.0, 0.0))
            clocks[stage] = (wall + now[0] - last[0][0], cpu + now[1] - last[0][1])
            last[0] = now

    build(settings, progress=progress)
    clocks["whole"] = (sum(wall for wall, _ in clocks.values()), sum(cpu for _, cpu in clocks.values()))
    print(f"  {title:<24} {'wall s':>8} {'CPU s':>8} {'pages/s':>9} {'pages/CPU s':>12}")
    for stage in (*STAGES, "whole"):
        wall, cpu = clocks[stage]
        print(f"    {stage:<22} {wall:>8.2f} {cpu:>8.2f} {_rate(size, wall):>9} {_rate(size, cpu):>12}")
    return {stage: {"wall_s": round(wall, 3), "cpu_s": round(cpu, 3)} for stage, (wall, cpu) in clocks.items()}


def _rate(size: int, seconds: float) -> str:
    return f"{size / seconds:.0f}" if seconds >= 0.01 else "-"


def _settings(source: Path, scratch: Path) -> Settings:
    return load_settings(source=str(source), warehouse=scratch / "data")


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _copies_found(pages: list[Page], settings: Settings) -> dict[str, float]:
    """Share of copies found in one cluster with their original, by kind, and of cluster pairs that are right."""
    cluster: dict[str, str] = {}
    for dataset in ("corpus", "duplicates"):
        frame = read_corpus(settings.warehouse, dataset, columns=["source_uri", "cluster_id"])
        cluster |= dict(zip(frame["source_uri"], frame["cluster_id"], strict=True))
    original = {page.story: page.name for page in pages if page.kind == "original"}
    found: dict[str, list[bool]] = defaultdict(list)
    for page in pages:
        if page.kind != "original":
            found[page.kind].append(cluster.get(page.name, "") == cluster.get(original[page.story], "-"))
    story = {page.name: page.story for page in pages}
    members: dict[str, list[str]] = defaultdict(list)
    for name, cluster_id in cluster.items():
        members[cluster_id].append(name)
    right = [story[a] == story[b] for names in members.values() for a, b in combinations(names, 2)]
    shares = {f"recall {kind}": sum(hits) / len(hits) for kind, hits in sorted(found.items())}
    return shares | {"precision": sum(right) / len(right) if right else 1.0}


if __name__ == "__main__":
    main()
