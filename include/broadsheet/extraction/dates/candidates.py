"""Finds every date on a page that may be its date of publication, weighed by position and form.

Evidence for a date: it is between headline and body or close to them, a word beside it says *published*, the
line holds little else, it comes with a time of day or with the name of the author. Evidence against it: it is
far up among the menus (the clock of the page) or far down (other stories, comments, imprint), its line goes on about
something else, lines around it give other days (a list of other stories).
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.calendars import WrittenDate, calendar_day
from broadsheet.extraction.dates.clock import ClockTime, time_beside
from broadsheet.extraction.dates.formats import HINT, read_dates
from broadsheet.extraction.dates.labels import Label, is_heading_label, label_of, tells_of_posting
from broadsheet.extraction.lexicon.author_labels import behind_label
from broadsheet.extraction.lexicon.calendar_names import plain_digits
from broadsheet.extraction.segmentation.features import Feature

SHORT = 100
"""Characters of a body line that may be a date line."""

WINDOW = 260
"""Characters at the beginning of a line that are looked at."""

NEAR_BEFORE = 12
"""Lines before headline or body that are close to them."""

_LONGEST = 420
_LEAD_WINDOW = 110
_NEAR_BEHIND_STORY = 6
_FEWEST_DIGITS = 2.5  # a day and a year of two digits
_FEWEST_DIGITS_FAR = 3.5
_NEAR_COPY = 12
_MOST_COPIES = 4
_NEAR_END = 5
_FAR_BEHIND = 25


class DatePlaces:
    """The places on a page that may have a date."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._lines = article.page.lines
        self.first, self.last, self.title = article.first, article.last, article.title_line
        self._anchor = self.first if self.title is None or self.title > self.first else self.title
        self._from, self._to = max(0, self._anchor - NEAR_BEFORE), self.first + _NEAR_BEHIND_STORY
        self._copies = self._earlier_headlines(self.title) if self.title else ()

    def near(self) -> Iterator[tuple[int, str]]:
        """Yield the lines close to headline and first paragraph that may hold a date: index, and text to look at."""
        values = self._article.values
        for step in (_digits(values[self._from : self._to]) > _FEWEST_DIGITS).nonzero()[0].tolist():
            text = self._seen(self._from + step)
            if text and HINT.search(text):
                yield self._from + step, text
        title = self.title
        if title is None:
            return
        others = {index for copy in self._copies for index in range(copy, min(title, copy + _NEAR_COPY))}
        for index in sorted({title, *others} if others else (title,)):
            if not self._from <= index < self._to and values[index, Feature.DIGITS]:
                text = self._seen(index)
                if text and HINT.search(text):
                    yield index, text

    def far(self) -> list[tuple[int, str]]:
        """Return the lines further off that may hold a date; in the body only lines that state the time of posting."""
        values = self._article.values
        fitting = (_digits(values) > _FEWEST_DIGITS_FAR) & (values[:, Feature.CHARACTERS] <= _LONGEST)
        kept = self._article.kept
        found = []
        for index in fitting.nonzero()[0].tolist():
            text = self._lines[index].text
            if index == self.title or (self._from <= index < self._to and self._seen(index)):
                continue
            labelled = not kept[index] or index == self.last or text.startswith("Published in ")
            labelled = labelled and len(text) <= WINDOW
            if (labelled or self._is_behind(index)) and HINT.search(text) and (labelled or tells_of_posting(text)):
                found.append((index, text))
        return found

    def is_posting(self, index: int, text: str) -> bool:
        """Return whether the line at `index`, at the end of the body or behind it, says when the page was posted."""
        return self._is_behind(index) and tells_of_posting(text)

    def weigh(self, index: int) -> tuple[str, float]:
        """Name the place of a line that is no paragraph, and return how much evidence it gives for a date there."""
        if index >= self.first:
            if index < self.last:
                return "line in the story", 3.0 - 0.35 * min(index - self.first, 9)
            return "footer line", -0.3 if self._article.kept[index] else 0.8 - 0.25 * min(index - self.last, 6)
        above = max((copy for copy in (*self._copies, self.title) if copy is not None and copy < index), default=None)
        if above is not None and above == self.title:
            return "header line", 5.0 - 0.1 * min(index - above, self.first - index, 25)
        distance = self._anchor - index
        weight = 4.2 - 0.25 * distance if distance <= NEAR_BEFORE else -0.5
        if above is not None:
            weight = max(weight, 4.0 - 0.2 * (index - above))
        return ("header line" if weight > 0 else "page head"), weight

    def _is_behind(self, index: int) -> bool:
        return self.last - _NEAR_END <= index <= self.last + _FAR_BEHIND

    def _seen(self, index: int) -> str:
        text = self._lines[index].text
        if not self._article.kept[index] or len(text) <= SHORT:
            return text[:WINDOW]
        if index <= self.first + 1 or index == self.title or self._article.values[index, Feature.DIGIT_START]:
            return text[:_LEAD_WINDOW]
        return ""

    def _earlier_headlines(self, title: int) -> tuple[int, ...]:
        values = self._article.values
        if not values[title, Feature.REPEATS]:
            return ()
        headline = self._lines[title].text
        length, folded = len(headline), headline.casefold()
        texts = ((index, self._lines[index].text) for index in values[:title, Feature.REPEATS].nonzero()[0].tolist())
        found = [index for index, text in texts if len(text) == length and text.casefold() == folded]
        return tuple(found[-_MOST_COPIES:])


def _digits(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how many digits each line holds, from their share of its characters."""
    return values[:, Feature.DIGITS] * values[:, Feature.CHARACTERS]


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
    """A date that may be the date of publication.

    Attributes:
        written: The date as its line states it.
        line: Index of that line.
        rule: Name of the place it is in, for the origin.
        weight: Weight of the evidence for it.
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
    """Return the day that a dump puts before the headline, in one line: *date 2018-09-11 Title*, None without such.

    `DateCandidates` gives the same, with its full weight; this function skips all other work.
    """
    title = article.title_line
    anchor = article.first if title is None else min(title, article.first)
    if anchor > NEAR_BEFORE or not article.page.lines:
        return None
    stated = _DAY_FIRST.match(article.page.lines[0].text)
    return calendar_day(int(stated[1]), int(stated[2]), int(stated[3])) if stated else None


class DateCandidates:
    """The weighed dates of one page; those near headline and body apart from the rest, which is rarely needed."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._lines = article.page.lines
        self._places = DatePlaces(article)

    def near(self) -> Iterator[Candidate]:
        """Yield the dates close to headline and first paragraph, in order."""
        for index, text in self._places.near():
            yield from self._of_line(index, text)

    def far(self) -> Iterator[Candidate]:
        """Yield the dates farther up and farther down that have a label, a byline or a time next to them, in order.

        None is from the running text, except its last lines if they state the time of posting.
        """
        for index, text in self._places.far():
            if self._is_labelled(index, text):
                yield from self._of_line(index, text)

    def _is_labelled(self, index: int, text: str) -> bool:
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
        """Name the place of a date and weigh it, None for one in the running text."""
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
    """A headline opens or ends with the day of the page; a date inside it is part of the story."""
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
            weight -= 2.0  # inside a sentence
    return weight + 0.8 if time is not None else weight
