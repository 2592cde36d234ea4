"""Times the pipeline and its parts on pages made up for it, and records the figures.

    python benchmarks/bench.py [--pages N ...] [--eval FOLDER]

For each size, in a process of its own: a first run over so many text files, one that finds nothing new, and one with
1,000 more pages; deduplication alone, of the texts of that corpus from a Parquet file; peak memory; how many of the
copies were found. Then how time and memory grow from size to size, single parts beside what bounds them (`parts`), and
inputs by their format (`inputs`); with --eval, a folder of gold sets, real pages of HTML too.
Writes ``benchmarks/speed.json``. Made-up pages are kept under build/bench.

Figures are of CPU time, this process and its children, unless they say wall: a busy machine makes both worse, but CPU
time less. Before the first size everything is compiled.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from broadsheet.process_pool import worker_count
from growth import exponent
from inputs import measure_inputs
from parts import measure_parts
from peers.measuring import run
from runs import SIZE_OF_WARM_UP, run_size

RECORD = Path(__file__).with_name("speed.json")
BUILDS = Path(__file__).parents[1] / "build" / "bench"
DEFAULT = (10_000, 100_000)
LARGE = 1_000_000


def main() -> None:
    """Run each size and record the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = [*DEFAULT, LARGE] if os.environ.get("BENCH") == "large" else list(DEFAULT)
    arguments.add_argument("--pages", type=int, nargs="+", default=sizes, help="sizes to run")
    arguments.add_argument("--record", type=Path, default=RECORD, help="file of the figures (default: %(default)s)")
    arguments.add_argument("--eval", type=Path, help="folder of gold sets, to measure their HTML")
    arguments.add_argument("--only", type=int, help=argparse.SUPPRESS)  # one size, in a process of its own
    options = arguments.parse_args()
    if options.only:
        options.record.write_text(json.dumps(run_size(options.only, BUILDS)), encoding="utf-8")
        return
    print("compiling and warming up", flush=True)
    _in_own_process(SIZE_OF_WARM_UP)
    record: dict[str, Any] = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": worker_count(0),
        "sizes": {},
    }
    for size in options.pages:
        record["sizes"][str(size)] = figures = _in_own_process(size)
        _print_size(size, figures)
    record["growth"] = _growth(record["sizes"])
    print("\nparts, one process each (pages and texts of about 4 kB a CPU second)")
    record["parts"] = measure_parts()
    for name, rate in record["parts"].items():
        print(f"  {name:<58} {rate:>12,.0f}")
    print("\ninputs, in one warm process (records or pages a CPU second)")
    record["inputs"] = measure_inputs(options.eval)
    for name, rate in record["inputs"].items():
        print(f"  {name:<58} {rate:>12,.3g}" if rate < 1_000 else f"  {name:<58} {rate:>12,.0f}")
    options.record.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"recorded in {options.record}")


def _in_own_process(size: int) -> dict[str, Any]:
    """Run one size where nothing else has used memory, and return its figures."""
    with tempfile.TemporaryDirectory() as scratch:
        record = Path(scratch) / "figures.json"
        run([sys.executable, __file__, "--only", str(size), "--record", record], Path(scratch), os.environ)
        figures: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))
        return figures


def _print_size(size: int, figures: dict[str, Any]) -> None:
    print(f"\n{size:,} pages, {figures['megabytes']:.0f} MB, {worker_count(0)} workers")
    first = figures["runs"]["first run"]["stages"]["whole"]["cpu_s"]
    for title, one in figures["runs"].items():
        pages = one["pages"]
        print(f"  {title:<36} {'wall s':>8} {'CPU s':>8} {'pages/s':>9} {'pages/CPU s':>12}")
        for stage, cost in one["stages"].items():
            rates = [f"{pages / cost[clock]:,.0f}" if cost[clock] >= 0.01 else "-" for clock in ("wall_s", "cpu_s")]
            print(f"    {stage:<34} {cost['wall_s']:>8.2f} {cost['cpu_s']:>8.2f} {rates[0]:>9} {rates[1]:>12}")
        print(f"    {one['stages']['whole']['cpu_s'] / first:.1%} of the first run's CPU time")
    alone = figures["deduplication_alone"]
    rate = alone["documents"] / alone["cpu_s"]
    print(
        f"  deduplication alone, from Parquet: {alone['documents']:,} documents, {alone['wall_s']:.2f} s wall, "
        f"{alone['cpu_s']:.2f} CPU s, {rate:,.0f} documents a CPU s, peak {alone['peak_mb']:,.0f} MB"
    )
    print(
        f"  peak memory: {figures['peak_mb']:,.0f} MB in this process, {figures['peak_mb_worker']:,.0f} MB in another"
    )
    print("  copies found: " + ", ".join(f"{kind} {share:.4f}" for kind, share in figures["copies"].items()))


def _growth(sizes: dict[str, Any]) -> dict[str, dict[str, float]]:
    growth: dict[str, dict[str, float]] = {}
    ordered = sorted(int(size) for size in sizes)
    for smaller, larger in pairwise(ordered):
        one, other = sizes[str(smaller)], sizes[str(larger)]
        costs = [figures["runs"]["first run"]["stages"] for figures in (one, other)]
        found = {
            stage: exponent(smaller, costs[0][stage]["cpu_s"], larger, costs[1][stage]["cpu_s"])
            for stage in costs[0]
            if costs[0][stage]["cpu_s"] >= 0.1
        }
        memory = (other["peak_mb"] - one["peak_mb"]) * 1e6 / (larger - smaller)
        growth[f"{smaller} to {larger}"] = {**found, "bytes_a_document": memory}
        print(f"\ngrowth from {smaller:,} to {larger:,} pages: exponent of CPU time by stage")
        print("  " + ", ".join(f"{stage} {value:.2f}" for stage, value in found.items()))
        print(f"  {memory:,.0f} bytes of memory a document more")
    return growth


if __name__ == "__main__":
    main()
