"""How many copies of known documents a deduplication found, and how many of its joins are right."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import comb
from typing import Protocol

ORIGINAL = "original"
"""Kind of a document that copies none before it."""
KINDS = ("exact", "burst", "scattered", "contained")
"""Kinds of copies that `generate` makes: word for word, a few words changed in a row or here and there, cut."""


class Known(Protocol):
    """A document of which it is known what it copies."""

    @property
    def name(self) -> str:
        """What it is called; no other is called so."""

    @property
    def story(self) -> int:
        """Its story: documents of one story belong to one cluster."""

    @property
    def kind(self) -> str:
        """`ORIGINAL`, or how it differs from the original of its story."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of the copies.

    Attributes:
        recall: By kind, the share of copies in one cluster with their original, 0 to 1; kinds that came up only.
        precision: Share of pairs in one cluster that have the same story, 0 to 1; 1 where nothing was joined.
    """

    recall: dict[str, float]
    precision: float


def copies_found(documents: Collection[Known], clusters: Mapping[str, str]) -> Found:
    """Measure clusters.

    Args:
        documents: All documents, with those that are in no cluster.
        clusters: The cluster of each document, by name. A copy counts as missed where it or its original has none.
    """
    original = {document.story: document.name for document in documents if document.kind == ORIGINAL}
    hits: dict[str, list[bool]] = defaultdict(list)
    for document in documents:
        if document.kind != ORIGINAL:
            mine, its = clusters.get(document.name), clusters.get(original.get(document.story, ""))
            hits[document.kind].append(mine is not None and mine == its)
    story = {document.name: document.story for document in documents}
    joined = _pairs(clusters.values())
    right = _pairs((cluster, story[name]) for name, cluster in clusters.items())
    return Found(
        recall={kind: sum(found) / len(found) for kind, found in sorted(hits.items())},
        precision=right / joined if joined else 1.0,
    )


def _pairs(groups: Iterable[object]) -> int:
    return sum(comb(size, 2) for size in Counter(groups).values())
