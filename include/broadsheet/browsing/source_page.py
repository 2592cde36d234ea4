"""The page a document was read from, line by line: what was kept, what was dropped, and by which rule."""

from dataclasses import dataclass
from typing import Literal

State = Literal["as read", "changed", "gone", "unreadable", "no source"]
"""Of a source page: the bytes that were read; other bytes; not there; there, but not to be read; its folder is gone."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of a page, as the rules see it.

    Attributes:
        number: Its number, from 1; lines that hold only space are not counted.
        text: Its characters, mojibake repaired.
        kept: Whether it is part of the article's text.
        rule: Why, in a few words, such as ``prose``, ``menu entry`` or ``repeat of line 4``.
    """

    number: int
    text: str
    kept: bool
    rule: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of the source as it is now.

    Attributes:
        state: Whether it is there, and the page that was read.
        note: What to know of it in a sentence; empty where it is as read and today's rules are those that read it.
        path: Where it is looked for; empty where its folder is not there.
        encoding: Character encoding it was decoded from; empty where it was not read.
        lines: Its lines; none where it was not read.
    """

    state: State
    note: str
    path: str
    encoding: str
    lines: tuple[SourceLine, ...]
