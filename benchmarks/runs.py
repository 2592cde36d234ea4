"""The runs over one size of made-up pages, stage by stage."""

import os
import resource
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from broadsheet import corpus_path, read_corpus
from broadsheet.operations.build import build
from broadsheet.pipeline import STAGES
from broadsheet.settings import Settings, load_settings
from copies import copies_found
from generate import write
from peers.measuring import run
from peers.roster import BROADSHEET

SIZE_OF_WARM_UP = 500
"""Pages that meet every stage once."""

EXTRA = "extra"
"""Folder of the pages that the last run finds beside the others."""

EXTRA_SEED = 8
MOST_EXTRA = 1_000


def run_size(size: int, builds: Path) -> dict[str, Any]:
    """Return the figures of one size; pages are kept below `builds`, everything else is thrown away."""
    source = builds / f"pages-{size}"
    known = _make_pages(source, size)
    extra = min(MOST_EXTRA, size)
    with tempfile.TemporaryDirectory(dir=builds) as scratch:
        settings = load_settings(source=str(source), warehouse=Path(scratch) / "data")
        runs = {"first run": _timed(settings, size), "second run, nothing new": _timed(settings, size)}
        peak, worker = _peak_mb(resource.RUSAGE_SELF), _peak_mb(resource.RUSAGE_CHILDREN)
        found = copies_found(known, _clusters(settings))
        alone = _deduplicate_alone(settings, Path(scratch))
        try:
            write(source / EXTRA, extra, EXTRA_SEED)
            runs[f"third run, {extra:,} new pages"] = _timed(settings, size)
        finally:
            shutil.rmtree(source / EXTRA)
    return {
        "megabytes": sum(path.stat().st_size for path in source.rglob("*.txt")) / 1e6,
        "runs": runs,
        "deduplication_alone": alone,
        "peak_mb": peak,
        "peak_mb_worker": worker,
        "copies": {**{f"recall {kind}": share for kind, share in found.recall.items()}, "precision": found.precision},
    }


class _Known(NamedTuple):
    name: str
    story: int
    kind: str


def _make_pages(source: Path, size: int) -> list[_Known]:
    """Write the pages unless they are there from another time, and return what is known of each."""
    gold = source.with_suffix(".parquet")
    if not gold.exists():
        shutil.rmtree(source, ignore_errors=True)  # left by a run that was cut short, as an extra folder may be
        known = [_Known(page.name, page.story, page.kind) for page in write(source, size)]
        columns = dict(zip(_Known._fields, map(list, zip(*known, strict=True)), strict=True))
        pq.write_table(pa.table(columns), gold)
    shutil.rmtree(source / EXTRA, ignore_errors=True)
    columns = pq.read_table(gold).to_pydict()
    return [_Known(*values) for values in zip(*(columns[name] for name in _Known._fields), strict=True)]


def _timed(settings: Settings, size: int) -> dict[str, Any]:
    clocks: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    last = [time.perf_counter(), _cpu()]

    def progress(stage: str, done: int, total: int) -> None:
        if done >= total:
            now = [time.perf_counter(), _cpu()]
            for clock in (0, 1):
                clocks[stage][clock] += now[clock] - last[clock]
            last[:] = now

    build(settings, progress=progress)
    stages = {stage: tuple(clocks[stage]) for stage in STAGES}
    stages["whole"] = (sum(wall for wall, _ in stages.values()), sum(cpu for _, cpu in stages.values()))
    costs = {stage: {"wall_s": round(wall, 3), "cpu_s": round(cpu, 3)} for stage, (wall, cpu) in stages.items()}
    return {"pages": size, "stages": costs}


def _clusters(settings: Settings) -> dict[str, str]:
    clusters: dict[str, str] = {}
    for dataset in ("corpus", "duplicates"):
        frame = read_corpus(settings.warehouse, dataset, columns=["source_uri", "cluster_id"])
        clusters |= dict(zip(frame["source_uri"], frame["cluster_id"], strict=True))
    return clusters


def _deduplicate_alone(settings: Settings, scratch: Path) -> dict[str, Any]:
    """Deduplicate the texts of the corpus from one Parquet file, in a process of its own, start-up and all."""
    documents, clusters = scratch / "documents.parquet", scratch / "clusters.parquet"
    schema = pa.schema([("doc_id", pa.string()), ("text", pa.string())])
    count = 0
    with pq.ParquetWriter(documents, schema, compression="zstd") as writer:
        for dataset in ("corpus", "duplicates"):
            for file in sorted(corpus_path(settings.warehouse, dataset).rglob("*.parquet")):
                table = pq.ParquetFile(file).read(columns=schema.names).cast(schema)
                writer.write_table(table, row_group_size=1_000)
                count += table.num_rows
    cost = run([sys.executable, BROADSHEET.script, documents, clusters, scratch], scratch, os.environ)
    documents.unlink()
    return {"documents": count, **asdict(cost)}


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024
