"""Refused pages, by reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.queries.overview import share
from broadsheet.queries.version_handle import Corpus, NotFoundError, ParameterError
from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.reporting.run_summary import most_first
from broadsheet.warehouse.data_file import RowGroup, first_of

LIMIT = 50
"""Pages in one part of a list."""


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A refused page in a list.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        title: Its headline, else its first words; null where nothing of it was read, or where looking would take long.
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
    figures = corpus.manifest.figures
    missing = {code: min(examples, count) for code, count in figures.reasons.items()}
    found: dict[str, list[RefusedPage]] = {code: [] for code in missing}
    looked = 0
    reader = _Reader()
    for group in _groups(corpus):
        if looked >= _MOST_ROWS or not any(missing.values()):
            break
        looked += group.rows
        reasons = group.read(["reasons"])["reasons"]
        places = {code: _places(reasons, code)[:count] for code, count in missing.items() if count}
        rows = reader.read(group, sorted({place for own in places.values() for place in own}))
        for code, own in places.items():
            found[code] += [_page(rows[place], code) for place in own]
            missing[code] -= len(own)
    reasons = [replace(_count(corpus, code), examples=tuple(found[code])) for code in most_first(figures.reasons)]
    return Quarantine(figures.quarantine, share(figures.quarantine, figures.pages - figures.pending), tuple(reasons))


def list_refused(corpus: Corpus, code: str, cursor: str | None = None, limit: int = LIMIT) -> RefusedList:
    """Return pages refused for one reason.

    Of a rare reason a part may end early, after a bounded number of pages looked through; its cursor goes on.

    Raises:
        NotFoundError: there is no such reason, or no page was refused for it.
        ParameterError: the cursor is none.
        DataError: the version is damaged.
    """
    if code not in corpus.manifest.figures.reasons:
        raise NotFoundError(f"no page of the version {corpus.version_id} was refused for {code}")
    if cursor is not None and not _CURSOR.fullmatch(cursor):
        raise ParameterError("the address names no part of the list; begin at its first one")
    groups = list(_groups(corpus))
    after = cursor or ""
    looked = 0
    rows: list[RefusedPage] = []
    reader = _Reader()
    for group in groups[first_of(groups, lambda group: (group.bounds("doc_id") or ("", ""))[1] <= after) :]:
        if looked >= _MOST_ROWS:
            return RefusedList(_count(corpus, code), tuple(rows), _before(group), looked)
        looked += group.rows
        table = group.read(["doc_id", "reasons"])
        places = [place for place in _places(table["reasons"], code) if table["doc_id"][place].as_py() > after]
        read = reader.read(group, places[: limit + 1 - len(rows)])
        rows += [_page(read[place], code) for place in sorted(read)]
        if len(rows) > limit:
            return RefusedList(_count(corpus, code), tuple(rows[:limit]), rows[limit - 1].doc_id, looked)
    return RefusedList(_count(corpus, code), tuple(rows), None, looked)


_CURSOR = re.compile(r"[0-9a-f]{24}")
_MOST_ROWS = 100_000
"""Refused pages looked through for one answer, about: it ends at the next row group behind them."""
_FIRST_WORDS = 120
"""Characters of a text that stand for a missing title."""
_TEXT_GROUPS = 3
"""Row groups whose texts are read for one answer: 20 MB each, where pages were refused for their text."""
_NOTHING = "0" * 24


def _groups(corpus: Corpus) -> Iterator[RowGroup]:
    for path in corpus.version.files("quarantine"):
        yield from path.row_groups()


def _before(group: RowGroup) -> str:
    """Return a cursor in front of a row group: the doc_id right below its first."""
    first = int((group.bounds("doc_id") or (_NOTHING, ""))[0], 16)
    return f"{max(first - 1, 0):024x}"


def _count(corpus: Corpus, code: str) -> ReasonCount:
    told = EXPLANATIONS[Reason(code)] if code in set(Reason) else None
    meaning, remedy = (told.meaning, told.remedy) if told else ("", "")
    return ReasonCount(code, corpus.manifest.figures.reasons[code], meaning, remedy, ())


def _places(reasons: pa.ChunkedArray, code: str) -> list[int]:
    """Return the rows refused for a reason, in order."""
    whole = reasons.combine_chunks()
    codes = pc.struct_field(whole.flatten(), "code")
    places: list[int] = pc.unique(pc.list_parent_indices(whole).filter(pc.equal(codes, code))).to_pylist()
    return places


class _Reader:
    """Reads refused pages; texts, whose first words stand for a missing title, of few row groups only."""

    def __init__(self) -> None:
        self._texts_left = _TEXT_GROUPS

    def read(self, group: RowGroup, places: list[int]) -> dict[int, dict[str, Any]]:
        """Return rows of a row group by their places."""
        if not places:
            return {}
        rows = group.read(["doc_id", "source_uri", "stage", "reasons", "title", "word_count"]).take(places).to_pylist()
        if self._texts_left and any(row["title"] is None and row["word_count"] for row in rows):
            self._texts_left -= 1
            texts = group.read(["text"]).take(places)["text"].to_pylist()
            rows = [{**row, "title": row["title"] or _beginning(text)} for row, text in zip(rows, texts, strict=True)]
        return dict(zip(places, rows, strict=True))


def _beginning(text: str | None) -> str | None:
    words = " ".join((text or "")[: 4 * _FIRST_WORDS].split())
    return (words if len(words) <= _FIRST_WORDS else f"{words[:_FIRST_WORDS]}…") or None


def _page(row: dict[str, Any], code: str) -> RefusedPage:
    details = [reason["detail"] for reason in row["reasons"] if reason["code"] == code]
    others = tuple(reason["code"] for reason in row["reasons"] if reason["code"] != code)
    return RefusedPage(row["doc_id"], row["source_uri"], row["title"], row["stage"], details[0], others)
