"""The columns of the feature matrix: features of a line itself, and of its context.

`broadsheet.extraction.segmentation.line_features` computes the first from the line's own characters, in any
language and script; `broadsheet.extraction.segmentation.context` computes the second.
"""

from collections.abc import Iterator
from enum import IntEnum, auto
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.numba_support import compiled


class Feature(IntEnum):
    """Columns of the line features. Shares are of the line's words unless they say otherwise."""

    WORDS = 0
    """Words; in scripts without spaces, two for five letters."""
    CHARACTERS = auto()
    """Characters except spaces."""
    COMMAS = auto()
    """Commas and semicolons per word."""
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
    """Bars, bullets and slashes per word."""
    QUOTES = auto()
    BRACKETS = auto()
    WORD_LENGTH = auto()
    """Letters per word."""
    SHORT_WORDS = auto()
    """Share of words in lower case of at most three letters: function words of unlisted languages."""
    SPACELESS = auto()
    """Share of letters in scripts written without spaces."""
    ADDRESS = auto()
    """At signs and double slashes."""
    COPYRIGHT = auto()
    """Copyright signs."""
    REPEATS = auto()
    """Number of other lines of the page with the same words, at most 10."""
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
    """Share of pairs of long words that occur earlier in the line: high for galleries that are joined into one line."""
    SAME_SHAPE = auto()
    """Number of other lines with the same words, ignoring numbers, at most 10."""
    SAME_OPENING = auto()
    """How many other lines of the page begin with the same two words, at most 10."""


SEEN_OF_NEIGHBOURS = (
    Feature.WORDS,
    Feature.FINISHED,
    Feature.INTERFACE,
    Feature.CAPITALISED,
    Feature.BULLET_START,
    Feature.FUNCTION,
    Feature.PICTURE,
    Feature.GAP_BEFORE,
)
"""Features of the neighbouring lines that follow the line's own features."""

NEIGHBOURS = (-2, -1, 1, 2)
"""Offsets of the neighbours."""


class Context(IntEnum):
    """Columns that describe a line's surroundings; they follow the line's own and its neighbours' features."""

    PROSE_BEFORE = 0
    PROSE_BEHIND = auto()
    """Words of prose near it, falling by .8 a line."""
    FAR_BEFORE = auto()
    FAR_BEHIND = auto()
    """The same, falling by .95 a line."""
    LISTED_BEFORE = auto()
    LISTED_BEHIND = auto()
    """Short lines that do not end like a sentence near it, falling by .8 a line."""
    INTERFACE_BEFORE = auto()
    INTERFACE_BEHIND = auto()
    """Interface words near it, falling by .8 a line."""
    SHARE_BEFORE = auto()
    """Share of the page's prose that is before the line."""
    PLACE = auto()
    """Share of the page's lines that are before it."""
    LINES = auto()
    """Lines of the page, logarithm."""
    PROSE = auto()
    """Words of prose of the page, logarithm."""
    MAIN = auto()
    """1 where the line is in the main stretch."""
    FROM_START = auto()
    FROM_END = auto()
    """Lines from the main stretch's first and last line, at most 50 either way."""
    MAIN_SHARE = auto()
    """Share of the page's prose that the main stretch holds."""
    COHESION = auto()
    """Share of the line's words that other lines of the main stretch use."""
    COHESION_BEFORE = auto()
    COHESION_BEHIND = auto()
    """The same of the lines near it, weighed by their words, falling by .7 a line."""
    OPENING = auto()
    """Share of the line's words that the opening of the main stretch uses, its first ten lines of prose."""
    OPENING_BEFORE = auto()
    OPENING_BEHIND = auto()
    """The same of the lines near it."""
    MAIN_WORDS = auto()
    """Mean number of words per line in the main stretch."""
    MAIN_FINISHED = auto()
    """Share of the main stretch's lines that end like a sentence."""
    MAIN_SPACED = auto()
    """Share of the main stretch's lines that have a blank line before them."""
    DATED_BEFORE = auto()
    DATED_BEHIND = auto()
    """Short lines with dates or times near it, falling by .7 a line: comments and teasers come with them."""
    SHORT_RUN = auto()
    """Length of the run of short lines it is in, at most 30."""
    LIKE_SECOND = auto()
    LIKE_THIRD = auto()
    """Ratio of its words to those of the line two or three before, the smaller over the larger: teasers alternate."""
    SAID_NEAR = auto()
    """Share of its long words that one of the two lines before or behind has too, the largest of the four."""
    EARLIER_BEHIND = auto()
    """Share of the long words of the line and those behind it that prose before it used, falling by .85 a line: where
    another story begins, it falls."""
    SINCE_COLON = auto()
    """Lines since the last one that ends with a colon, at most 30."""
    ALIKE = auto()
    """Lines of the run it is in that look alike: of like length, beginning and ending alike, at most 30."""
    BLOCK_LINES = auto()
    """Lines without a blank line between them that it is among, at most 30."""
    BLOCK_PROSE = auto()
    """Words of prose of those lines."""
    MAIN_BULLETS = auto()
    """Share of the main stretch's lines that begin with a bullet."""
    SINCE_SHARE = auto()
    SINCE_PROMPT = auto()
    SINCE_RELATED = auto()
    SINCE_COMMENT = auto()
    SINCE_AUTHOR = auto()
    SINCE_PAGE = auto()
    """Lines since the last short one with words of that group, at most 30: what it heads is below a heading."""


OWN = len(Feature)
BESIDE = OWN + len(NEIGHBOURS) * len(SEEN_OF_NEIGHBOURS)
WIDTH = BESIDE + len(Context)
"""Columns of a line and its context, which the models of the body and of the headline read."""


class Zone(IntEnum):
    """Columns that separate the zones of a page; they follow those of `Context`, and only the body's model reads them.

    Counts before a line begin at the first line of prose. Short lines of a pattern have the same words as other lines,
    the same words with other numbers, or the same first or last words.
    """

    SAME_ENDING = 0
    """How many other short lines end with the same long word, at most 10."""
    PATTERNS_BEFORE = auto()
    PATTERNS_BEHIND = auto()
    """How much short lines of a pattern near it have in common with others, falling by .8 a line."""
    PATTERN_LINES_BEFORE = auto()
    PATTERN_LINES_BEHIND = auto()
    """Short lines that have something in common with two others or more, at most 60."""
    SINCE_PATTERN = auto()
    UNTIL_PATTERN = auto()
    """Lines to the nearest short line of a pattern, at most 40."""
    READER_BEFORE = auto()
    READER_BEHIND = auto()
    """Share of words that address the reader near it, falling by .8 a line."""
    STAMPS_BEFORE = auto()
    STAMPS_BEHIND = auto()
    """Short lines with dates or times, at most 60."""
    REPLIES_BEFORE = auto()
    REPLIES_BEHIND = auto()
    """Lines about comments, at most 60."""
    BUTTONS_BEFORE = auto()
    BUTTONS_BEHIND = auto()
    """Short lines of which half are an interface's words, at most 60."""
    WORDS_BEFORE = auto()
    WORDS_BEHIND = auto()
    """Words of prose, logarithm."""
    ANNOUNCED = auto()
    """Share of the line's long words that other lines like headlines use, and no other line of prose: what a page
    announces twice is another story."""


class WordScore(IntEnum):
    """Columns of what the words of lines say; they follow those of `Zone`, and only the body's model reads them.

    A word's weight is high where lines that are no body use it (`broadsheet.extraction.segmentation.line_words`).
    """

    MEAN = 0
    """Sum of the weights of the line's words, over their number plus two."""
    SUM = auto()
    """Sum of the weights of the line's words."""
    BEFORE = auto()
    BEHIND = auto()
    """Sums of the lines near it, falling by .8 a line."""
    KNOWN = auto()
    """Share of the line's words that have a weight."""
    PAGE_KNOWN = auto()
    """Share of the page's words that have a weight: low in a language without such words."""
    PAGE_MEAN = auto()
    """Mean weight of those words."""
    CONTRAST = auto()
    """`MEAN` less that of the lines near it, weighed by their words, four lines either way: an offer inside a story."""


ALL = WIDTH + len(Zone) + len(WordScore)
"""Columns of the matrix that `broadsheet.extraction.segmentation.context.in_context` returns."""


def column_names() -> tuple[str, ...]:
    """Return the name of each column of the matrix that the line model reads, in order: `ALL` of them."""
    scores = (f"WORD_SCORE_{column.name}" for column in WordScore)
    return (*shared_column_names(), *(column.name for column in Zone), *scores)


def shared_column_names() -> tuple[str, ...]:
    """Return the names of the first `WIDTH` of them, which the title model reads too."""
    return tuple(_column_names())


def _column_names() -> Iterator[str]:
    yield from (feature.name for feature in Feature)
    for step in NEIGHBOURS:
        yield from (f"{feature.name}{step:+d}" for feature in SEEN_OF_NEIGHBOURS)
    yield from (column.name for column in Context)


class LineFeatures(NamedTuple):
    """Features of every line of some pages, page after page.

    Attributes:
        values: One row per line, one column per `Feature`: float32, (lines, features).
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
        """Return the features of one page, whose lines are those from `first` to `end`."""
        keys = int(self.offsets[first])
        offsets = self.offsets[first : end + 1] - keys
        return LineFeatures(
            self.values[first:end],
            self.keys[keys : int(self.offsets[end])],
            offsets,
            self.digests[first:end],
            np.array((0, end - first)),
        )


@compiled
def word_slot(key: np.uint32, slots: int) -> np.uint32:
    """Return the slot of a word's key in a table of so many slots, a power of two: 0 to ``slots - 1``."""
    return np.uint32((key ^ (key >> np.uint32(15))) & np.uint32(slots - 1))


class Position(IntEnum):
    """Columns of the places of lines, as `broadsheet.extraction.segmentation.page` finds them."""

    START = 0
    """Offset of a line's first character in the page, in code points."""
    END = 1
    """Offset behind its last character."""
    GAP = 2
    """Blank lines right before it."""
    INDENT = 3
    """Columns of space before it, in the piece it is in; a tab counts one."""
