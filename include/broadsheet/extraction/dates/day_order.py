"""Decides which of two numbers is the day (*11 - 09 - 2018*), by evidence that is added up as log odds.

Decisive, each sufficient alone: the same day in another form, as in the address; the day of the week named beside the
date; other dates of the same form on the page that are unambiguous (a part above 12).

Suggestive: the days of the week that the story names (news is about the same day or the day before); the months
it names; the clock beside the date (*2:30 p.m. ET* or *14:30 CET*). They are added to the
convention of the language; the origin names the strongest evidence that agrees, or ``convention`` if there is none.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.calendars import WrittenDate
from broadsheet.extraction.dates.clock import ClockTime
from broadsheet.extraction.lexicon.calendar_names import month_names, plain_digits, weekday_names, weekday_of
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.schema import UNKNOWN_LANGUAGE

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip

_MONTH_FIRST_LANGUAGES = frozenset({"en", "fil", "tl", "chr", "haw"})
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_MOST_MONTHS = 12
_FEWEST_DIGITS = 3.5
_TOLD = ((timedelta(0), 1.0), (timedelta(days=1), 1.0), (timedelta(days=2), 0.5))
_ATLANTIC = -timedelta(hours=3)
_CLOSE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Order:
    """The decided order.

    Attributes:
        day_first: Whether the first number is the day.
        evidence: The deciding evidence, as text for the column ``published_origin``.
        shown: Whether the page shows it by decisive evidence.
        doubtful: Whether no decisive evidence was found, so that other pages of the outlet may show another order.
    """

    day_first: bool
    evidence: str
    shown: bool = False
    doubtful: bool = False

    @property
    def words(self) -> str:
        """The order and its evidence, as the origin of a date carries them."""
        return f"{'day before month' if self.day_first else 'month before day'}: {self.evidence}"


def settle_order(
    written: WrittenDate,
    line: int | None,
    article: Article,
    time: ClockTime | None = None,
    known: Iterable[date] = (),
    others: Collection[date] = (),
    latest: date | None = None,
) -> Order:
    """Settle the order of an open pair of numbers.

    Args:
        written: A date with an open `WrittenDate.pair`.
        line: Index of the line it is in, None where it is not on the page.
        article: The page it is from.
        time: The time of day beside it.
        known: Days that the page gives for its own publication without doubt, such as the address.
        others: Other days of the page whose order is no question.
        latest: The run's day: a reading after it is no date of publication.
    """
    day_first, month_first = written.ordered(day_first=True), written.ordered(day_first=False)
    if day_first is None or month_first is None:
        return Order(day_first is not None, "the other reading is no date")
    if latest is not None and (day_first > latest) != (month_first > latest):
        return Order(day_first <= latest, "the other reading is in the future")
    readings = _Readings(day_first, month_first)
    decisive = (
        _by_known(readings, known)
        or (line is not None and _by_weekday_beside(readings, article, line))
        or _by_page(readings, written, line, article)
    )
    if decisive:
        return decisive
    story = " ".join(line.text for line, kept in zip(article.page.lines, article.kept, strict=True) if kept).casefold()
    answers = (
        _by_story_weekdays(readings, _named(weekday_names(article.language), story)),
        _by_story_months(readings, _named(month_names(article.language), story)),
        _by_clock(time, article.language),
        _by_other_days(readings, others),
    )
    convention = _by_convention(written, article.language)
    evidence = [found for found in answers if found is not None]
    is_day_first = convention.odds + sum(found.odds for found in evidence) > 0
    agreeing = [found for found in evidence if (found.odds > 0) == is_day_first]
    strongest = max(agreeing, key=lambda found: abs(found.odds), default=convention)
    return Order(is_day_first, strongest.words, doubtful=latest is None or day_first <= latest)


def shown_by_numbers(written: WrittenDate, text: str) -> bool | None:
    """Return whether a date in numbers puts the day first, None where its numbers do not show the order.

    Args:
        written: The date.
        text: The text that its offsets refer to, in plain digits.
    """
    numbers = [int(number) for number in _DIGITS.findall(text[written.start : written.end])]
    if written.form != "numbers" or len(numbers) != 3 or (numbers[0] > _MOST_MONTHS) == (numbers[1] > _MOST_MONTHS):
        return None
    return numbers[0] > _MOST_MONTHS


@dataclass(frozen=True, slots=True)
class _Evidence:
    odds: float  # log-odds that the day comes first
    words: str


@dataclass(frozen=True, slots=True)
class _Readings:
    day_first: date
    month_first: date

    def pick(self, day_first: float, month_first: float, evidence: str) -> Order | None:
        return None if day_first == month_first else Order(day_first > month_first, evidence, shown=True)


def _by_known(readings: _Readings, known: Iterable[date]) -> Order | None:
    for day in known:
        order = readings.pick(day == readings.day_first, day == readings.month_first, "the page gives it otherwise too")
        if order is not None:
            return order
    return None


def _by_weekday_beside(readings: _Readings, article: Article, line: int) -> Order | None:
    for word in _WORD.findall(article.page.lines[line].text[:200]):
        weekday = weekday_of(word, article.language) if len(word) > 1 else None
        if weekday is not None:
            order = readings.pick(
                readings.day_first.weekday() == weekday,
                readings.month_first.weekday() == weekday,
                f"{DAYS[weekday]} stands beside it",
            )
            if order is not None:
                return order
    return None


def _by_page(readings: _Readings, written: WrittenDate, line: int | None, article: Article) -> Order | None:
    mark = re.escape(written.mark)
    votes: Counter[bool] = Counter()
    digits = article.values[:, Feature.DIGITS] * article.values[:, Feature.CHARACTERS]
    numbered = (digits > _FEWEST_DIGITS).nonzero()[0].tolist()
    text = "\n".join([article.page.lines[index].text for index in numbered])
    stated = article.page.lines[line].text if line is not None else ""
    if stated != plain_digits(stated):
        text = plain_digits(text)
    for first, second in re.findall(rf"(\d\d?) ?{mark} ?(\d\d?) ?{mark} ?\d\d", text):
        if (int(first) > 12) != (int(second) > 12) and max(int(first), int(second)) <= 31:
            votes[int(first) > 12] += 1
    return readings.pick(votes[True], votes[False], "other dates of this form on the page leave no doubt")


def _by_story_weekdays(readings: _Readings, named: Counter[int]) -> _Evidence | None:
    days = (readings.day_first, readings.month_first)
    agreeing = [sum(weight * named[(day - ago).weekday()] for ago, weight in _TOLD) for day in days]
    odds = max(-3.0, min(3.0, 0.7 * (agreeing[0] - agreeing[1])))
    chosen, other = days if odds > 0 else days[::-1]
    fitting = [DAYS[day.weekday()] for day in (chosen - timedelta(days=1), chosen) if named[day.weekday()]]
    if not odds or not fitting:
        return None
    told_of = (
        f"the story names {' and '.join(fitting)}, and it is a {DAYS[chosen.weekday()]}, not a {DAYS[other.weekday()]}"
    )
    return _Evidence(odds, told_of)


def _by_story_months(readings: _Readings, named: Counter[int]) -> _Evidence | None:
    months = readings.day_first.month, readings.month_first.month
    if bool(named[months[0]]) == bool(named[months[1]]):
        return None
    chosen = months[0] if named[months[0]] else months[1]
    odds = min(2.0, 0.7 * named[chosen])
    return _Evidence(odds if chosen == months[0] else -odds, f"the story names {MONTHS[chosen - 1]}")


def _by_other_days(readings: _Readings, others: Collection[date]) -> _Evidence | None:
    """Prefer the reading that is close to another day of the page: its clock, an update, other stories."""
    near = [any(abs(day - other) <= _CLOSE for other in others) for day in (readings.day_first, readings.month_first)]
    return _Evidence(1.5 if near[0] else -1.5, "another day of the page is close") if near[0] != near[1] else None


def _by_clock(time: ClockTime | None, language: str) -> _Evidence | None:
    if time is None:
        return None
    if time.american is not None or (time.offset is not None and -timedelta(hours=10) <= time.offset <= _ATLANTIC):
        return _Evidence(-2.0, "an American time zone stands beside it")
    if time.offset:
        return _Evidence(2.0, "the time zone beside it is not American")
    if time.half:
        return _Evidence(-1.0, "a clock of 12 hours stands beside it") if language in _MONTH_FIRST_LANGUAGES else None
    return _Evidence(1.0, "a clock of 24 hours stands beside it") if time.time.hour > 12 else None


def _by_convention(written: WrittenDate, language: str) -> _Evidence:
    if language in _MONTH_FIRST_LANGUAGES:
        odds = -0.8 if written.mark == "/" else 1.0
    else:
        odds = 1.5 if language == UNKNOWN_LANGUAGE else 3.0
    return _Evidence(odds, f"convention of {language} with {written.mark!r}")


def _named(names: dict[str, int], story: str) -> Counter[int]:
    """Count how often the story names each value, in whole words."""
    named: Counter[int] = Counter()
    for name, value in names.items():
        at = story.find(name)
        while at >= 0:
            end = at + len(name)
            named[value] += not (story[end : end + 1].isalpha() or story[max(0, at - 1) : at].isalpha())
            at = story.find(name, end)
    return named
