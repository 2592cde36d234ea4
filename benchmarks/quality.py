"""Measures extraction, metadata, page types and deduplication against gold data; fails if a figure is below its floor.

    python benchmarks/quality.py EVAL [--raise]

EVAL is a folder of gold sets, or of several such folders. Prints a line per measure: its figure on strangers' sites and
on seen ones (`sites`), its aim and its floor. Floors and aims are for strangers' sites, and for seen ones only where no
stranger's page has the measure. Writes ``benchmarks/quality.json``: all figures of the sets' own scorers, the digest of
each gold file, and the version of the rules. With --raise the floors in ``benchmarks/floors.json`` are raised to just
below the figures; they are never lowered. Where the pages are there as HTML too, their figures are printed beside those
of other tools, with floors of their own.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from broadsheet.version import RULES_VERSION
from floors import fallen, lifted, read_floors, write_floors
from gold_sets import (
    Row,
    answers_by_side,
    clustered,
    digest,
    extracted,
    find_sets,
    score,
    score_page_types,
    score_refusals,
    unpack,
    write_answers,
)
from html_quality import Figures, find_html, measure_html, ours, print_html
from measures import MEASURES, OF_HTML, Measure, judged
from sites import SIDES, Side

RECORD = Path(__file__).with_name("quality.json")


def main() -> int:
    """Measure every set, record the figures, and return 1 if one fell under its floor."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval", type=Path, help="folder of the gold sets")
    arguments.add_argument(
        "--raise", action="store_true", dest="lift", help="lift the floors to just under the figures"
    )
    arguments.add_argument("--record", type=Path, default=RECORD, help="file of the figures (default: %(default)s)")
    arguments.add_argument("--predictions", type=Path, help="folder to write the predictions to, a file per set")
    arguments.add_argument("--html-peers", type=Path, help="folder that html_readers.py wrote, to record its figures")
    options = arguments.parse_args()
    sets = find_sets(options.eval)
    scored: dict[Side, dict[str, Any]] = {side: {} for side in SIDES}
    for name, golds in sets.items():
        for side, figures in _score(name, golds, options.predictions).items():
            scored[side][name] = figures
    folder = find_html(sets)
    html = _measure_html(folder, options.html_peers) if folder else {}
    record = {
        "rules": RULES_VERSION,
        "gold": {f"{gold.parent.name}/{name}": digest(gold) for name, golds in sets.items() for gold in golds},
        "figures": scored,
        "html": html,
    }
    options.record.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    floors = read_floors()
    figures = judged({side: {**scored[side], OF_HTML: ours(html, side)} for side in SIDES})
    _print_table(scored, figures, floors)
    if html:
        print_html(html, {measure.name: floors[measure.key] for measure in MEASURES if measure.style == OF_HTML})
    worse = fallen(figures, floors)
    for measure in worse:
        print(f"{measure.key}: {figures[measure.key]:.4f} is worse than its floor, {floors[measure.key]:g}")
    if options.lift:
        write_floors(lifted(figures, floors))
    return 1 if worse else 0


def _measure_html(folder: Path, peers: Path | None) -> dict[Side, Figures]:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure_html(folder, Path(scratch), peers)
    print(f"html: measured in {time.perf_counter() - started:.0f} s", flush=True)
    return figures


def _score(name: str, golds: Sequence[Path], keep: Path | None) -> dict[Side, dict[str, Any]]:
    """Return the figures of one set by side; `keep` is a folder for the predictions on seen sites."""
    started = time.perf_counter()
    rows: list[Row] = []
    by_side = answers_by_side(golds)
    with tempfile.TemporaryDirectory() as scratch:
        for number, gold in enumerate(golds):
            settings = unpack(gold, Path(scratch, str(number)))
            rows += clustered(settings) if name == "dedup" else extracted(settings)
        figures = {side: _figures(name, golds, rows, gold, Path(scratch)) for side, gold in by_side.items() if gold}
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        seen = {row["doc"] for row in by_side["seen"]}
        kept = [json.dumps(row, ensure_ascii=False) for row in rows if row["doc"] in seen]
        (keep / f"{name}.jsonl").write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} documents in {time.perf_counter() - started:.0f} s", flush=True)
    return figures


def _figures(name: str, golds: Sequence[Path], rows: list[Row], gold: list[Row], scratch: Path) -> dict[str, Any]:
    if name == "page_types":
        return score_page_types(rows, gold)
    if name == "dedup":
        return score(golds[0], rows, scratch)
    figures = score(golds[0], rows, scratch, write_answers(scratch / "answers", gold))
    return figures | score_refusals(rows, gold) if name == "extraction" else figures


def _print_table(
    scored: Mapping[Side, Mapping[str, Any]], figures: Mapping[str, float], floors: Mapping[str, float]
) -> None:
    print(f"\n{'measure':<36}{'of':<26}{'strangers':>10}{'seen':>8}{'aim':>9}{'floor':>9}")
    before = None
    for measure in (one for one in MEASURES if one.key in figures and one.style != OF_HTML):
        name = "" if measure.name == before else measure.name
        before = measure.name
        sides = (measure.figure(scored[side]) for side in ("strangers", "seen"))
        strangers, seen = ("-" if figure is None else f"{figure:.3f}" for figure in sides)
        floor = _bound(measure, floors[measure.key]) if measure.key in floors else "-"
        reached = measure.reached(figures[measure.key], measure.aim)
        mark = "" if reached else "  below its aim" if not measure.less else "  above its aim"
        print(f"{name:<36}{measure.style:<26}{strangers:>10}{seen:>8}{_bound(measure, measure.aim):>9}{floor:>9}{mark}")


def _bound(measure: Measure, value: float) -> str:
    return f"{'≤' if measure.less else '≥'} {value:g}"


if __name__ == "__main__":
    sys.exit(main())
