"""Everything known of one document: where it is and why, its text and metadata, and its source page line by line."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from broadsheet.errors import DataError
from broadsheet.queries.metadata import Fact, article_of, day_of, facts_of, figures_of
from broadsheet.queries.page_ledger import LedgerRow, find_page
from broadsheet.queries.source_page import WITHHELD, Reading, SourcePage, mark_recurring, read_source, source_of
from broadsheet.queries.template_lines import find_recurring
from broadsheet.queries.version_handle import Corpus, NotFoundError
from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.runs.delta import folder_keys
from broadsheet.schema import CORPUS, DUPLICATES, QUARANTINE
from broadsheet.settings import Extraction, Settings
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.data_file import find_row
from broadsheet.warehouse.version import Partition


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason why a page was refused.

    Attributes:
        code: Its code (`broadsheet.reject_reasons.Reason`).
        detail: The particulars of this page.
        meaning: What the code means.
        remedy: What to do about it.
    """

    code: str
    detail: str
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """What a left-out document repeats.

    Attributes:
        doc_id: The kept document.
        source_uri: Its page.
        title: Its headline, null where it has none.
        relation: exact, near or contained.
        jaccard: Jaccard similarity to it, 0 to 1.
        containment: Share of the smaller one's shingles found in the other, 0 to 1.
    """

    doc_id: str
    source_uri: str
    title: str | None
    relation: str
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document, whatever became of it.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        place: Where it is: corpus, duplicates, quarantine or pending.
        said: The place in words: why it is there and what follows.
        lang: Folder key of its partition; null outside corpus and duplicates.
        month: Likewise.
        facts: What the page says of itself, each with its origin; those of the stored row where there is one, else of
            the page as it is now.
        title: The headline, null where there is none.
        published: Day of publication, null where it is unknown.
        precision: day, month, year or none: how much of it the page states.
        language: Code of the text's language; und where not sure, empty where there is no text.
        paragraphs: The text as stored; none where none is stored (refused before it was read, or pending).
        figures: Counts and signals of quality by name (`broadsheet.queries.metadata.FIGURES`): of the stored text; of a
            pending one, of the page as it is now.
        refused_by: The stage that refused it; empty where none did.
        refusals: Why it was refused; none where it was not.
        repeats: What it repeats; null where it repeats nothing.
        cluster_id: Its cluster; null outside corpus and duplicates.
        duplicate_count: Left-out documents it stands for.
        extractor: Version of the rules that read it.
        source_digest: SHA-256 of the page's bytes when it was read; null where they were not.
        source: Its page as it is now, line by line.
    """

    doc_id: str
    source_uri: str
    place: str
    said: str
    lang: str | None
    month: str | None
    facts: tuple[Fact, ...]
    title: str | None
    published: date | None
    precision: str
    language: str
    paragraphs: tuple[str, ...]
    figures: dict[str, int | float | str]
    refused_by: str
    refusals: tuple[Refusal, ...]
    repeats: Repeats | None
    cluster_id: str | None
    duplicate_count: int
    extractor: str
    source_digest: str | None
    source: SourcePage


def read_document(corpus: Corpus, doc_id: str, settings: Settings, source: str | None = None) -> DocumentView:
    """Return a document by its id, wherever it is.

    Its source page is read by the settings that made the version. How often a recurring line recurs is only counted in
    versions of few documents, for that reads the lines of all.

    Args:
        corpus: The version.
        doc_id: 24 hex digits.
        settings: Where pages come from if the journal does not say, and how large one may be.
        source: Where its page is looked for; null for the source of the last run that read that source.

    Raises:
        NotFoundError: the version knows no such document.
        DataError: the version is damaged.
    """
    page = find_page(corpus.version, doc_id) if _DOC_ID.fullmatch(doc_id) else None
    if page is None:
        raise NotFoundError(f"the version {corpus.version_id} has no document {doc_id}")
    lines = sum(entry.rows for entry in corpus.manifest.files if entry.path.startswith("_lines/"))
    return view_page(corpus, page, settings, source, count=lines <= _COUNTED, most_lines=SHOWN_LINES)


def view_page(
    corpus: Corpus,
    page: LedgerRow,
    settings: Settings,
    source: str | None = None,
    *,
    count: bool = True,
    most_lines: int | None = None,
) -> DocumentView:
    """Return a document by its row in the ledger; see `read_document`.

    Args:
        corpus: The version.
        page: The row.
        settings: See `read_document`.
        source: See `read_document`.
        count: Whether to count how often its recurring lines recur.
        most_lines: Lines up to which its source page is read, null for any number.
    """
    stored = _read_stored(corpus, page)
    source = source or source_of(corpus.warehouse, page.source, settings.source)
    most = min(settings.discovery.max_page_bytes, SHOWN_BYTES) if most_lines else settings.discovery.max_page_bytes
    if Reason.TAKEN_DOWN in {reason["code"] for reason in stored.get("reasons", ())}:
        reading = WITHHELD
    else:
        rules, digest = extraction_of(corpus, settings), page.source_digest
        reading = read_source(source, page.source_uri, rules, most, digest, max_lines=most_lines)
    trace = reading.trace if reading.page.state == "as read" else None
    article = stored if stored.get("text") or page.place != "pending" else (article_of(trace) if trace else None) or {}
    row = _NO_ARTICLE | article
    return DocumentView(
        doc_id=page.doc_id,
        source_uri=page.source_uri,
        place=page.place,
        said=_said(page, stored),
        lang=page.lang,
        month=page.month,
        facts=facts_of(row, trace) if article.get("language") else (),
        title=row["title"],
        published=day_of(row["published_date"]) or day_of(page.published_date),
        precision=row["published_precision"] or "none",
        language=row["language"] or "",
        paragraphs=tuple(stored["text"].split("\n\n")) if stored.get("text") else (),
        figures=figures_of(row) if article.get("language") else {},
        refused_by=stored.get("stage") or "",
        refusals=tuple(_refusal(reason) for reason in stored.get("reasons", ())),
        repeats=_repeats(corpus, stored) if page.place == "duplicates" else None,
        cluster_id=stored.get("cluster_id"),
        duplicate_count=stored.get("duplicate_count", 0),
        extractor=page.extractor,
        source_digest=page.source_digest,
        source=_source_page(corpus, page, stored, reading, count=count),
    )


def extraction_of(corpus: Corpus, settings: Settings) -> Extraction:
    """Return the settings of extraction that made a version; those of today where it had others than there are now."""
    try:
        return Extraction(**corpus.manifest.settings["extraction"])
    except (KeyError, TypeError, ValidationError):
        return settings.extraction


def published_row(corpus: Corpus, page: LedgerRow, columns: list[str]) -> dict[str, Any]:
    """Return columns of the row of a document in corpus or duplicates; of that row group alone.

    Raises:
        DataError: no file holds the document.
    """
    files = corpus.version.partition_files(page.place, Partition(page.lang or "", page.month or ""))
    row = find_row(files, {"doc_id": page.doc_id, "published_date": page.published_date}, columns)
    if row is None:
        raise DataError(
            f"the ledger puts {page.doc_id} into {page.place}, but no file holds it: the version is damaged; "
            "roll back to one that is whole, or build once more"
        )
    return row


SHOWN_LINES, SHOWN_BYTES = 5_000, 2**20
"""Of a source page that is shown in the browser: a longer one would keep its server busy for minutes."""
_DOC_ID = re.compile(r"[0-9a-f]{24}")
_COUNTED = 20_000
"""Documents of a version up to which the pages of an outlet are counted: some hundredths of a second."""
_NO_ARTICLE: dict[str, Any] = dict.fromkeys(CORPUS.names)


def _read_stored(corpus: Corpus, page: LedgerRow) -> dict[str, Any]:
    """Return the document's whole row; nothing for a pending one."""
    if page.place in ("corpus", "duplicates"):
        return published_row(corpus, page, (CORPUS if page.place == "corpus" else DUPLICATES).names)
    if page.place != "quarantine":
        return {}
    row = find_row(corpus.version.files("quarantine"), {"doc_id": page.doc_id}, QUARANTINE.names)
    if row is None:
        raise DataError(
            f"the ledger puts {page.doc_id} into quarantine, which does not hold it: the version is damaged"
        )
    return row


def _said(page: LedgerRow, stored: dict[str, Any]) -> str:
    if page.place == "corpus":
        count = stored["duplicate_count"]
        stands = f" and stands for {count} left-out document{'s' if count > 1 else ''}" if count else ""
        return f"It is published{stands}."
    if page.place == "duplicates":
        return "It is left out, for another document stands in its place."
    if page.place == "quarantine":
        return f"It was refused by {stored['stage']}."
    if page.published_date:
        return f"It waits: a run has not asked for {page.published_date:%Y-%m-%d} so far."
    return "It waits: it has no date, and the runs so far asked for dates. A run without dates takes it."


def _refusal(reason: dict[str, str]) -> Refusal:
    code = reason["code"]
    told = EXPLANATIONS[Reason(code)] if code in set(Reason) else None
    return Refusal(code, reason["detail"], told.meaning if told else "", told.remedy if told else "")


def _repeats(corpus: Corpus, stored: dict[str, Any]) -> Repeats:
    kept = find_page(corpus.version, stored["duplicate_of"])
    if kept is None:
        raise DataError(
            f"{stored['doc_id']} repeats {stored['duplicate_of']}, which is not there: the version is damaged"
        )
    title = published_row(corpus, kept, ["title"])["title"]
    alike = (stored[name] for name in ("relation", "jaccard", "containment"))
    return Repeats(kept.doc_id, kept.source_uri, title, *alike)


def _source_page(
    corpus: Corpus, page: LedgerRow, stored: dict[str, Any], reading: Reading, *, count: bool
) -> SourcePage:
    if reading.page.state != "as read":
        return reading.page
    shown = reading.page
    partition = _lines_partition(page, stored)
    if partition:
        shown = mark_recurring(reading, find_recurring(corpus.version, page.doc_id, partition, count=count))
    if page.extractor != RULES_VERSION:
        note = f"Lines are judged by today's rules, {RULES_VERSION}; the document was read by {page.extractor}."
        shown = replace(shown, note=note)
    return shown


def _lines_partition(page: LedgerRow, stored: dict[str, Any]) -> Partition | None:
    """Return where the document's lines are: of a refused one, where it would lie; null where extraction refused it."""
    if page.lang and page.month:
        return Partition(page.lang, page.month)
    if not stored.get("language"):
        return None
    columns = {name: pa.array([stored[name]], CORPUS.field(name).type) for name in _KEYED}
    (keys,) = folder_keys(pa.table(columns)).to_pylist()
    return Partition(**keys)


_KEYED = ("published_date", "published_precision", "language")
