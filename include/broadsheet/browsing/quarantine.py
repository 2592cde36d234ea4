"""Refused pages, by reason."""

from dataclasses import dataclass

from broadsheet.browsing.opening import Corpus

LIMIT = 50
"""Pages in one part of a list."""


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A refused page in a list.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        title: Its headline, else its first words; null where nothing of it was read.
        stage: The stage that refused it.
        detail: The particulars of the reason the list is about.
        others: Codes of the further reasons it was refused for.
    """

    doc_id: str
    source_uri: str
    title: str | None
    stage: str
    detail: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A reason and how often it holds.

    Attributes:
        code: Its code.
        pages: Pages refused for it, alone or with others.
        meaning: What it means.
        remedy: What to do about it.
        examples: Some of them.
    """

    code: str
    pages: int
    meaning: str
    remedy: str
    examples: tuple[RefusedPage, ...]


@dataclass(frozen=True, slots=True)
class Quarantine:
    """What the page of refused pages shows.

    Attributes:
        pages: Pages refused.
        share: Those over all pages but the pending, 0 to 1.
        reasons: Every reason that holds, most pages first; together they may count more than `pages`, for a page may
            have several.
    """

    pages: int
    share: float
    reasons: tuple[ReasonCount, ...]


@dataclass(frozen=True, slots=True)
class RefusedList:
    """A part of the pages refused for one reason, in order of doc_id.

    Attributes:
        reason: The reason, without examples.
        rows: This part.
        following: Cursor of the next part; null in the last.
        looked_through: Refused pages that were looked at for it.
    """

    reason: ReasonCount
    rows: tuple[RefusedPage, ...]
    following: str | None
    looked_through: int


def read_quarantine(corpus: Corpus, examples: int = 3) -> Quarantine:
    """Return the reasons why pages were refused, each with examples.

    Examples are looked for among a bounded number of pages: a rare reason may come without.
    """
    raise NotImplementedError


def list_refused(corpus: Corpus, code: str, cursor: str | None = None, limit: int = LIMIT) -> RefusedList:
    """Return pages refused for one reason.

    Raises:
        NotFoundError: there is no such reason, or no page was refused for it.
        ParameterError: the cursor is none.
        DataError: the version is damaged.
    """
    raise NotImplementedError
