"""Describes each date of a page by numbers: the columns of the matrix that the date model reads."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from enum import IntEnum, auto
from math import log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.candidates import SENTENCE_ENDS, Candidate, label_behind
from broadsheet.extraction.dates.formats import AddressDate
from broadsheet.extraction.dates.labels import Label
from broadsheet.extraction.lexicon.author_labels import behind_label
from broadsheet.extraction.lexicon.calendar_names import weekday_beside
from broadsheet.extraction.segmentation.features import Feature


class DateFeature(IntEnum):
    """Columns of the matrix. Distances are in lines; they are cut at `FAR` either way."""

    ISO = 0
    NUMBERS = auto()
    WORDS = auto()
    SIGNS = auto()
    """1 for the form of the date: year first, numbers, a month's name, CJK signs."""
    OPEN_ORDER = auto()
    """1 where day and month may be swapped."""
    MONTH_ONLY = auto()
    TIME = auto()
    """1 where a time of day is beside it."""
    ZONE = auto()
    """1 where that time has a zone."""
    WEEKDAY = auto()
    """1 where the line names the weekday of the date, -1 where it names another one."""
    PUBLISHED = auto()
    DATE = auto()
    UPDATED = auto()
    OTHER = auto()
    EVENT = auto()
    """1 for the label before the date."""
    HEADING = auto()
    """1 where the label is the line above."""
    PUBLISHED_BEHIND = auto()
    UPDATED_BEHIND = auto()
    """1 for a label behind the date."""
    AUTHOR_LABEL = auto()
    """1 where the line opens with the label of a byline, before the date."""
    HANDLE = auto()
    """1 where an at sign is before the date: a post of a network."""
    COPYRIGHT = auto()
    """1 where the line holds a copyright sign."""
    BEFORE = auto()
    BEHIND = auto()
    """Characters of the line before and behind the date, logarithm."""
    LETTERS_BEFORE = auto()
    """1 where a letter is right before the date: lines of the page are glued."""
    SEPARATED = auto()
    """1 where a separator or a bracket is right before or right behind it."""
    SENTENCE = auto()
    """1 where the line ends like a sentence."""
    INSIDE_SENTENCE = auto()
    """1 where words in lower case are on both sides."""
    RANGE = auto()
    """1 where a dash ties another number to it: the first or last day of something."""
    QUOTED = auto()
    """1 where a quotation mark is right before it: data, or a quotation."""
    LINE_DATES = auto()
    """Dates in the line."""
    LINE_RANK = auto()
    """Dates before it in the line."""
    LINE = auto()
    """Lines of the page before it, logarithm."""
    PART = auto()
    """Share of the page's lines before it."""
    TO_TITLE = auto()
    """Lines from the headline to it; negative above the headline."""
    TO_FIRST = auto()
    """Lines from the first body line to it."""
    TO_LAST = auto()
    """Lines from the last body line to it."""
    TO_COPY = auto()
    """Lines from the nearest copy of the headline above it."""
    IS_TITLE = auto()
    KEPT = auto()
    """1 in a body line."""
    BETWEEN = auto()
    """1 between headline and body."""
    POSTING = auto()
    """1 in a line that says when the entry was posted."""
    DATELINE = auto()
    """1 at the beginning of a long body line."""
    NO_TITLE = auto()
    CANDIDATES = auto()
    """Dates on the page, logarithm."""
    SAME_DAY = auto()
    """Other lines with the same day, logarithm."""
    OTHERS_NEAR = auto()
    """Other days in the same form at most `NEAR` lines away, logarithm: a list of stories, or comments."""
    OTHERS_ABOVE = auto()
    """Dates between the headline and it."""
    HEADER_DATES = auto()
    """Other dates close to the headline or the first body line, logarithm."""
    HEADER_EARLIER = auto()
    """1 where one of them is earlier."""
    LATER_BESIDE = auto()
    EARLIER_BESIDE = auto()
    """1 where a date at most two lines away is later or earlier."""
    LATER = auto()
    EARLIER = auto()
    """Share of the page's days that are later or earlier."""
    TO_LATEST = auto()
    """Days to the latest one of the page, logarithm."""
    RANK = auto()
    """Dates before it on the page, logarithm."""
    AGREES = auto()
    """1 where the address of the page has the same day, .5 the same month, -1 another one, 0 none."""
    SINCE_COMMENT = auto()
    SINCE_RELATED = auto()
    SINCE_AUTHOR = auto()
    """Lines since the last one with words of that group."""
    AUTHOR_BELOW = auto()
    """Lines to the next one with words for authors."""
    COMMENTS = auto()
    """1 where another line below the body with a date is of the same form and has a time too."""


LINE_COLUMNS = (
    Feature.WORDS, Feature.CHARACTERS, Feature.DIGITS, Feature.SEPARATORS, Feature.CAPITALISED, Feature.BULLET_START,
    Feature.REPEATS, Feature.SEEN, Feature.SAME_SHAPE, Feature.SAME_OPENING, Feature.GAP_BEFORE, Feature.GAP_AFTER,
    Feature.SHARE, Feature.ACCOUNT, Feature.LEGAL, Feature.PICTURE, Feature.RELATED, Feature.COMMENT, Feature.AUTHOR,
    Feature.TIME, Feature.PAGE, Feature.CONSENT, Feature.PROMPT, Feature.ADDRESS, Feature.FUNCTION,
)  # fmt: skip
"""Features of the line that follow the date's own."""

BESIDE_COLUMNS = (
    Feature.WORDS, Feature.FINISHED, Feature.INTERFACE, Feature.BULLET_START, Feature.DIGITS, Feature.AUTHOR,
    Feature.COMMENT,
)  # fmt: skip
"""Features of the line above and the line below that follow."""

FAR = 40
NEAR = 8
_LONG_AGO = 30
_SEPARATORS = frozenset("|-–—•·:,()[]【】/")
_QUOTES = frozenset("\"'“„«")
_RANGE_BEFORE = re.compile(r"\d\.?\s?[–—-]\s?(?:[^\W\d_]+,?\s){0,2}$")
_RANGE_BEHIND = re.compile(r"\s?[–—-]\s?(?:[^\W\d_]+,?\s){0,2}\d\d?(?![\d:.h])")
_HEADER_ABOVE, _HEADER_BELOW = 3, 2
_OWN = len(DateFeature)


def column_names() -> tuple[str, ...]:
    """Return the name of each column of the matrix, in order."""
    return (
        *(feature.name for feature in DateFeature),
        *(f"LINE_{feature.name}" for feature in LINE_COLUMNS),
        *(f"{side}_{feature.name}" for side in ("ABOVE", "BELOW") for feature in BESIDE_COLUMNS),
    )


def describe(article: Article, candidates: Sequence[Candidate], address: AddressDate | None) -> NDArray[np.float32]:
    """Return a row of `column_names` for each date of a page: float32, (dates, columns)."""
    page = _PageDates.read(article, candidates)
    own = np.array(
        [_row(article, candidate, number, page, address) for number, candidate in enumerate(candidates)], np.float32
    )
    lines = np.array(page.lines)
    values = article.values
    above, below = np.maximum(lines - 1, 0), np.minimum(lines + 1, len(values) - 1)
    columns, beside = list(LINE_COLUMNS), list(BESIDE_COLUMNS)
    parts = (own, values[lines[:, None], columns], values[above[:, None], beside], values[below[:, None], beside])
    return np.concatenate(parts, axis=1)


class _PageDates(NamedTuple):
    """What all dates of a page have in common."""

    lines: list[int]
    days: list[tuple[date, ...]]
    ordinals: list[int]  # the first reading of each date, as a number of days
    distinct: list[int]
    copies: list[int]
    comments: list[int]
    related: list[int]
    authors: list[int]
    header: tuple[int, int]  # first and last line close to headline and first body line
    candidates: Sequence[Candidate]

    @classmethod
    def read(cls, article: Article, candidates: Sequence[Candidate]) -> "_PageDates":
        days = [one.written.days or (date(one.written.year, one.written.month or 1, 1),) for one in candidates]
        ordinals = [min(readings).toordinal() for readings in days]
        values = article.values
        comments, related, authors = (
            values[:, column].nonzero()[0].tolist() for column in (Feature.COMMENT, Feature.RELATED, Feature.AUTHOR)
        )
        first, title = article.first, article.title_line
        header = min(first, first if title is None else title) - _HEADER_ABOVE, first + _HEADER_BELOW
        lines, distinct = [one.line for one in candidates], sorted(set(ordinals))
        copies = _copies(article)
        return cls(lines, days, ordinals, distinct, copies, comments, related, authors, header, candidates)


def _copies(article: Article) -> list[int]:
    """Return the lines above the headline that repeat it."""
    title = article.title_line
    if not title or not article.values[title, Feature.REPEATS]:
        return []
    headline = article.page.lines[title].text.casefold()
    repeated = article.values[:title, Feature.REPEATS].nonzero()[0].tolist()
    return [index for index in repeated if article.page.lines[index].text.casefold() == headline]


def _cut(distance: int) -> float:
    return float(max(-FAR, min(FAR, distance)))


def _since(marked: list[int], line: int) -> float:
    """Return how many lines ago the last of `marked` was, at most `_LONG_AGO`."""
    at = bisect_left(marked, line)
    return float(min(line - marked[at - 1], _LONG_AGO)) if at else float(_LONG_AGO)


def _until(marked: list[int], line: int) -> float:
    at = bisect_left(marked, line)
    return float(min(marked[at] - line, _LONG_AGO)) if at < len(marked) else float(_LONG_AGO)


def _row(
    article: Article, candidate: Candidate, number: int, page: _PageDates, address: AddressDate | None
) -> list[float]:
    row = [0.0] * _OWN
    _put_form(row, article, candidate)
    _put_place(row, article, candidate, page)
    _put_others(row, article, candidate, number, page)
    if address is not None:
        row[DateFeature.AGREES] = _agreement(page.days[number], address)
    return row


def _put_form(row: list[float], article: Article, candidate: Candidate) -> None:
    written, text, label = candidate.written, candidate.text, candidate.label
    row[_FORMS[written.form]] = 1.0
    row[DateFeature.OPEN_ORDER] = float(written.pair is not None)
    row[DateFeature.MONTH_ONLY] = float(not written.days)
    if candidate.time is not None:
        row[DateFeature.TIME] = 1.0
        row[DateFeature.ZONE] = float(candidate.time.offset is not None or candidate.time.american is not None)
    weekday = weekday_beside(text, written.start, written.end, article.language)
    if weekday is not None and written.days:
        row[DateFeature.WEEKDAY] = 1.0 if any(day.weekday() == weekday for day in written.days) else -1.0
    if label is not None:
        row[_LABELS[label]] = 1.0
        row[DateFeature.HEADING] = float(candidate.heading)
    behind_label_ = label_behind(candidate)
    row[DateFeature.PUBLISHED_BEHIND] = float(behind_label_ is Label.PUBLISHED)
    row[DateFeature.UPDATED_BEHIND] = float(behind_label_ is Label.UPDATED)
    before, behind = text[: written.start], text[written.end :]
    row[DateFeature.AUTHOR_LABEL] = float(bool(before) and bool(behind_label(before)))
    row[DateFeature.HANDLE] = float("@" in before)
    row[DateFeature.COPYRIGHT] = float("©" in text)
    row[DateFeature.BEFORE], row[DateFeature.BEHIND] = log1p(len(before)), log1p(len(behind))
    row[DateFeature.LETTERS_BEFORE] = float(before[-1:].isalpha())
    left, right = before.rstrip(), behind.lstrip()
    row[DateFeature.SEPARATED] = float(left[-1:] in _SEPARATORS or right[:1] in _SEPARATORS)
    row[DateFeature.RANGE] = float(bool(_RANGE_BEFORE.search(before) or _RANGE_BEHIND.match(behind)))
    row[DateFeature.QUOTED] = float(before[-1:] in _QUOTES and bool(before))
    row[DateFeature.SENTENCE] = float(text[-1] in SENTENCE_ENDS)
    row[DateFeature.INSIDE_SENTENCE] = float(bool(left) and right[:1].islower() and left.split()[-1][0].islower())


def _put_place(row: list[float], article: Article, candidate: Candidate, page: _PageDates) -> None:
    line, first, last, title = candidate.line, article.first, article.last, article.title_line
    row[DateFeature.LINE] = log1p(line)
    row[DateFeature.PART] = line / len(article.kept)
    row[DateFeature.TO_FIRST], row[DateFeature.TO_LAST] = _cut(line - first), _cut(line - last)
    if title is None:
        row[DateFeature.NO_TITLE] = 1.0
        row[DateFeature.TO_TITLE] = row[DateFeature.TO_FIRST]
    else:
        row[DateFeature.TO_TITLE] = _cut(line - title)
        row[DateFeature.IS_TITLE] = float(line == title)
        row[DateFeature.BETWEEN] = float(title < line < first)
    row[DateFeature.TO_COPY] = _since(page.copies, line) if page.copies else float(_LONG_AGO)
    row[DateFeature.KEPT] = float(article.kept[line])
    row[DateFeature.POSTING] = float(candidate.rule == "posting line")
    row[DateFeature.DATELINE] = float(candidate.rule == "dateline")
    row[DateFeature.SINCE_COMMENT] = _since(page.comments, line)
    row[DateFeature.SINCE_RELATED] = _since(page.related, line)
    row[DateFeature.SINCE_AUTHOR] = _since(page.authors, line)
    row[DateFeature.AUTHOR_BELOW] = _until(page.authors, line)


def _put_others(row: list[float], article: Article, candidate: Candidate, number: int, page: _PageDates) -> None:
    line, own, form = candidate.line, set(page.days[number]), candidate.written.form
    in_line = same = above = shaped = 0
    near: set[tuple[date, ...]] = set()
    title = article.title_line if article.title_line is not None else -1
    top, bottom = page.header
    header, earlier = 0, False
    ordinal = page.ordinals[number]
    for other, (at, days) in enumerate(zip(page.lines, page.days, strict=True)):
        if other == number:
            row[DateFeature.LINE_RANK] = float(in_line)
            in_line += 1
            continue
        in_line += at == line
        alike = not own.isdisjoint(days)
        same += alike and at != line
        above += title < at and (at, other) < (line, number)
        if abs(at - line) <= NEAR and not alike:
            if at != line and page.candidates[other].written.form == form:
                near.add(days)
            if abs(at - line) <= 2:
                row[DateFeature.LATER_BESIDE if page.ordinals[other] > ordinal else DateFeature.EARLIER_BESIDE] = 1.0
        if top <= at <= bottom and page.candidates[other].written.days:
            header += 1
            earlier = earlier or page.ordinals[other] < ordinal
        shaped += at > article.last and at != line and page.candidates[other].time is not None
    row[DateFeature.LINE_DATES] = float(in_line)
    row[DateFeature.CANDIDATES] = log1p(len(page.lines))
    row[DateFeature.SAME_DAY] = log1p(same)
    row[DateFeature.OTHERS_NEAR] = log1p(len(near))
    row[DateFeature.HEADER_DATES], row[DateFeature.HEADER_EARLIER] = log1p(header), float(earlier)
    row[DateFeature.OTHERS_ABOVE] = log1p(above)
    row[DateFeature.RANK] = log1p(number)
    row[DateFeature.COMMENTS] = log1p(shaped)
    at, others = bisect_left(page.distinct, ordinal), len(page.distinct) - 1
    if others:
        row[DateFeature.EARLIER], row[DateFeature.LATER] = at / others, (others - at) / others
        row[DateFeature.TO_LATEST] = log1p(page.distinct[-1] - ordinal)


def _agreement(days: tuple[date, ...], address: AddressDate) -> float:
    if address.whole and address.day in days:
        return 1.0
    if any((day.year, day.month) == (address.day.year, address.day.month) for day in days):
        return 0.5
    return -1.0


_FORMS = {
    "iso": DateFeature.ISO,
    "numbers": DateFeature.NUMBERS,
    "words": DateFeature.WORDS,
    "signs": DateFeature.SIGNS,
}
_LABELS = {
    Label.PUBLISHED: DateFeature.PUBLISHED,
    Label.DATE: DateFeature.DATE,
    Label.UPDATED: DateFeature.UPDATED,
    Label.OTHER: DateFeature.OTHER,
    Label.EVENT: DateFeature.EVENT,
}
