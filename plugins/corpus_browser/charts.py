"""Bar charts as numbers: the position of each bar, for a template to draw as SVG.

Horizontal positions are percentages and heights are pixels, so that a drawing fills the available width and its
labels keep their size.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from broadsheet.queries.overview import Month, Shares
from broadsheet.schema import UNDATED

HEIGHT = 176
SMALL_HEIGHT = 56
COLOURS = 5
"""Languages that have a colour of their own; all others share one."""

_LEAST_SLOTS = 12  # keeps the bars of a short chart narrow
_MOST_MONTHS = 96  # for more months, one bar per year
_LABELS = 9
_LABEL_WIDTH = 8  # per cent of the width of a phone
_BAR = 0.78


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: CSS class, top and height in pixels, name and value."""

    style: str
    top: float
    height: float
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar.

    Attributes:
        left: Its left edge, in per cent of the width.
        width: Its width, likewise.
        segments: Its parts, the lowest first; none if it has no height.
        name: What it shows: a month, a year, or the time of a run.
        total: Its whole value.
        since: First day it covers, None if it has none.
        until: Last day, likewise.
        key: What the drawing links to: the run of a trend, else the name.
    """

    left: float
    width: float
    segments: tuple[Segment, ...]
    name: str
    total: float
    since: str | None = None
    until: str | None = None
    key: str = ""

    def of(self, name: str) -> int:
        """Return the value of one part; 0 if the bar has no such part."""
        return sum(segment.value for segment in self.segments if segment.name == name)


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its position in per cent of the width, or in pixels from the top."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chart leaves out a long time without documents.

    Attributes:
        left: Its left edge, in per cent of the width.
        middle: Its middle, likewise.
        width: Its width, likewise.
        first: The first month or year that is left out.
        last: The last one.
    """

    left: float
    middle: float
    width: float
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, `height` pixels high: bars, labels below them, lines with labels beside them, breaks between bars."""

    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    lines: tuple[Label, ...]
    unit: str
    breaks: tuple[Break, ...] = ()


def language_classes(languages: Mapping[str, int]) -> dict[str, str]:
    """Return the CSS class of each language, given by falling count: the first have their own, the others share one.

    >>> language_classes({"en": 9, "de": 4})
    {'en': 'hue-0', 'de': 'hue-1'}
    """
    return {language: f"hue-{min(place, COLOURS)}" for place, language in enumerate(languages)}


def chart_months(months: Sequence[Month], languages: Mapping[str, int]) -> Chart:
    """Chart documents by month, or by year if there are many months; each bar is split by language.

    A month or year without documents has a place without a bar; where `months` leaves out a long
    time, there is a break.
    """
    dated = [month for month in months if month.month != UNDATED]
    undated = [month for month in months if month.month == UNDATED]
    size = 4 if len(dated) > _MOST_MONTHS else 7
    slots = [(key, list(group)) for key, group in groupby(dated, key=lambda month: month.month[:size])]
    top = _ceiling(max((sum(month.documents for month in group) for _, group in slots), default=0), undated)
    gaps = {
        place: gap
        for place, (one, other) in enumerate(pairwise(key for key, _ in slots), 1)
        if (gap := _gap(one, other))
    }
    places = [place + sum(gap <= place for gap in gaps) for place in range(len(slots))]
    end = len(slots) + len(gaps)
    count = max(end + 2 * len(undated), _LEAST_SLOTS)
    styles = language_classes(languages)
    bars = [_bar(place, count, key, group, styles, top) for place, (key, group) in zip(places, slots, strict=True)]
    bars += [_bar(end + 1, count, UNDATED, undated, styles, top)] if undated else []
    labels = _period_labels([key for key, _ in slots], places, count)
    if undated:
        labels.append(Label(100 * (end + 1 + _BAR / 2) / count, UNDATED))
    width = 100 / count
    breaks = [
        Break(width * (places[at] - 1), width * (places[at] - 1 + _BAR / 2), width, *gap) for at, gap in gaps.items()
    ]
    lines = tuple(Label(HEIGHT - HEIGHT * part / 2, f"{top * part // 2:,}") for part in (1, 2))
    return Chart(HEIGHT, tuple(bars), tuple(labels), lines, "month" if size == 7 else "year", tuple(breaks))


def chart_shares(trend: Sequence[Shares], name: str) -> Chart:
    """Chart one share by run: ``duplicate_share`` or ``refused_share``, the oldest run first."""
    values: list[float] = [getattr(run, name) for run in trend]
    top = max([*values, 0.01])
    count = max(len(values), 2 * _LEAST_SLOTS)
    bars = []
    for place, (run, value) in enumerate(zip(trend, values, strict=True)):
        height = max(SMALL_HEIGHT * value / top, 1.0 if value else 0.0)
        whole = Segment("", SMALL_HEIGHT - height, height, "", 0)
        left, width = 100 * place / count, 100 * _BAR / count
        bars.append(Bar(left, width, (whole,) if value else (), run.at.isoformat(), value, key=run.run))
    return Chart(SMALL_HEIGHT, tuple(bars), (), (), "run")


def _bar(place: int, count: int, key: str, months: list[Month], styles: Mapping[str, str], top: int) -> Bar:
    by_language: dict[str, int] = dict.fromkeys(styles, 0)
    for month in months:
        for language, documents in month.languages.items():
            by_language[language] = by_language.get(language, 0) + documents
    segments, floor = [], float(HEIGHT)
    for language, documents in by_language.items():
        if documents:
            height = max(HEIGHT * documents / top, 0.5)
            floor -= height
            segments.append(Segment(styles.get(language, f"hue-{COLOURS}"), floor, height, language, documents))
    since, until = (None, None) if key == UNDATED else (f"{key}-01-01"[:10], _last_day(key))
    total = sum(month.documents for month in months)
    return Bar(100 * place / count, 100 * _BAR / count, tuple(segments), key, total, since, until, key)


def _gap(one: str, other: str) -> tuple[str, str] | None:
    """Return the first and the last month or year between two, both exclusive; None if one follows the other.

    >>> _gap("1987", "2010"), _gap("2018-12", "2019-01"), _gap("1990-12", "2003-02")
    (('1988', '2009'), None, ('1991-01', '2003-01'))
    """
    if len(one) == 4:
        first, last = int(one) + 1, int(other) - 1
        return (f"{first:04d}", f"{last:04d}") if first <= last else None
    first, last = (int(key[:4]) * 12 + int(key[5:]) - 1 + step for key, step in ((one, 1), (other, -1)))
    names = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in (first, last)]
    return (names[0], names[1]) if first <= last else None


def _last_day(key: str) -> str:
    """Return the last day of a month or a year.

    >>> _last_day("2018-02"), _last_day("2018")
    ('2018-02-28', '2018-12-31')
    """
    if len(key) == 4:
        return f"{key}-12-31"
    year, month = int(key[:4]), int(key[5:])
    return f"{key}-{monthrange(year, month)[1]:02d}"


def _ceiling(highest: int, undated: Sequence[Month]) -> int:
    """Return the value of the chart's upper line: the smallest even round number that no bar exceeds.

    >>> [_ceiling(highest, []) for highest in (1, 73, 1150, 24_000)]
    [2, 80, 1200, 30000]
    """
    highest = max([highest, *(month.documents for month in undated), 2])
    unit: int = 10 ** (len(str(highest)) - 1)
    step = max(unit // 5 if highest < 2 * unit else unit, 2)
    return -(-highest // step) * step


def _period_labels(keys: Sequence[str], slots: Sequence[int], count: int) -> list[Label]:
    """Return at most `_LABELS` labels below the bars: the months if there are few, else where each year begins."""
    if not keys:
        return []
    if len(keys[0]) == 7 and len(keys) > _LABELS:
        places = [place for place, key in enumerate(keys) if key.endswith("-01")] or [0]
        texts = {place: keys[place][:4] for place in places}
    else:
        texts = dict(enumerate(keys))
    step = -(-len(texts) // _LABELS)
    labels = [Label(100 * (slots[place] + _BAR / 2) / count, texts[place]) for place in list(texts)[::step]]
    # a year that ends soon in a break gives way to the one behind it
    return [one for one, other in pairwise(labels) if other.place - one.place >= _LABEL_WIDTH] + labels[-1:]
