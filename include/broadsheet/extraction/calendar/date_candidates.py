"""Every date on a page that could be that of its publication, weighed by where and how it stands.

What speaks for a date: it stands between headline and body or close to them, a word beside it says *published*, the
line holds little else, it comes with a time of day or with the name of the author. What speaks against it: it stands
far up among the menus (the clock of the page) or far down (other stories, comments, imprint), its line goes on about
something else, lines around it give other days (a list of other stories).
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.clock_times import ClockTime, time_beside
from broadsheet.extraction.calendar.date_formats import plain_digits, read_dates
from broadsheet.extraction.calendar.date_labels import Label, is_heading_label, label_of
from broadsheet.extraction.calendar.date_places import NEAR_BEFORE, SHORT, DatePlaces
from broadsheet.extraction.calendar.written_dates import WrittenDate, calendar_day
from broadsheet.extraction.names.byline_labels import behind_label

PUBLISHED_IN = re.compile(r"Published in (?P<outlet>.{1,120}) on ")
"""The line that a portal of reprints puts under the headline."""

DATE_FIRST = re.compile(r"date\s+")
"""How a dump opens that puts the date before the headline, in one line."""

_DAY_FIRST = re.compile(r"date\s{1,9}((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?=\s\D|$)")
_YEAR_FIRST = re.compile(r"date\s+((?:19|20)\d\d)(?:\s|$)")
_LEAD = 90
_NEAR_BEHIND = 6
_OPENING = 60
_MONTH_ONLY = 3.0
_YEAR_ONLY = 4.0
_POSTING = 3.6
_STATED = 9.0
_BYLINE = 2.2
_ASSURED = 4.0
_SENTENCE_ENDS = '.!?…。！？।؟"”»'
_LABELS = {Label.PUBLISHED: 2.2, Label.UPDATED: 1.4, Label.OTHER: -3.5, None: 0.0}
_FIXED = frozenset({"dateline", "headline"})
_SEPARATORS = frozenset("|-–—•·:(,")


class Candidate(NamedTuple):
    """A date that could be that of publication.

    Attributes:
        written: The date as its line states it.
        line: Index of that line.
        rule: Name of the place it stands in, for the origin.
        weight: How much speaks for it.
        time: The time of day beside it.
        label: What the word beside it says.
    """

    written: WrittenDate
    line: int
    rule: str
    weight: float
    time: ClockTime | None
    label: Label | None


def day_before_headline(article: Article) -> date | None:
    """Return the day that a dump puts before the headline, in one line: *date 2018-09-11 Title*, null without such.

    `DateCandidates` gives the same, with its full weight; this spares a look at anything else.
    """
    title = article.title_line
    anchor = article.first if title is None else min(title, article.first)
    if anchor > NEAR_BEFORE or not article.page.lines:
        return None
    stated = _DAY_FIRST.match(article.page.lines[0].text)
    return calendar_day(int(stated[1]), int(stated[2]), int(stated[3])) if stated else None


class DateCandidates:
    """The dates of one page, weighed; those near headline and body apart from the rest, which is rarely asked for."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._lines = article.page.lines
        self._places = DatePlaces(article)

    def near(self) -> Iterator[Candidate]:
        """Yield the dates close to headline and first paragraph, in order."""
        for index, text in self._places.near():
            yield from self._of_line(index, text)

    def far(self) -> Iterator[Candidate]:
        """Yield the dates farther up and farther down that a label, a byline or a time vouches for, in order.

        None of them is from the running text, but for its last lines where they tell of the posting.
        """
        for index, text in self._places.far():
            if self._is_vouched(index, text):
                yield from self._of_line(index, text)

    def _is_vouched(self, index: int, text: str) -> bool:
        return (
            ":" in text
            or label_of(text) is not None
            or bool(behind_label(text))
            or (index > 0 and label_of(self._lines[index - 1].text[-30:]) is not None)
        )

    def _of_line(self, index: int, text: str) -> Iterator[Candidate]:
        text = plain_digits(text)
        written_dates = read_dates(text, self._article.language)
        for written in written_dates:
            candidate = self._weigh(index, text, written)
            if candidate is not None:
                yield candidate
        if not written_dates and (year := _YEAR_FIRST.match(text)):
            written = WrittenDate(year.start(1), year.end(1), int(year[1]), None, None, "iso")
            yield Candidate(written, index, "header line", _STATED - _YEAR_ONLY, None, None)

    def _weigh(self, index: int, text: str, written: WrittenDate) -> Candidate | None:
        opening, behind = text[: written.start], text[written.end :]
        stated = "header line" if DATE_FIRST.fullmatch(opening) else None
        if stated is None and len(behind) <= 2 and PUBLISHED_IN.fullmatch(opening):
            stated = "published-in line"
        if stated:
            time = time_beside(text, written.start, written.end) if behind[1:2].isdigit() else None
            weight = _STATED if written.days else _STATED - _MONTH_ONLY
            return Candidate(written, index, stated, weight, time, None)
        place = self._place(index, text, written)
        if place is None:
            return None
        rule, weight = place
        time = time_beside(text, written.start, written.end)
        label = self._label(index, text, written, weight)
        if rule == "posting line":
            return Candidate(written, index, rule, weight if written.days else weight - _MONTH_ONLY, time, label)
        if rule not in _FIXED:
            weight += _shape(text, written, time, label)
            byline_place = weight < _ASSURED and not self._places.first + 1 < index < self._places.last
            if label is None and byline_place and behind_label(opening):
                weight += _BYLINE
        if not written.days:
            weight -= _MONTH_ONLY
        return Candidate(written, index, rule, weight + _LABELS[label], time, label)

    def _label(self, index: int, text: str, written: WrittenDate, weight: float) -> Label | None:
        opening = text[max(0, written.start - _OPENING) : written.start]
        tweet = "@" in opening and index >= self._places.first  # above the body a handle belongs to the byline
        label = Label.OTHER if tweet else label_of(opening)
        if label is None and written.start <= 3 and index > 0:
            above = self._lines[index - 1].text
            label = label_of(above) if is_heading_label(above) else None
        if label is None and weight < 1 and label_of(text[written.end :]) is Label.PUBLISHED:
            return Label.PUBLISHED
        return label

    def _place(self, index: int, text: str, written: WrittenDate) -> tuple[str, float] | None:
        """Name the place of a date and weigh it, null for one in the running text."""
        first = self._places.first
        if index == self._places.title:
            return "headline", _in_headline(text, written)
        if index >= first and self._places.is_posting(index, text):
            return "posting line", _POSTING
        if self._article.kept[index] and len(text) > SHORT and first <= index < first + _NEAR_BEHIND:
            reach = _LEAD if index == first else _LEAD // 2
            opens = written.start <= reach and len(text[: written.start].split()) <= 8
            return ("dateline", 2.7) if opens else None
        return self._places.weigh(index)


def _in_headline(text: str, written: WrittenDate) -> float:
    """A headline opens or ends with the day of the page; a date amid its words is what the story is about."""
    if written.start <= 2:
        return 3.2
    if len(text) - written.end <= 2 and text[: written.start].rstrip()[-1:] in _SEPARATORS:
        return 2.7
    return 0.5


def _shape(text: str, written: WrittenDate, time: ClockTime | None, label: Label | None) -> float:
    rest = len(text) - (written.end - written.start)
    weight = 1.5 if rest <= 14 else 1.0 if rest <= 35 else 0.3 if rest <= 70 else -0.5 if rest <= 120 else -2.0
    if rest > 35 and label in (None, Label.OTHER) and (text[-1] in _SENTENCE_ENDS or time is None):
        weight -= 2.5 if text[-1] in _SENTENCE_ENDS else 1.0
        before, behind = text[: written.start].rstrip(), text[written.end :].lstrip()
        if before and behind[:1].islower() and before.rsplit(None, 1)[-1][0].islower():
            weight -= 2.0  # amid a sentence
    return weight + 0.8 if time is not None else weight
