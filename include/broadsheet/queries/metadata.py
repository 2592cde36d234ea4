"""The metadata and figures of a document, each item with the line and the rule it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from broadsheet.extraction.document import Document, Trace

FIGURES = {
    "word_count": "words in the text",
    "paragraph_count": "paragraphs in the text",
    "body_share": "share of the page's characters that are in the text",
    "sentence_share": "share of paragraphs that end like a sentence",
    "repeated_share": "share of the body's lines dropped as repetitions",
    "capital_share": "share of letters that are capitals",
    "digit_share": "share of characters that are digits",
    "language_score": "confidence of the language identification",
    "encoding": "character encoding of the page",
    "replaced_bytes": "bytes that could not be decoded",
    "repaired_lines": "lines whose mojibake was repaired",
}
"""Counts and quality signals of a text, by column name, each with its meaning."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One item of metadata.

    Attributes:
        name: title, published, published at, updated, publisher, authors, agency, dateline, page type, language,
            url or crawled.
        value: Its value as text; None where the page does not state it.
        line: Number of the line that states it, from 1; None where it comes from no line, or the line is not known.
        rule: The rule that found it, with its evidence; empty where there is none.
    """

    name: str
    value: str | None
    line: int | None = None
    rule: str = ""


def facts_of(row: Mapping[str, Any], trace: Trace | None) -> tuple[Fact, ...]:
    """Return the metadata of a document.

    Args:
        row: Columns of `broadsheet.schema.ARTICLE`, as stored or as extracted now.
        trace: How its page was read; None where the page is gone or has changed. Lines and rules come from it, where
            it found the same value.
    """
    found = {name: (value, origin) for name, value, origin in _traced(trace)} if trace else {}
    return tuple(_fact(name, value, row, found.get(name)) for name, value in _values(row))


def article_of(trace: Trace) -> dict[str, Any] | None:
    """Return the columns of the document that the current rules extract; None if they reject the page."""
    outcome = trace.outcome
    if not isinstance(outcome, Document):
        return None
    return {**outcome._asdict(), "quality": outcome.quality._asdict()}


def figures_of(row: Mapping[str, Any]) -> dict[str, int | float | str]:
    """Return the known counts and quality signals of a document, in the order of `FIGURES`."""
    known = {**(row.get("quality") or {}), **row}
    return {name: known[name] for name in FIGURES if known.get(name) is not None}


def day_of(published: datetime | date | None) -> date | None:
    """Return the day of a stored date of publication."""
    return published.date() if isinstance(published, datetime) else published


def _values(row: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    yield "title", row["title"]
    yield "published", _as_stated(day_of(row["published_date"]), row["published_precision"])
    if row["published_at"]:
        yield "published at", row["published_at"].isoformat(sep=" ", timespec="minutes")
    if (updated := day_of(row.get("updated_at"))) is not None:
        yield "updated", updated.isoformat()
    yield "publisher", row["publisher"]
    yield "authors", ", ".join(row["authors"] or ()) or None
    yield "agency", row["agency"]
    yield "dateline", row["dateline"]
    yield "page type", row["page_type"]
    yield "language", row["language"]
    if row["url"]:
        yield "url", row["url"]
    if row.get("crawled_at"):
        yield "crawled", row["crawled_at"].isoformat(sep=" ", timespec="minutes")


def _as_stated(day: date | None, precision: str | None) -> str | None:
    """Return as much of a day as the page states, in ISO format."""
    if day is None:
        return None
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision or "", 10)]


def _traced(trace: Trace) -> Iterator[tuple[str, str | None, object]]:
    published, publisher, byline = trace.date, trace.publisher, trace.byline
    yield "title", trace.title.text if trace.title else None, trace.title
    yield "published", _as_stated(published.day, published.precision) if published else None, published
    yield "publisher", publisher.name if publisher else None, publisher
    yield "authors", ", ".join(byline.authors) if byline else None, byline
    yield "agency", trace.agency.name if trace.agency else None, trace.agency
    yield "dateline", trace.dateline.place if trace.dateline else None, trace.dateline


def _fact(name: str, value: str | None, row: Mapping[str, Any], found: tuple[str | None, object] | None) -> Fact:
    rule = row["published_origin"] or "" if name == "published" else ""
    if name == "url":
        rule = row.get("url_origin") or ""
    if name == "language" and value is not None and row["language_score"] is not None:
        rule = f"confidence {row['language_score']:.2f}"
    if value is None or found is None or found[0] != value:
        return Fact(name, value, None, rule)
    line = getattr(found[1], "line", None)
    return Fact(name, value, None if line is None else line + 1, rule or str(getattr(found[1], "origin", None) or ""))
