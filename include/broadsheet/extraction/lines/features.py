"""What one line looks like, as numbers: the evidence of its own characters, whatever its language and script.

`broadsheet.extraction.lines.measuring` takes them from a page, `broadsheet.extraction.lines.context` sets each line
among its neighbours.
"""

from enum import IntEnum, auto
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Feature(IntEnum):
    """Columns of the line features. Shares are of the line's words unless they say otherwise."""

    WORDS = 0
    """Words; in scripts without spaces, two for five letters."""
    CHARACTERS = auto()
    """Characters but space."""
    COMMAS = auto()
    """Commas and semicolons a word."""
    SENTENCES = auto()
    """Sentence ends before a space or the line's end."""
    FINISHED = auto()
    """1 where the line ends like a sentence, closing quotes and brackets aside."""
    COLON = auto()
    """1 where the line ends with a colon."""
    ELLIPSIS = auto()
    """1 where the line ends with an ellipsis."""
    QUESTION = auto()
    """1 where the line ends with a question mark."""
    LOWER_START = auto()
    DIGIT_START = auto()
    QUOTE_START = auto()
    BULLET_START = auto()
    """1 where the line begins with a bullet, a dash or a symbol."""
    CAPITALISED = auto()
    """Share of words but the first that begin with a capital."""
    SHOUTED = auto()
    """Share of words in capitals only."""
    DIGITS = auto()
    """Share of characters that are digits."""
    SEPARATORS = auto()
    """Bars, bullets and slashes a word."""
    QUOTES = auto()
    BRACKETS = auto()
    WORD_LENGTH = auto()
    """Letters a word."""
    SHORT_WORDS = auto()
    """Share of words in lower case of at most three letters: function words of unlisted languages."""
    SPACELESS = auto()
    """Share of letters in scripts written without spaces."""
    ADDRESS = auto()
    """At signs and double slashes."""
    COPYRIGHT = auto()
    """Copyright signs."""
    REPEATS = auto()
    """How often the same words make a line of the page again, at most 10."""
    SEEN = auto()
    """1 where an earlier line has the same words."""
    GAP_BEFORE = auto()
    GAP_AFTER = auto()
    """Blank lines around it, at most 5."""
    INDENT = auto()
    """Columns before it, at most 12."""
    SHARE = auto()
    ACCOUNT = auto()
    LEGAL = auto()
    PICTURE = auto()
    RELATED = auto()
    COMMENT = auto()
    AUTHOR = auto()
    TIME = auto()
    PAGE = auto()
    CONSENT = auto()
    PROMPT = auto()
    FUNCTION = auto()
    READER = auto()
    """Share of words of each `Group`."""
    INTERFACE = auto()
    """How many words are of any group but function words and words that address the reader."""
    OPENING_INTERFACE = auto()
    """How many of them are among the first three words."""
    TAIL = auto()
    """Words behind the last sentence end: credits follow captions; at most 20."""
    TAIL_CAPITALISED = auto()
    """Share of those words that begin with a capital."""
    LABEL = auto()
    """Words before the first colon, where they are four at most."""
    CLOCK = auto()
    """Colons between digits."""
    TABULATED = auto()
    """Runs of two spaces or more inside the line."""
    ECHO = auto()
    """Share of its pairs of long words that the line had before: what a gallery glued together says again and again."""
    SAME_SHAPE = auto()
    """How often the same words, numbers aside, make a line of the page again, at most 10."""
    SAME_OPENING = auto()
    """How many other lines of the page begin with the same two words, at most 10."""


class LineFeatures(NamedTuple):
    """Numbers of every line of some pages, page after page.

    Attributes:
        values: One row a line, one column a `Feature`: float32, (lines, features).
        keys: A 32-bit key for each word of four letters or more, and for each two neighbours in scripts without spaces,
            in order: uint32, (keys,).
        offsets: Where each line's keys begin, and where the last one's end: int64, (lines + 1,).
        digests: A digest of each line's words, cases and punctuation aside: uint64, (lines,).
        bounds: Where each page's lines begin, and where the last one's end: int64, (pages + 1,).
    """

    values: NDArray[np.float32]
    keys: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    digests: NDArray[np.uint64]
    bounds: NDArray[np.int64]

    def of_page(self, first: int, end: int) -> "LineFeatures":
        """Return the numbers of one page, whose lines are those from `first` to `end`."""
        keys = int(self.offsets[first])
        offsets = self.offsets[first : end + 1] - keys
        return LineFeatures(
            self.values[first:end],
            self.keys[keys : int(self.offsets[end])],
            offsets,
            self.digests[first:end],
            np.array((0, end - first)),
        )
