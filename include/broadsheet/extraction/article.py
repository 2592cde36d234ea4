"""A page with its body and headline: the input of the rules for metadata."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.segmentation.body import Body
from broadsheet.extraction.segmentation.page import Page
from broadsheet.extraction.title import Title


class Article(NamedTuple):
    """A page with its body and title found.

    Attributes:
        page: The page.
        kept: For each line of the page, whether it belongs to the body.
        title: The headline, None where none was found.
        title_line: Index of the line that holds the headline, None where none was found.
        language: ISO 639 code of the body, ``und`` where not sure.
        source_uri: Where the page came from; a folder or file name may give publisher or date.
        values: Features of each line, float32, (lines, columns): the first columns are those of
            `broadsheet.extraction.segmentation.features.Feature`. A cheap test before a costly look at the text.
        first: Index of the first body line; the number of lines where there is no body.
        last: Index of the last body line; -1 where there is no body.
        url: Web address, where the input carries one.
    """

    page: Page
    kept: tuple[bool, ...]
    title: str | None
    title_line: int | None
    language: str
    source_uri: str
    values: NDArray[np.float32]
    first: int
    last: int
    url: str | None = None


def read_article(
    page: Page,
    body: Body,
    title: Title | None,
    language: str,
    source_uri: str,
    url: str | None = None,
) -> Article:
    """Return a page with its body and headline, and its language, for the rules of metadata."""
    text, line = (title.text, title.line) if title else (None, None)
    first, last = body.first, body.last
    return Article(page, body.kept, text, line, language, source_uri, body.matrix, first, last, url)
