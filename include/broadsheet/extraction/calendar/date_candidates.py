"""Every date on a page that could be that of its publication, weighed by where and how it stands.

What speaks for a date: it stands between headline and body or close to them, a word beside it says *published*, the
line holds little else, it comes with a time of day. What speaks against it: it stands far up among the menus (the clock
of the page) or far down (other stories, comments, imprint), its line goes on about something else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.clock_times import ClockTime, time_beside
from broadsheet.extraction.calendar.date_formats import HINT, plain_digits, read_dates
from broadsheet.extraction.calendar.date_labels import Label, label_of
from broadsheet.extraction.calendar.written_dates import WrittenDate

PUBLISHED_IN = re.compile(r"Published in (?P<outlet>.{1,120}) on ")
"""The line that a portal of reprints puts under the headline."""

DATE_FIRST = re.compile(r"date\s+")
"""How a dump opens that puts the date before the headline, in one line."""

_LEAD = 90
_SHORT = 100
_LEAD_WINDOW = 110
_WINDOW = 260
_NEAR_BEFORE = 12
_NEAR_BEHIND = 6
_MONTH_ONLY = 3.0
_SENTENCE_ENDS = '.!?…。！？।؟"”»'
_FIXED = frozenset({"published-in line", "dateline"})
_LABELS = {Label.PUBLISHED: 2.2, Label.UPDATED: 1.4, Label.OTHER: -2.5, None: 0.0}


@dataclass(frozen=True, slots=True)
class Candidate:
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


class DateCandidates:
    """The dates of one page, weighed; those near headline and body apart from the rest, which is rarely asked for."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._lines = article.page.lines
        self._first, self._last, self._title = article.first, article.last, article.title_line
        self._anchor = self._first if self._title is None or self._title > self._first else self._title
        self._from, self._to = max(0, self._anchor - _NEAR_BEFORE), min(len(self._lines), self._first + _NEAR_BEHIND)

    def near(self) -> Iterator[Candidate]:
        """Yield the dates close to headline and first paragraph, in order."""
        kept, leads = self._article.kept, (self._first, self._first + 1, self._title)
        for index in range(self._from, self._to):
            text = self._lines[index].text
            if not kept[index] or len(text) <= _SHORT:
                text = text[:_WINDOW]
            elif index in leads:
                text = text[:_LEAD_WINDOW]
            else:
                continue
            if HINT.search(text):
                yield from self._of_line(index, text)
        if self._title is not None and not self._from <= self._title < self._to:
            yield from self._of_line(self._title, self._lines[self._title].text[:_WINDOW])

    def far(self) -> Iterator[Candidate]:
        """Yield the dates farther up and farther down that a label or a time vouches for, in order.

        None of them is from the running text, but for its last line.
        """
        for index, (line, kept) in enumerate(zip(self._lines, self._article.kept, strict=True)):
            if (kept and index != self._last) or self._from <= index < self._to or index == self._title:
                continue
            if len(line.text) <= _WINDOW and HINT.search(line.text) and self._is_vouched(index, line.text):
                yield from self._of_line(index, line.text)

    def _is_vouched(self, index: int, text: str) -> bool:
        return (
            ":" in text
            or label_of(text) is not None
            or (index > 0 and label_of(self._lines[index - 1].text[-30:]) is not None)
        )

    def _of_line(self, index: int, text: str) -> Iterator[Candidate]:
        text = plain_digits(text)
        for written in read_dates(text, self._article.language):
            candidate = self._weigh(index, text, written)
            if candidate is not None:
                yield candidate

    def _weigh(self, index: int, text: str, written: WrittenDate) -> Candidate | None:
        place = self._place(index, text, written)
        if place is None:
            return None
        rule, weight = place
        time = time_beside(text, written.start, written.end)
        opening = text[max(0, written.start - 60) : written.start]
        label = Label.OTHER if "@" in opening else label_of(opening)
        if label is None and written.start <= 3 and index > 0:
            above = self._lines[index - 1].text
            label = label_of(above) if len(above) <= 30 else None
        if label is None and weight < 1:
            label = Label.PUBLISHED if label_of(text[written.end :]) is Label.PUBLISHED else None
        weight += _shape(text, written, time, label) if rule not in _FIXED else 0.0
        if written.day is None and written.pair is None:
            weight -= _MONTH_ONLY
        return Candidate(written, index, rule, weight + _LABELS[label], time, label)

    def _place(self, index: int, text: str, written: WrittenDate) -> tuple[str, float] | None:
        """Name the place of a date and weigh it, null for one in the running text."""
        opening = text[: written.start]
        if DATE_FIRST.fullmatch(opening):
            return "header line", 9.0
        if PUBLISHED_IN.fullmatch(opening):
            return "published-in line", 9.0
        if index == self._title:
            return "headline", 2.2 if written.start <= 2 else 0.5
        near_body = self._first <= index < self._first + _NEAR_BEHIND
        if self._article.kept[index] and near_body and len(text) > _SHORT:
            reach = _LEAD if index == self._first else _LEAD // 2
            return ("dateline", 2.7) if written.start <= reach and len(opening.split()) <= 8 else None
        return self._place_of_line(index)

    def _place_of_line(self, index: int) -> tuple[str, float]:
        if self._title is not None and self._title < index < self._first:
            return "header line", 5.0 - 0.1 * min(index - self._title, 10)
        if index < self._first:
            distance = self._anchor - index
            return ("header line", 4.2 - 0.25 * distance) if distance <= _NEAR_BEFORE else ("page head", -0.5)
        if index < self._last:
            return "line in the story", 3.0 - 0.35 * min(index - self._first, 7)
        return "footer line", 0.6 - 0.1 * min(index - self._last, 12)


def _shape(text: str, written: WrittenDate, time: ClockTime | None, label: Label | None) -> float:
    rest = len(text) - (written.end - written.start)
    weight = 1.5 if rest <= 14 else 1.0 if rest <= 35 else 0.3 if rest <= 70 else -0.5 if rest <= 120 else -2.0
    if rest > 35 and label in (None, Label.OTHER) and (text[-1] in _SENTENCE_ENDS or time is None):
        weight -= 2.5 if text[-1] in _SENTENCE_ENDS else 1.0
    return weight + 0.8 if time is not None else weight
