"""Clusters texts by their relations, without chains through round-ups.

Connected components alone would merge all texts that one round-up contains, and all round-ups that contain one brief.
So a near relation, or a relation that covers most of the longer text, always joins; a relation that covers a minor part
of the longer text joins only under these rules:

* The texts contained in a longer text form groups of related texts. With one group, they are editions of its story.
  With several, the longer text is a round-up, and keeps only a group that covers most of it, if there is one.
* A text that is contained in a longer text, but unrelated to most near copies of that text, does not join it.
* A text that is contained in longer texts of several clusters joins the cluster that shares most with it, and does not
  connect them.

Each decision depends only on the given relations, so the order of texts does not matter.
See ``docs/decisions/round-ups.md``.
"""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from broadsheet.deduplication.relations import CONTAINED, NEAR, Relations
from broadsheet.deduplication.sketches import Sketches, shareable, sketch_overlap
from broadsheet.numba_support import Bools, Floats, Int8s, Int32s, Int64s, compiled

MOST = 0.5
"""A text that covers more than this share of another text is its main story."""
MARGIN = 2
"""A group of parts must cover so many times what all others cover, because sketches only estimate shares."""
RELATED = 0.1
"""Minimum estimated containment of two related parts of a longer text."""


def cluster_texts(relations: Relations, sketches: Sketches) -> Int64s:
    """Return the cluster of each text, as the position of the first text of the cluster."""
    edges = _edges(relations, sketches)
    strong = (edges.kind == NEAR) | (edges.share > MOST)
    cores = _components(edges.small[strong], edges.large[strong], len(sketches.counts))
    safe = ~strong & _fits(edges, sketches) & (cores[edges.small] != cores[edges.large])
    safe[safe] = _largest_shares(edges, safe, cores)
    joins = strong | safe
    return _components(edges.small[joins], edges.large[joins], len(sketches.counts))


class _Edges(NamedTuple):
    small: Int64s
    large: Int64s
    shared: Int32s
    containment: Floats
    share: Floats
    kind: Int8s


def _edges(relations: Relations, sketches: Sketches) -> _Edges:
    related = np.flatnonzero(relations.kind)
    first = relations.pairs.first[related].astype(np.int64)
    second = relations.pairs.second[related].astype(np.int64)
    turned = sketches.counts[first] > sketches.counts[second]
    small, large = np.where(turned, second, first), np.where(turned, first, second)
    share = np.where(turned, relations.held_first[related], relations.held_second[related])
    common = relations.evidence.own_shared[related]
    return _Edges(small, large, common, relations.containment[related], share, relations.kind[related])


def _components(one: Int64s, other: Int64s, texts: int) -> Int64s:
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(texts, texts))
    _, labels = connected_components(graph, directed=False)
    _, firsts = np.unique(labels, return_index=True)
    return np.asarray(firsts[labels], np.int64)


def _fits(edges: _Edges, sketches: Sketches) -> Bools:
    """Return for each edge whether the longer text keeps it, by the first two rules; true for near copies."""
    fits = np.ones(len(edges.small), np.bool_)
    parts = np.flatnonzero(edges.kind == CONTAINED)
    parts = parts[np.lexsort((edges.small[parts], edges.large[parts]))]
    copies = np.flatnonzero(edges.kind == NEAR)
    one = np.concatenate([edges.small[copies], edges.large[copies]])
    other = np.concatenate([edges.large[copies], edges.small[copies]])
    by_text = np.argsort(one, kind="stable")
    copy_bounds = np.searchsorted(one[by_text], np.arange(len(sketches.counts) + 1)).astype(np.int64)
    fits[parts] = _check_parts(sketches, edges.small[parts], edges.large[parts], _Copies(copy_bounds, other[by_text]))
    return fits


def _largest_shares(edges: _Edges, safe: Bools, cores: Int64s) -> Bools:
    """Return for each of the `safe` edges whether it leads from a core to the core that shares most with it."""
    part, whole = cores[edges.small[safe]], cores[edges.large[safe]]
    order = np.lexsort((whole, -edges.shared[safe], -edges.containment[safe], part))
    parts, firsts = np.unique(part[order], return_index=True)
    best = whole[order][firsts]
    return np.asarray(whole == best[np.searchsorted(parts, part)])


class _Copies(NamedTuple):
    """Near copies: those of text i are ``texts[bounds[i]:bounds[i + 1]]``."""

    bounds: Int64s
    texts: Int64s


@compiled
def _check_parts(sketches: Sketches, small: Int64s, large: Int64s, copies: _Copies) -> Bools:
    """Return for each part, an edge, whether its larger text keeps it; edges are sorted by larger text."""
    fits = np.ones(small.size, np.bool_)
    start = 0
    while start < small.size:
        text = large[start]
        end = start + 1
        while end < small.size and large[end] == text:
            end += 1
        parts = small[start:end]
        group_of, groups = _group_related(sketches, parts)
        covered = _cover(sketches, text, parts, group_of, groups)
        for group in range(groups if groups > 1 else 0):
            share = covered[group] / max(1, sketches.bounds[text + 1] - sketches.bounds[text])
            if share <= MOST or covered[group] <= MARGIN * (covered.sum() - covered[group]):
                fits[start:end] &= group_of != group
        near = copies.texts[copies.bounds[text] : copies.bounds[text + 1]]
        for edge in range(start, end):
            kin = 0
            for copy in near if fits[edge] else near[:0]:
                kin += int(_are_related(sketches, small[edge], copy))
                if 2 * kin >= near.size:
                    break
            fits[edge] &= 2 * kin >= near.size
        start = end
    return fits


@compiled
def _group_related(sketches: Sketches, parts: Int64s) -> tuple[Int32s, int]:
    """Return the group of each part, and the number of groups: connected components of related parts."""
    group_of = np.full(parts.size, -1, np.int32)
    waiting = np.empty(parts.size, np.int64)
    groups = 0
    for seed in range(parts.size):
        if group_of[seed] >= 0:
            continue
        group_of[seed] = groups
        waiting[0] = seed
        left = 1
        while left > 0:
            left -= 1
            member = waiting[left]
            for part in range(parts.size):
                if group_of[part] < 0 and _are_related(sketches, parts[member], parts[part]):
                    group_of[part] = groups
                    waiting[left] = part
                    left += 1
        groups += 1
    return group_of, groups


@compiled
def _are_related(sketches: Sketches, one: int, other: int) -> bool:
    common = sketch_overlap(sketches, one, other)
    return bool(common > 0 and common >= RELATED * shareable(sketches, one, other))


@compiled
def _cover(sketches: Sketches, text: int, parts: Int64s, group_of: Int32s, groups: int) -> Int64s:
    """Return for each group the number of hashes of a longer text's sketch that its parts cover together."""
    hashes, bounds = sketches.hashes, sketches.bounds
    start, end = bounds[text], bounds[text + 1]
    covered = np.zeros(groups, np.int64)
    held = np.full((groups, end - start), False)
    for index in range(parts.size):
        at = bounds[parts[index]]
        for place in range(start, end):
            while at < bounds[parts[index] + 1] and hashes[at] < hashes[place]:
                at += 1
            if at < bounds[parts[index] + 1] and hashes[at] == hashes[place]:
                covered[group_of[index]] += int(not held[group_of[index], place - start])
                held[group_of[index], place - start] = True
    return covered
