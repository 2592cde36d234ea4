"""The gold sets: their pages, what Broadsheet makes of them, and the scores.

A folder of gold sets holds ``extraction``, ``metadata`` and ``dedup``, each with ``docs.tar.zst``, ``gold.jsonl.zst``
and its scorer ``score.py``; ``dedup`` has ``pairs.jsonl.zst`` as well.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from broadsheet import read_corpus
from broadsheet.extraction.document import Rejected
from broadsheet.extraction.extract import extract_bytes
from broadsheet.operations.build import build
from broadsheet.process_pool import run_all, worker_count
from broadsheet.settings import Settings, load_settings

SETS = ("extraction", "metadata", "dedup")
_CHUNK = 100

Row = dict[str, Any]


def check_folder(folder: Path) -> None:
    """End the program where `folder` is not one of gold sets."""
    missing = [name for name in SETS if not (folder / name / "score.py").is_file()]
    if missing:
        sys.exit(f"{folder} has no {', '.join(missing)}; name the folder that holds {', '.join(SETS)}")


def digest(gold: Path) -> str:
    """Return the digest of a set's answers."""
    return hashlib.sha256((gold / "gold.jsonl.zst").read_bytes()).hexdigest()


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
    files = sorted(path for path in Path(settings.source).rglob("*") if path.is_file())
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


def score(gold: Path, rows: Iterable[Row], scratch: Path, answers: Path | None = None) -> dict[str, Any]:
    """Run a set's own scorer on predictions and return its figures.

    Args:
        gold: Folder of the set.
        rows: Predictions, one a page.
        scratch: A folder to write them to.
        answers: Folder of other answers than the set's own, such as half of them.
    """
    predictions = scratch / "predictions.jsonl"
    predictions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, str(gold / "score.py"), str(predictions), "--dir", str(answers or gold), "--json"]
    scored = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(scored.stdout)
    return figures


def _extract(settings: Settings, files: list[Path]) -> list[Row]:
    documents = extract_bytes([(file.read_bytes(), file.name) for file in files], settings)
    return [
        {"doc": file.name, "text": ""} if isinstance(document, Rejected) else _row(file.name, document)
        for file, document in zip(files, documents, strict=True)
    ]


def _row(doc: str, document: Any) -> Row:
    date = document.published_date
    return {
        "doc": doc,
        "text": document.text,
        "title": document.title,
        "date": date.strftime("%Y-%m-%d") if date and document.published_precision == "day" else None,
        "authors": list(document.authors),
        "site": document.publisher,
        "language": document.language,
        "dateline_place": document.dateline,
        "dateline_agency": document.agency,
    }
