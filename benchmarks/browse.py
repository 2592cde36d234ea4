"""Times what the corpus browser reads for a page, on made-up versions of a million documents, and records the figures.

    python benchmarks/browse.py [--documents N] [--rounds N]

Two shapes: spread over 48 months and six languages, and all in one month of one language. Figures are CPU milliseconds
of one request, everything from opening the version to the last row; *first* is the first request of its kind in a
process that has only imported what it needs, *warm* the median of those behind it. Writes ``benchmarks/browse.json``.
The versions are kept under build/browse, some 3 GB.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from broadsheet.queries.cluster import read_cluster
from broadsheet.queries.cluster_list import list_clusters
from broadsheet.queries.comparison import compare_members
from broadsheet.queries.document_list import find_documents
from broadsheet.queries.document_view import read_document
from broadsheet.queries.filters import Filters
from broadsheet.queries.overview import read_overview
from broadsheet.queries.page_ledger import find_named
from broadsheet.queries.quarantine import list_refused, read_quarantine
from broadsheet.queries.runs import list_runs
from broadsheet.queries.version_handle import Corpus, open_corpus
from broadsheet.queries.versions import list_versions
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from browsed_corpus import ONE_MONTH, RARE_WORD, SPREAD, Shape, make

RECORD = Path(__file__).with_name("browse.json")
BUILDS = Path(__file__).parents[1] / "build" / "browse"

Query = tuple[str, Callable[[Corpus], Any]]


def main() -> None:
    """Time every query on both shapes."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=1_000_000, help="documents of a version")
    arguments.add_argument("--rounds", type=int, default=7, help="times each query is asked")
    arguments.add_argument("--record", type=Path, default=RECORD, help="file of the figures (default: %(default)s)")
    options = arguments.parse_args()
    record = {}
    for shape in (SPREAD, ONE_MONTH):
        warehouse = make(BUILDS / f"{options.documents}-{shape.name}".replace(" ", "-"), options.documents, shape)
        print(f"\n{options.documents:,} documents, {shape.name}: CPU ms, first and warm")
        record[shape.name] = {
            name: _time(name, warehouse, ask, options.rounds) for name, ask in _queries(warehouse, shape)
        }
    options.record.write_text(json.dumps({"documents": options.documents, **record}, indent=1) + "\n", encoding="utf-8")
    print(f"recorded in {options.record}")


def _time(name: str, warehouse: Warehouse, ask: Callable[[Corpus], Any], rounds: int) -> dict[str, float]:
    costs = []
    for _ in range(rounds):
        began = time.process_time()
        ask(_open(warehouse))
        costs.append((time.process_time() - began) * 1000)
    first, warm = costs[0], statistics.median(costs[1:])
    print(f"  {name:<58}{first:>8.0f}{warm:>8.0f}")
    return {"first_ms": round(first, 1), "warm_ms": round(warm, 1)}


def _open(warehouse: Warehouse) -> Corpus:
    corpus = open_corpus(warehouse)
    assert isinstance(corpus, Corpus)
    return corpus


def _queries(warehouse: Warehouse, shape: Shape) -> Iterator[Query]:
    corpus = _open(warehouse)
    yield "the version opened", lambda corpus: corpus
    yield "overview", read_overview
    yield "versions", lambda corpus: list_versions(corpus.warehouse)
    yield "runs, of 2,000", lambda corpus: list_runs(corpus.warehouse)
    yield from _lists(corpus, shape)
    settings = Settings()
    row = find_documents(corpus, Filters()).rows[0]
    yield "a document of the corpus", lambda corpus: read_document(corpus, row.doc_id, settings)
    (big,) = find_named(corpus.version, "00000/00000000.txt")
    cluster_id = read_document(corpus, big.doc_id, settings).cluster_id or ""
    left_out = read_cluster(corpus, cluster_id).others[0].doc_id
    yield "a duplicate", lambda corpus: read_document(corpus, left_out, settings)
    yield "a cluster of 400", lambda corpus: read_cluster(corpus, cluster_id)
    yield "two of 400 side by side", lambda corpus: compare_members(corpus, left_out)
    yield "quarantine", read_quarantine
    codes = list(corpus.manifest.figures.reasons)
    yield "refused for the most frequent reason", lambda corpus: list_refused(corpus, codes[0])
    yield "refused for the rarest reason", lambda corpus: list_refused(corpus, codes[-1])
    yield "a page by the end of its path", lambda corpus: find_named(corpus.version, "00012345.txt")


def _lists(corpus: Corpus, shape: Shape) -> Iterator[Query]:
    def listed(name: str, cursor: str | None = None, **filters: Any) -> Query:
        return f"documents: {name}", lambda corpus: find_documents(corpus, Filters(**filters), cursor)

    yield listed("first page")
    deep = find_documents(corpus, Filters(until=date(2015, 1, 14)))
    yield listed("a page at the far end", deep.following)
    yield listed(
        "back to newer ones from there", deep.previous or find_documents(corpus, Filters(), deep.following).previous
    )
    yield listed("one day", since=date(2015, 1, 14), until=date(2015, 1, 14))
    yield listed("a year cut at both ends", since=date(2015, 1, 14), until=date(2016, 2, 20))
    yield listed("a rare language" if len(shape.languages) > 1 else "its language", language=list(shape.languages)[-1])
    publishers = list(corpus.manifest.figures.publishers)
    yield listed("the largest publisher", publisher=publishers[0])
    yield listed("a publisher there is not", publisher="The Courier of Nowhere")
    yield listed("a frequent word", words="the")
    yield listed("a rare word", words=RARE_WORD.lower())
    yield listed("a word there is not", words="Qwertz")
    yield listed("three words there are not", words="a qw rtz")
    yield listed("nine frequent letters and a word there is not", words="a e i o n r s t h Qwertz")
    yield listed("a Chinese word there is not", words="經濟學")
    yield listed("undated", undated=True)
    yield listed("an agency", agency="AFP")
    yield listed("a mark of quality that none has", quality="small_share")
    for order in ("oldest", "title", "longest"):
        yield f"documents: {order}", partial(find_documents, filters=Filters(), order=order)
    yield "duplicates", lambda corpus: find_documents(corpus, Filters(), dataset="duplicates")
    yield "clusters", list_clusters
    worst = Filters(
        words="Qwertz", publisher="The Courier of Nowhere", since=date(2015, 1, 3), until=date(2018, 12, 28)
    )
    yield "documents: everything at once, nothing found", lambda corpus: find_documents(corpus, worst)


if __name__ == "__main__":
    main()
