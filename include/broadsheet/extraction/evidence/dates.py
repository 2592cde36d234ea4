"""Weighs the date that the text gives against the dates that are claimed: JSON-LD, meta elements, ``time``, a record.

Each day that anything names is a candidate. What is known of it is weighed with learned weights
(`broadsheet.extraction.log_linear`): how likely the date model holds it, which claims name it, whether the address has
it, whether it is later than all that the page shows, as the day of a crawl is.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from math import log1p
from typing import NamedTuple

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.calendars import EARLIEST, LATEST
from broadsheet.extraction.dates.find import PublicationDate, ScoredDates, score_dates
from broadsheet.extraction.dates.formats import AddressDate, read_dates
from broadsheet.extraction.evidence.claims import Claims
from broadsheet.extraction.log_linear import chances, weights
from broadsheet.sources.markup import Claim, Zone

LEAST = 0.4
"""Least probability, against all other days and none, with which a day is given."""

Features = dict[str, float]


class ClaimedDate(NamedTuple):
    """A claimed date.

    Attributes:
        day: The day as written, in the zone it is written in.
        at: The moment in UTC, where time and zone are given.
    """

    day: date
    at: datetime | None


class Candidate(NamedTuple):
    """A day that may be that of publication.

    Attributes:
        day: The day.
        at: The moment in UTC, where a claim gives it.
        origin: The claim that names it, None where only the text does.
        features: What is known of it, by the names of the weights.
        line: Index of the line that shows it, None where it is only claimed.
    """

    day: date
    at: datetime | None
    origin: str | None
    features: Features
    line: int | None = None


def weigh_date(
    article: Article,
    found: PublicationDate | None,
    claims: Claims,
    latest: date | None,
    scored: ScoredDates | None = None,
) -> PublicationDate | None:
    """Return the date of publication of a page of which dates are claimed.

    Args:
        article: The page.
        found: The date that its text and its address give.
        claims: What is claimed of it.
        latest: The run's day: a claimed date after it does not count. None where dates may be of any day.
        scored: The dates that it shows, where they are scored already.
    """
    candidates = describe(article, found, claims, latest, scored)
    if candidates:
        likely = chances([one.features for one in candidates], weights("date"))
        best = max(range(len(candidates)), key=lambda index: (likely[index], -index))
        found = _chosen(candidates[best], found) if likely[best] > LEAST else found
    return _with_update(found, claims, latest) if found is not None else None


def _chosen(best: Candidate, found: PublicationDate | None) -> PublicationDate | None:
    if found is not None and found.precision == "day" and found.day == best.day:
        settled = best.origin is not None  # a claim of the same day leaves no doubt about the order of its numbers
        return found._replace(at=found.at or best.at, other=None if settled else found.other)
    if best.origin is None:
        return PublicationDate(best.day, "day", None, "date line, by its markup", best.line)
    note = ""
    if found is not None:
        shown = found.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[found.precision]]
        agrees = best.day.isoformat().startswith(shown)
        note = "" if agrees else f"; {found.origin.partition(';')[0]}: {shown}"
    updated = (found.updated, found.updated_origin) if found is not None else (None, None)
    if updated[0] is not None and updated[0] < best.day:
        updated = (None, None)
    return PublicationDate(best.day, "day", best.at, best.origin + note, None, *updated)


def _with_update(found: PublicationDate, claims: Claims, latest: date | None) -> PublicationDate:
    """Add the claimed day of the last change, where the text gives none and it is later than the publication."""
    if found.updated is not None or found.precision != "day":
        return found
    for claim in claims.named("updated"):
        read = read_claimed(claim.value)
        if read is not None and read.day > found.day and (latest is None or read.day <= latest):
            return found._replace(updated=read.day, updated_origin=claim.origin)
    return found


def describe(
    article: Article,
    found: PublicationDate | None,
    claims: Claims,
    latest: date | None,
    scored: ScoredDates | None = None,
) -> list[Candidate]:
    """Return the days that may be that of publication, with what is known of each; see `weigh_date`.

    None are returned where no day is claimed and no markup says what the lines with dates are.
    """
    claimed = [(claim, read) for claim in claims.named("date") if (read := read_claimed(claim.value))]
    claimed = [one for one in claimed if latest is None or one[1].day <= latest]
    if not claimed and claims.markup is None:
        return []
    scored = scored or score_dates([article])[0]
    shown = _shown(scored)
    days: dict[date, Candidate] = {}
    for day, (score, line) in shown.items():
        features = {"any": 1.0, "shown": 1.0, "shown score": max(min(score, 4.0), -6.0), **_zones(line, claims)}
        days[day] = Candidate(day, None, None, features, line)
    for claim, read in claimed:
        group = _group(claim, claims, article)
        if group is None:
            continue
        known = days.get(read.day)
        if known is None:
            days[read.day] = known = Candidate(read.day, read.at, claim.origin, {"any": 1.0, "only claimed": 1.0})
        elif known.origin is None or (known.at is None and read.at is not None):
            days[read.day] = known = known._replace(at=read.at, origin=known.origin or claim.origin)
        known.features[group] = 1.0
        known.features["claimed"] = 1.0
    _compare(days, found, claims, scored.address, max([score for score, _ in shown.values()], default=-6.0))
    return list(days.values())


def _compare(
    days: dict[date, Candidate],
    found: PublicationDate | None,
    claims: Claims,
    address: AddressDate | None,
    sure: float,
) -> None:
    """Add to each day how it stands to the other days, to the address and to the crawl."""
    crawled = read_claimed(claims.crawled) if claims.crawled else None
    shown = [day for day, one in days.items() if "shown" in one.features]
    updated = {read.day for claim in claims.named("updated") if (read := read_claimed(claim.value))}
    for day, one in days.items():
        features = one.features
        claimed, in_text = "claimed" in features, "shown" in features
        features["claimed and shown"] = float(claimed and in_text)
        features["claims"] = log1p(sum(name in _GROUPS for name in features))
        features["found"] = float(found is not None and found.precision == "day" and found.day == day)
        if found is not None and found.precision != "day":
            features["within what is found"] = float((day.year, day.month) == (found.day.year, found.day.month))
        if address is not None:
            same = (
                day == address.day if address.whole else (day.year, day.month) == (address.day.year, address.day.month)
            )
            features["address" if address.whole else "month of the address"] = float(same)
            features["against the address"] = float(not same and abs((day - address.day).days) > _NEAR_MONTH)
        features["also an update"] = float(day in updated)
        features["next to one shown"] = float(not in_text and any(abs((day - other).days) == 1 for other in shown))
        features["next to one claimed"] = float(
            not claimed
            and any("claimed" in other.features and abs((day - other.day).days) == 1 for other in days.values())
        )
        if claimed and not in_text:
            features["claimed against the text"] = max(min(sure, 4.0), -2.0) + 2.0
            features["later than all shown"] = float(bool(shown) and day > max(shown) + timedelta(days=2))
            if crawled is not None:
                features["day of the crawl"] = float(abs((day - crawled.day).days) <= 1)


def _shown(scored: ScoredDates) -> dict[date, tuple[float, int]]:
    """Return the days that the text shows, each with the largest log odds of the date model, and the line of these."""
    shown: dict[date, tuple[float, int]] = {}
    for candidate, score in zip(scored.candidates, scored.scores, strict=True):
        if not candidate.barred:
            for day in candidate.written.days:
                shown[day] = max(shown.get(day, (score, candidate.line)), (score, candidate.line))
    return shown


def _zones(line: int, claims: Claims) -> Features:
    """Return what the markup says of a line with a date."""
    around = claims.zones_of(line)
    return {f"shown in {zone.name}": 1.0 for zone in _TELLING if around & zone}


_TELLING = (
    Zone.DATE, Zone.META, Zone.AUTHOR, Zone.COMMENT, Zone.RELATED, Zone.SIDEBAR, Zone.FOOTER, Zone.NAVIGATION,
    Zone.HEADER,
)  # fmt: skip


_GROUPS = (
    "JSON-LD", "JSON-LD of the page", "created", "article meta", "meta", "itemprop", "time, marked", "time, near",
    "time, far", "input",
)  # fmt: skip


def _group(claim: Claim, claims: Claims, article: Article) -> str | None:
    """Return the kind of claim, None where it is known to be of another text: a ``time`` far from the article."""
    origin = claim.origin
    if "created" in origin.lower():
        return "created"
    if origin.startswith("JSON-LD"):
        return "JSON-LD of the page" if origin.endswith("of the page") else "JSON-LD"
    if origin.startswith("meta"):
        return "article meta" if origin[5:].lower().startswith(_OF_ARTICLES) else "meta"
    return _group_in_text(claim, claims, article) if claim.line >= 0 else "input"


def _group_in_text(claim: Claim, claims: Claims, article: Article) -> str | None:
    line = claims.line_of(claim)
    if line is None:
        return None
    top = article.first if article.title_line is None else min(article.first, article.title_line)
    near = top - _ABOVE <= line <= min(article.first + 1, article.last + _BELOW)
    if claim.origin.startswith("itemprop"):
        return "itemprop" if near or article.last < line <= article.last + _BELOW else "time, far"
    return "time, near" if near else "time, far" if top - _FAR <= line <= article.last + _FAR else None


_OF_ARTICLES = ("article:", "og:", "datepublished", "parsely", "sailthru")


_ABOVE, _BELOW, _FAR = 4, 4, 40
_NEAR_MONTH = 31

_ISO = re.compile(
    r"(?P<year>(?:19|20)\d\d)[-/.]?(?P<month>0[1-9]|1[0-2])[-/.]?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:[T\s_]+(?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)(?::?(?P<second>[0-5]\d)(?:[.,:]\d{1,9})?)?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?"
)
_EPOCH = re.compile(r"(?P<seconds>1?\d{9})(?P<milli>\d{3})?")


def read_claimed(value: str) -> ClaimedDate | None:
    """Return the date that a claim gives in any usual form, None where it gives no whole day.

    >>> read_claimed("2018-09-11T23:30:00-02:00")
    ClaimedDate(day=datetime.date(2018, 9, 11), at=datetime.datetime(2018, 9, 12, 1, 30, tzinfo=datetime.timezone.utc))
    """
    value = value.strip()
    match = _ISO.match(value)
    if match is not None:
        return _of_iso(match)
    match = _EPOCH.fullmatch(value)
    if match is not None:
        at = datetime.fromtimestamp(int(match["seconds"]), UTC)
        return _in_range(at.date(), at)
    if value[:3].isalpha() and ":" in value:
        try:
            sent = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            sent = None
        if sent is not None:
            return _in_range(sent.date(), _in_utc(sent))
    for written in read_dates(value, "en"):
        days = written.days
        if len(set(days)) == 1:
            return _in_range(days[0], None)
    return None


def _of_iso(match: re.Match[str]) -> ClaimedDate | None:
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    zone, hour, minute, second = match.group("zone", "hour", "minute", "second")
    if zone is None or hour is None:
        return _in_range(day, None)
    local = time(int(hour), int(minute), int(second or 0), tzinfo=timezone(_offset(zone)))
    return _in_range(day, _in_utc(datetime.combine(day, local)))


def _offset(zone: str) -> timedelta:
    if zone in ("Z", "UTC", "GMT"):
        return timedelta()
    figures = zone[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=min(int(figures[:2]), 23), minutes=min(int(figures[2:4]), 59))
    return -offset if zone[0] == "-" else offset


def _in_utc(moment: datetime) -> datetime | None:
    if moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _in_range(day: date, at: datetime | None) -> ClaimedDate | None:
    return ClaimedDate(day, at) if EARLIEST <= day.year <= LATEST else None
