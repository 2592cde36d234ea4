"""What every driver reads and writes: documents in, the cluster of each out.

Runs in each peer's own environment, so it needs pyarrow and nothing else.
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

SHINGLE_WORDS = 5
_WORD = re.compile(r"\w+")


class Job(NamedTuple):
    """What a driver is asked to do.

    Attributes:
        documents: Parquet file with doc_id and text.
        clusters: Parquet file to write, with doc_id and cluster.
        scratch: An empty folder.
        variant: Which of several ways, as the driver names them.
    """

    documents: Path
    clusters: Path
    scratch: Path
    variant: str


def asked() -> Job:
    """Return the job named on the command line."""
    arguments = argparse.ArgumentParser()
    for name in ("documents", "clusters", "scratch"):
        arguments.add_argument(name, type=Path)
    arguments.add_argument("variant", nargs="?", default="")
    return Job(**vars(arguments.parse_args()))


def read_documents(job: Job) -> tuple[list[str], list[str]]:
    """Return doc_ids and texts, as Python strings."""
    table = pq.read_table(job.documents, columns=["doc_id", "text"])
    return table["doc_id"].to_pylist(), table["text"].to_pylist()


def write_clusters(job: Job, doc_ids: list[str], clusters: Iterable[object]) -> None:
    """Write the cluster of each document, of any type that can be printed."""
    table = pa.table({"doc_id": doc_ids, "cluster": [str(cluster) for cluster in clusters]})
    pq.write_table(table, job.clusters)


def shingles(text: str) -> list[str]:
    """Return the runs of five words in small letters, joined by spaces; of a shorter text all its words."""
    words = _WORD.findall(text.lower())
    if len(words) <= SHINGLE_WORDS:
        return [" ".join(words)]
    return [" ".join(run) for run in zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)]


def connected(documents: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return the cluster of each of so many documents: those that pairs connect, directly or through others."""
    parents = list(range(documents))
    for first, second in pairs:
        one, other = _root(parents, first), _root(parents, second)
        parents[max(one, other)] = min(one, other)
    return [_root(parents, document) for document in range(documents)]


def pairs_of(groups: Iterable[tuple[int, Iterable[int]]]) -> Iterator[tuple[int, int]]:
    """Yield a pair for each member of each group, with the document whose group it is."""
    for document, members in groups:
        for member in members:
            yield document, member


def _root(parents: list[int], document: int) -> int:
    while parents[document] != document:
        parents[document] = parents[parents[document]]
        document = parents[document]
    return document
