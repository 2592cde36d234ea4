"""Documents of the corpus, filtered and a page at a time, newest first.

A page reads the footers of few files and the small columns of few row groups, however large the corpus is: files lie
by language and month and are sorted by day, so paging goes on from a key (keyset paging), never from a count of rows.
"""

from dataclasses import dataclass
from datetime import date

from broadsheet.browsing.opening import Corpus

LIMIT = 50
"""Documents on a page."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are looked for; everything that is not null has to hold.

    Attributes:
        since: First day of publication.
        until: Last day of publication, inclusive.
        language: Code of the language, as in the column ``language``.
        publisher: The publisher's name, exactly.
        words: Words of the title, with spaces between: all have to stand in it, be it inside longer words; case does
            not count.
    """

    since: date | None = None
    until: date | None = None
    language: str | None = None
    publisher: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A document in a list.

    Attributes:
        doc_id: Its id.
        title: Its headline, null where it has none.
        published: Day of publication, null where it is unknown; see `precision`.
        precision: day, month, year or none: how much of the day the page states.
        language: Code of its language.
        publisher: The outlet, null where unknown.
        agency: The wire service, null where none is credited.
        kind: article or live blog.
        word_count: Words of its text.
        duplicate_count: Left-out documents it stands for.
        cluster_id: Its cluster.
        source_uri: Where it came from.
    """

    doc_id: str
    title: str | None
    published: date | None
    precision: str
    language: str
    publisher: str | None
    agency: str | None
    kind: str
    word_count: int
    duplicate_count: int
    cluster_id: str
    source_uri: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes:
        rows: Its documents, newest first, those without a day last.
        newer: Cursor of the page of newer documents; null on the first page.
        older: Cursor of the page of older documents; null on the last page.
        total: How many documents there are in all; null where counting them would mean reading them.
        looked_through: Documents that were looked at for this page.
        reached: Where the search ended before the page was full: the day it came to, or "undated"; null where it did
            not end early. `older` (or `newer`, going that way) goes on from there.
    """

    rows: tuple[Row, ...]
    newer: str | None
    older: str | None
    total: int | None
    looked_through: int
    reached: str | None


def find_documents(corpus: Corpus, filters: Filters, cursor: str | None = None, limit: int = LIMIT) -> Page:
    """Return the page of documents that a cursor leads to, the first where it is null.

    Raises:
        ParameterError: the cursor is none, or the dates are the wrong way round.
        DataError: the version is damaged.
    """
    raise NotImplementedError
