"""Reads one document: its disposition and the reason, its text and metadata, and its source page line by line."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from broadsheet.errors import DataError
from broadsheet.queries.metadata import Fact, article_of, day_of, facts_of, figures_of
from broadsheet.queries.page_ledger import LedgerRow, find_page
from broadsheet.queries.source_page import (
    WITHHELD,
    Reading,
    SourcePage,
    last_locations,
    mark_template_lines,
    read_source,
)
from broadsheet.queries.template_lines import find_template_lines
from broadsheet.queries.version_handle import Corpus, NotFoundError
from broadsheet.reject_reasons import EXPLANATIONS, Reason
from broadsheet.runs.delta import folder_keys
from broadsheet.schema import CORPUS, DUPLICATES, QUARANTINE
from broadsheet.settings import Extraction, Input, Settings, SourceSettings
from broadsheet.sources.formats.format import Options
from broadsheet.sources.record import Declared
from broadsheet.version import RULES_VERSION
from broadsheet.warehouse.data_file import find_row
from broadsheet.warehouse.version import Partition


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason why a page was refused.

    Attributes:
        code: Its code (`broadsheet.reject_reasons.Reason`).
        detail: What was found on this page.
        meaning: What the code means.
        remedy: What to do about it.
    """

    code: str
    detail: str
    meaning: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Representative:
    """The representative of a duplicate.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        title: Its headline, None where it has none.
        relation: How the duplicate relates to it: exact, near, contained or version.
        jaccard: Jaccard similarity of the two, 0 to 1.
        containment: Share of the smaller one's shingles that the other one has, too, 0 to 1.
        newer_version: doc_id of the newest version of the duplicate's page; None where the duplicate is that.
    """

    doc_id: str
    source_uri: str
    title: str | None
    relation: str
    jaccard: float
    containment: float
    newer_version: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One page of the ledger: published, refused or pending.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        place: The column of the ledger: corpus, duplicates, quarantine or pending.
        explanation: What the place means for this document, in a sentence.
        lang: Folder key of its partition; None outside corpus and duplicates.
        month: Folder key of its partition; None outside corpus and duplicates.
        facts: Its metadata, each item with its origin: of the stored row, else of the page as it is now. Without an
            article, what is known of the page, such as its web address.
        title: The headline, None where there is none.
        published: Day of publication, None where it is unknown.
        precision: day, month, year or none: how much of the day the page states.
        language: Code of the text's language; und where uncertain, empty where there is no text.
        paragraphs: The stored text; empty where none is stored (refused before it was read, or pending).
        figures: Counts and quality signals by name (`broadsheet.queries.metadata.FIGURES`): of the stored text, or for
            a pending document of the page as it is now.
        refused_by: The stage that refused it; empty where none did.
        refusals: Why it was refused; empty where it was not.
        duplicate_of: Its representative; None where it is no duplicate.
        cluster_id: Its cluster; None outside corpus and duplicates.
        duplicate_count: Number of its duplicates.
        related_count: Number of other documents of the corpus in its cluster.
        extractor: Version of the extraction rules that read it.
        source_digest: SHA-256 of the page's bytes when it was read; None where it was not read.
        source: Its page as it is now, line by line.
    """

    doc_id: str
    source_uri: str
    place: str
    explanation: str
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
    duplicate_of: Representative | None
    cluster_id: str | None
    duplicate_count: int
    related_count: int
    extractor: str
    source_digest: str | None
    source: SourcePage


def read_document(corpus: Corpus, doc_id: str, settings: Settings, source: str | None = None) -> DocumentView:
    """Return a document of a version by its id, whatever its disposition.

    Its source page is read with the settings that made the version. In large versions the pages that share a template
    line are not counted, because that reads the lines of all documents.

    Args:
        corpus: The version.
        doc_id: 24 hex digits.
        settings: The source, if the journal does not name one, and the largest size of a page.
        source: Source setting to look for its page; None for that of the last run that read this source.

    Raises:
        NotFoundError: the version has no such document.
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
    """Return a document by its row of the ledger; see `read_document`.

    Args:
        corpus: The version.
        page: Its row.
        settings: See `read_document`.
        source: See `read_document`.
        count: Whether to count the pages that share its template lines.
        most_lines: Number of lines up to which its source page is read, None for no limit.
    """
    stored = _read_stored(corpus, page)
    source = source or last_locations(corpus.warehouse, settings).get(page.source, "")
    most = min(settings.discovery.max_page_bytes, SHOWN_BYTES) if most_lines else settings.discovery.max_page_bytes
    if Reason.TAKEN_DOWN in {reason["code"] for reason in stored.get("reasons", ())}:
        reading = WITHHELD
    else:
        rules, digest = extraction_of(corpus, settings), page.source_digest
        then = settings_of(corpus, settings)
        options = replace(Options.of(then, page.source), max_page_bytes=most)
        declared = Declared.of(then, page.source)
        reading = read_source(source, page.source_uri, rules, options, digest, most_lines, declared)
    trace = reading.trace if reading.page.state == "as read" else None
    article = stored if stored.get("text") or page.place != "pending" else (article_of(trace) if trace else None) or {}
    row = _NO_ARTICLE | article
    facts = facts_of(row, trace)
    return DocumentView(
        doc_id=page.doc_id,
        source_uri=page.source_uri,
        place=page.place,
        explanation=_explanation(page, stored),
        lang=page.lang,
        month=page.month,
        facts=facts if article.get("language") else tuple(fact for fact in facts if fact.value),
        title=row["title"],
        published=day_of(row["published_date"]) or day_of(page.published_date),
        precision=row["published_precision"] or "none",
        language=row["language"] or "",
        paragraphs=tuple(stored["text"].split("\n\n")) if stored.get("text") else (),
        figures=figures_of(row) if article.get("language") else {},
        refused_by=stored.get("stage") or "",
        refusals=tuple(_refusal(reason) for reason in stored.get("reasons", ())),
        duplicate_of=_representative(corpus, stored) if page.place == "duplicates" else None,
        cluster_id=stored.get("cluster_id"),
        duplicate_count=stored.get("duplicate_count", 0),
        related_count=stored.get("related_count", 0),
        extractor=page.extractor,
        source_digest=page.source_digest,
        source=_source_page(corpus, page, stored, reading, count=count),
    )


def extraction_of(corpus: Corpus, settings: Settings) -> Extraction:
    """Return the extraction settings that made a version; the current ones where this program does not know those."""
    try:
        return Extraction(**corpus.manifest.settings["extraction"])
    except (KeyError, TypeError, ValidationError):
        return settings.extraction


def settings_of(corpus: Corpus, settings: Settings) -> Settings:
    """Return the settings with those by which the sources of a version were read, where this program knows those."""
    manifest = corpus.manifest
    try:
        sources = {name: SourceSettings(**own) for name, own in manifest.sources.items()}
        read = Input(**manifest.settings["input"])
    except (KeyError, TypeError, ValidationError):
        return settings
    return settings.model_copy(update={"input": read, "sources": sources})


def published_row(corpus: Corpus, page: LedgerRow, columns: list[str]) -> dict[str, Any]:
    """Return columns of the row of a document in corpus or duplicates; reads one row group.

    Raises:
        DataError: no file holds the document.
    """
    files = corpus.version.partition_files(page.place, Partition(page.lang or "", page.month or ""))
    row = find_row(files, {"doc_id": page.doc_id, "published_date": page.published_date}, columns)
    if row is None:
        raise DataError(
            f"the ledger lists {page.doc_id} in {page.place}, but no file holds it: the version is damaged; "
            "roll back to an intact version, or build again"
        )
    return row


SHOWN_LINES, SHOWN_BYTES = 5_000, 2**20
"""Limits for a source page in the browser: reading a larger one would keep the server busy for minutes."""
_DOC_ID = re.compile(r"[0-9a-f]{24}")
_COUNTED = 20_000
"""Largest number of documents of a version with which the pages of an outlet are counted: some 10 ms."""
_NO_ARTICLE: dict[str, Any] = dict.fromkeys(CORPUS.names)


def _read_stored(corpus: Corpus, page: LedgerRow) -> dict[str, Any]:
    """Return all columns of the stored row; empty for a pending document, which has none."""
    if page.place in ("corpus", "duplicates"):
        return published_row(corpus, page, (CORPUS if page.place == "corpus" else DUPLICATES).names)
    if page.place != "quarantine":
        return {}
    row = find_row(corpus.version.files("quarantine"), {"doc_id": page.doc_id}, QUARANTINE.names)
    if row is None:
        raise DataError(f"the ledger lists {page.doc_id} in quarantine, but no file holds it: the version is damaged")
    return row


def _explanation(page: LedgerRow, stored: dict[str, Any]) -> str:
    if page.place == "corpus":
        count = stored["duplicate_count"]
        represents = f" and represents {count} duplicate{'s' if count > 1 else ''}" if count else ""
        return f"Published in the corpus{represents}."
    if page.place == "duplicates" and stored["newer_version"]:
        return "Published in duplicates: it is an older version of a page that was crawled again later."
    if page.place == "duplicates":
        return "Published in duplicates: the corpus holds the representative of its cluster."
    if page.place == "quarantine":
        return f"Refused by {stored['stage']}."
    if page.published_date:
        return f"Pending: no run has asked for {page.published_date:%Y-%m-%d} yet."
    return "Pending: it has no date, and all runs so far were limited to dates. A run without dates publishes it."


def _refusal(reason: dict[str, str]) -> Refusal:
    code = reason["code"]
    known = EXPLANATIONS[Reason(code)] if code in set(Reason) else None
    return Refusal(code, reason["detail"], known.meaning if known else "", known.remedy if known else "")


def _representative(corpus: Corpus, stored: dict[str, Any]) -> Representative:
    page = find_page(corpus.version, stored["duplicate_of"])
    if page is None:
        raise DataError(
            f"the representative {stored['duplicate_of']} of {stored['doc_id']} is missing: the version is damaged"
        )
    title = published_row(corpus, page, ["title"])["title"]
    similarity = (stored[name] for name in ("relation", "jaccard", "containment", "newer_version"))
    return Representative(page.doc_id, page.source_uri, title, *similarity)


def _source_page(
    corpus: Corpus, page: LedgerRow, stored: dict[str, Any], reading: Reading, *, count: bool
) -> SourcePage:
    if reading.page.state in ("gone", "unreadable", "no source") and stored.get("text"):
        return replace(reading.page, note=f"{reading.page.note} The stored text is shown.")
    if reading.page.state != "as read":
        return reading.page
    shown = reading.page
    partition = _lines_partition(page, stored)
    if partition:
        shown = mark_template_lines(reading, find_template_lines(corpus.version, page.doc_id, partition, count=count))
    if page.extractor != RULES_VERSION:
        note = (
            f"The lines are labelled by the current rules, {RULES_VERSION}; "
            f"the document was extracted with rules {page.extractor}."
        )
        shown = replace(shown, note=note)
    return shown


def _lines_partition(page: LedgerRow, stored: dict[str, Any]) -> Partition | None:
    """Return the partition of the document's lines; None where extraction refused it, and none are stored."""
    if page.lang and page.month:
        return Partition(page.lang, page.month)
    if not stored.get("language"):
        return None
    columns = {name: pa.array([stored[name]], CORPUS.field(name).type) for name in _KEYED}
    (keys,) = folder_keys(pa.table(columns)).to_pylist()
    return Partition(**keys)


_KEYED = ("published_date", "published_precision", "language")
