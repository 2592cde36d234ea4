"""Which of a page's dates is that of its publication: the heaviest, once each is set among the others.

A day that the address or a second line of the page repeats gains. A day in the midst of other days loses: such lines
list other stories, and the story's own date stands alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.address_dates import AddressDate
from broadsheet.extraction.calendar.date_candidates import Candidate
from broadsheet.extraction.calendar.date_labels import Label

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
    """Return the heaviest of `candidates`, the first of several; null where none outweighs `threshold`.

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
    """Weigh what dates without a label, on lines of their own around this one, tell: that other stories are listed."""
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
