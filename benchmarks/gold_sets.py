"""The gold sets: their pages, what Broadsheet makes of them, and the scores.

A folder of gold sets holds ``extraction``, ``metadata``, ``dedup`` and ``page_types``, or some of them, each with
``docs.tar.zst`` and ``gold.jsonl.zst``. All but ``page_types`` have a scorer ``score.py``; ``dedup`` has
``pairs.jsonl.zst`` as well. Several such folders can lie side by side in one folder; their rows are scored together.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from broadsheet import read_corpus
from broadsheet.extraction.document import Document, Rejected
from broadsheet.extraction.extract import extract_bytes
from broadsheet.operations.build import build
from broadsheet.process_pool import run_all, worker_count
from broadsheet.settings import Settings, load_settings
from sites import SIDES, Side, side

SETS = ("extraction", "metadata", "dedup", "page_types")
_CHUNK = 100

Row = dict[str, Any]


def find_sets(folder: Path) -> dict[str, list[Path]]:
    """Return the folders of each set in `folder`, or in the folders of `folder`; end the program if there is none."""
    beside = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    found = {
        name: [path / name for path in (folder, *beside) if (path / name / "gold.jsonl.zst").is_file()] for name in SETS
    }
    if not any(found.values()):
        sys.exit(f"{folder} has no gold sets; name the folder that holds {', '.join(SETS)}, or folders that hold these")
    return {name: folders for name, folders in found.items() if folders}


def digest(gold: Path) -> str:
    """Return the digest of a set's answers."""
    return hashlib.sha256((gold / "gold.jsonl.zst").read_bytes()).hexdigest()


def answers(gold: Path) -> list[Row]:
    """Return the gold rows of a set."""
    with pa.input_stream(str(gold / "gold.jsonl.zst"), compression="zstd") as stream:
        return [json.loads(line) for line in stream.read().decode().split("\n") if line.strip()]


def answers_by_side(golds: Sequence[Path]) -> dict[Side, list[Row]]:
    """Return the gold rows of several folders of one set, on seen sites and on strangers' sites."""
    rows = [(side(row, gold.parent.name), row) for gold in golds for row in answers(gold)]
    return {name: [row for own, row in rows if own == name] for name in SIDES}


def unpack(gold: Path, scratch: Path) -> Settings:
    """Unpack the pages of a set below `scratch`; return settings that read them and have their warehouse there."""
    pages = scratch / "pages"
    with (
        pa.input_stream(str(gold / "docs.tar.zst"), compression="zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        archive.extractall(pages, filter="data")
    return load_settings(source=str(pages), warehouse=scratch / "data", gate={"min_rows": 1_000_000})


def extracted(settings: Settings) -> list[Row]:
    """Extract every page and return what the scorers of extraction and metadata ask for."""
    files = sorted(path for path in Path(settings.source[0]).rglob("*") if path.is_file())
    chunks = [files[at : at + _CHUNK] for at in range(0, len(files), _CHUNK)]
    done = run_all(partial(_extract, settings), chunks, worker_count(settings.workers))
    return sorted((row for rows in done for row in rows), key=lambda row: str(row["doc"]))


def clustered(settings: Settings) -> list[Row]:
    """Build a corpus of all pages and return the cluster of each."""
    build(settings)
    rows = []
    for dataset in ("corpus", "duplicates"):
        frame = read_corpus(settings.warehouse, dataset, columns=["source_uri", "cluster_id"])
        rows += [
            {"doc": Path(uri).name, "cluster": cluster}
            for uri, cluster in zip(frame["source_uri"], frame["cluster_id"], strict=True)
        ]
    return rows


def score(scorer: Path, rows: Iterable[Row], scratch: Path, answers: Path | None = None) -> dict[str, Any]:
    """Run a set's own scorer on predictions and return its figures.

    Args:
        scorer: Folder of the set that has the scorer.
        rows: Predictions, one a page.
        scratch: A folder to write them to.
        answers: Folder of other answers than the set's own, such as those on some sites (`write_answers`).
    """
    predictions = scratch / "predictions.jsonl"
    _write_rows(predictions, rows)
    command = [sys.executable, str(scorer / "score.py"), str(predictions), "--dir", str(answers or scorer), "--json"]
    scored = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(scored.stdout)
    return figures


def write_answers(folder: Path, gold: Iterable[Row]) -> Path:
    """Write gold rows as the answers of a set, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_rows(folder / "gold.jsonl", gold)
    return folder


def score_refusals(rows: Iterable[Row], gold: Sequence[Row]) -> dict[str, Any]:
    """Return the share of whole pages with an article that were refused."""
    refused = {row["doc"] for row in rows if row.get("refused")}
    whole = [row["doc"] for row in gold if row["style"] == "full"]
    return {"refused": {"n": len(whole), "share": sum(doc in refused for doc in whole) / max(len(whole), 1)}}


def score_page_types(rows: Iterable[Row], gold: Sequence[Row]) -> dict[str, Any]:
    """Return the shares of article pages that were refused, and of other pages that were accepted, by their type."""
    refused = {row["doc"] for row in rows if row.get("refused")}
    by_type: dict[str, list[bool]] = {}
    for row in gold:
        by_type.setdefault(row["page_type"], []).append(row["doc"] in refused)
    others = [one for name, each in by_type.items() if name != "article" for one in each]
    articles = by_type.get("article", [])
    return {
        "articles refused": {"n": len(articles), "share": sum(articles) / max(len(articles), 1)},
        "others accepted": {"n": len(others), "share": 1 - sum(others) / max(len(others), 1)},
        "accepted by type": {name: f"{len(each) - sum(each)}/{len(each)}" for name, each in sorted(by_type.items())},
    }


def _write_rows(file: Path, rows: Iterable[Row]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def prediction(doc: str, outcome: Document | Rejected) -> Row:
    """Return what the scorers of extraction and metadata ask for of one page."""
    if isinstance(outcome, Rejected):
        return {"doc": doc, "text": "", "refused": outcome.reason}
    date = outcome.published_date
    return {
        "doc": doc,
        "text": outcome.text,
        "title": outcome.title,
        "date": date.strftime("%Y-%m-%d") if date and outcome.published_precision == "day" else None,
        "authors": list(outcome.authors),
        "site": outcome.publisher,
        "language": outcome.language,
        "dateline_place": outcome.dateline,
        "dateline_agency": outcome.agency,
    }


def _extract(settings: Settings, files: list[Path]) -> list[Row]:
    outcomes = extract_bytes([(file.read_bytes(), file.name) for file in files], settings)
    return [prediction(file.name, outcome) for file, outcome in zip(files, outcomes, strict=True)]
