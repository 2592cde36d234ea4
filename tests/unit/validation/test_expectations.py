"""The suites: what they cover and which settings they use."""

from datetime import date

import pytest

from broadsheet.reject_reasons import Reason
from broadsheet.settings import Gate, Validation
from broadsheet.validation.expectations import batch_suite, document_suite
from broadsheet.validation.suite import quiet

# Codes that earlier stages give; a broken promise of extraction is named extraction_failed by both.
EARLIER = {
    Reason.NOT_A_FILE,
    Reason.TOO_LARGE,
    Reason.UNREADABLE,
    Reason.VANISHED,
    Reason.EMPTY,
    Reason.UNSUPPORTED,
    Reason.EXTRA_MISSING,
    Reason.DAMAGED,
    Reason.BOMB,
    Reason.NESTED,
    Reason.NO_TEXT_COLUMN,
    Reason.BAD_RECORD,
    Reason.NOT_A_PAGE,
    Reason.COUNT_MISMATCH,
    Reason.SAME_NAME,
    Reason.SEVERAL_PAGES,
    Reason.BINARY,
    Reason.UNDECODABLE,
    Reason.NO_ARTICLE,
    Reason.ONLY_RECURRING,
    Reason.FRONT_PAGE,
    Reason.TOPIC_PAGE,
    Reason.SEARCH_RESULTS,
    Reason.GALLERY,
    Reason.SERVICE,
    Reason.PRODUCT,
    Reason.FORUM,
    Reason.COLLECTION,
    Reason.LISTING,
    Reason.DOCUMENTATION,
    Reason.TYPE_EXCLUDED,
    Reason.ERROR_PAGE,
    Reason.CONSENT_WALL,
    Reason.BOT_CHECK,
    Reason.PAYWALL,
    Reason.TAKEN_DOWN,
    Reason.PLACEHOLDER,
    Reason.MARKUP,
}


def documents(rows: int = 100, **bounds):
    with quiet():
        return document_suite(Validation(**bounds), Gate(), date(2018, 9, 30), rows).expectations


def batch(pages: int, rows: int, judged: int):
    with quiet():
        return batch_suite(Gate(), pages, rows, judged).expectations


def test_every_reason_of_validation_has_an_expectation():
    codes = {one.meta["code"] for one in documents(languages=("en",)) if "code" in one.meta}

    assert codes == {reason.value for reason in set(Reason) - EARLIER}


def test_each_expectation_is_about_rows_or_about_the_batch():
    for one in documents():
        refuses = one.severity.value == "info"
        assert ("code" in one.meta) == refuses
        assert ("setting" in one.meta) == (not refuses)
        assert refuses == (getattr(one, "mostly", 1) == 1)


@pytest.mark.parametrize(
    ("rows", "shares"), [pytest.param(49, 0, id="small batch"), pytest.param(50, 3, id="large enough")]
)
def test_shares_of_documents_are_checked_for_batches_of_sufficient_size(rows, shares):
    assert sum("setting" in one.meta for one in documents(rows)) == shares


@pytest.mark.parametrize(
    ("rows", "judged", "columns"),
    [
        pytest.param(49, 49, [], id="small batch"),
        pytest.param(50, 49, ["page"], id="few documents"),
        pytest.param(50, 50, ["page", "document"], id="large enough"),
    ],
)
def test_completeness_is_checked_for_every_batch_and_shares_for_large_ones(rows, judged, columns):
    lost, *shares = batch(60, rows, judged)

    assert lost.min_value == 60
    assert [one.column for one in shares] == columns
    assert all(one.severity.value == "critical" for one in (lost, *shares))


def test_no_expectation_looks_at_text_or_a_list():
    for one in documents(languages=("en",)):
        assert {"text", "title", "spans", "sketch", "authors", "reasons"}.isdisjoint(
            {getattr(one, name, None) for name in ("column", "column_A", "column_B")}
        )
