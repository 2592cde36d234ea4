"""Pages for the rules on page types: read as extraction reads them, up to the point where the type is asked for."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from broadsheet.extraction.page_type.find import PageType, find_page_types
from broadsheet.extraction.page_type.page_stats import PageStats, page_stats
from broadsheet.extraction.segmentation.body import Body, find_body, without_headlines
from broadsheet.extraction.segmentation.page import Page, read_page
from broadsheet.extraction.title import Title, find_titles
from broadsheet.settings import Extraction, PageTypeName
from broadsheet.sources.file_reader import Refused


class Read(NamedTuple):
    """A page with its body and headline found."""

    page: Page
    body: Body
    title: str | None

    @property
    def stats(self) -> PageStats:
        """What the page is made of."""
        return page_stats(self.body)


def _read(text: str) -> tuple[Read, Title | None]:
    page = read_page(text)
    body = find_body(page)
    title = find_titles([page], [body])[0]
    (body,) = without_headlines([page], [body], [title.line if title else None])
    return Read(page, body, title.text if title else None), title


@pytest.fixture
def read() -> Callable[[str], Read]:
    """Read a page up to its body and headline."""
    return lambda text: _read(text)[0]


@pytest.fixture
def type_of() -> Callable[..., PageType | Refused]:
    """Return the type of a page, or why it is refused."""

    def finding(text: str, accepted: tuple[PageTypeName, ...] = Extraction().page_types) -> PageType | Refused:
        page, title = _read(text)
        return find_page_types([page.page], [page.body], [title], accepted)[0]

    return finding


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
