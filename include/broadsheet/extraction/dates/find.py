"""Finds the date of publication: the candidate with the largest score of the date model, if it is large enough.

The model is `broadsheet.extraction.dates.features` scored by gradient-boosted trees, trained by
``benchmarks/train_dates.py``. Below its threshold no date is returned: a missing date is better than a wrong one.
Relative dates (*yesterday*, *2 hours ago*) are ignored, because the day of the crawl is not on the page.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from broadsheet.extraction.article import Article
from broadsheet.extraction.dateline import find_dateline
from broadsheet.extraction.dates.calendars import calendar_day
from broadsheet.extraction.dates.candidates import Candidate, date_candidates, label_behind
from broadsheet.extraction.dates.day_order import Order, settle_order, shown_by_numbers
from broadsheet.extraction.dates.features import column_names, describe
from broadsheet.extraction.dates.formats import AddressDate, date_in_address
from broadsheet.extraction.dates.labels import Label
from broadsheet.extraction.segmentation.line_model import LineModel, read_model

Precision = Literal["day", "month", "year"]

DATE_MODEL = Path(__file__).with_name("date_model.json")
"""File of the model that ships with the package."""

_SURE = 2.0
"""Log odds from which a date after the run's day is kept, so that the page waits for its day."""

_COMPLETING = -2.5
"""Least log odds of a date that may complete a month or a year."""

OUTLET = "the outlet's other pages"
"""The evidence, in `PublicationDate.origin`, of an order that other pages show."""

_UPDATE_REACH, _UPDATE_BEHIND = 6, 1
"""Lines behind the first, and behind the last body line in which the date of an update is looked for."""


class NumberOrder(NamedTuple):
    """The order of day and month in a date in numbers.

    Attributes:
        mark: What separates the numbers.
        day_first: Whether the first number is the day.
    """

    mark: str
    day_first: bool


class PublicationDate(NamedTuple):
    """The date of publication, as precise as the page states it.

    Attributes:
        day: The day; a missing month or day is 1.
        precision: How much of `day` the page states.
        at: The moment, in UTC, where the page gives time and zone.
        origin: The rule that found it, and what settled the order of its numbers where that was open.
        line: Index of the line it is in, None where it comes from the address.
        updated: The day of the last update, None where the page states none.
        updated_origin: The rule that found it.
        order: The order of its numbers; None where it is not in numbers, or neither they nor the page show the order.
        other: The date in the other order, if the page leaves doubt about the order; the outlet's other pages decide.
    """

    day: date
    precision: Precision
    at: datetime | None
    origin: str
    line: int | None
    updated: date | None = None
    updated_origin: str | None = None
    order: NumberOrder | None = None
    other: "PublicationDate | None" = None


class ScoredDates(NamedTuple):
    """A page with the dates that its text shows, their log odds, and the date in its address."""

    article: Article
    candidates: list[Candidate]
    scores: list[float]
    address: AddressDate | None
    latest: date | None

    def settled(self, candidate: Candidate) -> PublicationDate:
        """Return the date of a candidate, with the order of its numbers decided."""
        written = candidate.written
        if written.pair is not None:
            known = [self.address.day] if self.address is not None and self.address.whole else []
            others = [other.written.whole for other in self.candidates if other.written.whole]
            order = settle_order(written, candidate.line, self.article, candidate.time, known, others, self.latest)
            found = _in_order(candidate, order)
            if order.doubtful:
                other = Order(not order.day_first, OUTLET)
                return found._replace(
                    order=NumberOrder(written.mark, order.day_first), other=_in_order(candidate, other)
                )
            return found._replace(order=NumberOrder(written.mark, order.day_first) if order.shown else None)
        if written.whole is None:
            month = date(written.year, written.month or 1, 1)
            return PublicationDate(month, "month" if written.month else "year", None, candidate.rule, candidate.line)
        day_first = shown_by_numbers(written, candidate.text)
        shown = None if day_first is None else NumberOrder(written.mark, day_first)
        return _on(written.whole, candidate, candidate.rule)._replace(order=shown)

    def is_late(self, candidate: Candidate) -> bool:
        """Return whether every reading of a date is after the run's day."""
        if self.latest is None:
            return False
        days = candidate.written.days or (date(candidate.written.year, candidate.written.month or 1, 1),)
        return min(days) > self.latest


def _in_order(candidate: Candidate, order: Order) -> PublicationDate:
    day = candidate.written.ordered(day_first=order.day_first)
    assert day is not None  # an open pair is a date in both orders
    return _on(day, candidate, f"{candidate.rule}; {order.words}")


def _on(day: date, candidate: Candidate, origin: str) -> PublicationDate:
    at = candidate.time.on(day) if candidate.time else None
    return PublicationDate(day, "day", at, origin, candidate.line)


@cache
def date_model() -> LineModel:
    """Return the model of dates in the package."""
    return read_model(DATE_MODEL, column_names())


def find_date(article: Article) -> PublicationDate | None:
    """Return the date of publication of one page; see `find_dates`."""
    return find_dates([article])[0]


def find_dates(
    articles: Sequence[Article], latest: date | None = None, model: LineModel | None = None
) -> list[PublicationDate | None]:
    """Return the date of publication of each page; None if the page gives none with enough evidence.

    Args:
        articles: The pages; the dates of all are scored in one call.
        latest: The run's day: of two readings of a date the one that is not later is taken, and a date that is later
            counts only with strong evidence. None where dates may be of any day.
        model: The date model; None for the one in the package.
    """
    least = (model or date_model()).least
    return [choose_date(scored, least) for scored in score_dates(articles, latest, model)]


def score_dates(
    articles: Sequence[Article], latest: date | None = None, model: LineModel | None = None
) -> list[ScoredDates]:
    """Return the dates that each page shows, with their log odds; for the arguments see `find_dates`."""
    model = model or date_model()
    addresses = [date_in_address(article.source_uri, article.url) for article in articles]
    found = [date_candidates(article) for article in articles]
    rows = [
        describe(article, candidates, address)
        for article, candidates, address in zip(articles, found, addresses, strict=True)
        if candidates
    ]
    scores = iter(model.scores(np.concatenate(rows)).tolist() if rows else ())
    return [
        ScoredDates(article, candidates, [next(scores) for _ in candidates], address, latest)
        for article, candidates, address in zip(articles, found, addresses, strict=True)
    ]


def choose_date(page: ScoredDates, least: float | None = None) -> PublicationDate | None:
    """Return the date of publication of a page of which the dates are scored; see `find_dates`.

    `least` is the log odds that a date needs, None for those of the model in the package.
    """
    least = date_model().least if least is None else least
    ranked = sorted(_eligible(page, least), key=lambda one: -one[0])
    in_time = [one for _, one in ranked if not page.is_late(one)]
    best = in_time[0] if in_time else next((one for score, one in ranked if score >= _SURE), None)
    if best is None:
        address = page.address
        if address is None:
            return None
        found = PublicationDate(address.day, "day" if address.whole else "month", None, address.source, None)
    else:
        found = page.settled(best)
    if found.precision != "day":
        found = _completed(found, page)
    other = found.other and _with_update(found.other, page)
    return _with_update(found, page)._replace(other=other)


def _eligible(page: ScoredDates, least: float) -> Iterator[tuple[float, Candidate]]:
    """Yield the dates with enough evidence, and that their labels do not rule out."""
    for score, candidate in zip(page.scores, page.candidates, strict=True):
        if score > least and not candidate.barred:
            yield score, candidate


def _completed(found: PublicationDate, page: ScoredDates) -> PublicationDate:
    """Complete a month or year with the day that the address, another line or the dateline gives in it."""

    def of_day(day: date, where: str) -> PublicationDate:
        return found._replace(day=day, precision="day", origin=f"{found.origin}; day from {where}")

    def is_within(day: date) -> bool:
        return day.year == found.day.year and (found.precision == "year" or day.month == found.day.month)

    address, article = page.address, page.article
    if address is not None and address.whole and is_within(address.day):
        return of_day(address.day, f"the {address.source}")
    scored = _eligible(page, _COMPLETING)
    days = {day: one.rule for _, one in scored for day in one.written.days if is_within(day)}
    if len(days) == 1:
        day, rule = days.popitem()
        return of_day(day, f"a {rule}")
    named = dateline_day(article, found.day.year, found.day.month if found.precision == "month" else None)
    return of_day(named, "the dateline") if named else found


def dateline_day(article: Article, year: int, month: int | None) -> date | None:
    """Return the day that the dateline of a story names in a year, or in a month of it; None where it names none."""
    if article.first > article.last:
        return None
    dateline = find_dateline(article.page.lines[article.first].text, article.language)
    named = calendar_day(year, *dateline.day) if dateline is not None and dateline.day is not None else None
    return named if named is not None and month in (None, named.month) else None


def _with_update(found: PublicationDate, page: ScoredDates) -> PublicationDate:
    """Add the latest date near headline, first or last paragraph that is labelled as an update and is no earlier."""
    first, last = page.article.first, page.article.last
    for candidate in page.candidates:
        if Label.UPDATED not in (candidate.label, label_behind(candidate)) or candidate.rule == "page head":
            continue
        if not (candidate.line <= min(first + _UPDATE_REACH, last) or last <= candidate.line <= last + _UPDATE_BEHIND):
            continue
        days = [day for day in candidate.written.days if day >= found.day]
        if days and (found.updated is None or min(days) > found.updated):
            found = found._replace(updated=min(days), updated_origin=f"{candidate.rule}, labelled as an update")
    return found
