"""Finds the relation of each pair of texts from their exact common features."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
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
VERSION = "version"
"""Relation of an older version of a page to a representative that was not verified to hold it."""

BATCH_SHINGLES = 4_000_000
"""Approximate number of shingles of the texts compared together: about 30 MB."""
TEXT_OVERHEAD = 64
"""Added to the shingle count of each text, so that batches of very short texts are limited, too."""


class Relations(NamedTuple):
    """Pairs of texts, compared.

    Attributes:
        pairs: The pairs.
        evidence: Their common features.
        jaccard: Shared shingles divided by all shingles of both texts.
        containment: Shared shingles divided by the shingles of the smaller text.
        kind: `NONE`, `CONTAINED` or `NEAR`.
        held_first: The share of the first text that the second one has: of all its shingles or of its own ones, the
            smaller of both shares.
        held_second: The share of the second text that the first one has.
    """

    pairs: Pairs
    evidence: Evidence
    jaccard: Floats
    containment: Floats
    kind: Int8s
    held_first: Floats
    held_second: Floats


def relate(pairs: Pairs, evidence: Evidence, counts: Int64s, settings: Deduplication) -> Relations:
    """Return the relation of each pair, from its evidence and the distinct shingle counts of all texts.

    Near: Jaccard similarity of at least `near_jaccard`. Else contained: containment of at least `containment`, at least
    `min_shared` shared shingles (in a shorter text, a few common phrases would be half), and at least `min_lead` of a
    lead shared. Both must hold with the frames of the texts and without them. Reports of figures that share less than
    `min_figures` of their numbers are neither.
    """
    shared, own = evidence.shared, evidence.own_shared
    one, other = counts[pairs.first], counts[pairs.second]
    jaccard = shared / np.maximum(one + other - shared, 1)
    containment = shared / np.maximum(np.minimum(one, other), 1)
    own_jaccard = own / np.maximum(evidence.own_first + evidence.own_second - own, 1)
    held_first = np.minimum(shared / np.maximum(one, 1), own / np.maximum(evidence.own_first, 1))
    held_second = np.minimum(shared / np.maximum(other, 1), own / np.maximum(evidence.own_second, 1))
    contained = (
        (np.maximum(held_first, held_second) >= settings.containment)
        & (own >= settings.min_shared)
        & (evidence.lead >= settings.min_lead)
    )
    near = np.minimum(jaccard, own_jaccard) >= settings.near_jaccard
    kind = np.where(near, NEAR, np.where(contained, CONTAINED, NONE))
    kind[evidence.figures < settings.min_figures] = NONE
    return Relations(pairs, evidence, jaccard, containment, kind.astype(np.int8), held_first, held_second)


def compare(pairs: Pairs, contents: StoredContents, counts: Int64s) -> Evidence:
    """Return the common features of each pair of texts; texts that are not stored yet are read first.

    Args:
        pairs: Numbers of texts.
        contents: The texts.
        counts: Distinct shingles of each text, by its sketch.

    Raises:
        DataError: a text is missing, or does not match its sketch.
    """
    found = empty_evidence(len(pairs.first))
    order = _together(pairs, len(counts))
    contents.fill(np.concatenate([pairs.first, pairs.second]).astype(np.int64))
    cuts = _batches(Pairs(pairs.first[order], pairs.second[order]), counts, BATCH_SHINGLES)
    for start, end in pairwise(cuts.tolist()):
        batch = order[start:end]
        both = np.concatenate([pairs.first[batch], pairs.second[batch]]).astype(np.int64)
        own, places = np.unique(both, return_inverse=True)
        first, second = places[: len(batch)].astype(np.int32), places[len(batch) :].astype(np.int32)
        counted = examine(Pairs(first, second), contents.take(own))
        columns: list[tuple[Any, Any]] = list(zip(found, counted, strict=True))
        for column, values in columns:
            column[batch] = values
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
