"""Removes paragraphs from documents, and restores paragraphs that were removed before."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from broadsheet.boilerplate.day_order import with_readings
from broadsheet.extraction.quality import measure_text
from broadsheet.extraction.segmentation.paragraphs import Paragraph
from broadsheet.reject_reasons import Reason
from broadsheet.schema import DOCUMENTS
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import add_sketches

STAGE = "recurring"
"""The ``stage`` of documents without any remaining paragraph."""

_REWRITTEN = ("stage", "reasons", "text", "spans", "word_count", "paragraph_count", "quality")


class Removed(NamedTuple):
    """A paragraph that was removed from the text of its document.

    Attributes:
        place: Its number among the paragraphs that extraction found.
        text: Its text.
        start: Its start in the decoded page, in characters.
        end: Its end there, exclusive.
    """

    place: int
    text: str
    start: int
    end: int


class Removal(NamedTuple):
    """The paragraphs to remove from one document.

    Attributes:
        outlet: The outlet of its page.
        body_share: Share of the page that the text had before any removal.
        before: The paragraphs that are removed from its text so far, in order.
        places: Numbers of the paragraphs to remove, ascending.
        reading: The columns of its date, by name, if its date is an open one; None leaves them.
    """

    outlet: str
    body_share: float
    before: Sequence[Removed]
    places: Sequence[int]
    reading: Mapping[str, Any] | None = None


def rewrite(
    documents: pa.Table, wanted: Sequence[Removal], settings: Deduplication
) -> tuple[pa.Table, list[list[Removed]]]:
    """Return documents with the wanted paragraphs removed, and the removed paragraphs of each.

    All columns that depend on the text are computed again: spans, counts, quality signals, sketch. The other columns,
    including language and dateline, describe the page and stay, except those of an open date. A document without any
    remaining paragraph is refused.

    Args:
        documents: DOCUMENTS; no row is refused, except rows without any remaining paragraph.
        wanted: The removal for each row.
        settings: The parameters of a sketch.
    """
    columns: dict[str, list[Any]] = {name: [] for name in _REWRITTEN}
    taken: list[list[Removed]] = []
    values_of = (documents[name].to_pylist() for name in ("text", "spans", "quality"))
    for text, spans, quality, removal in zip(*values_of, wanted, strict=True):
        whole = whole_text(text, spans, removal.before)
        out = set(removal.places)
        kept = [paragraph for place, paragraph in enumerate(whole) if place not in out]
        row = _row(kept, len(whole), removal, _signals(whole, kept, removal.body_share, quality))
        for name, value in row.items():
            columns[name].append(value)
        taken.append([Removed(place, *paragraph) for place, paragraph in enumerate(whole) if place in out])
    for name, values in columns.items():
        field = DOCUMENTS.field(name)
        documents = documents.set_column(documents.schema.get_field_index(name), field, pa.array(values, field.type))
    documents = with_readings(documents, [removal.reading for removal in wanted])
    return add_sketches(documents, settings), taken


def whole_text(
    text: str | None, spans: Sequence[Mapping[str, int]] | None, before: Sequence[Removed]
) -> list[Paragraph]:
    """Return all paragraphs that extraction found, from the remaining text (None if empty) and the removed ones."""
    texts = text.split("\n\n") if text else []
    bounds = [(span["start"], span["end"]) for span in spans or ()]
    left = iter([Paragraph(words, *span) for words, span in zip(texts, bounds, strict=True)])
    out = {paragraph.place: Paragraph(*paragraph[1:]) for paragraph in before}
    return [out[place] if place in out else next(left) for place in range(len(texts) + len(out))]


def _row(kept: list[Paragraph], found: int, removal: Removal, signals: dict[str, Any]) -> dict[str, Any]:
    words = signals.pop("words")
    detail = f"all of its {found} paragraphs recur on pages of {removal.outlet}"
    return {
        "stage": None if kept else STAGE,
        "reasons": [] if kept else [{"code": Reason.ONLY_RECURRING, "detail": detail}],
        "text": "\n\n".join([paragraph.text for paragraph in kept]) if kept else None,
        "spans": [{"start": paragraph.start, "end": paragraph.end} for paragraph in kept],
        "word_count": words,
        "paragraph_count": len(kept),
        "quality": signals,
    }


def _signals(
    whole: list[Paragraph], kept: list[Paragraph], body_share: float, quality: dict[str, Any]
) -> dict[str, Any]:
    """Return the fields of ``quality`` for the remaining paragraphs, and the number of words."""
    before = measure_text([paragraph.text for paragraph in whole])
    now = measure_text([paragraph.text for paragraph in kept]) if len(kept) < len(whole) else before
    return quality | {
        "body_share": body_share * (now.characters / max(before.characters, 1)) if now is not before else body_share,
        "sentence_share": now.sentence_share,
        "capital_share": now.capital_share,
        "digit_share": now.digit_share,
        "words": now.words,
    }
