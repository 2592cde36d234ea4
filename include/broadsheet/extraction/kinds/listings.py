"""Pages that lead to stories and tell none: home pages, section fronts, pages of a topic, search results, galleries."""

import re

from broadsheet.extraction.body import Body
from broadsheet.extraction.kinds.composition import Composition
from broadsheet.extraction.kinds.phrases import phrases_in, wording
from broadsheet.extraction.lines.features import Feature
from broadsheet.extraction.page import Page
from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Refused

STORY = 75
"""Words of the shortest stretch of prose that is taken for a story, whatever stands around it."""

PIECES = 7
"""Teasers on different things that make a listing; `PIECES_NAMED` where the page calls itself one."""

PIECES_NAMED = 5

HEADLINES = 12
"""Headlines that make a listing of a page without a body."""

PICTURES = 4
"""Numbered pictures that make a gallery."""


def find_listing(page: Page, body: Body, title: str | None, figures: Composition) -> Refused | None:
    """Return what the page lists in place of a story, null where it tells one or lists nothing.

    Args:
        page: The page.
        body: Its body, which may be empty.
        title: Its headline.
        figures: What the page is made of.
    """
    if figures.stretch >= 2 * STORY or figures.lines < PICTURES:
        return None
    pictures = _numbered_pictures(page, body) if figures.stretch < 1.2 * STORY else 0
    if pictures >= PICTURES:
        return Refused(Reason.GALLERY, f"pictures numbered up to {pictures}, {_no_story(figures)}")
    if not _may_list(body, figures):
        return None
    named = _named(page, title)
    if named is None and body.paragraphs and not (_stands_in_rows(figures) or _falls_apart(figures, PIECES)):
        return None
    reason = named or Reason.FRONT_PAGE
    return Refused(reason, f"{figures.teasers:.0f} teasers, {figures.headlines:.0f} headlines, {_no_story(figures)}")


_NAMED = (Reason.SEARCH_RESULTS, Reason.TOPIC_PAGE)
_OPENING = 0.25  # share of the body's prose that its opening holds where a brief stands above teasers, at least
_HEAD = 12  # lines in which a page says what it lists
_COUNTER = re.compile(
    r"\D{0,24}?(\d{1,3})\s?(?:/|\||of|out of|von|de|sur|di|do|da|van|av|af|z|ze|od|din|από|из|з|от|من|מתוך|の|之)"
    r"\s?(\d{1,3})\D{0,24}",
    re.IGNORECASE,
)


def _may_list(body: Body, figures: Composition) -> bool:
    """Tell by the figures alone whether the page lists, if it calls itself a listing."""
    if body.paragraphs:
        listed = _stands_in_rows(figures) or _falls_apart(figures, PIECES_NAMED)
        return listed and figures.opening < _OPENING * figures.body_prose
    return figures.headlines >= max(HEADLINES, 0.25 * figures.lines) or figures.teasers >= PIECES_NAMED


def _named(page: Page, title: str | None) -> Reason | None:
    """Return what the page calls itself in its first lines or its headline."""
    heard = wording("\n".join([*(line.text for line in page.lines[:_HEAD]), title or ""]))
    return next((reason for reason in _NAMED if phrases_in(heard, "listing_words", reason)), None)


def _falls_apart(figures: Composition, pieces: int) -> bool:
    """Tell whether the body is a handful of teasers that speak of different things."""
    return (
        figures.pieces + figures.teasers_before >= pieces
        and figures.teasers >= 4
        and figures.body_prose >= 0.5 * figures.body_words
        and figures.teaser_words >= 0.5 * figures.body_prose
        and figures.story < max(STORY, 0.4 * figures.body_words)
        and figures.shared < 0.4
    )


def _stands_in_rows(figures: Composition) -> bool:
    """Tell whether the body is made of teasers that come at an even distance."""
    return figures.even_words > 0.4 * figures.body_prose and figures.story < STORY and figures.shared < 0.6


def _no_story(figures: Composition) -> str:
    return f"no stretch of prose beyond {round(figures.stretch)} words"


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
