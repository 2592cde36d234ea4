"""Measures extraction, metadata and deduplication against gold data, and fails where a figure fell under its floor.

    python benchmarks/quality.py EVAL [--raise]

Prints a line a measure: its figure, what it aims at, and its floor. Writes ``benchmarks/quality.json``: all figures of
the sets' own scorers, the digest of each gold file, and the version of the rules. With --raise the floors in
``benchmarks/floors.json`` are lifted to just under the figures; they are never lowered.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from broadsheet.version import RULES_VERSION
from floors import fallen, lifted, read_floors, write_floors
from gold_sets import SETS, check_folder, clustered, digest, extracted, score, unpack
from measures import MEASURES, Measure

RECORD = Path(__file__).with_name("quality.json")


def main() -> int:
    """Measure every set, record the figures, and return 1 if one fell under its floor."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval", type=Path, help="folder of the gold sets")
    arguments.add_argument(
        "--raise", action="store_true", dest="lift", help="lift the floors to just under the figures"
    )
    arguments.add_argument("--record", type=Path, default=RECORD, help="file of the figures (default: %(default)s)")
    options = arguments.parse_args()
    check_folder(options.eval)
    scored = {name: _score(options.eval / name) for name in SETS}
    record = {"rules": RULES_VERSION, "gold": {name: digest(options.eval / name) for name in SETS}, "figures": scored}
    options.record.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    floors = read_floors()
    figures = {measure.key: measure.figure(scored) for measure in MEASURES}
    _print_table(figures, floors)
    worse = fallen(figures, floors)
    for measure in worse:
        print(f"{measure.key}: {figures[measure.key]:.4f} is worse than its floor, {floors[measure.key]:g}")
    if options.lift:
        write_floors(lifted(figures, floors))
    return 1 if worse else 0


def _score(gold: Path) -> dict[str, Any]:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        settings = unpack(gold, Path(scratch))
        rows = clustered(settings) if gold.name == "dedup" else extracted(settings)
        figures = score(gold, rows, Path(scratch))
    print(f"{gold.name}: {len(rows)} documents in {time.perf_counter() - started:.0f} s", flush=True)
    return figures


def _print_table(figures: Mapping[str, float], floors: Mapping[str, float]) -> None:
    print(f"\n{'measure':<36}{'of':<26}{'figure':>8}{'aim':>9}{'floor':>9}")
    before = None
    for measure in MEASURES:
        figure = figures[measure.key]
        name = "" if measure.name == before else measure.name
        before = measure.name
        floor = _bound(measure, floors[measure.key]) if measure.key in floors else "-"
        mark = (
            "" if measure.reached(figure, measure.aim) else "  below its aim" if not measure.less else "  above its aim"
        )
        print(f"{name:<36}{measure.style:<26}{figure:>8.3f}{_bound(measure, measure.aim):>9}{floor:>9}{mark}")


def _bound(measure: Measure, value: float) -> str:
    return f"{'≤' if measure.less else '≥'} {value:g}"


if __name__ == "__main__":
    sys.exit(main())
