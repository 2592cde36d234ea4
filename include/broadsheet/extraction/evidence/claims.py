"""Collects what is claimed of a page: by its own markup, and by the input that it came from."""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from broadsheet.extraction.segmentation.markup_features import LineMarkup
from broadsheet.extraction.segmentation.page import Page
from broadsheet.sources.addresses import GIVEN, page_address
from broadsheet.sources.markup import Claim, Markup
from broadsheet.sources.record import NO_FIELDS, Fields


class Claims(NamedTuple):
    """What is claimed of a page.

    Attributes:
        of_field: Claims by the name of what they state, in order; claims of the input come first.
        url: Address of the page, None where none is claimed.
        lines: For each line of the page, its number in the text, empty lines counted; empty where there is no markup.
        markup: What the markup knows of the lines, None for plain text.
        crawled: Day of the crawl as given, None where it is not.
        url_origin: What states the address, None where nothing does.
    """

    of_field: dict[str, list[Claim]]
    url: str | None
    lines: tuple[int, ...]
    markup: Markup | None
    crawled: str | None = None
    url_origin: str | None = None

    @property
    def line_markup(self) -> LineMarkup | None:
        """What the markup knows of the page's lines, None for plain text."""
        return LineMarkup(self.markup, self.lines) if self.markup is not None else None

    def named(self, field: str) -> list[Claim]:
        """Return the claims of one field."""
        return self.of_field.get(field, [])

    def line_of(self, claim: Claim) -> int | None:
        """Return the index of the line that a claim is in, or of the next one below it; None if there is none."""
        if claim.line < 0 or not self.lines:
            return None
        place = bisect_right(self.lines, claim.line - 1)
        return place if place < len(self.lines) else None

    def zones_of(self, line: int) -> int:
        """Return the `Zone` flags of a line: of elements in it, of its own and of the two around that."""
        if self.markup is None or line >= len(self.lines):
            return 0
        number = self.lines[line]
        flags, element = int(self.markup.inline[number]), int(self.markup.elements[number])
        for _ in range(_AROUND):
            if element < 0:
                break
            flags |= int(self.markup.zones[element])
            element = int(self.markup.parents[element])
        return flags


_AROUND = 3


def claims_of(page: Page, markup: Markup | None, fields: Fields, url: str | None) -> Claims | None:
    """Return what is claimed of a page, None where nothing is.

    Args:
        page: The page.
        markup: What its markup knows, None for plain text.
        fields: What the input states.
        url: Address of the page where the input carries it in another way.
    """
    if markup is None and fields is NO_FIELDS:
        return None
    of_field: dict[str, list[Claim]] = {}
    for claim in (*_of_input(fields), *(markup.claims if markup is not None else ())):
        of_field.setdefault(claim.field, []).append(claim)
    address = page_address(of_field.get("url", ()), fields.url or url, fields.origin or GIVEN)
    lines = raw_lines(page) if markup is not None else ()
    stated, origin = address or (None, None)
    return Claims(of_field, stated, lines, markup, fields.crawled_at, origin)


def _of_input(fields: Fields) -> Iterable[Claim]:
    origin = fields.origin or GIVEN
    for field, value in (
        ("url", fields.url),
        ("title", fields.title),
        ("date", fields.date),
        ("updated", fields.updated),
        ("publisher", fields.publisher),
        ("language", fields.language),
    ):
        if value and not value.isspace():
            yield Claim(field, " ".join(value.split()), origin)
    for author in fields.authors:
        if author and not author.isspace():
            yield Claim("author", " ".join(author.split()), origin)


def raw_lines(page: Page) -> tuple[int, ...]:
    """Return for each line of a page its number in the text, empty lines counted."""
    ends = (page.points == _LINE_FEED).nonzero()[0]
    numbers: tuple[int, ...] = tuple(ends.searchsorted(page.places[:, 0]).tolist())
    return numbers


_LINE_FEED = 10
