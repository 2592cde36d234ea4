"""What a page is: an article, a live blog, or none of both, and then which of the pages that hold no article."""

from typing import Final

from broadsheet.extraction.body import Body
from broadsheet.extraction.kinds.composition import composition
from broadsheet.extraction.kinds.listings import find_listing
from broadsheet.extraction.kinds.live_blog import calls_itself_live, is_live_blog
from broadsheet.extraction.kinds.markup import find_markup
from broadsheet.extraction.kinds.notices import find_notice
from broadsheet.extraction.kinds.placeholder import find_placeholder
from broadsheet.extraction.page import Page
from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Refused

ARTICLE: Final = "article"
LIVE_BLOG: Final = "live blog"


def page_kind(page: Page, body: Body, title: str | None) -> str | Refused:
    """Return what the page holds, `ARTICLE` or `LIVE_BLOG`, or why it holds neither. A pure function.

    Precision goes first: whatever is not plainly something else is an article, however short.

    Args:
        page: The page.
        body: Its body, the headline taken out; it may be empty.
        title: Its headline.
    """
    if not page.lines:
        return Refused(Reason.EMPTY, "the page holds no text")
    figures = composition(body)
    refused = find_markup(page.text, figures) or find_placeholder(body)
    if refused:
        return refused
    live = is_live_blog(page, body, title, figures)
    if live and calls_itself_live(page, body, title):
        return LIVE_BLOG
    # a front page may put the hour over each teaser, so what looks like one is no live blog unless it says so
    refused = find_notice(page, body, title, figures) or find_listing(page, body, title, figures)
    if refused:
        return refused
    if live:
        return LIVE_BLOG
    return ARTICLE if body.paragraphs else Refused(Reason.NO_ARTICLE, body.reason or "")
