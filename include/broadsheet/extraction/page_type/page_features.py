"""Describes a page by some hundred figures: what its lines look like in the body, and beside it.

An article is one long stretch of prose in the third person under a headline and a date. A shop shows prices, a forum
dates and names before each post, a manual code and short lines under many headings, a company's page speaks to the
reader. The figures measure such forms in any language: they are shares of lines, words or characters, each counted for
the whole page, for the body, and for the lines outside of it.
"""

from collections.abc import Iterator, Sequence
from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.page_type.page_stats import PageStats, is_headline, is_prose
from broadsheet.extraction.page_type.type_words import TARGETS, TypeWords, score_words, type_words
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.char_classes import CharClass, class_at, class_table
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.page import Page
from broadsheet.numba_support import compiled


class Region(IntEnum):
    """The lines that figures are counted for."""

    PAGE = 0
    """All lines."""
    BODY = auto()
    """Lines of the body."""
    REST = auto()
    """Lines before the body's first line or behind its last one; all lines where there is no body."""


COUNTED = (
    Feature.COMMAS,
    Feature.FINISHED,
    Feature.COLON,
    Feature.ELLIPSIS,
    Feature.QUESTION,
    Feature.LOWER_START,
    Feature.DIGIT_START,
    Feature.QUOTE_START,
    Feature.BULLET_START,
    Feature.CAPITALISED,
    Feature.SHOUTED,
    Feature.DIGITS,
    Feature.SEPARATORS,
    Feature.QUOTES,
    Feature.BRACKETS,
    Feature.WORD_LENGTH,
    Feature.SHORT_WORDS,
    Feature.ADDRESS,
    Feature.REPEATS,
    Feature.GAP_BEFORE,
    Feature.INDENT,
    Feature.CLOCK,
    Feature.LABEL,
    Feature.TABULATED,
    Feature.SAME_SHAPE,
    Feature.SAME_OPENING,
)
"""Features of lines whose mean over the lines of a region is a figure."""

GROUPS = tuple(range(int(Feature.SHARE), int(Feature.READER) + 1))
"""Features that are shares of listed words: their figure is the share of all words of a region."""


class Shape(IntEnum):
    """Further figures of each region."""

    LINES = 0
    """Logarithm of the number of lines."""
    WORDS = auto()
    """Logarithm of the number of words."""
    WORDS_A_LINE = auto()
    PROSE_LINES = auto()
    """Share of lines that are prose."""
    PROSE_WORDS = auto()
    """Share of words in such lines."""
    LONG_LINES = auto()
    """Share of lines of 40 words or more."""
    SHORT_LINES = auto()
    """Share of lines of three words at most."""
    HEADLINES = auto()
    """Share of lines that look like headlines."""
    DATED = auto()
    """Share of lines that are short and hold a date or a time."""
    SENTENCE_WORDS = auto()
    """Words per sentence of prose."""
    MONEY = auto()
    """Currency signs per hundred words."""
    PRICED = auto()
    """Share of lines with a currency sign beside a digit."""
    EXCLAIMED = auto()
    """Exclamation marks per hundred words."""
    ASKED = auto()
    """Question marks per hundred words."""
    CODE = auto()
    """Brackets and signs that programs use, per hundred characters."""
    SYMBOLS = auto()
    """Other symbols per hundred words."""
    PERCENT = auto()
    """Percent signs per hundred words."""


class Layout(IntEnum):
    """Figures of a page as a whole."""

    BODY_SHARE = 0
    """Share of the page's words that the body holds."""
    SPAN_SHARE = auto()
    """Share of the page's lines between the body's first and last line."""
    SPAN_KEPT = auto()
    """Share of these lines that belong to the body."""
    BEFORE = auto()
    """Share of the page's lines before the body."""
    TITLE_WORDS = auto()
    """Words of the headline; 0 where none was found."""
    TITLE_DISTANCE = auto()
    """Lines from the headline to the body's first line, at most 50."""
    TITLE_LINE = auto()
    """Share of the page's lines before the headline."""
    DATED_NEAR = auto()
    """Dated lines from four lines before the headline to three behind the body's first line."""
    AUTHOR_NEAR = auto()
    """Words of authorship in these lines."""
    LONGEST_RUN = auto()
    """Share of the page's prose in its longest stretch of prose lines."""
    RUNS = auto()
    """Stretches of prose lines per line."""
    LONG_PARAGRAPHS = auto()
    """Logarithm of the number of body lines with 25 words or more."""
    EVENNESS = auto()
    """Share of lines that have the same length class and ending as the line two, three, four or five before."""
    PROMPTS_INSIDE = auto()
    """Interface words per hundred words between the body's first and last line."""


WORDED = (Region.PAGE, Region.BODY)
"""Regions whose words are scored."""

_STATS = tuple(name for name in PageStats._fields if name not in {"lines", "words"})
_COLUMNS_OF_REGION = len(COUNTED) + len(GROUPS) + len(Shape)
_LAYOUT = len(Region) * _COLUMNS_OF_REGION
WORDS_OF_PAGE = _LAYOUT + len(Layout) + len(_STATS)
"""Column of the first of the scores of the page's words; those of the body's follow."""
_WIDTH = WORDS_OF_PAGE + len(WORDED) * len(TARGETS)


def column_names() -> tuple[str, ...]:
    """Return the name of each figure, in order."""
    return tuple(_column_names())


def _column_names() -> Iterator[str]:
    for region in Region:
        names = [feature.name for feature in COUNTED] + [Feature(group).name for group in GROUPS]
        yield from (f"{region.name}.{name}" for name in [*names, *(shape.name for shape in Shape)])
    yield from (f"LAYOUT.{layout.name}" for layout in Layout)
    yield from (f"STATS.{name.upper()}" for name in _STATS)
    yield from (f"{region.name}.WORDS.{target.upper()}" for region in WORDED for target in TARGETS)


def page_features(
    pages: Sequence[Page],
    bodies: Sequence[Body],
    titles: Sequence[int | None],
    stats: Sequence[PageStats],
    words: TypeWords | None = None,
) -> NDArray[np.float32]:
    """Return the figures of some pages: float32, (pages, columns of `column_names`).

    Args:
        pages: The pages, none without lines.
        bodies: The body of each.
        titles: The line of the headline of each, None where none was found.
        stats: What each page is made of.
        words: The words that are scored; None for those in the package.
    """
    words = words or type_words()
    matrix = np.zeros((len(pages), _WIDTH), np.float32)
    for row, page, body, title, own in zip(matrix, pages, bodies, titles, stats, strict=True):
        kept = np.fromiter(body.kept, np.bool_, len(body.kept))
        _describe(
            body.features.values, kept, page.points, page.places, class_table(), -1 if title is None else title, row
        )
        row[_LAYOUT + len(Layout) : WORDS_OF_PAGE] = own[2:]
        found = body.features
        for number, lines in enumerate((np.ones(len(kept), np.bool_), kept)):
            place = WORDS_OF_PAGE + number * len(TARGETS)
            row[place : place + len(TARGETS)] = score_words(found.keys, found.offsets, lines, words)
    return matrix


_COUNTED = np.array(COUNTED, np.int64)
_GROUPS = np.array(GROUPS, np.int64)
_REGIONS = len(Region)
_SHAPES = len(Shape)
_NEAR_BEFORE, _NEAR_BEHIND = 4, 3
_FARTHEST = 50


def _sign_table() -> NDArray[np.uint8]:
    table = np.zeros(0x3000, np.uint8)
    for sign in "{}<>=;_\\`&#^~[]*+":
        table[ord(sign)] = _CODE
    for sign in "$£€¥¢₹₽₩₺₴₪₫₦฿₱₡₲₵₸₼₿":
        table[ord(sign)] = _MONEY
    table[ord("!")] = _EXCLAMATION
    table[ord("?")] = _QUESTION
    table[ord("%")] = _PERCENT
    return table


_CODE, _MONEY, _EXCLAMATION, _QUESTION, _PERCENT = 1, 2, 3, 4, 5
_SIGNS = _sign_table()


@compiled
def _is_dated(row: NDArray[np.float32]) -> bool:
    return bool(row[Feature.WORDS] < 10 and (row[Feature.TIME] + row[Feature.DIGITS] >= 0.3 or row[Feature.CLOCK] > 0))


@compiled
def _describe(  # noqa: C901, PLR0912, PLR0915  (one pass over lines and characters: each figure looks at the same few values)
    values: NDArray[np.float32],
    kept: NDArray[np.bool_],
    points: NDArray[np.uint32],
    places: NDArray[np.int64],
    class_of: NDArray[np.uint8],
    title: int,
    figures: NDArray[np.float32],
) -> None:
    lines = len(values)
    first, last = lines, -1
    for line in range(lines):
        if kept[line]:
            first = min(first, line)
            last = line
    sums = np.zeros((_REGIONS, len(_COUNTED) + len(_GROUPS) + _SHAPES), np.float64)
    shape = len(_COUNTED) + len(_GROUPS)
    count = np.zeros(_REGIONS)
    words = np.zeros(_REGIONS)
    characters = np.zeros(_REGIONS)
    prose_words = np.zeros(_REGIONS)
    sentences = np.zeros(_REGIONS)
    run = longest = runs = prompts = span_words = even = paragraphs = 0.0
    own = np.zeros(_SHAPES)
    near_first = max((title if title >= 0 else first) - _NEAR_BEFORE, 0)
    near_last = min((first if first < lines else title) + _NEAR_BEHIND, lines - 1)
    dated_near = authors_near = 0.0
    for line in range(lines):
        row = values[line]
        many = row[Feature.WORDS]
        prose = is_prose(row)
        dated = _is_dated(row)
        money = priced = exclaimed = asked = code = symbols = percent = 0
        previous_digit = previous_money = False
        for at in range(places[line, 0], places[line, 1]):
            point = points[at]
            sign = _SIGNS[point] if point < len(_SIGNS) else 0
            digit = 48 <= point <= 57
            if sign == _MONEY:
                money += 1
                priced += previous_digit
            elif sign == _EXCLAMATION:
                exclaimed += 1
            elif sign == _QUESTION:
                asked += 1
            elif sign == _CODE:
                code += 1
            elif sign == _PERCENT:
                percent += 1
            elif point > 127 and class_at(point, class_of) == CharClass.SYMBOL:
                symbols += 1
            if digit and previous_money:
                priced += 1
            if point != 32:
                previous_money = sign == _MONEY
                previous_digit = digit
        own[Shape.PROSE_LINES] = prose
        own[Shape.LONG_LINES] = many >= 40
        own[Shape.SHORT_LINES] = many <= 3
        own[Shape.HEADLINES] = is_headline(row)
        own[Shape.DATED] = dated
        own[Shape.MONEY] = money
        own[Shape.PRICED] = priced > 0
        own[Shape.EXCLAIMED] = exclaimed
        own[Shape.ASKED] = asked
        own[Shape.CODE] = code
        own[Shape.SYMBOLS] = symbols
        own[Shape.PERCENT] = percent
        inside = first <= line <= last
        for region in range(_REGIONS):
            if (region == Region.BODY and not kept[line]) or (region == Region.REST and inside):
                continue
            total = sums[region]
            count[region] += 1
            words[region] += many
            characters[region] += row[Feature.CHARACTERS]
            for place in range(len(_COUNTED)):
                total[place] += row[_COUNTED[place]]
            for place in range(len(_GROUPS)):
                total[len(_COUNTED) + place] += row[_GROUPS[place]] * many
            for place in range(len(own)):
                total[shape + place] += own[place]
            if prose:
                prose_words[region] += many
                sentences[region] += max(row[Feature.SENTENCES], 1.0)
        if prose:
            runs += run == 0.0
            run += many
            longest = max(longest, run)
        else:
            run = 0.0
        if inside:
            prompts += row[Feature.INTERFACE]
            span_words += many
        if kept[line] and many >= 25:
            paragraphs += 1
        for step in range(2, 6):
            if line >= step:
                other = values[line - step]
                longer = max(many, other[Feature.WORDS])
                if (
                    longer > 3
                    and min(many, other[Feature.WORDS]) * 1.5 >= longer
                    and row[Feature.FINISHED] == other[Feature.FINISHED]
                    and abs(row[Feature.DIGITS] - other[Feature.DIGITS]) < 0.1
                    and row[Feature.BULLET_START] == other[Feature.BULLET_START]
                ):
                    even += 1
                    break
        if near_first <= line <= near_last:
            dated_near += dated or (many < 30 and row[Feature.TIME] * many >= 1 and row[Feature.DIGITS] > 0.05)
            authors_near += row[Feature.AUTHOR] * many
    for region in range(_REGIONS):
        total = sums[region]
        many_lines, many_words = max(count[region], 1.0), max(words[region], 1.0)
        place = region * len(total)
        out = figures[place : place + len(total)]
        for column in range(len(_COUNTED)):
            out[column] = total[column] / many_lines
        for column in range(len(_GROUPS)):
            out[len(_COUNTED) + column] = total[len(_COUNTED) + column] / many_words
        shapes = out[shape:]
        for column in (
            Shape.PROSE_LINES,
            Shape.LONG_LINES,
            Shape.SHORT_LINES,
            Shape.HEADLINES,
            Shape.DATED,
            Shape.PRICED,
        ):
            shapes[column] = total[shape + column] / many_lines
        for column in (Shape.MONEY, Shape.EXCLAIMED, Shape.ASKED, Shape.SYMBOLS, Shape.PERCENT):
            shapes[column] = 100.0 * total[shape + column] / many_words
        shapes[Shape.CODE] = 100.0 * total[shape + Shape.CODE] / max(characters[region], 1.0)
        shapes[Shape.LINES] = np.log1p(count[region])
        shapes[Shape.WORDS] = np.log1p(words[region])
        shapes[Shape.WORDS_A_LINE] = words[region] / many_lines
        shapes[Shape.PROSE_WORDS] = prose_words[region] / many_words
        shapes[Shape.SENTENCE_WORDS] = prose_words[region] / max(sentences[region], 1.0)
    layout = figures[_LAYOUT:]
    span = max(last - first + 1.0, 0.0)
    layout[Layout.BODY_SHARE] = words[Region.BODY] / max(words[Region.PAGE], 1.0)
    layout[Layout.SPAN_SHARE] = span / max(lines, 1)
    layout[Layout.SPAN_KEPT] = count[Region.BODY] / max(span, 1.0)
    layout[Layout.BEFORE] = first / max(lines, 1)
    if title >= 0:
        layout[Layout.TITLE_WORDS] = values[title, Feature.WORDS]
        layout[Layout.TITLE_DISTANCE] = min(abs(first - title), _FARTHEST)
        layout[Layout.TITLE_LINE] = title / max(lines, 1)
    layout[Layout.DATED_NEAR] = dated_near
    layout[Layout.AUTHOR_NEAR] = authors_near
    layout[Layout.LONGEST_RUN] = longest / max(prose_words[Region.PAGE], 1.0)
    layout[Layout.RUNS] = runs / max(lines, 1)
    layout[Layout.LONG_PARAGRAPHS] = np.log1p(paragraphs)
    layout[Layout.EVENNESS] = even / max(lines, 1)
    layout[Layout.PROMPTS_INSIDE] = 100.0 * prompts / max(span_words, 1.0)
