"""Finds the type of a page: article, live blog, figures, or a type without an article, such as front page."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from broadsheet.extraction.page_type.figures import holds_figures
from broadsheet.extraction.page_type.listing_pages import find_listing
from broadsheet.extraction.page_type.live_blog import calls_itself_live, is_live_blog
from broadsheet.extraction.page_type.markup import find_markup, find_placeholder
from broadsheet.extraction.page_type.notices import find_notice
from broadsheet.extraction.page_type.page_features import page_features
from broadsheet.extraction.page_type.page_stats import PageStats, page_stats
from broadsheet.extraction.page_type.type_model import score_types
from broadsheet.extraction.page_type.type_words import OTHER_TYPES
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.page import Page
from broadsheet.extraction.title import Title
from broadsheet.reject_reasons import Reason
from broadsheet.settings import PageTypeName
from broadsheet.sources.file_reader import Refused

OTHER = 2.75
"""Log odds from which a page is of another type than article: where one article page in two hundred is above it."""


class PageType(NamedTuple):
    """The type of a page that holds a text.

    Attributes:
        name: One of `broadsheet.settings.PageTypeName`.
        score: Probability of this type, 0 to 1. For live blogs and figures, which rules find, the probability that the
            page is an article and no page of another type; 1 where a rule found a listing.
    """

    name: PageTypeName
    score: float


def find_page_types(
    pages: Sequence[Page],
    bodies: Sequence[Body],
    titles: Sequence[Title | None],
    accepted: Collection[PageTypeName],
) -> list[PageType | Refused]:
    """Return the type of each page, or why it gives no document. A pure function.

    Precision comes first: a page that is not clearly of another type is an article, however short.

    Args:
        pages: The pages.
        bodies: Their bodies, the headlines taken out; a body may be empty.
        titles: Their headlines.
        accepted: Types that the corpus takes.
    """
    stats = [page_stats(body) for body in bodies]
    ruled = [
        _by_rules(page, body, title.text if title else None, own)
        for page, body, title, own in zip(pages, bodies, titles, stats, strict=True)
    ]
    asked = [number for number, found in enumerate(ruled) if not isinstance(found, Refused)]
    scores = score_types(
        page_features(
            [pages[number] for number in asked],
            [bodies[number] for number in asked],
            [title.line if (title := titles[number]) else None for number in asked],
            [stats[number] for number in asked],
        )
    )
    scored = dict(zip(asked, scores.tolist(), strict=True))
    return [
        _accepted_listing(found, body, accepted)
        if isinstance(found, Refused)
        else _accept(_typed(found, *scored[number]), accepted)
        for number, (found, body) in enumerate(zip(ruled, bodies, strict=True))
    ]


def _by_rules(page: Page, body: Body, title: str | None, stats: PageStats) -> PageTypeName | Refused:
    """Return what the rules find: a page without a text, live blog, figures; article where they find nothing."""
    if not page.lines:
        return Refused(Reason.EMPTY, "the page holds no text")
    refused = find_markup(page.text, stats) or find_placeholder(body)
    if refused:
        return refused
    live = is_live_blog(page, body, title, stats)
    if live and calls_itself_live(page, body, title):
        return "live_blog"
    # a front page may put the hour over each teaser, so what looks like one is no live blog unless it says so
    refused = find_notice(page, body, title, stats) or find_listing(page, body, title, stats)
    if refused:
        return refused
    if not body.paragraphs:
        return Refused(Reason.NO_ARTICLE, body.reason or "")
    return "live_blog" if live else "figures" if holds_figures(body) else "article"


_LISTINGS: Mapping[Reason, PageTypeName] = {
    Reason.FRONT_PAGE: "front_page",
    Reason.TOPIC_PAGE: "listing",
    Reason.SEARCH_RESULTS: "listing",
    Reason.GALLERY: "gallery",
}


def _accepted_listing(refused: Refused, body: Body, accepted: Collection[PageTypeName]) -> PageType | Refused:
    """Return the type of a page that lists, where the corpus takes it and the page has a text; a rule has no doubt."""
    name = _LISTINGS.get(refused.reason)
    return PageType(name, 1.0) if name and name in accepted and body.paragraphs else refused


def _typed(by_rule: PageTypeName, other: float, *types: float) -> PageType:
    chance = float(1 / (1 + np.exp(-other)))
    if other <= OTHER or by_rule != "article":
        return PageType(by_rule, round(1 - chance, 4))
    return PageType(OTHER_TYPES[int(np.argmax(types))], round(chance, 4))


def _accept(found: PageType, accepted: Collection[PageTypeName]) -> PageType | Refused:
    if found.name in accepted:
        return found
    reason = Reason(found.name) if found.name in OTHER_TYPES else Reason.TYPE_EXCLUDED
    return Refused(reason, f"{found.name}, score {found.score:.2f}; not among extraction.page_types")
