"""Finds the relation of each pair of texts from their exact common features."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from broadsheet.deduplication.candidates import Pairs
from broadsheet.deduplication.content_store import StoredContents
from broadsheet.deduplication.pair_features import Evidence, empty_evidence, examine
from broadsheet.numba_support import Floats, Int8s, Int64s, compiled
from broadsheet.settings import Deduplication

NONE, CONTAINED, NEAR = range(3)
NAMES = ("none", "contained", "near")
"""Names of the relations, in the order of their codes."""

BATCH_SHINGLES = 4_000_000
"""Approximate number of shingles of the texts compared together: about 30 MB."""
TEXT_OVERHEAD = 64
"""Added to the shingle count of each text, so that batches of very short texts are limited, too."""

ReadTexts = Callable[[pa.Array], Iterable[pa.Table]]
"""Yields the columns doc_id and text of the given documents, in any order, in parts that fit into memory."""


class Relations(NamedTuple):
    """Pairs of texts, compared.

    Attributes:
        pairs: The pairs.
        evidence: Their common features.
        jaccard: Shared shingles divided by all shingles of both texts.
        containment: Shared shingles divided by the shingles of the smaller text.
        kind: `NONE`, `CONTAINED` or `NEAR`.
    """

    pairs: Pairs
    evidence: Evidence
    jaccard: Floats
    containment: Floats
    kind: Int8s


def relate(pairs: Pairs, evidence: Evidence, counts: Int64s, settings: Deduplication) -> Relations:
    """Return the relation of each pair, from its evidence and the distinct shingle counts of all texts.

    Near: Jaccard similarity of at least `near_jaccard`. Else contained: containment of at least `containment`, at least
    `min_shared` shared shingles (in a shorter text, a few common phrases would be half), and at least `min_lead` of a
    lead shared. Reports of figures that share less than `min_figures` of their numbers are neither.
    """
    shared = evidence.shared
    one, other = counts[pairs.first], counts[pairs.second]
    jaccard = shared / np.maximum(one + other - shared, 1)
    containment = shared / np.maximum(np.minimum(one, other), 1)
    contained = (
        (containment >= settings.containment) & (shared >= settings.min_shared) & (evidence.lead >= settings.min_lead)
    )
    kind = np.where(jaccard >= settings.near_jaccard, NEAR, np.where(contained, CONTAINED, NONE))
    kind[evidence.figures < settings.min_figures] = NONE
    return Relations(pairs, evidence, jaccard, containment, kind.astype(np.int8))


def compare(
    pairs: Pairs,
    doc_ids: pa.Array,
    counts: Int64s,
    read_texts: ReadTexts,
    settings: Deduplication,
    scratch: Path | None = None,
) -> Evidence:
    """Return the common features of each pair of texts; each text is read once.

    Args:
        pairs: Positions in `doc_ids`.
        doc_ids: A document with each text.
        counts: Distinct shingles of each text, by its sketch.
        read_texts: Yields the texts of documents.
        settings: The parameters of deduplication.
        scratch: Folder for temporary data, about as large as the texts; None for the system's temporary folder.

    Raises:
        DataError: a text is missing, or does not match its sketch.
    """
    found = empty_evidence(len(pairs.first))
    order = _together(pairs, len(counts))
    texts = np.unique(np.concatenate([pairs.first, pairs.second])).astype(np.int64)
    wanted = doc_ids.take(pa.array(texts))
    with StoredContents(wanted, scratch) as contents:
        contents.fill(read_texts(wanted), counts[texts], settings)
        cuts = _batches(Pairs(pairs.first[order], pairs.second[order]), counts, BATCH_SHINGLES)
        for start, end in pairwise(cuts.tolist()):
            batch = order[start:end]
            both = np.concatenate([pairs.first[batch], pairs.second[batch]])
            own, places = np.unique(np.searchsorted(texts, both), return_inverse=True)
            first, second = places[: len(batch)].astype(np.int32), places[len(batch) :].astype(np.int32)
            counted = examine(Pairs(first, second), contents.take(own))
            found.shared[batch], found.lead[batch], found.figures[batch] = counted
    return found


def _together(pairs: Pairs, texts: int) -> Int64s:
    graph = coo_array((np.ones(len(pairs.first), np.int8), (pairs.first, pairs.second)), shape=(texts, texts))
    _, component = connected_components(graph, directed=False)
    return np.lexsort((pairs.second, pairs.first, component[pairs.first])).astype(np.int64)


@compiled
def _batches(pairs: Pairs, counts: Int64s, most: int) -> Int64s:
    """Return where to split pairs so that the texts of a batch have at most `most` shingles, unless it is one pair."""
    run_of = np.full(counts.size, -1, np.int64)
    cuts = np.empty(pairs.first.size + 1, np.int64)
    runs = 0
    held = most
    for pair in range(pairs.first.size):
        one, other = pairs.first[pair], pairs.second[pair]
        one_added, other_added = counts[one] + TEXT_OVERHEAD, counts[other] + TEXT_OVERHEAD
        added = one_added * (run_of[one] != runs) + other_added * (run_of[other] != runs)
        if held + added > most:
            cuts[runs] = pair
            runs += 1
            held = 0
            added = one_added + other_added
        run_of[one] = runs
        run_of[other] = runs
        held += added
    cuts[runs] = pairs.first.size
    return cuts[: runs + 1]
