"""Measures extraction, metadata and deduplication against gold data, and records the figures.

    python benchmarks/quality.py EVAL

EVAL holds the folders ``extraction``, ``metadata`` and ``dedup``, each with ``docs.tar.zst``, ``gold.jsonl.zst`` and
its scorer ``score.py``. Prints the scorers' own tables and
writes ``benchmarks/quality.json``: the figures, the digest of each gold file, and the version of the rules.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from broadsheet.engines.local import run_all, worker_count
from broadsheet.extraction import RULES_VERSION
from broadsheet.extraction.document import Rejected
from broadsheet.extraction.extract import extract_bytes
from broadsheet.pipeline import build
from broadsheet.reading import read_corpus
from broadsheet.settings import Settings, load_settings

SETS = ("extraction", "metadata", "dedup")
RECORD = Path(__file__).with_name("quality.json")
_CHUNK = 100


def main() -> None:
    """Measure every set and record the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval", type=Path, help="folder of the gold data")
    folder = arguments.parse_args().eval
    missing = [name for name in SETS if not (folder / name / "score.py").is_file()]
    if missing:
        sys.exit(f"quality: {folder} has no {', '.join(missing)}; name the folder that holds {', '.join(SETS)}")
    record: dict[str, Any] = {"rules": RULES_VERSION, "gold": {}, "figures": {}}
    for name in SETS:
        with tempfile.TemporaryDirectory() as scratch:
            predictions = _predict(name, folder / name, Path(scratch))
            record["gold"][name] = hashlib.sha256((folder / name / "gold.jsonl.zst").read_bytes()).hexdigest()
            record["figures"][name] = _score(folder / name, predictions)
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"recorded in {RECORD}")


def _predict(name: str, gold: Path, scratch: Path) -> Path:
    pages = scratch / "pages"
    with (
        pa.input_stream(str(gold / "docs.tar.zst"), compression="zstd") as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        archive.extractall(pages, filter="data")
    settings = load_settings(source=str(pages), warehouse=scratch / "data", gate={"min_rows": 1_000_000})
    started = time.perf_counter()
    rows = _clusters(settings) if name == "dedup" else _documents(pages, settings)
    print(f"\n== {name}: {len(rows)} documents in {time.perf_counter() - started:.1f} s ==", flush=True)
    predictions = scratch / "predictions.jsonl"
    predictions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return predictions


def _documents(pages: Path, settings: Settings) -> list[dict[str, Any]]:
    files = sorted(path for path in pages.rglob("*") if path.is_file())
    chunks = [files[at : at + _CHUNK] for at in range(0, len(files), _CHUNK)]
    done = run_all(partial(_extract, settings), chunks, worker_count(settings.workers))
    return sorted((row for rows in done for row in rows), key=lambda row: row["doc"])


def _extract(settings: Settings, files: list[Path]) -> list[dict[str, Any]]:
    rows = []
    documents = extract_bytes([(file.read_bytes(), file.name) for file in files], settings)
    for file, document in zip(files, documents, strict=True):
        if isinstance(document, Rejected):
            rows.append({"doc": file.name, "text": ""})
            continue
        date = document.published_date
        rows.append(
            {
                "doc": file.name,
                "text": document.text,
                "title": document.title,
                "date": date.strftime("%Y-%m-%d") if date and document.published_precision == "day" else None,
                "authors": list(document.authors),
                "site": document.publisher,
                "language": document.language,
                "dateline_place": document.dateline,
                "dateline_agency": document.agency,
            }
        )
    return rows


def _clusters(settings: Settings) -> list[dict[str, Any]]:
    build(settings)
    rows = []
    for dataset in ("corpus", "duplicates"):
        frame = read_corpus(settings.warehouse, dataset, columns=["source_uri", "cluster_id"])
        rows += [
            {"doc": Path(uri).name, "cluster": cluster}
            for uri, cluster in zip(frame["source_uri"], frame["cluster_id"], strict=True)
        ]
    return rows


def _score(folder: Path, predictions: Path) -> dict[str, Any]:
    command = [sys.executable, str(folder / "score.py"), str(predictions), "--dir", str(folder)]
    subprocess.run(command, check=True)
    scored = subprocess.run([*command, "--json"], check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(scored.stdout)
    return figures


if __name__ == "__main__":
    main()
