"""Recognises pages that list stories: home pages, section fronts, topic pages, search results, galleries."""

import re

from broadsheet.extraction.page_type.page_stats import PageStats
from broadsheet.extraction.page_type.phrases import phrases_in, wording
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.features import Feature
from broadsheet.extraction.segmentation.page import Page
from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Refused

STORY = 75
"""Words of the shortest stretch of prose that is taken for a story, whatever is around it."""

PIECES = 7
"""Teasers on different things that make a listing; `PIECES_NAMED` where the page calls itself one."""

PIECES_NAMED = 5

HEADLINES = 12
"""Headlines that make a listing of a page without a body."""

PICTURES = 4
"""Numbered pictures that make a gallery."""


def find_listing(page: Page, body: Body, title: str | None, stats: PageStats) -> Refused | None:
    """Return what the page lists in place of a story, None where it holds one or lists nothing.

    Args:
        page: The page.
        body: Its body, which may be empty.
        title: Its headline.
        stats: What the page is made of.
    """
    if stats.stretch >= 2 * STORY or stats.lines < PICTURES:
        return None
    pictures = _numbered_pictures(page, body) if stats.stretch < 1.2 * STORY else 0
    if pictures >= PICTURES:
        return Refused(Reason.GALLERY, f"pictures numbered up to {pictures}, {_no_story(stats)}")
    if not _may_list(body, stats):
        return None
    named = _named(page, title)
    if named is None and body.paragraphs and not _lists(stats, PIECES):
        return None
    reason = named or Reason.FRONT_PAGE
    return Refused(reason, f"{stats.teasers:.0f} teasers, {stats.headlines:.0f} headlines, {_no_story(stats)}")


_NAMED = (Reason.SEARCH_RESULTS, Reason.TOPIC_PAGE)
_OPENING = 0.25  # share of the body's prose that its opening holds where a brief is above teasers, at least
_HEAD = 12  # lines in which a page says what it lists
_COUNTER = re.compile(
    r"\D{0,24}?(\d{1,3})\s?(?:/|\||of|out of|von|de|sur|di|do|da|van|av|af|z|ze|od|din|από|из|з|от|من|מתוך|の|之)"
    r"\s?(\d{1,3})\D{0,24}",
    re.IGNORECASE,
)


def _may_list(body: Body, stats: PageStats) -> bool:
    """Return, by the numbers alone, whether the page lists, if it calls itself a listing."""
    if body.paragraphs:
        return _lists(stats, PIECES_NAMED) and stats.opening < _OPENING * stats.body_prose
    return stats.headlines >= max(HEADLINES, 0.25 * stats.lines) or stats.teasers >= PIECES_NAMED


def _named(page: Page, title: str | None) -> Reason | None:
    """Return what the page calls itself in its first lines or its headline."""
    heard = wording("\n".join([*(line.text for line in page.lines[:_HEAD]), title or ""]))
    return next((reason for reason in _NAMED if phrases_in(heard, "listing_words", reason)), None)


def _lists(stats: PageStats, pieces: int) -> bool:
    """Return whether the body is a row of teasers, `pieces` of them, or one of the teasers that the page lists."""
    if _stands_in_rows(stats) or _falls_apart(stats, pieces):
        return True
    return (
        stats.teaser_words >= 0.5 * stats.body_prose
        and stats.story < STORY
        and stats.body_prose < 0.5 * stats.page_prose
        and (
            stats.page_even > 0.4 * stats.page_prose
            or (stats.page_pieces >= pieces and stats.teasers >= 4 and stats.page_teasers >= 0.5 * stats.page_prose)
        )
        and stats.page_shared < 0.4
    )


def _falls_apart(stats: PageStats, pieces: int) -> bool:
    """Return whether the body is a handful of teasers that speak of different things."""
    return (
        stats.pieces + stats.teasers_before >= pieces
        and stats.teasers >= 4
        and stats.body_prose >= 0.5 * stats.body_words
        and stats.teaser_words >= 0.5 * stats.body_prose
        and stats.story < max(STORY, 0.4 * stats.body_words)
        and stats.shared < 0.4
    )


def _stands_in_rows(stats: PageStats) -> bool:
    """Return whether the body is made of teasers that come at an even distance."""
    return stats.even_words > 0.4 * stats.body_prose and stats.story < STORY and stats.shared < 0.6


def _no_story(stats: PageStats) -> str:
    return f"no stretch of prose beyond {round(stats.stretch)} words"


def _numbered_pictures(page: Page, body: Body) -> int:
    """Return how many pictures of one series are numbered on the page, as in "3 of 24"; 0 where none or few are."""
    values = body.features.values
    short = (values[:, Feature.DIGITS] > 0.05) & (values[:, Feature.WORDS] <= 8)
    series: dict[str, set[str]] = {}
    for line in short.nonzero()[0].tolist():
        found = _COUNTER.fullmatch(page.lines[line].text)
        if found and 0 < int(found[1]) <= int(found[2]):
            series.setdefault(found[2], set()).add(found[1])
    return max((len(numbers) for numbers in series.values()), default=0)
