"""Recognises live blogs: entries, each under the time of day at which it was written."""

import re
from itertools import pairwise

from broadsheet.extraction.page_type.page_stats import PageStats
from broadsheet.extraction.page_type.phrases import phrases_in, wording
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.page import Page

ENTRIES = 6
"""Entries of the shortest live blog; of one whose headline calls it so, `ENTRIES_NAMED`."""

ENTRIES_NAMED = 3


def is_live_blog(page: Page, body: Body, title: str | None, stats: PageStats) -> bool:
    """Return whether a body is a live blog: prose under times of day that run one way, down or up the page.

    Args:
        page: The page.
        body: Its body.
        title: Its headline.
        stats: What the page is made of.
    """
    if stats.stamps < ENTRIES_NAMED - 1 or not body.paragraphs:  # the first time of day may be above the body
        return False
    minutes = _times(page, body)
    if len(set(minutes)) < ENTRIES_NAMED:
        return False
    named = calls_itself_live(page, body, title)
    steps = [later - earlier for earlier, later in pairwise(minutes) if later != earlier]
    down = sum(1 for step in steps if step < 0)
    one_way = max(down, len(steps) - down) / len(steps)
    return one_way >= 0.75 if named else len(set(minutes)) >= ENTRIES and one_way >= 0.9


def calls_itself_live(page: Page, body: Body, title: str | None) -> bool:
    """Return whether a headline, or a short line right above the story, has a word for reporting as it happens."""
    above = range(max(body.first - _KICKERS, 0), body.first)
    short = [page.lines[line].text for line in above if body.features.values[line, Feature.WORDS] <= _KICKER]
    return any(phrases_in(wording(text), "live_words", "live") for text in (title or "", *short))


_CLOCK = re.compile(
    r"\W{0,3}(?:\w{1,12}[.,]? ){0,4}?(?:(?:上午|下午|午前|午後|오전|오후|kl\.?|às|ore|o godz\.|um|at|klo)\s?)?"
    r"([01]?\d|2[0-3])(?:[:.hH]|\s?[時点时시]\s?|u)([0-5]\d)(?!\d|[.,]\d|\s?(?:%|€|\$))(?:\s?([ap])\.?m\b)?",
    re.IGNORECASE,
)


def _times(page: Page, body: Body) -> list[int]:
    """Return the minutes of day under which prose of the body is, in the order of the page."""
    values = body.features.values
    kept = body.kept
    first = kept.index(True)
    last = len(kept) - 1 - kept[::-1].index(True)
    minutes: list[int] = []
    pending: int | None = None
    for line in range(max(first - 2, 0), last + 1):
        if values[line, Feature.DIGITS] > 0:
            found = _CLOCK.match(page.lines[line].text)
            if found and (values[line, Feature.WORDS] <= _STAMP or found.start(1) <= _AHEAD):
                pending = _minute(found)
        if kept[line] and pending is not None and values[line, Feature.WORDS] >= _ENTRY:
            minutes.append(pending)
            pending = None
    return minutes


def _minute(found: re.Match[str]) -> int:
    hour = int(found[1])
    if found[3]:
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return 60 * hour + int(found[2])


_KICKERS = 4  # lines above the story where a kicker may be
_KICKER = 6  # words of a kicker, at most
_STAMP = 8  # words of a line that is a time of day and little else, at most
_AHEAD = 3  # characters before the time of day that begins a line of prose, at most
_ENTRY = 8  # words of prose of the shortest entry
