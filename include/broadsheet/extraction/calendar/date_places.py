"""Where on its page a date may stand: which lines are looked at, and how much a place speaks for a date.

A date stands between headline and body or close to them. A page may carry its headline twice, in its head and right
above the story; what stands under either copy counts. Lines with few digits are never looked at.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.date_formats import HINT
from broadsheet.extraction.calendar.date_labels import tells_of_posting
from broadsheet.extraction.lines.features import Feature

SHORT = 100
"""Characters of a body line that may be a date line."""

WINDOW = 260
"""Characters at the beginning of a line that are looked at."""

NEAR_BEFORE = 12
"""Lines before headline or body that are close to them."""

_LONGEST = 420
_LEAD_WINDOW = 110
_NEAR_BEHIND = 6
_FEWEST_DIGITS = 2.5  # a day and a year of two digits
_FEWEST_DIGITS_FAR = 3.5
_NEAR_COPY = 12
_MOST_COPIES = 4
_NEAR_END = 5
_FAR_BEHIND = 25


class DatePlaces:
    """The places for a date on one page."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._lines = article.page.lines
        self.first, self.last, self.title = article.first, article.last, article.title_line
        self._anchor = self.first if self.title is None or self.title > self.first else self.title
        self._from, self._to = max(0, self._anchor - NEAR_BEFORE), self.first + _NEAR_BEHIND
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
        """Return the lines further off that may hold a date; of the body only those that tell of its posting."""
        values = self._article.values
        fitting = (_digits(values) > _FEWEST_DIGITS_FAR) & (values[:, Feature.CHARACTERS] <= _LONGEST)
        kept = self._article.kept
        found = []
        for index in fitting.nonzero()[0].tolist():
            text = self._lines[index].text
            if index == self.title or (self._from <= index < self._to and self._seen(index)):
                continue
            told = not kept[index] or index == self.last or text.startswith("Published in ")
            told = told and len(text) <= WINDOW
            if (told or self._is_behind(index)) and HINT.search(text) and (told or tells_of_posting(text)):
                found.append((index, text))
        return found

    def is_posting(self, index: int, text: str) -> bool:
        """Return whether the line at `index`, at the end of the body or behind it, tells when the page was posted."""
        return self._is_behind(index) and tells_of_posting(text)

    def weigh(self, index: int) -> tuple[str, float]:
        """Name the place of a line that is no paragraph, and say how much it speaks for a date there."""
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
