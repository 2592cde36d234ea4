"""Where the article stands on its page: what the rules for metadata look at."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from broadsheet.extraction.page import Page


@dataclass(frozen=True, slots=True)
class Article:
    """A page with its body and title found.

    Attributes:
        page: The page.
        kept: For each line of the page, whether it belongs to the body.
        title: The headline, null where none was found.
        title_line: Index of the line that holds the headline, null where none was found.
        language: ISO 639 code of the body, ``und`` where not sure.
        source_uri: Where the page came from; a folder or file name may tell publisher or date.
        values: What each line looks like, float32, (lines, columns): the first columns are those of
            `broadsheet.extraction.lines.features.Feature`. A cheap test before a costly look at the text.
        url: Web address, where the input carries one.
        first: Index of the first body line; the number of lines where there is no body.
        last: Index of the last body line; -1 where there is no body.
    """

    page: Page
    kept: tuple[bool, ...]
    title: str | None
    title_line: int | None
    language: str
    source_uri: str
    values: NDArray[np.float32] = field(compare=False, repr=False)
    url: str | None = None
    first: int = field(init=False)
    last: int = field(init=False)

    def __post_init__(self) -> None:
        """Look for the ends of the body once, for every rule asks for them."""
        none = len(self.kept)
        first = self.kept.index(True) if True in self.kept else none
        last = next((line for line in range(none - 1, first - 1, -1) if self.kept[line]), -1)
        object.__setattr__(self, "first", first)
        object.__setattr__(self, "last", last)
