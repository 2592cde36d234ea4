"""Lists the pending pages of a version: extracted, but of dates that no run has asked for yet."""

import re
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.queries.metadata import day_of
from broadsheet.queries.version_handle import Corpus, ParameterError
from broadsheet.warehouse.data_file import first_of

LIMIT = 50
"""Pages on a page of the list."""
_CURSOR = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class PendingPage:
    """A pending page.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        published: Day of publication, None where unknown.
    """

    doc_id: str
    source_uri: str
    published: date | None


@dataclass(frozen=True, slots=True)
class PendingList:
    """A part of the pending pages, in order of doc_id.

    Attributes:
        rows: This part.
        following: Cursor of the next part; None in the last.
        total: Number of pending pages.
    """

    rows: tuple[PendingPage, ...]
    following: str | None
    total: int


def list_pending(corpus: Corpus, cursor: str | None = None, limit: int = LIMIT) -> PendingList:
    """Return a part of the pending pages. Reads row groups of the ledger until the part is full.

    Raises:
        ParameterError: the cursor is none.
        DataError: the version is damaged.
    """
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise ParameterError("invalid cursor; start at the first part of the list")
    total, after = corpus.manifest.figures.pending, cursor or ""
    rows: list[PendingPage] = []
    for file in corpus.version.files("_ledger") if total else ():
        groups = file.row_groups()
        start = first_of(groups, lambda group: (group.bounds("doc_id") or ("", ""))[1] <= after)
        for group in groups[start:]:
            table = group.read(["doc_id", "place"])
            wanted = pc.and_(pc.equal(table["place"], "pending"), pc.greater(table["doc_id"], after))
            places = pc.indices_nonzero(wanted)[: limit + 1 - len(rows)]
            if len(places):
                found = group.read(["doc_id", "source_uri", "published_date"]).take(pa.array(places))
                rows += [
                    PendingPage(row["doc_id"], row["source_uri"], day_of(row["published_date"]))
                    for row in found.to_pylist()
                ]
            if len(rows) > limit:
                return PendingList(tuple(rows[:limit]), rows[limit - 1].doc_id, total)
    return PendingList(tuple(rows), None, total)
