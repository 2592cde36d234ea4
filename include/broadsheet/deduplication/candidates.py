"""Finds candidate pairs: texts whose sketches are similar enough to compare the texts.

All (hash, text) entries are sorted once; texts that share a hash form a group. In a group of up to `max_group` texts,
every pair is examined. In a larger group, each text is examined only with the next few texts and with the longest texts
of the group. Texts are ordered so that those with the same lowest hashes, that is near copies, are neighbours (the idea
of MinHash banding: Broder 1997). So the work is linear in the entries, five hundred editions of a story stay connected,
and a line on ten thousand pages adds little work and no relations. See ``docs/decisions/large-groups.md``.
"""

import math
from typing import NamedTuple

import numpy as np

from broadsheet.deduplication.distinct import distinct
from broadsheet.deduplication.sketches import Sketches, shareable, sketch_overlap, take_sketches
from broadsheet.numba_support import Bools, Int32s, Int64s, UInt64s, compiled
from broadsheet.settings import Deduplication

REACH = 4
"""In a large group, a text is examined with so many following neighbours."""
HUBS = 4
"""In a large group, each text is examined with so many of the longest texts: a short edit is part of a long one."""

_TEXT_BITS = 24
_LUCK = 2.5  # standard deviations: 0.6 % of a normal distribution is below


class Pairs(NamedTuple):
    """Pairs of texts by position: first < second, sorted by (first, second), each pair once."""

    first: Int32s
    second: Int32s


def candidate_pairs(sketches: Sketches, settings: Deduplication) -> Pairs:
    """Return the pairs of distinct texts whose estimated containment reaches `candidate_containment`.

    The estimate uses the hashes of the smaller sketch below the common threshold. If these are few, the required share
    is lower, so that only about one in a hundred pairs at the limit of a relation is missed. Pairs whose sizes exclude
    any relation are left out. The position of a text only breaks ties between equal sketches.
    """
    order = _similarity_order(sketches)
    ordered = take_sketches(sketches, order)
    groups = _groups(_sorted_entries(ordered), np.uint64(_text_bits(len(order))), len(order))
    hubs = _hubs(groups, ordered.counts, settings.max_group)
    first, second = _propose(ordered, groups, hubs, limits_of(settings))
    return unique_pairs(order[first], order[second])


def limits_of(settings: Deduplication) -> "Limits":
    """Return the thresholds of candidates."""
    return Limits(settings.candidate_containment, settings.containment, settings.near_jaccard, settings.min_shared)


def unique_pairs(one: Int64s, other: Int64s) -> Pairs:
    """Return pairs in any order, with either text first and possibly repeated, as `Pairs`."""
    packed = distinct(np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other))
    return Pairs((packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32))


@compiled
def are_candidates(pairs: Pairs, sketches: Sketches, limits: "Limits") -> Bools:
    """Return which pairs of texts are candidates, whatever hash brought them together."""
    found = np.zeros(pairs.first.size, np.bool_)
    for pair in range(pairs.first.size):
        one, other = pairs.first[pair], pairs.second[pair]
        if can_relate(sketches.counts[one], sketches.counts[other], limits):
            found[pair] = sketch_overlap(sketches, one, other) >= wanted_overlap(sketches, limits, one, other)
    return found


class _Groups(NamedTuple):
    """Groups of two texts or more that share a hash.

    Attributes:
        members: Texts, group by group, ascending in each group.
        group_of: The group of each member.
        starts: Length groups + 1: the start of each group in `members`.
        place_bounds: Length texts + 1: text i is in `members` at ``places[place_bounds[i]:place_bounds[i + 1]]``.
        places: See `place_bounds`.
    """

    members: Int32s
    group_of: Int32s
    starts: Int64s
    place_bounds: Int64s
    places: Int64s


class _Hubs(NamedTuple):
    """The longest texts of each large group; of texts as long as each other, those that come first.

    Attributes:
        row_of: Row of each group in `texts`, -1 for a small group.
        texts: Shape (large groups, `HUBS`).
    """

    row_of: Int32s
    texts: Int32s


class Limits(NamedTuple):
    """The thresholds of `broadsheet.settings.Deduplication` that candidates depend on."""

    candidate: float
    containment: float
    jaccard: float
    shared: int


def _similarity_order(sketches: Sketches) -> Int64s:
    """Return the texts sorted by their lowest hash, then their second lowest; the sort is stable."""
    lengths = np.diff(sketches.bounds)
    padded = np.append(sketches.hashes, np.zeros(2, np.uint64))
    lowest = np.where(lengths > 0, padded[sketches.bounds[:-1]], 0)
    second = np.where(lengths > 1, padded[sketches.bounds[:-1] + 1], 0)
    return np.lexsort((second, lowest)).astype(np.int64)


def _text_bits(texts: int) -> int:
    return max(_TEXT_BITS, math.ceil(math.log2(texts + 1)))


def _sorted_entries(sketches: Sketches) -> UInt64s:
    """Return the sorted entries, one integer each: the low 40 bits of a hash above the number of its text.

    Sorting one array of integers is several times as fast as sorting pairs. Hashes that differ only above the 40th bit
    fall into one group; this adds candidates, but no relations.
    """
    entries = sketches.hashes << np.uint64(_text_bits(len(sketches.counts)))
    entries |= np.repeat(np.arange(len(sketches.counts), dtype=np.uint64), np.diff(sketches.bounds))
    entries.sort()
    return entries


@compiled
def _groups(entries: UInt64s, bits: np.uint64, texts: int) -> _Groups:
    used = 0
    groups = 0
    for at in range(entries.size):
        joined = at > 0 and entries[at - 1] >> bits == entries[at] >> bits
        if joined or (at + 1 < entries.size and entries[at + 1] >> bits == entries[at] >> bits):
            used += 1
            groups += int(not joined)
    members = np.empty(used, np.int32)
    group_of = np.empty(used, np.int32)
    starts = np.empty(groups + 1, np.int64)
    place_bounds = np.zeros(texts + 1, np.int64)
    mask = (np.uint64(1) << bits) - np.uint64(1)
    used = 0
    groups = 0
    for at in range(entries.size):
        joined = at > 0 and entries[at - 1] >> bits == entries[at] >> bits
        if joined or (at + 1 < entries.size and entries[at + 1] >> bits == entries[at] >> bits):
            if not joined:
                starts[groups] = used
                groups += 1
            members[used] = entries[at] & mask
            group_of[used] = groups - 1
            place_bounds[members[used] + 1] += 1
            used += 1
    starts[groups] = used
    for text in range(texts):
        place_bounds[text + 1] += place_bounds[text]
    places = np.empty(used, np.int64)
    filled = place_bounds[:-1].copy()
    for place in range(used):
        places[filled[members[place]]] = place
        filled[members[place]] += 1
    return _Groups(members, group_of, starts, place_bounds, places)


@compiled
def _hubs(groups: _Groups, counts: Int64s, max_group: int) -> _Hubs:
    row_of = np.full(groups.starts.size - 1, -1, np.int32)
    rows = 0
    for group in range(row_of.size):
        if groups.starts[group + 1] - groups.starts[group] > max_group:
            row_of[group] = rows
            rows += 1
    texts = np.full((rows, HUBS), -1, np.int32)
    for place in range(groups.members.size):
        row = row_of[groups.group_of[place]]
        if row >= 0:
            text = groups.members[place]
            for rank in range(HUBS):
                hub = texts[row, rank]
                if hub < 0 or (
                    text >= 0 and (counts[text] > counts[hub] or (counts[text] == counts[hub] and text < hub))
                ):
                    texts[row, rank] = text
                    text = hub
    return _Hubs(row_of, texts)


@compiled
def _propose(sketches: Sketches, groups: _Groups, hubs: _Hubs, limits: Limits) -> tuple[Int32s, Int32s]:
    """Return the candidate pairs; a pair with a hub may be repeated."""
    texts = sketches.counts.size
    last_met = np.full(texts, -1, np.int32)
    common = np.zeros(texts, np.int32)
    met = np.empty(texts, np.int32)
    first = np.empty(1024, np.int32)
    second = np.empty(1024, np.int32)
    used = 0
    for text in range(texts):
        meetings, chained = _meet(text, groups, hubs, last_met, common, met)
        for other in met[:meetings]:
            if other != text and _is_candidate(sketches, limits, text, other, common[other], chained):
                if used == first.size:
                    first = np.concatenate((first, np.empty_like(first)))
                    second = np.concatenate((second, np.empty_like(second)))
                first[used] = text
                second[used] = other
                used += 1
    return first[:used], second[:used]


@compiled
def _meet(text: int, groups: _Groups, hubs: _Hubs, last_met: Int32s, common: Int32s, met: Int32s) -> tuple[int, int]:
    """Write the texts to examine with `text` to `met`.

    Returns:
        Their number, and the number of hashes of `text` in large groups. ``common`` gets the number of hashes of small
        groups that `text` shares with each text after it.
    """
    meetings = 0
    chained = 0
    for place in groups.places[groups.place_bounds[text] : groups.place_bounds[text + 1]]:
        group = groups.group_of[place]
        row = hubs.row_of[group]
        end = groups.starts[group + 1]
        if row >= 0:
            chained += 1
            end = min(end, place + 1 + REACH)
        for other in groups.members[place + 1 : end]:
            if last_met[other] != text:
                last_met[other] = text
                common[other] = 0
                met[meetings] = other
                meetings += 1
            common[other] += int(row < 0)
        if row >= 0:
            for other in hubs.texts[row]:
                if last_met[other] != text:
                    last_met[other] = text
                    common[other] = 0
                    met[meetings] = other
                    meetings += 1
    return meetings, chained


@compiled
def _is_candidate(sketches: Sketches, limits: Limits, text: int, other: int, common: int, chained: int) -> bool:
    if not can_relate(sketches.counts[text], sketches.counts[other], limits):
        return False
    wanted = wanted_overlap(sketches, limits, text, other)
    if other > text and common + chained < wanted:
        return False
    return bool(sketch_overlap(sketches, text, other) >= wanted)


@compiled
def can_relate(one: int, other: int, limits: Limits) -> bool:
    """Return whether two texts with so many distinct shingles are not excluded by their sizes."""
    smaller = min(one, other)
    return bool(smaller >= limits.shared or smaller >= limits.jaccard * max(one, other))


@compiled
def wanted_overlap(sketches: Sketches, limits: Limits, one: int, other: int) -> float:
    """Return how many hashes the sketches of two texts must share, at least, to be candidates."""
    draws = shareable(sketches, one, other)
    spread = math.sqrt(draws * limits.containment * (1 - limits.containment))  # of a binomial count
    return max(1.0, min(limits.candidate * draws, limits.containment * draws - _LUCK * spread))
