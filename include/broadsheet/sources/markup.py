"""What the markup of an HTML page knows of its lines, and what the page claims of itself."""

from enum import IntEnum, IntFlag, auto
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Zone(IntFlag):
    """What the tag of an element, its role or the words in its class and id say of the text in it."""

    COMMENT = auto()
    RELATED = auto()
    SHARE = auto()
    ADVERT = auto()
    NAVIGATION = auto()
    SIDEBAR = auto()
    FOOTER = auto()
    HEADER = auto()
    BODY = auto()
    """Words such as *article-body* or *entry-content*, or the item property *articleBody*."""
    ARTICLE = auto()
    MAIN = auto()
    AUTHOR = auto()
    DATE = auto()
    META = auto()
    CAPTION = auto()
    TITLE = auto()
    LEAD = auto()
    TAGS = auto()
    POPUP = auto()
    BIOGRAPHY = auto()
    QUOTE = auto()
    LIST = auto()
    TABLE = auto()
    FORM = auto()
    HIDDEN = auto()
    """Left out of view by style sheets, as its class says: *visually-hidden*."""


class Tag(IntEnum):
    """Kinds of elements that begin lines."""

    OTHER = 0
    P = auto()
    DIV = auto()
    LI = auto()
    H1 = auto()
    H2 = auto()
    H3 = auto()
    H4 = auto()
    H5 = auto()
    H6 = auto()
    CELL = auto()
    ROW = auto()
    QUOTE = auto()
    PRE = auto()
    CAPTION = auto()
    TERM = auto()
    SECTION = auto()


class Claim(NamedTuple):
    """A value that an HTML page or an input states of the page, as evidence.

    Attributes:
        field: What it states: ``title``, ``date``, ``updated``, ``author``, ``publisher``, ``language`` or ``url``.
        value: The value as given.
        origin: Where it comes from, such as ``JSON-LD datePublished`` or ``meta author``.
        line: Number of the line of the text that it is in, counted with empty lines; -1 where it is not in the text.
    """

    field: str
    value: str
    origin: str
    line: int = -1


class Markup(NamedTuple):
    """What the markup of a page knows of its lines.

    Attributes:
        elements: For each line of the text, empty ones included, the element it is in, -1 for an empty line: int32.
        linked: Characters of the line that are links: int32.
        bold: Characters of the line that are set off by bold or italic type: int32.
        images: Pictures between the line before and this one: int32.
        inline: `Zone` flags of elements inside the line: int64.
        parents: For each element that begins lines, the one it is in, -1 for the outermost; in document order: int32.
        tags: `Tag` of each element: int8.
        zones: `Zone` flags of each element itself: int64.
        paths: A number for the tags and classes on the way to each element; equal for elements that look alike: int64.
        claims: What the page claims of itself.
    """

    elements: NDArray[np.int32]
    linked: NDArray[np.int32]
    bold: NDArray[np.int32]
    images: NDArray[np.int32]
    inline: NDArray[np.int64]
    parents: NDArray[np.int32]
    tags: NDArray[np.int8]
    zones: NDArray[np.int64]
    paths: NDArray[np.int64]
    claims: tuple[Claim, ...] = ()

    def claimed(self, field: str) -> tuple[Claim, ...]:
        """Return the claims of one field, in order."""
        return tuple([claim for claim in self.claims if claim.field == field])
