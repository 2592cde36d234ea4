"""The measures of quality: each with the position of its figure in a scorer's answer, and its target."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sites import SIDES, Side

LANGUAGES = ("English", "other languages")

HTML: Mapping[str, tuple[str, str, str, float]] = {
    "body F1": ("extraction", "body/full", "F1", 0.955),
    "body F1, English": ("extraction", "body/full/English", "F1", 0.955),
    "body F1, other languages": ("extraction", "body/full/other languages", "F1", 0.955),
    "body F1, blogs with comments": ("extraction", "body/full/dragnet", "F1", 0.955),
    "title, exact": ("metadata", "title/full", "exact", 0.88),
    "date, in the text": ("metadata", "date/full/readable", "accuracy", 0.96),
    "authors F1": ("metadata", "authors/full", "F1", 0.88),
    "publisher": ("metadata", "site/full", "accuracy", 0.82),
}
"""Measures of pages read from HTML: the set, the names under which its scorer's answer holds the figure, the aim."""

OF_HTML = "HTML"
"""Style of the measures `HTML`; the set of their figures, by name."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table.

    Attributes:
        name: What is measured.
        style: Of what: whole pages (full), crawl dumps (crawl), text alone (text), HTML, groups of pairs; may be empty.
        gold: The set.
        path: Names under which the scorer's answer holds the figure.
        aim: The figure to reach.
        less: Whether less is better.
    """

    name: str
    style: str
    gold: str
    path: tuple[str, ...]
    aim: float
    less: bool = False

    @property
    def key(self) -> str:
        """Its name among the floors."""
        return f"{self.name}, {self.style}" if self.style else self.name

    def figure(self, scored: Mapping[str, Any]) -> float | None:
        """Return the figure from the answers of all scorers, None where they hold none.

        Of a share given as ``3/60 = 0.050`` the exact value is returned.
        """
        value: Any = scored.get(self.gold)
        for name in self.path:
            value = None if value is None else value.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            hits, of = value.partition(" ")[0].split("/")
            value = int(hits) / int(of)
        return float(value)

    def reached(self, figure: float, bound: float) -> bool:
        """Whether a figure is as good as a bound."""
        return figure <= bound if self.less else figure >= bound


def _styles(
    name: str, gold: str, path: str, aims: Mapping[str, float], *last: str, less: bool = False
) -> Iterator[Measure]:
    for style, aim in aims.items():
        yield Measure(name, style, gold, (f"{path}/{style}", *last), aim, less)


def _measures() -> Iterable[Measure]:
    yield from _styles("body F1", "extraction", "body", {"full": 0.955, "crawl": 0.975}, "F1")
    for group in LANGUAGES:
        yield Measure(f"body F1, {group}", "full", "extraction", (f"body/full/{group}", "F1"), 0.92)
    yield Measure("body F1, blogs with comments", "full", "extraction", ("body/full/dragnet", "F1"), 0.93)
    yield Measure("article pages refused", "full", "extraction", ("refused", "share"), 0.005, less=True)
    both = {"full": 0.93, "crawl": 0.93}
    yield from _styles("wanted passages kept", "extraction", "segments", both, "R")
    both = {"full": 0.08, "crawl": 0.08}
    yield from _styles("boilerplate kept", "extraction", "segments", both, "boilerplate_kept", less=True)
    yield from _styles("title, exact", "metadata", "title", {"full": 0.85, "crawl": 0.85}, "exact")
    yield from _styles("title, close", "metadata", "title", {"full": 0.90, "crawl": 0.90}, "close")
    for style in ("full", "crawl"):
        yield Measure("date, in the text", style, "metadata", (f"date/{style}/readable", "accuracy"), 0.96)
        path = (f"date/{style}/readable", "right_when_answered")
        yield Measure("date, right where answered", style, "metadata", path, 0.99)
        path = (f"date/{style}/absent", "answered")
        yield Measure("date answered where there is none", style, "metadata", path, 0.05, less=True)
    yield from _styles("authors F1", "metadata", "authors", {"full": 0.85}, "F1")
    yield from _styles("publisher", "metadata", "site", {"full": 0.82}, "accuracy")
    yield from _styles("publisher, right where answered", "metadata", "site", {"full": 0.95}, "right_when_answered")
    yield from _styles("language", "metadata", "language", {"full": 0.993, "crawl": 0.993}, "accuracy")
    yield from _styles("dateline, place", "metadata", "dateline_place", {"text": 0.97}, "accuracy")
    yield from _styles("dateline, agency", "metadata", "dateline_agency", {"text": 0.97}, "accuracy")
    yield Measure("other page types accepted", "", "page_types", ("others accepted", "share"), 0.16, less=True)
    yield Measure("articles refused", "page types", "page_types", ("articles refused", "share"), 0.01, less=True)
    yield Measure("pairs in one cluster, F1", "", "dedup", ("pairs_all", "F1"), 0.985)
    yield Measure("pairs in one cluster, precision", "", "dedup", ("pairs_all", "P"), 0.997)
    yield Measure("heavy edits found", "", "dedup", ("recall", "derived:heavy"), 0.88)
    for kind in ("same_event_other_outlet", "same_site_boilerplate", "template_other_day"):
        yield Measure("merged wrongly", kind.replace("_", " "), "dedup", ("false_merge", f"real:{kind}"), 0, less=True)
    path = ("false_merge", "derived:shared_inserted_text")
    yield Measure("merged wrongly", "shared inserted text", "dedup", path, 0, less=True)
    for name, (_, _, _, aim) in HTML.items():
        yield Measure(name, OF_HTML, OF_HTML, (name,), aim)


MEASURES = tuple(_measures())


def judged(scored: Mapping[Side, Mapping[str, Any]]) -> dict[str, float]:
    """Return the figure that counts of each measure: on strangers' sites, or on seen ones where no stranger has it.

    Args:
        scored: The answers of all scorers, by side.
    """
    figures = {}
    for measure in MEASURES:
        sides = [measure.figure(scored[side]) for side in reversed(SIDES) if side in scored]
        found = [figure for figure in sides if figure is not None]
        if found:
            figures[measure.key] = found[0]
    return figures
