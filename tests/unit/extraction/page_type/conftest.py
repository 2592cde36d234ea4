"""Pages for the rules on kinds: read as extraction reads them, up to the point where a page's kind is asked for."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from broadsheet.extraction.page_type.page_stats import PageStats, page_stats
from broadsheet.extraction.segmentation.body import Body, find_body, without_headlines
from broadsheet.extraction.segmentation.page import Page, read_page
from broadsheet.extraction.title import find_titles


class Read(NamedTuple):
    """A page with its body and headline found."""

    page: Page
    body: Body
    title: str | None

    @property
    def stats(self) -> PageStats:
        """What the page is made of."""
        return page_stats(self.body)


@pytest.fixture
def read() -> Callable[[str], Read]:
    """Read a page up to its body and headline."""

    def reading(text: str) -> Read:
        page = read_page(text)
        body = find_body(page)
        title = find_titles([page], [body])[0]
        (body,) = without_headlines([page], [body], [title.line if title else None])
        return Read(page, body, title.text if title else None)

    return reading


@pytest.fixture
def teasers() -> list[tuple[str, str]]:
    """Return eight headlines, each with a sentence on something else."""
    return [
        ("Ferry stays in harbour", "A broken rudder keeps four hundred passengers waiting until the evening."),
        ("Choir wins medal", "Nobody had expected the singers from the smallest village to come first."),
        ("Potatoes get dearer", "Farmers blame the dry spring and shops blame the price of diesel."),
        ("Owl moves into school", "Pupils on the top floor are asked to whisper until the eggs have hatched."),
        ("Bank closes branch", "Customers will have to drive to the county town from the first of June."),
        ("Museum shuts for good", "Its last director could not find a buyer for nine thousand thimbles."),
        ("Cyclist crosses desert", "He carried forty litres of water and a violin that he cannot play."),
        ("New bridge too low", "Engineers had measured the river in August when hardly any water was left."),
    ]
