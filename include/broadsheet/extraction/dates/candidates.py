"""Finds every date on a page that may be its date of publication, with the words and the time of day beside it.

Dates in the running text are left out: only the opening of the first lines, and the last lines where they say when the
page was posted, can give the date of the page. `broadsheet.extraction.dates.features` describes the candidates.
"""

from typing import NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.calendars import WrittenDate
from broadsheet.extraction.dates.clock import ClockTime, time_beside
from broadsheet.extraction.dates.formats import HINT, read_dates
from broadsheet.extraction.dates.labels import Label, is_heading_label, label_of, tells_of_posting
from broadsheet.extraction.lexicon.calendar_names import plain_digits
from broadsheet.extraction.segmentation.features import Feature

_SHORT = 100
"""Characters of a body line that may be a date line."""
_WINDOW = 260
"""Characters at the beginning of a line that are looked at."""
_LONGEST = 420
_LEAD_WINDOW = 110
_LEAD_WORDS = 8
_FEWEST_DIGITS = 2.5  # a day and a year of two digits
_NEAR_END, _FAR_BEHIND = 5, 45
_TOP, _FAR_ABOVE = 15, 60
"""Lines at the top of the page, and above headline and body, that are looked at; those between list other stories."""
_OPENING = 60
_BEHIND = 30
_MOST = 64
_FEWEST_TOLD = 3
_PREFIX_LINES = 12
SENTENCE_ENDS = frozenset('.!?…。！？।؟"”»')


class Candidate(NamedTuple):
    """A date that may be the date of publication.

    Attributes:
        written: The date as its line states it.
        line: Index of that line.
        text: The part of the line that was read, in plain digits; offsets of `written` refer to it.
        rule: Name of the place it is in, for the origin.
        time: The time of day beside it.
        label: What the word before it says, or a label in the line above.
        heading: Whether that label is in the line above.
        barred: Whether its label rules it out: it is the date of another event, or of a comment below the body.
    """

    written: WrittenDate
    line: int
    text: str
    rule: str
    time: ClockTime | None
    label: Label | None
    heading: bool = False
    barred: bool = False


def date_candidates(article: Article) -> list[Candidate]:
    """Return the dates of a page that may be its date of publication, in order; the nearest to the article if many."""
    lines, values = article.page.lines, article.values
    digits = values[:, Feature.DIGITS] * values[:, Feature.CHARACTERS]
    anchor = _anchor(article)
    found: list[Candidate] = []
    for index in (digits > _FEWEST_DIGITS).nonzero()[0].tolist():
        if not (index < _TOP or anchor - _FAR_ABOVE <= index <= article.last + _FAR_BEHIND):
            continue
        text = lines[index].text
        posting = _is_posting(article, index, text)
        seen = text[:_LONGEST] if posting else _seen(article, index, text)
        if seen and HINT.search(seen):
            found += _of_line(article, index, plain_digits(seen), posting=posting)
    if len(found) > _MOST:
        nearest = sorted(found, key=lambda one: min(abs(one.line - anchor), 2 * abs(one.line - article.last)))[:_MOST]
        found = sorted(nearest, key=lambda one: (one.line, one.written.start))
    return found


def _anchor(article: Article) -> int:
    title = article.title_line
    return article.first if title is None or title > article.first else title


def _seen(article: Article, index: int, text: str) -> str:
    if not article.kept[index] or len(text) <= _SHORT:
        return text[: _LONGEST if len(text) <= _LONGEST else _WINDOW]
    if index <= article.first + 1 or index == article.title_line or article.values[index, Feature.DIGIT_START]:
        return text[:_LEAD_WINDOW]
    return ""


def _is_posting(article: Article, index: int, text: str) -> bool:
    """Return whether the line at `index`, at the end of the body or behind it, says when the page was posted."""
    near = index >= article.first and article.last - _NEAR_END <= index <= article.last + _FAR_BEHIND
    return near and len(text) <= _LONGEST and HINT.search(text) is not None and tells_of_posting(text)


def _of_line(article: Article, index: int, text: str, *, posting: bool) -> list[Candidate]:
    found = []
    for written in read_dates(text, article.language):
        opening = text[: written.start]
        rule = "posting line" if posting else _place(article, index, text, written)
        if rule is not None and not (index >= article.first and "@" in opening[-_OPENING:]):
            # above the body a handle belongs to the byline, below it to a quoted post of a network
            label, heading = _label(article, index, text, written)
            if posting and label in (None, Label.DATE):
                label = Label.PUBLISHED
            time = time_beside(text, written.start, written.end)
            barred = label is Label.EVENT or (label is Label.OTHER and index > article.last)
            found.append(Candidate(written, index, text, rule, time, label, heading, barred=barred))
    return found


def _place(article: Article, index: int, text: str, written: WrittenDate) -> str | None:
    """Name the place of a date, None for one in the running text."""
    first, last, title = article.first, article.last, article.title_line
    if index == title:
        return "headline"
    if article.kept[index] and len(text) > _SHORT:
        opens = written.start <= _LEAD_WINDOW and len(text[: written.start].split()) <= _LEAD_WORDS
        return "dateline" if opens and index <= first + 1 else None
    if article.kept[index] and _is_told(text, written):
        return None
    if index < first:
        return "header line" if index >= _anchor(article) - _PREFIX_LINES else "page head"
    return "line in the story" if index < last else "footer line"


def _is_told(text: str, written: WrittenDate) -> bool:
    """Return whether a date is part of a sentence that is not about the page: *The quay was opened on 4 May 1998.*"""
    before = text[: written.start].split()
    if len(before) < _FEWEST_TOLD or not before[-1][0].islower() or text[-1] not in SENTENCE_ENDS:
        return False
    return label_of(text[: written.start]) not in (Label.PUBLISHED, Label.UPDATED)


def _label(article: Article, index: int, text: str, written: WrittenDate) -> tuple[Label | None, bool]:
    """Return the label before a date, in its line or as the whole line above, and whether it is the line above."""
    label = label_of(text[max(0, written.start - _OPENING) : written.start])
    if label is None and written.start <= 3 and index > 0:
        above = article.page.lines[index - 1].text
        if is_heading_label(above) and (label := label_of(above)) not in (None, Label.EVENT):
            return label, True
        label = None
    return label, False


def label_behind(candidate: Candidate) -> Label | None:
    """Return the label right behind a date: *4 May 2020 (updated)*."""
    return label_of(candidate.text[candidate.written.end : candidate.written.end + _BEHIND])
