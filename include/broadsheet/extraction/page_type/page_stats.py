"""Counts what a page consists of: stretches of prose, teasers under headlines, dates, captions.

A story is a stretch of prose whose paragraphs share a topic. A home page, a section front or a page of
search results is a row of teasers: a headline, one sentence or two, a date, and again. The counts separate the
two in any language: they use the form of lines and the words that lines share, not the meaning of words.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.features import Feature, word_slot
from broadsheet.numba_support import compiled


class PageStats(NamedTuple):
    """Figures of a page and its body, in words as `Feature.WORDS` counts them, or in lines.

    Attributes:
        lines: Lines of the page.
        words: Words of the page.
        body_words: Words of the body.
        body_prose: Words of those of its lines that are prose.
        pieces: Stretches of prose in the body, each parted from the next by a line that is none.
        story: Words of the longest of them.
        teaser_words: Words of those of one or two sentences and at most `TEASER` words.
        opening: Words of the first stretch, where it has more than two sentences or is before an even row of
            teasers without being part of it; else 0.
        shared: Share of the words in the body's prose that are in two stretches or more, 0 to 1.
        stretch: Words of the longest stretch of prose on the page, body or not.
        teasers: Short stretches of prose on the page that are alone under a headline.
        teasers_before: How many of them are before the body.
        even_words: Words of the body's teasers that come, four or more, at an even distance.
        headlines: Lines of the page that look like headlines.
        body_headlines: Those in the body.
        stamps: Lines in the body or between its lines that begin with a figure or hold a time and little else.
        captions: Lines of the page of at most `CAPTION` words that name a picture or who took it.
        prompts: Words in the body or between its lines that only interfaces use.
        page_prose: Words of the page's lines that are prose.
        page_pieces: Stretches of prose on the page.
        page_teasers: Words of the page's teasers.
        page_even: Words of those of them that come, four or more, at an even distance.
        page_shared: Share of the words in the page's prose that are in two stretches or more, 0 to 1.
    """

    lines: float
    words: float
    body_words: float
    body_prose: float
    pieces: float
    story: float
    teaser_words: float
    opening: float
    shared: float
    stretch: float
    teasers: float
    teasers_before: float
    even_words: float
    headlines: float
    body_headlines: float
    stamps: float
    captions: float
    prompts: float
    page_prose: float
    page_pieces: float
    page_teasers: float
    page_even: float
    page_shared: float


TEASER = 60
"""Most words of a teaser."""

CAPTION = 25
"""Most words of a caption."""

EVEN = 4
"""Teasers at an even distance that make a row."""


def page_stats(body: Body) -> PageStats:
    """Return the counts of a page."""
    kept = np.fromiter(body.kept, np.bool_, len(body.kept))
    found = body.features
    return PageStats(*_tally(found.values, kept, found.keys, found.offsets))


_SLOTS = 1 << 12
_FARTHEST = 8  # lines from one teaser of an even row to the next, at most


@compiled
def is_prose(row: NDArray[np.float32]) -> bool:
    words = row[Feature.WORDS]
    least = 5 if row[Feature.SPACELESS] > 0.5 else 8
    ended = row[Feature.FINISHED] > 0 or row[Feature.ELLIPSIS] > 0
    return bool(words >= (least if ended else 18))


@compiled
def is_headline(row: NDArray[np.float32]) -> bool:
    words = row[Feature.WORDS]
    return (
        3 <= words <= 25
        and row[Feature.FINISHED] == 0
        and row[Feature.DIGITS] < 0.3
        and row[Feature.INTERFACE] <= 0.34 * words
        and not is_prose(row)
    )


@compiled
def _is_teaser(values: NDArray[np.float32], prose: NDArray[np.bool_], line: int) -> bool:
    """Return whether a line is one or two sentences alone under a headline, dates and names between them allowed."""
    if not prose[line] or values[line, Feature.WORDS] > TEASER or values[line, Feature.SENTENCES] > 2:
        return False
    if (line > 0 and prose[line - 1]) or (line + 1 < len(prose) and prose[line + 1]):
        return False
    for above in range(line - 1, max(line - 4, -1), -1):
        if prose[above]:
            return False
        if is_headline(values[above]):
            return True
    return False


@compiled
def _in_even_rows(teaser: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which teasers are in a row of `EVEN` or more at an even distance."""
    lines = len(teaser)
    even = np.zeros(lines, np.bool_)
    length = np.zeros(lines, np.int64)
    for distance in range(2, _FARTHEST + 1):
        for line in range(lines):
            length[line] = 0
            if teaser[line]:
                length[line] = 1
                if line >= distance and teaser[line - distance]:
                    between = False
                    for other in range(line - distance + 1, line):
                        between = between or teaser[other]
                    if not between:
                        length[line] = length[line - distance] + 1
            if length[line] == EVEN:
                for member in range(EVEN):
                    even[line - member * distance] = True
            elif length[line] > EVEN:
                even[line] = True
    return even


@compiled
def _tally(  # noqa: C901, PLR0912, PLR0915  (one pass over the lines, for every figure looks at the same few columns)
    values: NDArray[np.float32], kept: NDArray[np.bool_], keys: NDArray[np.uint32], offsets: NDArray[np.int64]
) -> tuple[float, ...]:
    lines = len(values)
    prose = np.zeros(lines, np.bool_)
    teaser = np.zeros(lines, np.bool_)
    first, last = lines, -1
    for line in range(lines):
        prose[line] = is_prose(values[line])
        if kept[line]:
            first = min(first, line)
            last = line
    words = body_words = body_prose = opening = story = teaser_words = stretch = even_words = prompts = 0.0
    pieces = teasers = before = headlines = body_headlines = stamps = captions = 0
    run = first_run = page_run = sentences = 0.0
    page_prose = page_teasers = page_even = 0.0
    page_pieces = 0
    piece = np.full(lines, -1, np.int64)
    page_piece = np.full(lines, -1, np.int64)
    for line in range(lines):
        row = values[line]
        count = row[Feature.WORDS]
        words += count
        teaser[line] = _is_teaser(values, prose, line)
        if teaser[line]:
            teasers += 1
            before += line < first
            page_teasers += count
        if prose[line]:
            page_prose += count
            page_pieces += page_run == 0.0
            page_piece[line] = page_pieces
        page_run = page_run + count if prose[line] else 0.0
        stretch = max(stretch, page_run)
        headline = is_headline(row)
        headlines += headline
        captions += row[Feature.PICTURE] > 0 and count <= CAPTION
        if first <= line <= last:
            stamps += row[Feature.DIGITS] > 0 and (
                row[Feature.DIGIT_START] > 0 or (count <= 6 and row[Feature.TIME] > 0) or count <= 3
            )
            prompts += row[Feature.INTERFACE]
        if kept[line]:
            body_words += count
            body_headlines += headline
        if kept[line] and prose[line]:
            body_prose += count
            pieces += run == 0.0
            run += count
            sentences += max(row[Feature.SENTENCES], 1.0)
            piece[line] = pieces
        if run > 0.0 and (line + 1 == lines or not (kept[line + 1] and prose[line + 1])):
            story = max(story, run)
            if run <= TEASER and sentences <= 2:
                teaser_words += run
            elif pieces == 1:
                opening = run
            if pieces == 1:
                first_run = run
            run = sentences = 0.0
    shared = page_shared = 0.0
    even = _in_even_rows(teaser)
    if page_pieces > 1:
        page_shared = _shared(page_piece, keys, offsets)
        for line in range(lines):
            page_even += even[line] * values[line, Feature.WORDS]
    if pieces > 1:
        shared = _shared(piece, keys, offsets)
        part_of_row = False
        for line in range(lines):
            if kept[line] and even[line]:
                even_words += values[line, Feature.WORDS]
                part_of_row = part_of_row or piece[line] == 1
        if even_words > 0.0 and not part_of_row:
            opening = first_run
    return (
        float(lines),
        words,
        body_words,
        body_prose,
        float(pieces),
        story,
        teaser_words,
        opening,
        shared,
        stretch,
        float(teasers),
        float(before),
        even_words,
        float(headlines),
        float(body_headlines),
        float(stamps),
        float(captions),
        prompts,
        page_prose,
        float(page_pieces),
        page_teasers,
        page_even,
        page_shared,
    )


@compiled
def _shared(piece: NDArray[np.int64], keys: NDArray[np.uint32], offsets: NDArray[np.int64]) -> float:
    """Return which share of the words is in two pieces or more; words that share a slot are taken for one."""
    used = np.zeros(_SLOTS, np.int32)
    latest = np.full(_SLOTS, -1, np.int32)
    for line in range(len(piece)):
        if piece[line] >= 0:
            for at in range(offsets[line], offsets[line + 1]):
                slot = word_slot(keys[at], _SLOTS)
                if latest[slot] != piece[line]:
                    latest[slot] = piece[line]
                    used[slot] += 1
    total = common = 0
    for line in range(len(piece)):
        if piece[line] >= 0:
            for at in range(offsets[line], offsets[line + 1]):
                slot = word_slot(keys[at], _SLOTS)
                total += 1
                common += used[slot] > 1
    return common / max(total, 1)
