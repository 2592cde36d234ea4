import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.boilerplate.apply import Removal, Removed, rewrite, whole_text
from broadsheet.extraction.extract import extract_bytes
from broadsheet.extraction.quality import measure_text
from broadsheet.schema import DOCUMENTS
from broadsheet.settings import Deduplication, load_settings
from broadsheet.text.fingerprints import add_sketches
from newsroom import page, paragraphs
from rows import accepted

SCHEMA = pa.schema([field.with_nullable(True) for field in DOCUMENTS])
TEXT = paragraphs(1)
SPANS = [{"start": 1_000 * number, "end": 1_000 * number + len(text)} for number, text in enumerate(TEXT)]


def document(text=TEXT, spans=SPANS, **columns):
    row = accepted("a", 1) | {"text": "\n\n".join(text), "spans": spans, "paragraph_count": len(text)} | columns
    return add_sketches(pa.Table.from_pylist([row], SCHEMA), Deduplication())


def rewritten(table, places, before=()):
    changed, (out,) = rewrite(table, [Removal("the quay", 0.8, before, places)], Deduplication())
    return changed, out


def test_removed_paragraphs_leave_the_text_the_spans_and_all_dependent_values():
    changed, out = rewritten(document(), [0, 4])
    (row,) = changed.to_pylist()
    kept = [TEXT[number] for number in (1, 2, 3, 5)]
    assert row["text"] == "\n\n".join(kept)
    assert row["spans"] == [SPANS[number] for number in (1, 2, 3, 5)]
    assert (row["paragraph_count"], row["word_count"]) == (4, measure_text(kept).words)
    whole, now = (len("".join("".join(texts).split())) for texts in (TEXT, kept))
    assert row["quality"]["body_share"] == pytest.approx(0.8 * now / whole)
    assert row["sketch"] == document(kept)["sketch"][0].as_py()
    assert out == [Removed(place, TEXT[place], *SPANS[place].values()) for place in (0, 4)]


@given(st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_the_result_depends_on_the_current_template_lines_and_not_on_earlier_ones(first, second):
    once, out_once = rewritten(document(), sorted(second))
    between, out_between = rewritten(document(), sorted(first))
    twice, out_twice = rewritten(between, sorted(second), out_between)
    assert out_twice == out_once
    assert twice.equals(once)


def test_a_document_without_remaining_paragraphs_is_refused_and_can_be_restored():
    changed, out = rewritten(document(), range(6))
    (row,) = changed.to_pylist()
    assert (row["text"], row["sketch"], row["stage"]) == (None, None, "recurring")
    assert row["reasons"] == [
        {"code": "only_recurring_lines", "detail": "all of its 6 paragraphs recur on pages of the quay"}
    ]
    again, _ = rewritten(changed, [], out)
    assert (again["text"][0].as_py(), again["spans"][0].as_py()) == ("\n\n".join(TEXT), SPANS)
    assert (again["stage"][0].as_py(), again["reasons"][0].as_py()) == (None, [])


def test_a_fully_restored_document_equals_the_extracted_one():
    (found,) = extract_bytes([(page(3).encode(), "a.txt")], load_settings())
    spans = [{"start": start, "end": end} for start, end in found.spans]
    row = {"text": found.text, "spans": spans, "quality": found.quality._asdict(), "word_count": found.word_count}
    extracted = document(**{**row, "text": found.text.split("\n\n")})
    share = found.quality.body_share
    part, (out,) = rewrite(extracted, [Removal("./", share, (), [1, 2])], Deduplication())
    back, _ = rewrite(part, [Removal("./", share, out, [])], Deduplication())
    assert part["quality"] != extracted["quality"]
    for name in ("text", "spans", "quality", "word_count", "paragraph_count", "sketch", "text_digest"):
        assert back[name] == extracted[name]


def test_restored_paragraphs_are_at_their_old_position():
    texts = whole_text("b\n\nd", [{"start": 1, "end": 2}, {"start": 5, "end": 6}], [Removed(0, "a", 0, 1)])
    assert [text for text, _, _ in texts] == ["a", "b", "d"]
    assert whole_text(None, None, []) == []
