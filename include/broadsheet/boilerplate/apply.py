"""Takes paragraphs out of documents, and gives back those that were taken out before."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from broadsheet.extraction.quality import measure_text
from broadsheet.extraction.segmentation.paragraphs import Paragraph
from broadsheet.reject_reasons import Reason
from broadsheet.schema import DOCUMENTS
from broadsheet.settings import Deduplication
from broadsheet.text.fingerprints import add_sketches

STAGE = "recurring"
"""The ``stage`` of documents of which nothing is left."""

_REWRITTEN = ("stage", "reasons", "text", "spans", "word_count", "paragraph_count", "quality")


class Removed(NamedTuple):
    """A paragraph that is not in its document's text.

    Attributes:
        place: Its number among the paragraphs that extraction found.
        text: Its characters.
        start: Where it begins in the decoded page.
        end: Where it ends there, exclusive.
    """

    place: int
    text: str
    start: int
    end: int


class Removal(NamedTuple):
    """What has to become of one document.

    Attributes:
        outlet: Whose page it is.
        body_share: Share of its page that the text had before anything was taken out.
        before: The paragraphs that are out of its text now, in order.
        places: Numbers of the paragraphs that have to be out of it, ascending.
    """

    outlet: str
    body_share: float
    before: Sequence[Removed]
    places: Sequence[int]


def rewrite(
    documents: pa.Table, wanted: Sequence[Removal], settings: Deduplication
) -> tuple[pa.Table, list[list[Removed]]]:
    """Return documents with other paragraphs taken out, and what is out of each now.

    Everything that depends on the text is made anew: spans, counts, signals of quality, sketch. The rest, language and
    dateline too, says what the page is and stays. A document of which nothing is left is refused.

    Args:
        documents: DOCUMENTS; no row was refused, but for rows of which nothing was left.
        wanted: What has to become of each row.
        settings: What a sketch is.
    """
    columns: dict[str, list[Any]] = {name: [] for name in _REWRITTEN}
    taken: list[list[Removed]] = []
    own = (documents[name].to_pylist() for name in ("text", "spans", "quality"))
    for text, spans, quality, one in zip(*own, wanted, strict=True):
        whole = whole_text(text, spans, one.before)
        out = set(one.places)
        kept = [paragraph for place, paragraph in enumerate(whole) if place not in out]
        row = _row(kept, len(whole), one, _signals(whole, kept, one.body_share, quality))
        for name, value in row.items():
            columns[name].append(value)
        taken.append([Removed(place, *paragraph) for place, paragraph in enumerate(whole) if place in out])
    for name, values in columns.items():
        field = DOCUMENTS.field(name)
        documents = documents.set_column(documents.schema.get_field_index(name), field, pa.array(values, field.type))
    return add_sketches(documents, settings), taken


def whole_text(
    text: str | None, spans: Sequence[Mapping[str, int]] | None, before: Sequence[Removed]
) -> list[Paragraph]:
    """Return the paragraphs that extraction found, of a text of which some were taken out; null if all were."""
    texts = text.split("\n\n") if text else []
    stand = [(span["start"], span["end"]) for span in spans or ()]
    left = iter([Paragraph(words, *span) for words, span in zip(texts, stand, strict=True)])
    out = {paragraph.place: Paragraph(*paragraph[1:]) for paragraph in before}
    return [out[place] if place in out else next(left) for place in range(len(texts) + len(out))]


def _row(kept: list[Paragraph], found: int, one: Removal, signals: dict[str, Any]) -> dict[str, Any]:
    words = signals.pop("words")
    detail = f"all of its {found} paragraphs recur on pages of {one.outlet}"
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
    """Return the fields of ``quality`` for what is kept, and the number of words."""
    before = measure_text([paragraph.text for paragraph in whole])
    now = measure_text([paragraph.text for paragraph in kept]) if len(kept) < len(whole) else before
    return quality | {
        "body_share": body_share * (now.characters / max(before.characters, 1)) if now is not before else body_share,
        "sentence_share": now.sentence_share,
        "capital_share": now.capital_share,
        "digit_share": now.digit_share,
        "words": now.words,
    }
