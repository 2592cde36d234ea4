"""Splits the HTML that a parser wrote into tags, texts and comments, in one compiled pass over its characters.

Such HTML is regular: every element is closed unless it is void, values are quoted and escaped. So a walk through the
parser's tree, which makes an object of each node, is not needed.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.numba_support import compiled

TEXT, RAW, OPEN, CLOSE, OTHER = range(5)
"""Kinds of tokens: text with escaped signs, text without, start and end of an element, and others, such as comments."""

READ = ("class", "id", "role", "itemprop", "rel")
"""Attributes that say what an element is."""
_CLASS = 0

_VOID = tuple(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()  # noqa: SIM905
)
_VERBATIM = ("xmp", "noembed", "plaintext", "iframe", "noframes", "noscript", "script", "style")
"""Elements whose text is not escaped."""


class Tokens(NamedTuple):
    """The tokens of an HTML document, in order.

    Attributes:
        points: The code points of the document: uint32.
        kinds: Kind of each token: int8.
        tags: Number of the tag of each start and end of an element in the list of tags, -1 for others: int16.
        starts: Offset of a text, or of an element's attributes: int32.
        ends: Offset behind it: int32.
        names: For each start of an element that has attributes, and whose tag is in a group, the number of its group
            and of its values of `READ` among the different ones in the document; else -1: int32.
        values: For each of these, offset and end of each attribute, 0 where it is missing: int32, (values, 5, 2).
        classes: For each of these, a hash of its first class, 0 for none: uint64.
        groups: For each of these, the group of the tag: int8.
    """

    points: NDArray[np.uint32]
    kinds: NDArray[np.int8]
    tags: NDArray[np.int16]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    names: NDArray[np.int32]
    values: NDArray[np.int32]
    classes: NDArray[np.uint64]
    groups: NDArray[np.int8]


class TagTable:
    """A list of tags, with what the tokenizer must know of them.

    Attributes:
        tags: The tags; their numbers are their places.
    """

    def __init__(self, groups: Mapping[str, int]) -> None:
        """Take the tags that get a number, each with the group in which its attributes are read, 0 for none."""
        self.tags = tuple(dict.fromkeys((*groups, *_VOID, *_VERBATIM)))
        self.groups = np.array([groups.get(tag, 0) for tag in self.tags], np.int8)
        self.is_void = np.array([tag in _VOID for tag in self.tags], np.bool_)
        self.is_verbatim = np.array([tag in _VERBATIM for tag in self.tags], np.bool_)
        self.hashes = np.zeros(1024, np.uint64)
        self.numbers = np.zeros(1024, np.int16)
        for number, tag in enumerate(self.tags):
            key = _hash_of(tag)
            slot = int(key) % len(self.hashes)
            while self.hashes[slot]:
                slot = (slot + 1) % len(self.hashes)
            self.hashes[slot], self.numbers[slot] = key, number


def tokenize(html: str, table: TagTable) -> Tokens:
    """Return the tokens of a document that a parser wrote."""
    points = np.frombuffer(html.encode("utf-32-le"), np.uint32)
    return Tokens(
        points, *_tokenize(points, table.hashes, table.numbers, table.groups, table.is_void, table.is_verbatim, _READ)
    )


_SEED, _PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)  # FNV-1a


def _hash_of(name: str) -> np.uint64:
    key = int(_SEED)
    for character in name:
        key = (key ^ ord(character)) * int(_PRIME) % 2**64
    return np.uint64(key)


_READ = np.array([_hash_of(name) for name in READ], np.uint64)
_LESS, _GREATER, _SLASH, _SPACE, _EQUALS, _QUOTE, _BANG, _QUESTION, _DASH = (ord(sign) for sign in '<>/ ="!?-')


@compiled
def _tokenize(  # noqa: C901, PLR0912, PLR0915  (compiled: calls would copy the arrays' headers)
    points: NDArray[np.uint32],
    hashes: NDArray[np.uint64],
    numbers: NDArray[np.int16],
    group_of: NDArray[np.int8],
    is_void: NDArray[np.bool_],
    is_verbatim: NDArray[np.bool_],
    read: NDArray[np.uint64],
) -> tuple[
    NDArray[np.int8],
    NDArray[np.int16],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.int32],
    NDArray[np.uint64],
    NDArray[np.int8],
]:
    length = len(points)
    elements = 0
    for point in points:
        elements += point == _LESS
    most = 3 * elements + 1
    kinds, tags = np.zeros(most, np.int8), np.full(most, -1, np.int16)
    starts, ends = np.zeros(most, np.int32), np.zeros(most, np.int32)
    names = np.full(most, -1, np.int32)
    slots = 64
    while slots < 2 * elements:
        slots *= 2
    keys, places = np.zeros(slots, np.uint64), np.zeros(slots, np.int32)
    values = np.zeros((elements + 1, len(read), 2), np.int32)
    classes, groups = np.zeros(elements + 1, np.uint64), np.zeros(elements + 1, np.int8)
    different = count = at = 0
    while at < length:
        if points[at] != _LESS:
            starts[count] = at
            while at < length and points[at] != _LESS:
                at += 1
            kinds[count], ends[count] = TEXT, at
            count += 1
            continue
        at += 1
        if at < length and (points[at] == _BANG or points[at] == _QUESTION):
            if at + 2 < length and points[at + 1] == _DASH and points[at + 2] == _DASH:
                at += 3
                while at < length and not (
                    points[at] == _GREATER and points[at - 1] == _DASH and points[at - 2] == _DASH
                ):
                    at += 1
            else:
                while at < length and points[at] != _GREATER:
                    at += 1
            at += 1
            kinds[count] = OTHER
            count += 1
            continue
        closes = at < length and points[at] == _SLASH
        at += closes
        key = _SEED
        while at < length and points[at] != _GREATER and points[at] != _SPACE:
            key = (key ^ np.uint64(points[at])) * _PRIME
            at += 1
        slot = np.int64(key % np.uint64(len(hashes)))
        while hashes[slot] != 0 and hashes[slot] != key:
            slot = (slot + 1) % len(hashes)
        tag = int(numbers[slot]) if hashes[slot] == key else -1
        tags[count] = tag
        if closes:
            kinds[count] = CLOSE
            at += 1
            count += 1
            continue
        kinds[count], starts[count] = OPEN, at
        group = group_of[tag] if tag >= 0 else np.int8(0)
        of_all, first_class = (_SEED ^ np.uint64(group)) * _PRIME, np.uint64(0)
        any_read, has_attributes = False, at < length and points[at] == _SPACE
        while at < length and points[at] == _SPACE:
            at += 1
            name, begin = _SEED, at
            while at < length and (at == begin or points[at] != _EQUALS):
                name = (name ^ np.uint64(points[at])) * _PRIME
                at += 1
            at += 2
            begin = at
            known = -1
            if group:
                for attribute in range(len(read)):
                    if name == read[attribute]:
                        known = attribute
            if known < 0:
                while at < length and points[at] != _QUOTE:
                    at += 1
            else:
                own, in_first = _SEED, True
                while at < length and points[at] != _QUOTE:
                    if in_first and points[at] == _SPACE:
                        in_first = False
                        first_class = own if known == _CLASS and at > begin else first_class
                    own = (own ^ np.uint64(points[at])) * _PRIME
                    at += 1
                if known == _CLASS and in_first and at > begin:
                    first_class = own
                of_all = ((of_all ^ np.uint64(known + 1)) * _PRIME ^ own) * _PRIME
                values[different, known, 0], values[different, known, 1] = begin, at
                any_read = True
            at += 1
        if group and has_attributes:
            of_all = of_all | np.uint64(1)
            slot = np.int64(of_all % np.uint64(slots))
            while keys[slot] != 0 and keys[slot] != of_all:
                slot = (slot + 1) % slots
            if keys[slot] == 0:
                keys[slot], places[slot] = of_all, different
                classes[different], groups[different] = first_class, group
                different += 1
            elif any_read:
                values[different] = 0
            names[count] = places[slot]
        ends[count] = at
        at += 1
        count += 1
        if tag >= 0 and is_void[tag]:
            kinds[count], tags[count] = CLOSE, tag
            count += 1
        elif tag >= 0 and is_verbatim[tag]:
            starts[count] = at
            while at < length and not _closes(points, at, tag, hashes, numbers):
                at += 1
            if at > starts[count]:
                kinds[count], ends[count] = RAW, at
                count += 1
    return (
        kinds[:count].copy(),
        tags[:count].copy(),
        starts[:count].copy(),
        ends[:count].copy(),
        names[:count].copy(),
        values[:different].copy(),
        classes[:different].copy(),
        groups[:different].copy(),
    )


@compiled
def _closes(
    points: NDArray[np.uint32], at: int, tag: int, hashes: NDArray[np.uint64], numbers: NDArray[np.int16]
) -> bool:
    """Return whether the end of an element begins at an offset."""
    if points[at] != _LESS or at + 1 >= len(points) or points[at + 1] != _SLASH:
        return False
    key = _SEED
    place = at + 2
    while place < len(points) and points[place] != _GREATER:
        key = (key ^ np.uint64(points[place])) * _PRIME
        place += 1
    slot = np.int64(key % np.uint64(len(hashes)))
    while hashes[slot] != 0 and hashes[slot] != key:
        slot = (slot + 1) % len(hashes)
    return bool(hashes[slot] == key and numbers[slot] == tag)


@compiled
def is_space(point: int) -> bool:
    """Return whether Python takes a code point for space."""
    if point <= _SPACE:
        return point == _SPACE or 0x09 <= point <= 0x0D or 0x1C <= point <= 0x1F
    if point < 0x85:
        return False
    if point < 0x2000:
        return point in (0x85, 0xA0, 0x1680)
    return point <= 0x200A or point in (0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
