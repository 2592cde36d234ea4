"""Describes each date of a page by numbers: the columns of the matrix that the date model reads."""

import re
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
from broadsheet.numba_support import Int64s, compiled


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
    rows = [_form_row(article, candidate, address) for candidate in candidates]
    own = np.array(rows, np.float32)
    dates = np.array([_facts(candidate) for candidate in candidates], np.int64)
    values = article.values
    copies = np.array(_copies(article), np.int64)
    title = -1 if article.title_line is None else article.title_line
    _put_surroundings(own, dates, values, copies, _Story(title, article.first, article.last))
    lines = dates[:, _LINE]
    above, below = np.maximum(lines - 1, 0), np.minimum(lines + 1, len(values) - 1)
    of_line, of_above, of_below = (
        values[rows[:, None], columns] for rows, columns in ((lines, _LINE_COLUMNS), (above, _BESIDE), (below, _BESIDE))
    )
    return np.concatenate((own, of_line, of_above, of_below), axis=1)


_LINE_COLUMNS, _BESIDE = np.array(LINE_COLUMNS, np.int64), np.array(BESIDE_COLUMNS, np.int64)


class _Story(NamedTuple):
    """Where headline and story are: indexes of lines, -1 for no headline."""

    title: int
    first: int
    last: int


_LINE, _FIRST_READING, _SECOND_READING, _FORM, _HAS_DAY, _HAS_TIME = range(6)
"""Columns of the facts that dates are compared by. Days are ordinals; a month is its first day."""


def _facts(candidate: Candidate) -> tuple[int, ...]:
    written = candidate.written
    days = written.days
    first = days[0].toordinal() if days else date(written.year, written.month or 1, 1).toordinal()
    second = days[1].toordinal() if len(days) > 1 else first
    form = _FORMS[written.form]
    return candidate.line, first, second, form, bool(days), candidate.time is not None


def _copies(article: Article) -> list[int]:
    """Return the lines above the headline that repeat it."""
    title = article.title_line
    if not title or not article.values[title, Feature.REPEATS]:
        return []
    headline = article.page.lines[title].text.casefold()
    repeated = article.values[:title, Feature.REPEATS].nonzero()[0].tolist()
    return [index for index in repeated if article.page.lines[index].text.casefold() == headline]


def _form_row(article: Article, candidate: Candidate, address: AddressDate | None) -> list[float]:
    """Return the row of a date with its form and the words beside it; the rest is 0."""
    row = [0.0] * _OWN
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
    row[DateFeature.KEPT] = float(article.kept[candidate.line])
    row[DateFeature.POSTING] = float(candidate.rule == "posting line")
    row[DateFeature.DATELINE] = float(candidate.rule == "dateline")
    if address is not None:
        days = written.days or (date(written.year, written.month or 1, 1),)
        row[DateFeature.AGREES] = _agreement(days, address)
    return row


@compiled
def _put_surroundings(
    rows: NDArray[np.float32], dates: Int64s, values: NDArray[np.float32], copies: Int64s, story: _Story
) -> None:
    """Write where each date is and how the other dates of the page compare to it."""
    distinct = np.unique(np.minimum(dates[:, _FIRST_READING], dates[:, _SECOND_READING]))
    for number in range(len(dates)):
        _put_place(rows[number], dates[number, _LINE], values, copies, story)
        _put_others(rows[number], number, dates, story)
        ordinal = min(dates[number, _FIRST_READING], dates[number, _SECOND_READING])
        at, others = np.searchsorted(distinct, ordinal), len(distinct) - 1
        if others > 0:
            rows[number, DateFeature.EARLIER] = at / others
            rows[number, DateFeature.LATER] = (others - at) / others
            rows[number, DateFeature.TO_LATEST] = log1p(distinct[-1] - ordinal)


@compiled
def _put_place(row: NDArray[np.float32], line: int, values: NDArray[np.float32], copies: Int64s, story: _Story) -> None:
    row[DateFeature.LINE] = log1p(line)
    row[DateFeature.PART] = line / len(values)
    row[DateFeature.TO_FIRST], row[DateFeature.TO_LAST] = _cut(line - story.first), _cut(line - story.last)
    if story.title < 0:
        row[DateFeature.NO_TITLE] = 1.0
        row[DateFeature.TO_TITLE] = row[DateFeature.TO_FIRST]
    else:
        row[DateFeature.TO_TITLE] = _cut(line - story.title)
        row[DateFeature.IS_TITLE] = line == story.title
        row[DateFeature.BETWEEN] = story.title < line < story.first
    row[DateFeature.TO_COPY] = _LONG_AGO
    for copy in copies:
        if copy < line:
            row[DateFeature.TO_COPY] = min(line - copy, _LONG_AGO)
    for column, group in (
        (DateFeature.SINCE_COMMENT, Feature.COMMENT),
        (DateFeature.SINCE_RELATED, Feature.RELATED),
        (DateFeature.SINCE_AUTHOR, Feature.AUTHOR),
    ):
        step = 1
        while step < _LONG_AGO and line - step >= 0 and values[line - step, group] == 0:
            step += 1
        row[column] = step if line - step >= 0 else _LONG_AGO
    step = 0
    while step < _LONG_AGO and line + step < len(values) and values[line + step, Feature.AUTHOR] == 0:
        step += 1
    row[DateFeature.AUTHOR_BELOW] = step if line + step < len(values) else _LONG_AGO


@compiled
def _cut(distance: int) -> int:
    return max(-FAR, min(FAR, distance))


@compiled
def _put_others(row: NDArray[np.float32], number: int, dates: Int64s, story: _Story) -> None:
    line, first, second, form = dates[number, :4]
    ordinal = min(first, second)
    top = min(story.first, story.title if story.title >= 0 else story.first) - _HEADER_ABOVE
    bottom = story.first + _HEADER_BELOW
    in_line = rank = same = above = shaped = header = others_near = 0
    near = np.empty((len(dates), 2), np.int64)
    for other in range(len(dates)):
        at, one, two = dates[other, :3]
        if other == number:
            rank = in_line
            in_line += 1
            continue
        in_line += at == line
        alike = one in (first, second) or two in (first, second)
        same += alike and at != line
        above += story.title < at and (at < line or (at == line and other < number))
        earlier = min(one, two) < ordinal
        if abs(at - line) <= NEAR and not alike:
            if at != line and dates[other, _FORM] == form:
                known = False
                for listed in range(others_near):
                    known = known or (near[listed, 0] == one and near[listed, 1] == two)
                if not known:
                    near[others_near] = one, two
                    others_near += 1
            if abs(at - line) <= 2:
                row[DateFeature.LATER_BESIDE if min(one, two) > ordinal else DateFeature.EARLIER_BESIDE] = 1.0
        if top <= at <= bottom and dates[other, _HAS_DAY]:
            header += 1
            if earlier:
                row[DateFeature.HEADER_EARLIER] = 1.0
        shaped += at > story.last and at != line and dates[other, _HAS_TIME] != 0
    row[DateFeature.LINE_RANK], row[DateFeature.LINE_DATES] = rank, in_line
    row[DateFeature.CANDIDATES], row[DateFeature.RANK] = log1p(len(dates)), log1p(number)
    row[DateFeature.SAME_DAY], row[DateFeature.OTHERS_NEAR] = log1p(same), log1p(others_near)
    row[DateFeature.HEADER_DATES], row[DateFeature.OTHERS_ABOVE] = log1p(header), log1p(above)
    row[DateFeature.COMMENTS] = log1p(shaped)


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
