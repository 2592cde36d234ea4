"""Computes digest, shingle count and sketch of texts in one pass over the Arrow buffers.

A text is a sequence of words (see `broadsheet.text.characters`); a shingle is some words in a row, hashed
to 64 bits; a sketch is every shingle hash at or under a threshold (FracMinHash: Irber et al. 2022, "Lightweight
compositional analysis of metagenomes with FracMinHash", doi:10.1101/2022.01.11.475838). Unlike MinHash, it estimates
containment as well as Jaccard similarity, for texts of different lengths. All arithmetic is on unsigned integers modulo
2^64, so that all platforms compute the same values.
"""

from typing import NamedTuple, TypeVar

import numpy as np
import pyarrow as pa

from broadsheet.numba_support import Bytes, Int32s, Int64s, UInt64s, compiled
from broadsheet.schema import SKETCH_COLUMNS
from broadsheet.settings import Deduplication
from broadsheet.text.arrow_buffers import FlatSets, HashSets, sets_of, text_buffers, text_chunks
from broadsheet.text.characters import MAX_WORDS_PER_BYTE, Characters, characters
from broadsheet.text.tokenizer import ascii_letters, mix, read_words

FINGERPRINTS = pa.schema([field.with_nullable(True) for field in SKETCH_COLUMNS])
"""Columns of `fingerprint`: the sketch columns, null if there is no text."""

_MAXIMUM = np.uint64(2**64 - 1)
_SHINGLE_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd: 2^64 over the golden ratio
_DIGEST_FACTOR = np.uint64(0xD1342543DE82EF95)  # odd: Steele and Vigna 2021, doi:10.1002/spe.3030


def fingerprint(texts: pa.Array | pa.ChunkedArray, settings: Deduplication) -> pa.RecordBatch:
    """Return digest, shingle count and sketch of each text (schema `FINGERPRINTS`), null for a null text.

    A text with fewer words than a shingle has one shingle of all its words; a text without words has none.
    """
    parts = [_fingerprint_chunk(chunk, settings) for chunk in text_chunks(texts)]
    columns = [pa.concat_arrays([part[index] for part in parts]) for index in range(len(FINGERPRINTS))]
    return pa.record_batch(columns, schema=FINGERPRINTS)


def shingle_sets(texts: pa.Array | pa.ChunkedArray, settings: Deduplication) -> HashSets:
    """Return all distinct shingle hashes of each text (its sketch has the lowest ones); a null text has none."""
    return sets_of(texts, lambda data, offsets: _sets(data, offsets, settings.shingle_words, 0, characters())[:1])[0]


def shingles_and_leads(texts: pa.Array | pa.ChunkedArray, settings: Deduplication) -> list[HashSets]:
    """Return the distinct shingle hashes of each text, and those of its lead.

    The lead is the first `lead_shingles` shingles, but at most a third of all.
    """
    width, lead = settings.shingle_words, settings.lead_shingles
    return sets_of(texts, lambda data, offsets: _sets(data, offsets, width, lead, characters()))


def sketch_rates(shingle_counts: Int64s, settings: Deduplication) -> Int64s:
    """Return the sampling rate r (one in r hashes is kept) for texts with these counts of distinct shingles: int64.

    It is the first of rate, rate / 2, rate / 4 ... 1 with an expected sketch size of at least `min_sketch`.
    """
    rates = np.full(len(shingle_counts), settings.sketch_rate, np.int64)
    rate = settings.sketch_rate
    while rate > 1:
        halved = rate // 2
        rates[(rates == rate) & (shingle_counts < rate * settings.min_sketch)] = halved
        rate = halved
    return rates


def _fingerprint_chunk(texts: pa.Array, settings: Deduplication) -> list[pa.Array]:
    buffers = text_buffers(texts)
    digests, counts, bounds, sketches = _fingerprints(
        buffers.data,
        buffers.offsets,
        settings.shingle_words,
        settings.sketch_rate,
        settings.min_sketch,
        characters(),
    )
    return [
        pa.array(digests.view(np.int64), mask=buffers.null),
        pa.array(counts, mask=buffers.null),
        pa.ListArray.from_arrays(
            bounds, sketches.view(np.int64), type=FINGERPRINTS.field("sketch").type, mask=pa.array(buffers.null)
        ),
    ]


class _Scratch(NamedTuple):
    """Buffers for the longest text: its words, its shingles in text order and sorted, and the slots of a sort."""

    words: UInt64s
    shingles: UInt64s
    ordered: UInt64s
    slots: Int32s


@compiled
def _fingerprints(
    data: Bytes, offsets: Int64s, width: int, rate: int, least: int, table: Characters
) -> tuple[UInt64s, Int32s, Int32s, UInt64s]:
    texts = offsets.size - 1
    digests = np.empty(texts, np.uint64)
    counts = np.empty(texts, np.int32)
    bounds = np.zeros(texts + 1, np.int32)
    kept = np.empty(texts * least + 64, np.uint64)
    letters = ascii_letters(table)
    scratch = _scratch(offsets)
    used = 0
    for text in range(texts):
        words = read_words(data, offsets[text], offsets[text + 1], letters, table, scratch.words)
        digest = np.uint64(words)
        for index in range(words):
            digest = digest * _DIGEST_FACTOR + scratch.words[index]
        digests[text] = mix(digest)
        distinct = _sort_distinct(scratch, _hash_shingles(scratch, words, width))
        counts[text] = distinct
        divisor = rate
        while divisor > 1 and distinct < divisor * least:
            divisor //= 2
        threshold = _MAXIMUM // np.uint64(divisor)
        if used + distinct > kept.size:
            kept = _grown(kept, used, used + distinct)
        for index in range(distinct):
            if scratch.ordered[index] > threshold:
                break
            kept[used] = scratch.ordered[index]
            used += 1
        bounds[text + 1] = used
    return digests, counts, bounds, kept[:used]


@compiled
def _sets(data: Bytes, offsets: Int64s, width: int, lead: int, table: Characters) -> tuple[FlatSets, FlatSets]:
    """Return the distinct shingle hashes of each text, and those of its lead."""
    texts = offsets.size - 1
    bounds = np.zeros(texts + 1, np.int64)
    lead_bounds = np.zeros(texts + 1, np.int64)
    hashes = np.empty((offsets[texts] - offsets[0]) // 4 + 64, np.uint64)
    leads = np.empty(texts * lead, np.uint64)
    letters = ascii_letters(table)
    scratch = _scratch(offsets)
    used = lead_used = 0
    for text in range(texts):
        words = read_words(data, offsets[text], offsets[text + 1], letters, table, scratch.words)
        made = _hash_shingles(scratch, words, width)
        if lead > 0:
            distinct = _sort_distinct(scratch, min(lead, (made + 2) // 3))
            leads[lead_used : lead_used + distinct] = scratch.ordered[:distinct]
            lead_used += distinct
        lead_bounds[text + 1] = lead_used
        distinct = _sort_distinct(scratch, made)
        if used + distinct > hashes.size:
            hashes = _grown(hashes, used, used + distinct)
        hashes[used : used + distinct] = scratch.ordered[:distinct]
        used += distinct
        bounds[text + 1] = used
    return (bounds, hashes[:used]), (lead_bounds, leads[:lead_used])


@compiled
def _hash_shingles(scratch: _Scratch, words: int, width: int) -> int:
    """Write the hash of each shingle, a polynomial of its word hashes, to `scratch.shingles`; return their number."""
    leaving = np.uint64(1)
    for _ in range(width):
        leaving *= _SHINGLE_FACTOR
    rolling = np.uint64(0)
    made = 0
    for index in range(words):
        rolling = rolling * _SHINGLE_FACTOR + scratch.words[index]
        if index >= width:
            rolling -= leaving * scratch.words[index - width]
        if index >= width - 1 or index == words - 1:
            scratch.shingles[made] = mix(rolling)
            made += 1
    return made


@compiled
def _sort_distinct(scratch: _Scratch, count: int) -> int:
    """Write the distinct shingles in ascending order to `scratch.ordered`, and return their number.

    Hashes are distributed evenly, so their top bits give almost exactly the position of each: linear, and several times
    as fast as a comparison sort. Repeats fall into the same slot and need no extra work.
    """
    hashes, ordered, slots = scratch.shingles, scratch.ordered, scratch.slots
    bits = 1
    while 1 << bits < count:
        bits += 1
    shift = np.uint64(64 - bits)
    slots[: 1 << bits] = 0
    for index in range(count):
        slots[hashes[index] >> shift] += 1
    start = 0
    for slot in range(1 << bits):
        held = slots[slot]
        slots[slot] = start
        start += held
    for index in range(count):
        place = hashes[index] >> shift
        ordered[slots[place]] = hashes[index]
        slots[place] += 1
    for index in range(1, count):
        value = ordered[index]
        before = index
        while before > 0 and ordered[before - 1] > value:
            ordered[before] = ordered[before - 1]
            before -= 1
        ordered[before] = value
    distinct = 0
    for index in range(count):
        if index == 0 or ordered[index] != ordered[distinct - 1]:
            ordered[distinct] = ordered[index]
            distinct += 1
    return distinct


@compiled
def _scratch(offsets: Int64s) -> _Scratch:
    longest = 0
    for index in range(offsets.size - 1):
        longest = max(longest, offsets[index + 1] - offsets[index])
    words = MAX_WORDS_PER_BYTE * longest + 1
    return _Scratch(
        np.empty(words, np.uint64),
        np.empty(words, np.uint64),
        np.empty(words, np.uint64),
        np.empty(2 * words + 2, np.int32),
    )


@compiled
def _grown(array: UInt64s, used: int, wanted: int) -> UInt64s:
    larger = np.empty(max(2 * array.size, wanted), np.uint64)
    larger[:used] = array[:used]
    return larger


Documents = TypeVar("Documents", pa.RecordBatch, pa.Table)


def add_sketches(documents: Documents, settings: Deduplication) -> Documents:
    """Return `documents` with text_digest, shingle_count and sketch computed from ``text``, null if it is null.

    Existing columns with these names are replaced in their position; else the three columns are appended.
    """
    sketches = fingerprint(documents["text"], settings)
    for field in FINGERPRINTS:
        at = documents.schema.get_field_index(field.name)
        if at < 0:
            documents = documents.append_column(field, sketches[field.name])
        else:
            documents = documents.set_column(at, field, sketches[field.name])
    return documents
