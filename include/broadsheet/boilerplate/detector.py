"""Detects template lines: a pure function of the lines of all pages.

A line on many pages of one outlet is either a template line (a promotion, a note, a disclaimer, a caption) or part of
a story that was published many times. The other lines of these pages show which: pages that share only their template
are about different subjects, while copies of a story, even edited ones, share further lines with some of the other
copies. So a page is evidence for a template line only if most of its words are in lines that no other page has, and
few are in lines that only some of the other pages have (`docs/decisions/boilerplate.md`).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.numba_support import Bools, Int32s, Int64s, UInt64s, compiled
from broadsheet.schema import LINES

FEWEST_WORDS = 5
"""Shorter lines never count as template lines: "Yes." and "No comment." are in many stories."""

SENTENCE_WORDS = 12
"""Shorter lines may recur by chance ("The investigation is ongoing."), so more pages must have them."""

SENTENCE_SHARE = 1 / 50
"""Minimum share of the outlet's pages with the line, for lines of fewer than `SENTENCE_WORDS` words."""

SHARE = 1 / 2_000
"""The same for longer lines: in a large archive, a paragraph of background in five stories is not a template line."""

UNIQUE_SHARE = 1 / 2
"""A page is evidence only if more than this share of its words is in lines that no other sampled page has."""

COMPANION_SHARE = 3 / 4
"""A line on at least this share of the sampled pages belongs to the same template block, such as a gallery."""

PARTLY_SHARED = 1 / 6
"""A page is evidence only if less than this share of its words is in lines that some, but less than `COMPANION_SHARE`,
of the sampled pages have."""

SAMPLE = 64
"""Maximum number of sampled pages per line: those with the smallest doc_ids, a random but reproducible sample."""


AT_ONCE = 4_000_000
"""Lines processed together, unless one outlet has more; about 130 bytes each."""


class PageLines(NamedTuple):
    """The lines of n pages, in order of doc_id.

    Attributes:
        outlet: Number of each page's outlet, from 0, length n.
        bounds: Length n + 1: the lines of page i are ``hashes[bounds[i]:bounds[i + 1]]``.
        hashes: Of each line.
        words: Words of each line.
    """

    outlet: Int64s
    bounds: Int64s
    hashes: UInt64s
    words: Int32s


def mark_boilerplate(lines: pa.Table, least: int) -> tuple[pa.Table, pa.Array]:
    """Return lines of documents with the template lines marked, and the doc_ids of documents whose marks changed.

    Args:
        lines: Columns doc_id, outlet, hashes, words and places (paragraphs removed so far): all documents of the
            outlets in it.
        least: Minimum number of pages that are evidence for a template line.

    Returns:
        The rows sorted by doc_id, with the paragraphs that are template lines now in ``places``; and the doc_ids of
        the documents whose ``places`` changed.
    """
    marked = [_mark(group, least) for group in _groups(lines)]
    tables, changed = zip(*marked, strict=True)
    return pa.concat_tables(tables).sort_by("doc_id"), pa.concat_arrays(changed)


def _groups(lines: pa.Table) -> Iterator[pa.Table]:
    """Yield groups of documents; all documents of an outlet are in one group."""
    outlet = lines["outlet"].combine_chunks().dictionary_encode().indices.to_numpy()
    held = np.bincount(outlet, weights=_lengths(lines["hashes"]))
    group = (np.cumsum(held) // AT_ONCE).astype(np.int64)[outlet]
    for number in range(int(group.max(initial=0)) + 1):
        yield lines.filter(pa.array(group == number))


def _mark(lines: pa.Table, least: int) -> tuple[pa.Table, pa.Array]:
    lines = lines.sort_by("doc_id")
    counts = _lengths(lines["hashes"])
    bounds = np.concatenate([[0], np.cumsum(counts)])
    outlet = lines["outlet"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    hashes, words = (_flat(lines[name]) for name in ("hashes", "words"))
    is_template = template_lines(PageLines(outlet, bounds, hashes.view(np.uint64), words.astype(np.int32)), least)

    places = lines["places"]
    was = np.zeros(len(is_template), np.bool_)
    was[np.repeat(bounds[:-1], _lengths(places)) + _flat(places)] = True
    page_of = np.repeat(np.arange(len(lines)), counts)
    changed = np.zeros(len(lines), np.bool_)
    changed[page_of[was != is_template]] = True
    out = np.flatnonzero(is_template)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(page_of[out], minlength=len(lines)))])
    index = lines.schema.get_field_index("places")
    places_type = LINES.field("places").type
    now = pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(out - bounds[page_of[out]], pa.int32()), type=places_type
    )
    doc_ids = lines["doc_id"].combine_chunks()
    return lines.set_column(index, LINES.field("places"), now), doc_ids.filter(pa.array(changed))


def _lengths(lists: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    lengths: npt.NDArray[np.int64] = pc.list_value_length(lists).to_numpy().astype(np.int64)
    return lengths


def _flat(lists: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return the values of a list column, concatenated."""
    values: npt.NDArray[np.int64] = pc.list_flatten(lists).to_numpy().astype(np.int64)
    return values


def template_lines(pages: PageLines, least: int) -> Bools:
    """Return for each line whether it is a template line of its outlet: bool. Time is linear, except for one sort.

    Args:
        pages: All pages of some outlets.
        least: Minimum number of pages that are evidence for a template line, at least two.
    """
    page_of = np.repeat(np.arange(len(pages.outlet)), np.diff(pages.bounds))
    if not len(page_of):
        return np.zeros(0, np.bool_)
    keys = _within_outlet(pages.hashes, pages.outlet[page_of])
    order = np.argsort(keys, kind="stable")
    begins = np.flatnonzero(np.concatenate([[True], np.diff(keys[order]) != 0]))
    line_of = np.empty(len(order), np.int64)
    line_of[order] = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(order))))
    holders = page_of[order]
    distinct = np.concatenate([[True], np.diff(holders) != 0])
    distinct[begins] = True
    held_by = np.add.reduceat(distinct.astype(np.int64), begins)
    words = pages.words[order[begins]]
    needed = _pages_needed(words, np.bincount(pages.outlet)[pages.outlet[holders[begins]]], least)
    asked = np.flatnonzero((words >= FEWEST_WORDS) & (held_by >= needed))
    asked = asked[np.lexsort((held_by[asked], holders[begins[asked]]))]  # lines of the same pages are neighbours
    sample = max(SAMPLE, least)
    evidence = _evidence(asked, begins, held_by, holders, line_of, pages.bounds, pages.words, sample)
    recurs = np.zeros(len(begins), np.bool_)
    looked_at = np.minimum(held_by[asked], sample)
    recurs[asked] = (evidence >= least) & (evidence * held_by[asked] >= needed[asked] * looked_at)
    return recurs[line_of]


def _within_outlet(hashes: UInt64s, outlet: Int64s) -> UInt64s:
    """Return hashes that differ for equal lines of different outlets (splitmix64's finisher,
    doi:10.1145/2714064.2660195).
    """
    spread = (outlet.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    spread = (spread ^ (spread >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys: UInt64s = hashes ^ spread ^ (spread >> np.uint64(31))
    return keys


def _pages_needed(words: Int32s, pages: Int64s, least: int) -> Int64s:
    share = np.where(words < SENTENCE_WORDS, SENTENCE_SHARE, SHARE)
    return np.maximum(least, np.ceil(pages * share)).astype(np.int64)


@compiled
def _evidence(
    asked: Int64s,
    begins: Int64s,
    held_by: Int64s,
    holders: Int64s,
    line_of: Int64s,
    bounds: Int64s,
    words: Int32s,
    sample: int,
) -> Int64s:
    """Return for each line in `asked` how many pages of its sample are evidence; equal samples are examined once."""
    counts = np.zeros(begins.size, np.int64)  # per line: sampled pages that have it
    seen = np.full(begins.size, -1, np.int64)
    evidence = np.zeros(asked.size, np.int64)
    chosen, previous = np.empty(sample, np.int64), np.empty(sample, np.int64)
    visit = looked_at = 0
    for number in range(asked.size):
        looked_at_before = looked_at
        chosen, previous = previous, chosen
        looked_at = _choose(chosen, begins[asked[number]], min(held_by[asked[number]], sample), holders)
        if looked_at == looked_at_before and np.array_equal(chosen[:looked_at], previous[:looked_at]):
            evidence[number] = evidence[number - 1]
            continue
        for page in chosen[:looked_at]:
            visit += 1
            for place in range(bounds[page], bounds[page + 1]):
                line = line_of[place]
                if seen[line] != visit:
                    seen[line] = visit
                    counts[line] += 1
        for page in chosen[:looked_at]:
            total = unique = partly_shared = 0
            for place in range(bounds[page], bounds[page + 1]):
                shared_by = counts[line_of[place]]
                total += words[place]
                unique += words[place] if shared_by == 1 else 0
                partly_shared += words[place] if 1 < shared_by < looked_at * COMPANION_SHARE else 0
            evidence[number] += unique > total * UNIQUE_SHARE and partly_shared < total * PARTLY_SHARED
        for page in chosen[:looked_at]:
            for place in range(bounds[page], bounds[page + 1]):
                counts[line_of[place]] = 0
    return evidence


@compiled
def _choose(chosen: Int64s, at: int, wanted: int, holders: Int64s) -> int:
    """Write the first `wanted` distinct pages that have a line to `chosen`, and return their number."""
    found = 0
    while found < wanted:
        if found == 0 or chosen[found - 1] != holders[at]:
            chosen[found] = holders[at]
            found += 1
        at += 1
    return found
