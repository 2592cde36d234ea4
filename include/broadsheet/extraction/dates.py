"""When was the page published? The heaviest of its dates, if it is heavy enough, with its order settled.

A date that no evidence carries over the threshold is not given: a missing date is better than a wrong one. Relative
dates (*yesterday*, *2 hours ago*) tell nothing, for the day of the crawl is not on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.address_dates import AddressDate, date_in_address
from broadsheet.extraction.calendar.date_candidates import Candidate, DateCandidates
from broadsheet.extraction.calendar.date_labels import Label
from broadsheet.extraction.calendar.date_order import OutletDates, settle_order
from broadsheet.extraction.dateline import find_dateline

Precision = Literal["day", "month", "year"]

THRESHOLD = 2.5
"""Weight that a date needs to be given; see `broadsheet.extraction.calendar.date_candidates`."""

ENOUGH = 4.0
"""Weight that spares a look at the rest of the page."""

CERTAIN = 7.5
"""Weight that spares a look at anything else, but for the date of an update."""

_ADDRESS_WEIGHT = 3.0
_REPEAT_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """The date of publication, as precise as the page states it.

    Attributes:
        day: The day; a missing month or day stands at 1.
        precision: How much of `day` the page states.
        at: The moment, in UTC, where the page gives time and zone.
        origin: The rule that found it, and what settled the order of its numbers where that was open.
        line: Index of the line it stands in, null where it comes from the address.
    """

    day: date
    precision: Precision
    at: datetime | None
    origin: str
    line: int | None


def find_date(article: Article, outlet: OutletDates | None = None) -> PublicationDate | None:
    """Return the date of publication that the page gives, null where it gives none that can be trusted.

    Args:
        article: The page with its body and title found.
        outlet: How the outlet's other pages order day and month, where that was counted.
    """
    address = date_in_address(article.source_uri, article.url)
    candidates = DateCandidates(article)
    weighed: list[Candidate] = []
    for candidate in candidates.near():
        weighed.append(candidate)
        if candidate.weight >= CERTAIN and candidate.label is not Label.UPDATED:
            break
    best = _best(weighed, address, ENOUGH)
    if best is None:
        weighed.extend(candidates.far())
        best = _best(weighed, address, THRESHOLD)
    if best is None:
        return _of_address(address)
    found = _settled(best, article, address, outlet)
    return _completed(found, article, address, weighed) if found.precision == "month" else found


def _best(candidates: Sequence[Candidate], address: AddressDate | None, threshold: float) -> Candidate | None:
    best = None
    lines_of: dict[date, set[int]] = {}
    for candidate in candidates:
        if candidate.weight > 0:
            for day in _days(candidate):
                lines_of.setdefault(day, set()).add(candidate.line)
    for candidate in candidates:
        weight, days = candidate.weight, _days(candidate)
        if address is not None and address.whole and address.day in days:
            weight += _ADDRESS_WEIGHT
        if any(len(lines_of.get(day, ())) > 1 for day in days):
            weight += _REPEAT_WEIGHT
        if weight > threshold:
            best, threshold = candidate, weight
    return best


def _days(candidate: Candidate) -> tuple[date, ...]:
    written = candidate.written
    readings = (written.ordered(day_first=True), written.ordered(day_first=False)) if written.pair else (written.whole,)
    return tuple(day for day in readings if day is not None)


def _settled(
    candidate: Candidate, article: Article, address: AddressDate | None, outlet: OutletDates | None
) -> PublicationDate:
    written, origin = candidate.written, candidate.rule
    day = written.whole
    if written.pair is not None:
        known = [address.day] if address is not None and address.whole else []
        order = settle_order(written, candidate.line, article, candidate.time, known, outlet)
        day = written.ordered(day_first=order.day_first)
        origin = f"{origin}; {order.words}"
    if day is not None:
        at = candidate.time.on(day) if candidate.time else None
        return PublicationDate(day, "day", at, origin, candidate.line)
    return PublicationDate(date(written.year, written.month or 1, 1), "month", None, origin, candidate.line)


def _completed(
    found: PublicationDate, article: Article, address: AddressDate | None, candidates: Sequence[Candidate]
) -> PublicationDate:
    """Complete a month with the day that the address, another line or the dateline gives for the same month."""
    if address is not None and address.whole and address.day.replace(day=1) == found.day:
        return replace(found, day=address.day, precision="day", origin=f"{found.origin}; day from the {address.source}")
    days = {candidate.written.whole: candidate.rule for candidate in candidates if candidate.weight > 1}
    same = [(day, rule) for day, rule in days.items() if day is not None and day.replace(day=1) == found.day]
    if len(same) == 1:
        return replace(found, day=same[0][0], precision="day", origin=f"{found.origin}; day from a {same[0][1]}")
    for line, kept in zip(article.page.lines, article.kept, strict=True):
        if kept:
            dateline = find_dateline(line.text, article.language)
            if dateline is not None and dateline.day is not None and dateline.day[0] == found.day.month:
                try:
                    day = found.day.replace(day=dateline.day[1])
                except ValueError:
                    return found
                return replace(found, day=day, precision="day", origin=f"{found.origin}; day from the dateline")
            break
    return found


def _of_address(address: AddressDate | None) -> PublicationDate | None:
    if address is None:
        return None
    return PublicationDate(address.day, "day" if address.whole else "month", None, address.source, None)
