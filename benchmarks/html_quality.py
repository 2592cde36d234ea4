"""Measures extraction from the HTML of the gold pages, beside trafilatura and readability-lxml on the same pages.

`quality` runs it where a folder of gold sets holds ``html.tar.zst``. The figures of the other tools are recorded in
``html_peers.json``; ``peers/drivers/html_readers.py`` makes their predictions.
"""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from broadsheet.extraction.extract import extract_bytes
from broadsheet.process_pool import run_all, worker_count
from broadsheet.settings import Settings, load_settings
from gold_sets import Row, answers_by_side, prediction, score, write_answers
from html_archives import members
from measures import HTML
from sites import SIDES, Side

RECORD = Path(__file__).with_name("html_peers.json")
PEERS = ("trafilatura", "readability")
_CHUNK = 64

Figures = dict[str, dict[str, float]]
"""Figures by measure, then by tool."""


def find_html(sets: Mapping[str, Sequence[Path]]) -> Path | None:
    """Return the folder of gold sets that holds the HTML of its pages, None where none does."""
    return next((gold.parent for gold in sets.get("metadata", ()) if (gold.parent / "html.tar.zst").is_file()), None)


def measure_html(folder: Path, scratch: Path, peers: Path | None = None) -> dict[Side, Figures]:
    """Return the figures of Broadsheet and of the other tools, by side.

    Args:
        folder: Folder of gold sets with ``html.tar.zst``.
        scratch: A folder to write to.
        peers: Folder of the predictions of the other tools, to score and record them anew; None for the recorded ones.
    """
    pages = list(members(folder / "html.tar.zst"))
    settings = load_settings(source=str(scratch), warehouse=scratch / "data")
    chunks = [pages[at : at + _CHUNK] for at in range(0, len(pages), _CHUNK)]
    rows = [
        row for part in run_all(partial(_extract, settings), chunks, worker_count(settings.workers)) for row in part
    ]
    found_by_us = _scored(folder, rows, scratch)
    recorded: dict[Side, Figures] = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    if peers is not None:
        recorded = _score_peers(folder, peers, scratch)
        RECORD.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
    return {
        side: {name: {"Broadsheet": figure, **recorded.get(side, {}).get(name, {})} for name, figure in found.items()}
        for side, found in found_by_us.items()
    }


def ours(figures: Mapping[Side, Figures], of: Side) -> dict[str, float]:
    """Return Broadsheet's figures on one side, by measure."""
    return {name: tools["Broadsheet"] for name, tools in figures.get(of, {}).items()}


def print_html(figures: Mapping[Side, Figures], floors: Mapping[str, float]) -> None:
    """Print a line per measure and side: the three tools side by side, and the bounds; `floors` are by measure."""
    tools = "".join(f"{peer:>14}" for peer in PEERS)
    print(f"\n{'with HTML in':<32}{'of':<12}{'Broadsheet':>11}{tools}{'aim':>9}{'floor':>9}")
    for name, (_, _, _, aim) in HTML.items():
        for side in reversed(SIDES):
            found = figures[side].get(name, {})
            cells = "".join(f"{found[peer]:>14.3f}" if peer in found else f"{'-':>14}" for peer in PEERS)
            mark = "" if found.get("Broadsheet", 0.0) >= aim else "  below its aim"
            floor = f"≥ {floors[name]:g}" if side == "strangers" and name in floors else "-"
            print(f"{name:<32}{side:<12}{found.get('Broadsheet', 0.0):>11.3f}{cells}{f'≥ {aim:g}':>9}{floor:>9}{mark}")


def _extract(settings: Settings, pages: Sequence[tuple[str, bytes]]) -> list[Row]:
    found = extract_bytes([(data, name) for name, data in pages], settings)
    return [
        prediction(f"{name.removesuffix('.html')}.txt", outcome)
        for (name, _), outcome in zip(pages, found, strict=True)
    ]


def _score_peers(folder: Path, peers: Path, scratch: Path) -> dict[Side, Figures]:
    scored: dict[Side, Figures] = {side: {} for side in SIDES}
    for peer in PEERS:
        text = (peers / f"{peer}.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.split("\n") if line]
        for side, found in _scored(folder, rows, scratch).items():
            for name, figure in found.items():
                if peer != "readability" or name.startswith(("body", "title")):
                    scored[side].setdefault(name, {})[peer] = round(figure, 4)
    return scored


def _scored(folder: Path, rows: Sequence[Row], scratch: Path) -> dict[Side, dict[str, float]]:
    """Return the figures of one tool, by side and measure."""
    answers: dict[Side, dict[str, Any]] = {side: {} for side in SIDES}
    for name in ("extraction", "metadata"):
        for side, gold in answers_by_side([folder / name]).items():
            if gold:
                own = {row["doc"] for row in gold}
                written = write_answers(scratch / "answers", gold)
                answers[side][name] = score(folder / name, [row for row in rows if row["doc"] in own], scratch, written)
    return {
        side: {
            name: float(found[dataset][key][figure])
            for name, (dataset, key, figure, _) in HTML.items()
            if found.get(dataset, {}).get(key) is not None
        }
        for side, found in answers.items()
    }
