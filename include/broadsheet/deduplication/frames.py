"""Finds the frame of each text: the shingles that other stories of its outlet share.

A newsletter that greets its readers in the same words every morning is more frame than story, so two of its stories
share most of their words. Such shingles prove no copy and weigh nothing when a pair is verified. But the shingles of a
story that an outlet published many times are as frequent, so frequency alone is not enough. The other shingles show the
difference, as with template lines (`broadsheet.boilerplate.detector`): stories in one frame share the whole frame with
all others and the rest with none, while copies have little of their own, or share different parts with different
copies. So a text is evidence for a frame only if a fair share of it is its own, and hardly any of it is shared by some
but not most of its neighbours.

The neighbours of a text are the candidates of the same outlet (at most `NEIGHBOURS`), because a frame that could make
two texts duplicates makes them candidates. So the work is linear in the candidate pairs. A frame depends only on the
neighbours of a text and on their neighbours; `Frames.contexts` is a digest of these.
See ``docs/decisions/verified-duplicates.md``.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from broadsheet.deduplication.candidates import Pairs
from broadsheet.deduplication.content_store import StoredContents
from broadsheet.deduplication.distinct import distinct
from broadsheet.numba_support import Bools, Int8s, Int64s, UInt64s, compiled
from broadsheet.text.arrow_buffers import HashSets
from broadsheet.text.tokenizer import mix

NEIGHBOURS = 16
"""Most neighbours of a text that are looked at: those with the smallest numbers."""
OWN = 1 / 6
"""A text is evidence for a frame only if more than this share of its shingles is in none of its neighbours."""
COMPANION = 3 / 4
"""A shingle in at least this share of the neighbours belongs to the same frame."""
PARTLY = 1 / 6
"""A text is evidence only if less than this share of its shingles is in some, but fewer of its neighbours."""

BATCH_SHINGLES = 4_000_000
"""Approximate number of shingles in memory at once."""


class Neighbours(NamedTuple):
    """Neighbours of texts: those of text i are ``texts[bounds[i]:bounds[i + 1]]``, ascending."""

    bounds: Int64s
    texts: Int64s


class Outlets(NamedTuple):
    """Outlets of texts: text i ran in the outlets ``codes[bounds[i]:bounds[i + 1]]``, ascending."""

    bounds: Int64s
    codes: Int64s


def outlets_of(text_of: Int64s, outlet: Int64s, texts: int) -> Outlets:
    """Return the outlets of texts from the text and the outlet of each document; outlets below 0 are unknown."""
    known = outlet >= 0
    both = np.unique(np.stack([text_of[known], outlet[known]], axis=1), axis=0)
    return Outlets(np.searchsorted(both[:, 0], np.arange(texts + 1)).astype(np.int64), both[:, 1].astype(np.int64))


class Frames:
    """The frames of texts, found when they are asked for.

    Attributes:
        contexts: For each text a digest of all that its frame depends on; 0 for a text with too few neighbours to have
            a frame.
    """

    def __init__(self, candidates: Pairs, outlets: Outlets, digests: UInt64s, counts: Int64s, least: int) -> None:
        """Find the neighbours of all texts.

        Args:
            candidates: All candidate pairs.
            outlets: The outlets of the texts.
            digests: A digest of each text.
            counts: Distinct shingles of each text.
            least: Other stories of the outlet that make a shared shingle part of the frame.
        """
        self._neighbours = _neighbours(candidates, outlets, len(counts))
        self._counts, self._least = counts, least
        self.contexts = _contexts(self._neighbours, digests, least)
        self._evidence = np.full(len(counts), -1, np.int8)
        self._found = self.contexts == 0

    def find(self, texts: Int64s, contents: StoredContents) -> None:
        """Store the frames of `texts` in `contents`; reads the texts on which they depend."""
        asked = distinct(texts)
        asked = asked[~self._found[asked]]
        witnesses = self._with_neighbours(asked)
        witnesses = witnesses[self._evidence[witnesses] < 0]
        contents.fill(self._with_neighbours(witnesses))
        for batch in self._batches(witnesses):
            sets, bounds, rows = self._load(batch, contents)
            self._evidence[batch] = _are_evidence(sets, bounds, rows, self._least)
        for batch in self._batches(asked):
            sets, bounds, rows = self._load(batch, contents, self._evidence > 0)
            contents.set_frames(batch, HashSets(*_frames(sets, bounds, rows, self._least)))
        self._found[asked] = True

    def _with_neighbours(self, texts: Int64s) -> Int64s:
        _, others = _take_neighbours(self._neighbours, texts)
        return distinct(np.concatenate([texts, others]))

    def _batches(self, texts: Int64s) -> list[Int64s]:
        """Split texts so that each batch and its neighbours have at most `BATCH_SHINGLES` shingles, or is one text."""
        bounds, others = _take_neighbours(self._neighbours, texts)
        total = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._counts[others])])
        part = (total[bounds[1:]] + np.cumsum(self._counts[texts])) // BATCH_SHINGLES
        cuts = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(texts)]
        return [texts[start:end] for start, end in pairwise(cuts) if end > start]

    def _load(
        self, texts: Int64s, contents: StoredContents, among: Bools | None = None
    ) -> tuple[HashSets, Int64s, Int64s]:
        """Return the shingles of texts and, behind them, of their neighbours; bounds and rows of the neighbours."""
        bounds, others = _take_neighbours(self._neighbours, texts)
        if among is not None:
            chosen = among[others]
            bounds = np.concatenate([np.zeros(1, np.int64), np.cumsum(chosen)])[bounds]
            others = others[chosen]
        distinct, places = np.unique(others, return_inverse=True)
        sets = contents.take(np.concatenate([texts, distinct])).shingles
        return sets, bounds, (len(texts) + places).astype(np.int64)


def _neighbours(candidates: Pairs, outlets: Outlets, texts: int) -> Neighbours:
    together = _share_outlet(candidates, outlets)
    one, other = candidates.first[together].astype(np.int64), candidates.second[together].astype(np.int64)
    sources, targets = np.concatenate([one, other]), np.concatenate([other, one])
    order = np.lexsort((targets, sources))
    sources, targets = sources[order], targets[order]
    starts = np.searchsorted(sources, np.arange(texts + 1))
    kept = np.arange(len(sources)) - starts[sources] < NEIGHBOURS
    return Neighbours(np.searchsorted(sources[kept], np.arange(texts + 1)).astype(np.int64), targets[kept])


@compiled
def _share_outlet(pairs: Pairs, outlets: Outlets) -> Bools:
    shared = np.zeros(pairs.first.size, np.bool_)
    for pair in range(pairs.first.size):
        for at in range(outlets.bounds[pairs.first[pair]], outlets.bounds[pairs.first[pair] + 1]):
            for its in range(outlets.bounds[pairs.second[pair]], outlets.bounds[pairs.second[pair] + 1]):
                shared[pair] |= outlets.codes[at] == outlets.codes[its]
    return shared


@compiled
def _contexts(neighbours: Neighbours, digests: UInt64s, least: int) -> UInt64s:
    """Return for each text a digest over its neighbours and theirs; 0 with fewer than `least` neighbours."""
    texts = digests.size
    near = np.empty(texts, np.uint64)
    contexts = np.zeros(texts, np.uint64)
    for text in range(texts):
        near[text] = mix(digests[text])
        for other in neighbours.texts[neighbours.bounds[text] : neighbours.bounds[text + 1]]:
            near[text] += mix(digests[other] + np.uint64(1))
    for text in range(texts):
        if neighbours.bounds[text + 1] - neighbours.bounds[text] >= least:
            contexts[text] = mix(near[text])
            for other in neighbours.texts[neighbours.bounds[text] : neighbours.bounds[text + 1]]:
                contexts[text] += mix(near[other] + np.uint64(1))
    return contexts


@compiled
def _take_neighbours(neighbours: Neighbours, texts: Int64s) -> tuple[Int64s, Int64s]:
    bounds = np.zeros(texts.size + 1, np.int64)
    for index in range(texts.size):
        bounds[index + 1] = bounds[index] + neighbours.bounds[texts[index] + 1] - neighbours.bounds[texts[index]]
    taken = np.empty(bounds[-1], np.int64)
    for index in range(texts.size):
        start = neighbours.bounds[texts[index]]
        for place in range(bounds[index + 1] - bounds[index]):
            taken[bounds[index] + place] = neighbours.texts[start + place]
    return bounds, taken


@compiled
def _are_evidence(sets: HashSets, bounds: Int64s, rows: Int64s, least: int) -> Int8s:
    """Return 1 for each text that is evidence for a frame, else 0; its neighbours are ``rows[bounds[i]:...]``."""
    evidence = np.zeros(bounds.size - 1, np.int8)
    for text in range(evidence.size):
        neighbours = rows[bounds[text] : bounds[text + 1]]
        if neighbours.size < least:
            continue
        held_by = _holders(sets, text, neighbours)
        own = partly = 0
        for count in held_by:
            own += int(count == 0)
            partly += int(0 < count < COMPANION * neighbours.size)
        evidence[text] = int(own > OWN * held_by.size and partly < PARTLY * held_by.size)
    return evidence


@compiled
def _frames(sets: HashSets, bounds: Int64s, rows: Int64s, least: int) -> tuple[Int64s, UInt64s]:
    """Return for each text its shingles that at least `least` of its neighbours have."""
    texts = bounds.size - 1
    offsets = np.zeros(texts + 1, np.int64)
    hashes = np.empty(sets.offsets[texts], np.uint64)
    for text in range(texts):
        used = offsets[text]
        held_by = _holders(sets, text, rows[bounds[text] : bounds[text + 1]])
        for place in range(held_by.size):
            if held_by[place] >= least:
                hashes[used] = sets.hashes[sets.offsets[text] + place]
                used += 1
        offsets[text + 1] = used
    return offsets, hashes[: offsets[texts]]


@compiled
def _holders(sets: HashSets, text: int, others: Int64s) -> Int64s:
    """Return for each shingle of a text how many of the others have it."""
    start, end = sets.offsets[text], sets.offsets[text + 1]
    held_by = np.zeros(end - start, np.int64)
    for other in others:
        at, its, its_end = start, sets.offsets[other], sets.offsets[other + 1]
        while at < end and its < its_end:
            one, two = sets.hashes[at], sets.hashes[its]
            held_by[at - start] += int(one == two)
            at += int(one <= two)
            its += int(two <= one)
    return held_by
