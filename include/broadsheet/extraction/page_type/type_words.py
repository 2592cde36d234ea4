"""Scores a page's words for each type of page: a linear model over words that many sites use.

What a page is for shows in its words: a shop says `cart` and `shipping`, a forum `reply` and `joined`, a manual
`parameter`. The words and their weights are learned (``benchmarks/train_page_types.py``); each word was used on many
sites, so none is the name of one. A word counts once a page. A page in a language without such words scores 0.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.line_model import read_stored
from broadsheet.extraction.segmentation.vocabulary import word_key
from broadsheet.numba_support import compiled
from broadsheet.settings import PageTypeName

OTHER_TYPES: tuple[PageTypeName, ...] = ("service", "product", "forum", "collection", "listing", "documentation")
"""Types of pages that people labelled, but article."""

TARGETS = ("other", *OTHER_TYPES)
"""What words are scored for: whether the page is of any type but article, then each type."""

WORDS = Path(__file__).with_name("type_words.json")
_SLOTS = 1 << 14


class TypeWords(NamedTuple):
    """Words and their weights.

    Attributes:
        keys: Key of the word in each slot, 0 for a free one: uint32, (slots,). A word is in the first free slot from
            ``key & (slots - 1)`` on.
        numbers: Number of that word: int64, (slots,).
        weights: float32, (words, `TARGETS`).
        base: Score of a page without any of the words: float32, (`TARGETS`,).
    """

    keys: NDArray[np.uint32]
    numbers: NDArray[np.int64]
    weights: NDArray[np.float32]
    base: NDArray[np.float32]


def make_type_words(words: Sequence[str], weights: NDArray[np.float32], base: NDArray[np.float32]) -> TypeWords:
    """Return words as a table for lookups.

    Args:
        words: Words of four letters or more, in lower case.
        weights: float32, (words, `TARGETS`).
        base: float32, (`TARGETS`,).
    """
    keys = np.zeros(_SLOTS, np.uint32)
    numbers = np.zeros(_SLOTS, np.int64)
    for number, word in enumerate(words):
        key = word_key(word)
        slot = key & (_SLOTS - 1)
        while keys[slot] not in (0, key):
            slot = (slot + 1) & (_SLOTS - 1)
        keys[slot], numbers[slot] = key, number
    return TypeWords(keys, numbers, weights, base)


@cache
def type_words() -> TypeWords:
    """Return the words in the package."""
    stored = read_stored(WORDS, TARGETS)
    weights = np.array(stored["weights"], np.float32).reshape(len(stored["words"]), len(TARGETS))
    return make_type_words(stored["words"], weights, np.array(stored["base"], np.float32))


@compiled
def score_words(
    keys: NDArray[np.uint32], offsets: NDArray[np.int64], lines: NDArray[np.bool_], words: TypeWords
) -> NDArray[np.float32]:
    """Return the score of the words of some lines for each target: float32, (`TARGETS`,).

    Args:
        keys: `LineFeatures.keys` of a page.
        offsets: `LineFeatures.offsets`.
        lines: Which lines of the page count.
        words: The words.
    """
    present = np.zeros(len(words.weights), np.bool_)
    total = np.zeros(len(words.base), np.float32)
    distinct = 0
    for line in range(len(lines)):
        if not lines[line]:
            continue
        for at in range(offsets[line], offsets[line + 1]):
            slot = np.int64(keys[at]) & (_SLOTS - 1)
            while words.keys[slot] != 0 and words.keys[slot] != keys[at]:
                slot = (slot + 1) & (_SLOTS - 1)
            if words.keys[slot] == 0 or present[words.numbers[slot]]:
                continue
            present[words.numbers[slot]] = True
            distinct += 1
            total += words.weights[words.numbers[slot]]
    return words.base + total / np.float32(np.sqrt(max(distinct, 1)))
