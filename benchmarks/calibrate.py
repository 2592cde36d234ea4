"""Tries other deduplication thresholds on gold data, prints the results, and draws the curves.

    python benchmarks/calibrate.py EVAL

Builds the set ``dedup`` of EVAL once, then computes the clusters again for each value of one setting at a time, with
all others unchanged. Prints precision, recall and F1 of pairs of documents in one cluster, recall of heavy edits and
false merges, for the whole and for each half of the outlets; writes ``docs/deduplication-thresholds.svg``.
"""

import argparse
import json
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.deduplication.clustering import find_clusters
from broadsheet.operations.build import build
from broadsheet.schema import RELATIONS, SKETCHES
from broadsheet.settings import Deduplication
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from gold_sets import find_sets, score, unpack

mpl.use("svg")
from matplotlib import pyplot as plt

PICTURE = Path(__file__).parents[1] / "docs" / "deduplication-thresholds.svg"
VALUES: dict[str, tuple[float, ...]] = {
    "containment": (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65),
    "near_jaccard": (0.5, 0.6, 0.7, 0.8, 0.9),
    "min_shared": (5, 10, 20, 40, 60),
    "min_lead": (0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5),
    "lead_shingles": (40, 60, 100, 150, 200, 300),
    "min_figures": (0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9),
}


class Documents(NamedTuple):
    """Every accepted document of a build: `SKETCHES`, and the columns doc_id, text and name."""

    sketches: pa.Table
    texts: pa.Table

    def read(self, doc_ids: pa.Array) -> list[pa.Table]:
        """Return doc_id and text of some, in one part."""
        rows = pc.index_in(doc_ids, value_set=self.texts["doc_id"].combine_chunks())
        return [self.texts.select(["doc_id", "text"]).take(rows)]


class Outcome(NamedTuple):
    """What came of one value: precision, recall, recall of heavy edits, and false merges."""

    precision: float
    recall: float
    heavy: float
    merged: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def main() -> None:
    """Try every value and record the curves."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("eval", type=Path, help="folder of the gold sets")
    folders = find_sets(arguments.parse_args().eval).get("dedup")
    if not folders:
        sys.exit("the folder has no set named dedup")
    gold = folders[0]
    curves: dict[str, dict[float, Outcome]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        documents = _documents(gold, Path(scratch))
        halves = _halves(gold, Path(scratch))
        print(f"{'':22}{'all outlets':^38}{'one half':^24}{'other half':^24}")
        print(f"{'setting':14}{'value':>8}" + "      P      R     F1  heavy  merged" + "       P      R  heavy" * 2)
        for name, values in VALUES.items():
            curves[name] = {}
            for value in values:
                chosen = Deduplication.model_validate({name: value})
                rows = list(_clusters(documents, chosen))
                whole, one, other = (_outcome(score(gold, rows, Path(scratch), half)) for half in (None, *halves))
                curves[name][value] = whole
                mark = "*" if value == getattr(Deduplication(), name) else " "
                print(
                    f"{name:14}{value:>7g}{mark}  {whole.precision:.3f}  {whole.recall:.3f}  {whole.f1:.3f}  "
                    f"{whole.heavy:.3f}{whole.merged:>6}   "
                    + "".join(f"   {half.precision:.3f}  {half.recall:.3f}  {half.heavy:.3f}" for half in (one, other)),
                    flush=True,
                )
    _draw(curves)
    print(f"drawn in {PICTURE}")


def _documents(gold: Path, scratch: Path) -> Documents:
    settings = unpack(gold, scratch)
    build(settings)
    warehouse = Warehouse(settings.warehouse)
    version = Version.open(warehouse, warehouse.current_id())
    tables = [
        file.read(["doc_id", "source_uri", "text"])
        for dataset in ("corpus", "duplicates")
        for file in version.dataset_files(dataset)
    ]
    return Documents(version.sketches().select(SKETCHES.names), pa.concat_tables(tables))


def _clusters(documents: Documents, settings: Deduplication) -> Iterator[dict[str, Any]]:
    found = find_clusters(documents.sketches, RELATIONS.empty_table(), documents.read, settings).clusters
    uris = documents.texts["source_uri"].take(
        pc.index_in(found["doc_id"], value_set=documents.texts["doc_id"].combine_chunks())
    )
    for uri, cluster in zip(uris.to_pylist(), found["cluster_id"].to_pylist(), strict=True):
        yield {"doc": Path(uri).name, "cluster": cluster}


def _halves(gold: Path, scratch: Path) -> tuple[Path, Path]:
    """Write the answers on the stories of half of the outlets, and on those of the others.

    A story belongs to the outlet of its original; pairs across both halves are ignored.
    """
    answers = list(_lines(gold / "gold.jsonl.zst"))
    originals = {row["cluster"]: row["site"] for row in answers if row["origin"] is None}
    half_of = {row["doc"]: zlib.crc32(str(originals[row["cluster"]]).encode()) % 2 for row in answers}
    for half in (0, 1):
        folder = scratch / f"half-{half}"
        folder.mkdir()
        kept = [row for row in answers if half_of[row["doc"]] == half]
        pairs = [row for row in _lines(gold / "pairs.jsonl.zst") if {half_of[row["a"]], half_of[row["b"]]} == {half}]
        for name, rows in (("gold.jsonl", kept), ("pairs.jsonl", pairs)):
            (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return scratch / "half-0", scratch / "half-1"


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with pa.input_stream(str(file), compression="zstd") as stream:
        for line in stream.read().decode().splitlines():
            yield json.loads(line)


def _outcome(figures: dict[str, Any]) -> Outcome:
    def counts(share: str) -> tuple[int, int]:
        hits, of = share.partition(" ")[0].split("/")
        return int(hits), int(of)

    heavy = [counts(share) for name, share in figures["recall"].items() if name.endswith(":heavy")]
    merged = sum(counts(share)[0] for share in figures["false_merge"].values())
    share = sum(hits for hits, _ in heavy) / max(1, sum(of for _, of in heavy))
    return Outcome(figures["pairs_all"]["P"], figures["pairs_all"]["R"], share, merged)


def _draw(curves: dict[str, dict[float, Outcome]]) -> None:
    with mpl.rc_context(
        {"svg.hashsalt": "broadsheet", "svg.fonttype": "none", "font.size": 8, "axes.spines.top": False}
    ):
        figure, panels = plt.subplots(2, 3, figsize=(9, 5), sharey=True, layout="constrained")
        for panel, (name, outcomes) in zip(panels.flat, curves.items(), strict=True):
            panel.set_title(name)
            panel.set_ylim(0.8, 1.005)
            values = list(outcomes)
            for label, line in (("precision", "-"), ("recall", "--"), ("heavy", ":")):
                panel.plot(values, [getattr(found, label) for found in outcomes.values()], line, label=label)
            panel.axvline(getattr(Deduplication(), name), color="0.8", zorder=0)
        panels.flat[0].legend(["precision of pairs", "recall of pairs", "recall of heavy edits"], frameon=False)
        figure.savefig(PICTURE, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
