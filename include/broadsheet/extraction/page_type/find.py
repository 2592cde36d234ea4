"""Finds the type of a page: article, live blog, or a type without an article, such as front page."""

from typing import Final

from broadsheet.extraction.page_type.listing_pages import find_listing
from broadsheet.extraction.page_type.live_blog import calls_itself_live, is_live_blog
from broadsheet.extraction.page_type.markup import find_markup, find_placeholder
from broadsheet.extraction.page_type.notices import find_notice
from broadsheet.extraction.page_type.page_stats import page_stats
from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.page import Page
from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Refused

ARTICLE: Final = "article"
LIVE_BLOG: Final = "live blog"


def find_page_type(page: Page, body: Body, title: str | None) -> str | Refused:
    """Return what the page holds, `ARTICLE` or `LIVE_BLOG`, or why it holds neither. A pure function.

    Precision comes first: a page that is not clearly of another type is an article, however short.

    Args:
        page: The page.
        body: Its body, the headline taken out; it may be empty.
        title: Its headline.
    """
    if not page.lines:
        return Refused(Reason.EMPTY, "the page holds no text")
    stats = page_stats(body)
    refused = find_markup(page.text, stats) or find_placeholder(body)
    if refused:
        return refused
    live = is_live_blog(page, body, title, stats)
    if live and calls_itself_live(page, body, title):
        return LIVE_BLOG
    # a front page may put the hour over each teaser, so what looks like one is no live blog unless it says so
    refused = find_notice(page, body, title, stats) or find_listing(page, body, title, stats)
    if refused:
        return refused
    if live:
        return LIVE_BLOG
    return ARTICLE if body.paragraphs else Refused(Reason.NO_ARTICLE, body.reason or "")
