"""Reads the HTML of the gold pages with trafilatura and with readability-lxml, for comparison.

    pip install trafilatura==2.3.1 htmldate==1.11.0 readability-lxml==0.9        # in an environment of its own
    PYTHONPATH=benchmarks python benchmarks/peers/drivers/html_readers.py EVAL2 FOLDER

Writes FOLDER/trafilatura.jsonl and FOLDER/readability.jsonl, a row per page as the scorers of the gold sets read them;
``python benchmarks/quality.py EVAL --html-peers FOLDER`` scores them and records the figures. Both tools get the bytes,
with their own defaults but for comments, which trafilatura leaves out; readability gives neither dates nor authors.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import trafilatura
from htmldate import find_date
from lxml import html
from readability import Document

from html_archives import members

Row = dict[str, Any]


def main() -> None:
    """Write the predictions of both tools, and print what they cost."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval2", type=Path, help="folder of html.tar.zst")
    arguments.add_argument("folder", type=Path, help="folder to write to")
    options = arguments.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.CRITICAL)
    for name, read in {"trafilatura": by_trafilatura, "readability": by_readability}.items():
        started = time.process_time()
        rows = list(_rows(options.eval2 / "html.tar.zst", read))
        took = time.process_time() - started
        print(f"{name}: {len(rows)} pages, {len(rows) / took:.1f} a CPU second", file=sys.stderr)
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (options.folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def by_trafilatura(data: bytes) -> Row:
    """Return body and metadata as trafilatura and htmldate read them."""
    found = trafilatura.bare_extraction(data, include_comments=False, with_metadata=True)
    if found is None:
        return {"text": "", "date": _dated(data)}
    return {
        "text": found.text or "",
        "title": found.title,
        "date": found.date or _dated(data),
        "authors": [name for name in (found.author or "").split("; ") if name],
        "site": found.sitename,
        "language": found.language,
    }


def _dated(data: bytes) -> str | None:
    try:
        found: str | None = find_date(data.decode("utf-8", "replace"))
    except Exception:
        return None
    return found


def by_readability(data: bytes) -> Row:
    """Return body and title as readability-lxml reads them."""
    document = Document(data)
    summary = html.fromstring(document.summary())
    return {"text": "\n".join(summary.itertext()), "title": document.short_title()}


def _rows(archive: Path, read: Callable[[bytes], Row]) -> Iterator[Row]:
    for name, data in members(archive):
        try:
            row = read(data)
        except Exception:
            row = {"text": ""}
        yield {"doc": f"{name.removesuffix('.html')}.txt", **row}


if __name__ == "__main__":
    main()
