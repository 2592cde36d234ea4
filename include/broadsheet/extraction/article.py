"""Where the article stands on its page: what the rules for metadata look at."""

from dataclasses import dataclass

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
        url: Web address, where the input carries one.
    """

    page: Page
    kept: tuple[bool, ...]
    title: str | None
    title_line: int | None
    language: str
    source_uri: str
    url: str | None = None

    @property
    def first(self) -> int:
        """Index of the first body line; the number of lines where there is no body."""
        return self.kept.index(True) if True in self.kept else len(self.kept)

    @property
    def last(self) -> int:
        """Index of the last body line; -1 where there is no body."""
        return len(self.kept) - 1 - self.kept[::-1].index(True) if True in self.kept else -1
