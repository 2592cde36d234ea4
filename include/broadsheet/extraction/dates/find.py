"""Finds the date of publication: the date with the largest weight, if it is large enough, with its order decided.

A date below the threshold is not returned: a missing date is better than a wrong one. Relative dates (*yesterday*,
*2 hours ago*) are ignored, because the day of the crawl is not on the page.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.dateline import find_dateline
from broadsheet.extraction.dates.calendars import calendar_day
from broadsheet.extraction.dates.candidates import Candidate, DateCandidates, day_before_headline
from broadsheet.extraction.dates.day_order import Order, settle_order
from broadsheet.extraction.dates.formats import AddressDate, date_in_address
from broadsheet.extraction.dates.labels import Label

Precision = Literal["day", "month", "year"]

THRESHOLD = 2.5
"""Least weight of a date; see `broadsheet.extraction.dates.candidates`."""

ENOUGH = 4.0
"""Weight from which the rest of the page is not searched."""

CERTAIN = 7.0
"""Weight from which nothing else is searched, except for the date of an update."""


class PublicationDate(NamedTuple):
    """The date of publication, as precise as the page states it.

    Attributes:
        day: The day; a missing month or day is 1.
        precision: How much of `day` the page states.
        at: The moment, in UTC, where the page gives time and zone.
        origin: The rule that found it, and what settled the order of its numbers where that was open.
        line: Index of the line it is in, None where it comes from the address.
    """

    day: date
    precision: Precision
    at: datetime | None
    origin: str
    line: int | None


def find_date(article: Article) -> PublicationDate | None:
    """Return the date of publication; None if the page gives none with enough evidence."""
    stated = day_before_headline(article)
    if stated is not None:
        return PublicationDate(stated, "day", None, "header line", 0)
    candidates = DateCandidates(article)
    weighed: list[Candidate] = []
    for candidate in candidates.near():
        if candidate.weight >= CERTAIN and candidate.label is not Label.UPDATED:
            day = candidate.written.whole
            if day is not None:
                return _of_day(candidate, day)
            weighed = [candidate]
            break
        weighed.append(candidate)
    address = date_in_address(article.source_uri, article.url)
    best = best_date(weighed, article, address, ENOUGH)
    if best is None:
        weighed += candidates.far()
        best = best_date(weighed, article, address, THRESHOLD)
    if best is None:
        return _of_address(address)
    found = _settled(best, article, address)
    if found.precision == "day":
        return found
    return _completed(found, article, address, [*weighed, *candidates.far()])


def _settled(candidate: Candidate, article: Article, address: AddressDate | None) -> PublicationDate:
    written = candidate.written
    if written.pair is None:
        if written.day is not None:
            return _of_day(candidate, date(written.year, written.month or 1, written.day))
        month = date(written.year, written.month or 1, 1)
        return PublicationDate(month, "month" if written.month else "year", None, candidate.rule, candidate.line)
    known = [address.day] if address is not None and address.whole else []
    order = settle_order(written, candidate.line, article, candidate.time, known)
    day = written.ordered(day_first=order.day_first)
    assert day is not None
    return _of_day(candidate, day, order)


def _of_day(candidate: Candidate, day: date, order: Order | None = None) -> PublicationDate:
    at = candidate.time.on(day) if candidate.time else None
    origin = f"{candidate.rule}; {order.words}" if order else candidate.rule
    return PublicationDate(day, "day", at, origin, candidate.line)


def _completed(
    found: PublicationDate, article: Article, address: AddressDate | None, candidates: Sequence[Candidate]
) -> PublicationDate:
    """Complete a month or year with the day that the address, another line or the dateline gives in it."""

    def of_day(day: date, where: str) -> PublicationDate:
        return found._replace(day=day, precision="day", origin=f"{found.origin}; day from {where}")

    def is_within(day: date) -> bool:
        return day.year == found.day.year and (found.precision == "year" or day.month == found.day.month)

    if address is not None and address.whole and is_within(address.day):
        return of_day(address.day, f"the {address.source}")
    days = {day: candidate.rule for candidate in candidates if candidate.weight > 1 for day in candidate.written.days}
    within = [day for day in days if is_within(day)]
    if len(within) == 1:
        return of_day(within[0], f"a {days[within[0]]}")
    opening = article.page.lines[article.first].text if article.first <= article.last else ""
    dateline = find_dateline(opening, article.language)
    if dateline is not None and dateline.day is not None:
        day = calendar_day(found.day.year, *dateline.day)
        if day is not None and is_within(day):
            return of_day(day, "the dateline")
    return found


def _of_address(address: AddressDate | None) -> PublicationDate | None:
    if address is None:
        return None
    return PublicationDate(address.day, "day" if address.whole else "month", None, address.source, None)


_ADDRESS_WEIGHT = 3.0
_REPEAT_WEIGHT = 0.5
_LIST_WEIGHT = -1.5
_LIST_ABOVE_WEIGHT = -3.0
_LIST_REACH = 8
_ADJACENT = 2
_LISTED = frozenset({"header line", "page head", "line in the story", "footer line"})


def best_date(
    candidates: Sequence[Candidate], article: Article, address: AddressDate | None, threshold: float
) -> Candidate | None:
    """Return the heaviest of `candidates`, the first of several; None where none outweighs `threshold`.

    Args:
        candidates: The dates of a page, in order.
        article: The page.
        address: The date in its address.
        threshold: Weight to be outweighed.
    """
    if len(candidates) == 1 and candidates[0].weight > threshold:
        return candidates[0]
    lines_of = _lines_of_days(candidates)
    listed: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if _may_be_listed(candidate):
            listed.setdefault(candidate.line, []).append(candidate)
    best = None
    for candidate in candidates:
        weight, days = candidate.weight, candidate.written.days
        if address is not None and address.whole and address.day in days:
            weight += _ADDRESS_WEIGHT
        if any(len(lines_of.get(day, ())) > 1 for day in days):
            weight += _REPEAT_WEIGHT
        if weight > threshold and _may_be_listed(candidate):
            weight += _of_list(candidate, listed, article)
        if weight > threshold:
            best, threshold = candidate, weight
    return best and (_before_update(best, candidates) or best)


def _before_update(best: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the date right before that of an update, where it is no later: *Jan. 5, 2020 | Updated Feb. 6, 2020*."""
    if best.label is not Label.UPDATED or best.written.whole is None:
        return None
    earlier = [
        candidate
        for candidate in candidates
        if candidate.label is None
        and candidate.weight > 0
        and best.line - 1 <= candidate.line <= best.line
        and candidate.written.whole is not None
        and candidate.written.whole < best.written.whole
    ]
    return earlier[-1] if earlier else None


def _lines_of_days(candidates: Sequence[Candidate]) -> dict[date, set[int]]:
    lines_of: dict[date, set[int]] = {}
    for candidate in candidates:
        if candidate.weight > 0:
            for day in candidate.written.days:
                lines_of.setdefault(day, set()).add(candidate.line)
    return lines_of


def _may_be_listed(candidate: Candidate) -> bool:
    return candidate.label is None and candidate.rule in _LISTED


def _of_list(candidate: Candidate, listed: Mapping[int, Sequence[Candidate]], article: Article) -> float:
    """Weigh what dates without a label, on lines of their own around this one, mean: that other stories are listed."""
    written, line = candidate.written, candidate.line
    own = set(written.days)
    others = {
        days
        for near in range(line - _LIST_REACH, line + _LIST_REACH + 1)
        if near != line
        for other in listed.get(near, ())
        if other.written.form == written.form and own.isdisjoint(days := other.written.days)
    }
    title = article.title_line
    if title is not None and line < title - _ADJACENT:
        return _LIST_ABOVE_WEIGHT if len(others) > 1 else _LIST_WEIGHT * len(others)
    return _LIST_WEIGHT if len(others) > 1 else 0.0
