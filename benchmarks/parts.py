"""Single parts of the pipeline beside what bounds them: how many pages or texts of about 4 kB a CPU second.

Each is the best of several rounds in one warm process, so that neither start-up nor a busy moment counts.
"""

import gc
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet.boilerplate.line_hashes import hash_lines
from broadsheet.extraction.document import Document
from broadsheet.extraction.extract import extract_bytes
from broadsheet.settings import load_settings
from broadsheet.sources.file_reader import read_bytes
from broadsheet.text.fingerprints import fingerprint
from generate import write

PAGES = 2_000
A_PAGE = 3_800
"""Bytes of a news page in crawled dumps, about: made-up ones are a little longer."""
TOGETHER = 64
ROUNDS = 5


def measure_parts() -> dict[str, float]:
    """Return pages or texts a CPU second, by part; those that begin with ``limit:`` are no work of ours."""
    settings = load_settings()
    with tempfile.TemporaryDirectory() as scratch:
        names = [os.fsencode(Path(scratch) / page.name) for page in write(Path(scratch), PAGES)]
        data = [Path(os.fsdecode(name)).read_bytes() for name in names]
        bundles = [[(page, "page.txt") for page in data[at : at + TOGETHER]] for at in range(0, PAGES, TOGETHER)]
        outcomes = [outcome for bundle in bundles for outcome in extract_bytes(bundle, settings)]
        texts = pa.array([outcome.text for outcome in outcomes if isinstance(outcome, Document)] * 4)
        halves = [texts.slice(0, len(texts) // 2), texts.slice(len(texts) // 2)]
        table = pa.table({"text": texts})
        together = b"".join(data)

        def two_threads() -> None:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda half: fingerprint(half, settings.deduplication), halves))

        def words() -> None:
            subprocess.run(["wc", "-w"], input=together, stdout=subprocess.DEVNULL, check=True)

        def write_parquet() -> None:
            pq.write_table(table, Path(scratch) / "texts.parquet", compression="zstd", compression_level=3)

        most = settings.discovery.max_page_bytes
        extraction = _rate(lambda: [extract_bytes(some, settings) for some in bundles], PAGES)
        return {
            "extraction, bytes to documents": extraction,
            "extraction, counted in pages of 3.8 kB": extraction * len(together) / PAGES / A_PAGE,
            "sketch kernel": _rate(lambda: fingerprint(texts, settings.deduplication), len(texts)),
            "sketch kernel, two threads, a second of wall time": _rate(two_threads, len(texts), time.perf_counter),
            "line hashes": _rate(lambda: hash_lines(pa.chunked_array([texts])), len(texts)),
            "pages opened and read": _rate(lambda: [read_bytes(name, most) for name in names], PAGES),
            "limit: open, read and close": _rate(lambda: [_plain_read(name) for name in names], PAGES),
            "limit: wc -w": _rate(words, PAGES, _with_children),
            "limit: texts to Parquet, zstd 3": _rate(write_parquet, len(texts)),
            "limit: texts copied in memory": _rate(lambda: np.frombuffer(together, np.uint8).copy(), PAGES),
        }


def _rate(work: Callable[[], object], count: int, clock: Callable[[], float] = time.process_time) -> float:
    work()
    best = float("inf")
    gc.disable()
    try:
        for _ in range(ROUNDS):
            started = clock()
            work()
            best = min(best, clock() - started)
    finally:
        gc.enable()
    return count / best


def _with_children() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _plain_read(name: bytes) -> bytes:
    handle = os.open(name, os.O_RDONLY)
    try:
        return os.read(handle, 1 << 20)
    finally:
        os.close(handle)
