"""Made-up rows of DOCUMENTS, as extraction and validation write them."""

from datetime import date, datetime

from broadsheet.identity import doc_id
from broadsheet.version import RULES_VERSION
from newsroom import PROMOTION, paragraphs

Row = dict[str, object]


def accepted(name: str, number: int, day: date | None = None, language: str = "en", count: int = 6) -> Row:
    """Make up an accepted document of the story of that number."""
    return _document(name, number, day, language, paragraphs(number, count))


def promoted(name: str, number: int, day: date | None = None, *, promotion: bool = True, **columns: object) -> Row:
    """Make up an accepted document of that story with `PROMOTION` below it; with other `columns`."""
    text = [*paragraphs(number, 4), *([PROMOTION] if promotion else [])]
    return {**_document(name, number, day, "en", text), **columns}


def refused(name: str, code: str, stage: str = "extract", digest: str | None = None) -> Row:
    """Make up a refused page."""
    return {
        **identity(name),
        "source_digest": digest,
        "stage": stage,
        "reasons": [{"code": code, "detail": "made up"}],
    }


def pending(name: str, number: int, day: date) -> Row:
    """Make up a document whose date was not asked for."""
    return {**accepted(name, number, day), "text": None}


def identity(name: str) -> Row:
    """Make up what every row has."""
    return {
        "doc_id": doc_id(name),
        "source_uri": name,
        "source": "",
        "extractor": RULES_VERSION,
        "reasons": [],
        "stage": None,
    }


def _document(name: str, number: int, day: date | None, language: str, body: list[str]) -> Row:
    text = "\n\n".join(body)
    starts = [sum(len(part) + 2 for part in body[:at]) for at in range(len(body))]
    return {
        **identity(name),
        "source_digest": f"{number:064x}",
        "title": f"Story {number}",
        "text": text,
        "page_type": "article",
        "page_type_score": 0.98,
        "published_date": day and datetime(day.year, day.month, day.day),
        "published_precision": "day" if day else "none",
        "published_origin": "made up" if day else None,
        "authors": [],
        "language": language,
        "language_score": 0.9,
        "word_count": len(text.split()),
        "paragraph_count": len(body),
        "quality": {
            "body_share": 1.0,
            "sentence_share": 1.0,
            "repeated_share": 0.0,
            "capital_share": 0.1,
            "digit_share": 0.01,
            "encoding": "utf-8",
            "replaced_bytes": 0,
            "repaired_lines": 0,
        },
        "spans": [{"start": start, "end": start + len(part)} for start, part in zip(starts, body, strict=True)],
    }
