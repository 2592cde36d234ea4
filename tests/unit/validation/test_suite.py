"""One suite on one frame: broken suites are defects of Broadsheet, and results are small."""

import logging
import warnings

import pandas as pd
import pytest

from broadsheet.errors import BroadsheetError, DataError
from broadsheet.validation.data_docs import open_context
from broadsheet.validation.suite import check, quiet


@pytest.fixture
def context(tmp_path):
    with quiet():
        return open_context(tmp_path)


def run_suite(context, frame: pd.DataFrame, kind: str, **bounds):
    with quiet():
        import great_expectations as gx
        import great_expectations.expectations as gxe

        return check(frame, gx.ExpectationSuite("suite", expectations=[getattr(gxe, kind)(**bounds)]), context)


@pytest.mark.parametrize(
    ("kind", "bounds"),
    [
        pytest.param("ExpectColumnValuesToBeBetween", {"column": "nowhere", "min_value": 1}, id="no such column"),
        pytest.param("ExpectColumnValuesToBeBetween", {"column": "day", "min_value": 1}, id="bound of another type"),
        pytest.param("ExpectColumnValuesToMatchRegex", {"column": "words", "regex": "("}, id="broken pattern"),
        pytest.param(
            "ExpectColumnValuesToNotBeNull",
            {"column": "words", "row_condition": "nowhere == 1", "condition_parser": "pandas"},
            id="broken condition",
        ),
    ],
)
def test_an_expectation_that_cannot_be_evaluated_is_reported_as_a_defect(context, kind, bounds):
    frame = pd.DataFrame({"words": ["a", "b"], "day": pd.to_datetime(["2018-09-11", "2018-09-12"])})
    with pytest.raises(BroadsheetError, match="could not be evaluated") as raised:
        run_suite(context, frame, kind, **bounds)

    assert not isinstance(raised.value, DataError)


def test_all_failing_rows_come_as_row_numbers_and_the_kept_result_holds_a_few_examples(context):
    frame = pd.DataFrame({"doc_id": [f"id{at:04d}" for at in range(1000)], "words": range(1000)})
    (one,), result = run_suite(context, frame, "ExpectColumnValuesToBeBetween", column="words", min_value=600)

    assert one.rows.tolist() == list(range(600))
    assert (one.success, one.evaluated, one.columns) == (False, 1000, ("words",))
    kept = result.results[0].result
    assert kept["partial_unexpected_index_list"] == [{"doc_id": f"id{at:04d}"} for at in range(20)]
    assert "unexpected_index_list" not in kept
    assert len(str(result.to_json_dict())) < 10_000


def test_rows_excluded_by_a_condition_and_nulls_are_not_checked(context):
    frame = pd.DataFrame({"words": [1.0, None, 1.0, 9.0], "kind": ["a", "a", "b", "a"]})
    (one,), _ = run_suite(
        context,
        frame,
        "ExpectColumnValuesToBeBetween",
        column="words",
        min_value=5,
        row_condition='kind == "a"',
        condition_parser="pandas",
    )

    assert one.rows.tolist() == [0]
    assert one.evaluated == 2


def test_rows_are_named_by_an_expectation_that_holds_mostly(context):
    frame = pd.DataFrame({"words": [1.0, 9.0, 9.0]})
    (one,), _ = run_suite(context, frame, "ExpectColumnValuesToBeBetween", column="words", min_value=5, mostly=0.5)

    assert one.success
    assert one.rows.tolist() == [0]


def test_quiet_restores_warnings_and_logging(monkeypatch):
    monkeypatch.delenv("GX_ANALYTICS_ENABLED", raising=False)
    logger = logging.getLogger("great_expectations")
    level = logger.level
    with quiet():
        warnings.warn("unheard", stacklevel=1)
        assert not logger.isEnabledFor(logging.WARNING)

    assert logger.level == level
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", stacklevel=1)
