"""The columns that validation reads, and what it does with each page."""

from datetime import date, datetime

import pytest

from broadsheet.runs.run import CleanedDocuments
from broadsheet.validation import scalars
from broadsheet.validation.scalars import REFUSED, SKIPPED, VALIDATED

at = datetime.fromisoformat


def read_scalars(run):
    return scalars.read_scalars(run, CleanedDocuments(run))


def count_pages(run):
    return scalars.count_pages(run, CleanedDocuments(run))


def test_text_and_lists_are_passed_only_as_lengths(plan, document):
    documents = read_scalars(plan([document(title="Überfahrt", word_count=7)])).documents

    assert not {"text", "title", "spans", "sketch", "authors", "reasons", "quality"} & set(documents.column_names)
    row = documents.to_pylist()[0]
    assert row["title_characters"] == 9
    assert row["span_count"] == 2
    assert row["word_count"] == 7
    assert row["sentence_share"] == 1.0


@pytest.mark.parametrize(
    ("precision", "published", "stated"),
    [
        pytest.param("day", "2018-09-11 06:30", "2018-09-11", id="day"),
        pytest.param("month", "2018-09-11", "2018-09-01", id="month"),
        pytest.param("year", "2018-09-11", "2018-01-01", id="year"),
        pytest.param("year", "1801-05-05", "1801-01-01", id="before 1970"),
        pytest.param("none", "2018-09-11", None, id="no precision"),
        pytest.param(None, "2018-09-11", None, id="precision not there"),
        pytest.param("day", None, None, id="no date"),
    ],
)
def test_the_stated_date_is_the_published_date_truncated_to_its_precision(plan, document, precision, published, stated):
    row = document(published_precision=precision, published_date=published and at(published))
    (found,) = read_scalars(plan([row])).documents["stated_date"].to_pylist()

    assert found == (stated and at(stated))


def test_missing_names_every_column_a_document_must_have(plan, document):
    whole, lacking = document("a"), document("b", text=None, spans=None, language=None, quality=None)
    assert read_scalars(plan([whole, lacking])).documents["missing"].to_pylist() == [
        None,
        "text, language, quality, spans, body_share, sentence_share, repeated_share, capital_share, digit_share, "
        "replaced_bytes",
    ]


def test_rejected_and_pending_pages_are_excluded_but_counted(plan, document, undated, reject):
    run = plan(
        [document("asked"), reject("menu"), undated("undated")],
        [document("other", published_date=at("2018-09-12"))],
        until=date(2018, 9, 11),
    )
    found = read_scalars(run)

    assert found.documents["source_uri"].to_pylist() == ["asked"]
    assert [rows.tolist() for rows in found.treatment] == [[VALIDATED, REFUSED, SKIPPED], [SKIPPED]]
    assert found.rows == 4


def test_pages_are_counted_over_all_shards(plan, document):
    assert count_pages(plan([document("a"), document("b")], [], [document("c")], lost=1)) == 4
