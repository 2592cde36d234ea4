"""Runs the same documents through other deduplicators and through Broadsheet's, and records the figures.

    python benchmarks/bench_peers.py [--documents N ...] [--rounds N] [--tools NAME ...]

Each tool is a process that reads a Parquet file of doc_id and text, and writes one of doc_id and cluster. Rounds go
over all tools in turn, so that a busy minute falls on all of them. Prints a table a size,
and writes ``benchmarks/peers.json``. Peers are installed once, each into an environment of its own under build/peers;
tools that cannot run here are listed below the table.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from broadsheet.process_pool import worker_count
from copies import Found, copies_found
from generate import Page
from peers.documents import make_documents
from peers.environments import clean_environment, make_environment, version
from peers.measuring import Cost, ToolFailedError, run
from peers.results import Result
from peers.roster import BROADSHEET, TOOLS, Tool
from peers.table import LEGEND, table

RECORD = Path(__file__).with_name("peers.json")
BUILDS = Path(__file__).parents[1] / "build" / "peers"
FEW = 10
"""Documents of the run that shows what it takes to start."""
LONG = 60.0
"""CPU seconds of a run that is not repeated: beside so much, noise is little."""


class Runs(NamedTuple):
    """What a tool took on one size, in each round and to start right before it, and what it found at last."""

    costs: tuple[Cost, ...]
    start_up: tuple[Cost, ...]
    found: Found


def main() -> None:
    """Run all tools in rounds, print the tables and record the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, nargs="+", default=[10_000, 30_000], help="sizes to run")
    arguments.add_argument("--rounds", type=int, default=3, help="times each is run (default: %(default)s)")
    names = [tool.name for tool in TOOLS]
    arguments.add_argument("--tools", nargs="+", default=names, choices=names, metavar="NAME", help=", ".join(names))
    arguments.add_argument("--record", type=Path, default=RECORD, help="file of the figures (default: %(default)s)")
    options = arguments.parse_args()
    files = make_documents(BUILDS, [FEW, *options.documents])
    asked_for = [tool for tool in TOOLS if tool.name in options.tools]
    left_out, pythons = _prepare(asked_for, files)
    runs = _run_rounds([tool for tool in asked_for if tool.name not in left_out], pythons, files, options)
    record: dict[str, Any] = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": worker_count(0),
        "rounds": options.rounds,
        "tools": {
            tool.name: {"version": version(tool), "settings": tool.settings, "source": tool.source}
            for tool in asked_for
        },
        "left_out": left_out,
        "sizes": {},
    }
    for size in options.documents:
        results = [
            Result(tool, version(tool), len(_read(files[size])), *runs[tool, size])
            for tool in asked_for
            if (tool, size) in runs
        ]
        record["sizes"][str(size)] = _report(size, results, asked_for)
    print(f"\n{LEGEND}\n")
    for tool in asked_for:
        print(f"{tool.name}: {left_out.get(tool.name, tool.settings)}")
    options.record.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nrecorded in {options.record}")


def _prepare(tools: Sequence[Tool], files: Mapping[int, Path]) -> tuple[dict[str, str], dict[Tool, Path]]:
    """Install tools and run each once, so that all is compiled and in the cache of files.

    Returns why some cannot run, by name, and the Python of each that can.
    """
    left_out, pythons = {}, {}
    for tool in tools:
        try:
            theirs = make_environment(tool.peer, BUILDS) if tool.peer is not None else Path(sys.executable)
            pythons[tool] = Path(sys.executable) if tool.ours else theirs
            _run(tool, pythons[tool], files[max(files) if tool is BROADSHEET else FEW])
        except ToolFailedError as error:
            left_out[tool.name] = f"not run: {error}"
            print(f"{tool.name}: {left_out[tool.name]}", flush=True)
    return left_out, pythons


def _run_rounds(
    tools: Sequence[Tool], pythons: Mapping[Tool, Path], files: Mapping[int, Path], options: argparse.Namespace
) -> dict[tuple[Tool, int], Runs]:
    runs: dict[tuple[Tool, int], Runs] = {}
    for turn in range(options.rounds):
        for size in options.documents:
            for tool in tools:
                before = runs.get((tool, size))
                if size > tool.most or (before is not None and before.costs[-1].cpu_s > LONG):
                    continue
                start_up, _ = _run(tool, pythons[tool], files[FEW])
                cost, clusters = _run(tool, pythons[tool], files[size])
                found = copies_found(_read(files[size]), clusters)
                earlier = before or Runs((), (), found)
                runs[tool, size] = Runs((*earlier.costs, cost), (*earlier.start_up, start_up), found)
                print(f"round {turn + 1}, {size} documents, {tool.name}: {cost.cpu_s:.2f} CPU s", flush=True)
    return runs


def _run(tool: Tool, python: Path, documents: Path) -> tuple[Cost, dict[str, str]]:
    """Run a tool; return what it took, and the cluster of each document."""
    environment = dict(os.environ) if python == Path(sys.executable) else clean_environment()
    with tempfile.TemporaryDirectory() as scratch:
        clusters = Path(scratch) / "clusters.parquet"
        work = Path(scratch) / "work"
        work.mkdir()
        cost = run([python, tool.script, documents, clusters, work, tool.variant], work, environment)
        columns = pq.read_table(clusters).to_pydict()
    return cost, dict(zip(columns["doc_id"], columns["cluster"], strict=True))


def _read(file: Path) -> list[Page]:
    """Return what is known of the documents of a file."""
    columns = pq.read_table(file, columns=["doc_id", "story", "kind"]).to_pydict()
    rows = zip(columns["doc_id"], columns["story"], columns["kind"], strict=True)
    return [Page(name, "", story, kind) for name, story, kind in rows]


def _report(size: int, results: Sequence[Result], tools: Sequence[Tool]) -> dict[str, Any]:
    """Print the table of one size, and return its figures."""
    ours = next((result for result in results if result.tool is BROADSHEET), None)
    megabytes = sum(map(len, pq.read_table(BUILDS / f"documents-{size}.parquet")["text"].to_pylist())) / 1e6
    print(f"\n{size:,} documents, {megabytes:.1f} million characters, {worker_count(0)} cores\n")
    print(table(results, ours))
    capped = [tool for tool in tools if tool.most < size]
    for tool in capped:
        print(f"{tool.name}: not run on more than {tool.most:,}")
    return {
        "documents": results[0].documents if results else size,
        "characters": round(megabytes * 1e6),
        "results": {result.tool.name: result.record(ours) for result in results},
    }


if __name__ == "__main__":
    main()
