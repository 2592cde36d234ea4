"""Computes the features of lines in one compiled pass over the code points of many pages.

It counts words, sentence ends, capitals, digits and listed words of each line (the shallow text features of
Kohlschütter, Fankhauser and Nejdl, "Boilerplate detection using shallow text features", WSDM 2010, taken from plain
text).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.char_classes import CharClass, traits, traits_at
from broadsheet.extraction.segmentation.features import Feature, LineFeatures, word_slot
from broadsheet.extraction.segmentation.page import Page
from broadsheet.extraction.segmentation.vocabulary import (
    LONGEST_STEM,
    MULTIPLIER,
    OPENING_ONLY,
    SEED,
    SHORTEST_STEM,
    SLOTS,
    STEM_MARK,
    Group,
    listed,
    vocabulary,
)
from broadsheet.numba_support import compiled


def line_features(pages: Sequence[Page]) -> LineFeatures:
    """Return the features of each line of some pages, in time linear in their length."""
    bounds = np.cumsum([0, *(len(page.lines) for page in pages)])
    points = np.cumsum([0, *(len(page.points) for page in pages)])
    count = int(bounds[-1])
    found = LineFeatures(
        np.zeros((count, len(Feature)), np.float32),
        np.empty(int(points[-1]) + 1, np.uint32),
        np.zeros(count + 1, np.int64),
        np.zeros(count, np.uint64),
        bounds,
    )
    if count:
        _measure_pages(
            np.concatenate([page.points for page in pages]),
            points,
            np.concatenate([page.places for page in pages]),
            traits(),
            *vocabulary(),
            listed(),
            found,
            np.zeros((count, 2), np.uint64),
        )
    return found._replace(keys=found.keys[: int(found.offsets[-1])])


_LETTERS_OF_KEY = 4
_WIDE = 0x3000  # full stops from here on need no space behind them
_CLOSING = (int(CharClass.QUOTE), int(CharClass.BRACKET), int(CharClass.APOSTROPHE))
_QUOTING = (int(CharClass.QUOTE), int(CharClass.APOSTROPHE))
_BULLETS = (int(CharClass.SEPARATOR), int(CharClass.DASH), int(CharClass.SYMBOL))
_QUESTIONS = (ord("?"), ord("\uff1f"), ord("\u061f"))
_GROUPS = len(Group)
_FIRST_GROUP = Feature.SHARE - Group.SHARE
_FIRST_PROSE_GROUP = int(Group.FUNCTION)
_GROUP = OPENING_ONLY - 1
_LABEL_WORDS = 4
_OPENING_WORDS = 3
_PAIRS = 1 << 10


@compiled
def _group_of(key: np.uint32, listed: NDArray[np.uint8], keys: NDArray[np.uint32], groups: NDArray[np.uint8]) -> int:
    if not listed[key >> np.uint32(19)] & (1 << ((key >> np.uint32(16)) & np.uint32(7))):
        return 0
    slot = key & np.uint32(SLOTS - 1)
    while keys[slot] != 0:
        if keys[slot] == key:
            return np.int64(groups[slot])  # type: ignore[return-value]
        slot = (slot + np.uint32(1)) & np.uint32(SLOTS - 1)
    return 0


@compiled
def _measure(  # noqa: C901, PLR0912, PLR0915, PLR0917  (one pass, one loop: calls would cost more than the work)
    points: NDArray[np.uint32],
    places: NDArray[np.int64],
    traits_of: NDArray[np.uint32],
    vocabulary_keys: NDArray[np.uint32],
    vocabulary_groups: NDArray[np.uint8],
    listed: NDArray[np.uint8],
    values: NDArray[np.float32],
    keys: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    digests: NDArray[np.uint64],
    shapes: NDArray[np.uint64],
) -> None:
    """Measure the lines of one page; its first line's place among the keys is in ``offsets[0]``."""
    lines = len(places)
    used = int(offsets[0])
    pairs = np.zeros(_PAIRS, np.uint32)
    pair_lines = np.full(_PAIRS, -1, np.int32)
    counts = np.zeros(_GROUPS + 1, np.int64)
    for line in range(lines):
        start, end = places[line, 0], places[line, 1]
        counts[:] = 0
        words = spaceless = letters = digits = spaces = commas = sentences = 0
        separators = quotes = brackets = addresses = copyrights = capitalised = shouted = short = 0
        ending: int = CharClass.SPACE
        ending_point = np.uint32(0)
        previous: int = CharClass.SPACE
        previous_point = np.uint32(0)
        digest = np.uint64(1469598103934665603)
        shape = digest
        opening = clock = label = tail = tail_capitalised = tabulated = echoes = 0
        line_keys = used
        first = int(traits_at(points[start], traits_of)) & 255
        at = start
        while at < end:
            point = points[at]
            traits = traits_at(point, traits_of)
            kind = int(traits) & 255
            if CharClass.LOWER <= kind <= CharClass.DIGIT:
                key = np.uint32(SEED)
                group = length = uppers = figures = 0
                began_upper = kind == CharClass.UPPER
                while True:
                    if kind != CharClass.APOSTROPHE:
                        length += 1
                        uppers += kind == CharClass.UPPER
                        figures += kind == CharClass.DIGIT
                        key = np.uint32((key ^ np.uint32(traits >> np.uint32(8))) * np.uint32(MULTIPLIER))
                        if group == 0 and SHORTEST_STEM <= length <= LONGEST_STEM:
                            group = _group_of(key ^ np.uint32(STEM_MARK), listed, vocabulary_keys, vocabulary_groups)
                        ending = kind
                        ending_point = point
                    previous = kind
                    previous_point = point
                    at += 1
                    if at == end:
                        break
                    point = points[at]
                    traits = traits_at(point, traits_of)
                    kind = int(traits) & 255
                    if not (CharClass.LOWER <= kind <= CharClass.DIGIT or kind == CharClass.APOSTROPHE):
                        break
                words += 1
                whole = _group_of(key, listed, vocabulary_keys, vocabulary_groups)
                if whole != 0:
                    group = whole
                if group >= OPENING_ONLY:
                    group = group - OPENING_ONLY if words <= _OPENING_WORDS else _FIRST_PROSE_GROUP
                counts[group] += 1
                opening += words <= _OPENING_WORDS and 0 < group < _FIRST_PROSE_GROUP
                tail += 1
                tail_capitalised += began_upper
                if words > 1:
                    capitalised += began_upper
                shouted += uppers == length and length > 1
                short += uppers == 0 and length <= 3
                digits += figures
                letters += length - figures
                if length >= _LETTERS_OF_KEY:
                    keys[used] = key
                    used += 1
                    if used - line_keys > 1:
                        pair = np.uint32(keys[used - 2] * np.uint32(MULTIPLIER)) ^ key
                        slot = word_slot(pair, _PAIRS)
                        echoes += pairs[slot] == pair and pair_lines[slot] == line
                        pairs[slot] = pair
                        pair_lines[slot] = line
                digest = (digest ^ np.uint64(key)) * np.uint64(1099511628211)
                digest ^= digest >> np.uint64(29)
                if figures == 0:
                    shape = (shape ^ np.uint64(key)) * np.uint64(1099511628211)
                    shape ^= shape >> np.uint64(29)
                if words <= 2:
                    shapes[line, 1] = digest
                continue
            if kind == CharClass.SPACE:
                spaces += 1
                if previous == CharClass.END and previous_point < _WIDE:
                    sentences += 1
                    tail = tail_capitalised = 0
                tabulated += previous == CharClass.SPACE
            else:
                if kind == CharClass.WORD:
                    spaceless += 1
                    letter = np.uint32((np.uint32(SEED) ^ point) * np.uint32(MULTIPLIER))
                    group = _group_of(letter, listed, vocabulary_keys, vocabulary_groups)
                    counts[group & _GROUP] += 1
                    if previous == CharClass.WORD:
                        pair = np.uint32((np.uint32(SEED) ^ previous_point) * np.uint32(MULTIPLIER))
                        pair = np.uint32((pair ^ point) * np.uint32(MULTIPLIER))
                        group = _group_of(pair, listed, vocabulary_keys, vocabulary_groups)
                        counts[group & _GROUP] += 1
                        opening += spaceless <= 2 * _OPENING_WORDS and 0 < group < _FIRST_PROSE_GROUP
                        keys[used] = (np.uint32(previous_point) * np.uint32(MULTIPLIER) ^ point) * np.uint32(MULTIPLIER)
                        used += 1
                    digest = (digest ^ np.uint64(point)) * np.uint64(1099511628211)
                    digest ^= digest >> np.uint64(29)
                    shape = (shape ^ np.uint64(point)) * np.uint64(1099511628211)
                    shape ^= shape >> np.uint64(29)
                    if words + spaceless <= 4:
                        shapes[line, 1] = digest
                elif kind == CharClass.COMMA:
                    commas += 1
                elif kind == CharClass.QUOTE:
                    quotes += 1
                elif kind == CharClass.BRACKET:
                    brackets += 1
                elif kind == CharClass.SEPARATOR:
                    separators += 1
                    addresses += point == 47 and previous_point == 47
                elif kind == CharClass.END:
                    if point >= _WIDE:
                        sentences += 1
                        tail = tail_capitalised = 0
                elif kind == CharClass.COLON:
                    if label == 0 and words + spaceless * 0.4 <= _LABEL_WORDS:
                        label = words + (spaceless + 1) // 2
                    if previous == CharClass.DIGIT and at + 1 < end:
                        clock += (int(traits_at(points[at + 1], traits_of)) & 255) == CharClass.DIGIT
                elif point == 64:
                    addresses += 1
                elif point == 0xA9:
                    copyrights += 1
                if kind not in _CLOSING:
                    ending = kind
                    ending_point = point
            previous = kind
            previous_point = point
            at += 1
        sentences += bool(previous == CharClass.END and previous_point < _WIDE)
        characters = end - start - spaces
        offsets[line + 1] = used
        digests[line] = digest
        shapes[line, 0] = shape
        row = values[line]
        whole_words = words + spaceless * 0.4
        scale = 1.0 / max(whole_words, 1.0)
        row[Feature.WORDS] = whole_words
        row[Feature.CHARACTERS] = characters
        row[Feature.COMMAS] = commas * scale
        row[Feature.SENTENCES] = sentences
        ellipsis = ending_point == 0x2026 or (
            ending == CharClass.END and characters > 3 and points[end - 2] == 46 == points[end - 1]
        )
        row[Feature.FINISHED] = ending == CharClass.END and not ellipsis
        row[Feature.COLON] = ending == CharClass.COLON
        row[Feature.ELLIPSIS] = ellipsis
        row[Feature.QUESTION] = ending_point in _QUESTIONS
        row[Feature.LOWER_START] = first == CharClass.LOWER
        row[Feature.DIGIT_START] = first == CharClass.DIGIT
        row[Feature.QUOTE_START] = first in _QUOTING
        row[Feature.BULLET_START] = first in _BULLETS
        row[Feature.CAPITALISED] = capitalised / max(words - 1.0, 1.0)
        row[Feature.SHOUTED] = shouted * scale
        row[Feature.DIGITS] = digits / max(characters, 1)
        row[Feature.SEPARATORS] = separators * scale
        row[Feature.QUOTES] = quotes
        row[Feature.BRACKETS] = brackets
        row[Feature.WORD_LENGTH] = letters / max(words, 1)
        row[Feature.SHORT_WORDS] = short * scale
        row[Feature.SPACELESS] = spaceless / max(spaceless + letters, 1)
        row[Feature.ADDRESS] = addresses
        row[Feature.COPYRIGHT] = copyrights
        row[Feature.GAP_BEFORE] = min(places[line, 2], 5)
        row[Feature.GAP_AFTER] = min(places[line + 1, 2], 5) if line + 1 < lines else 5
        row[Feature.INDENT] = min(places[line, 3], 12)
        for group in range(1, _GROUPS + 1):
            row[_FIRST_GROUP + group] = counts[group] * scale
            if group < _FIRST_PROSE_GROUP:
                row[Feature.INTERFACE] += counts[group]
        row[Feature.FUNCTION] += row[Feature.READER]
        row[Feature.OPENING_INTERFACE] = opening
        row[Feature.TAIL] = 0 if row[Feature.FINISHED] > 0 else min(tail, 20)
        row[Feature.TAIL_CAPITALISED] = 0 if row[Feature.FINISHED] > 0 else tail_capitalised / max(tail, 1)
        row[Feature.LABEL] = label
        row[Feature.CLOCK] = clock
        row[Feature.TABULATED] = min(tabulated, 20)
        row[Feature.ECHO] = echoes / max(used - line_keys, 1)


@compiled
def _measure_pages(  # noqa: PLR0917
    points: NDArray[np.uint32],
    point_bounds: NDArray[np.int64],
    places: NDArray[np.int64],
    traits_of: NDArray[np.uint32],
    vocabulary_keys: NDArray[np.uint32],
    vocabulary_groups: NDArray[np.uint8],
    listed: NDArray[np.uint8],
    found: LineFeatures,
    shapes: NDArray[np.uint64],
) -> None:
    """Fill in the features; ``shapes`` gets digests of each line's words without digits, and of its first two words."""
    for page in range(len(found.bounds) - 1):
        first, end = found.bounds[page], found.bounds[page + 1]
        _measure(
            points[point_bounds[page] : point_bounds[page + 1]],
            places[first:end],
            traits_of,
            vocabulary_keys,
            vocabulary_groups,
            listed,
            found.values[first:end],
            found.keys,
            found.offsets[first : end + 1],
            found.digests[first:end],
            shapes[first:end],
        )
        _count_repeats(found.digests[first:end], shapes[first:end], found.values[first:end])


@compiled
def _count_repeats(digests: NDArray[np.uint64], shapes: NDArray[np.uint64], values: NDArray[np.float32]) -> None:
    slots = 16
    while slots < 2 * len(digests):
        slots *= 2
    taken = np.empty(slots, np.uint64)
    first = np.full(slots, -1, np.int32)
    counts = np.zeros(slots, np.int32)
    places = np.empty(len(digests), np.int32)
    for column in (Feature.REPEATS, Feature.SAME_SHAPE, Feature.SAME_OPENING):
        first[:] = -1
        counts[:] = 0
        for line in range(len(digests)):
            if column == Feature.REPEATS:
                digest = digests[line]
            elif column == Feature.SAME_SHAPE:
                digest = shapes[line, 0]
            else:
                digest = shapes[line, 1]
            slot = np.int64((digest ^ (digest >> np.uint64(32))) & np.uint64(slots - 1))
            while first[slot] >= 0 and taken[slot] != digest:
                slot = (slot + 1) & (slots - 1)
            if first[slot] < 0:
                first[slot] = line
                taken[slot] = digest
            elif column == Feature.REPEATS:
                values[line, Feature.SEEN] = 1.0
            counts[slot] += 1
            places[line] = slot
        for line in range(len(digests)):
            values[line, column] = min(counts[places[line]] - 1, 10)
