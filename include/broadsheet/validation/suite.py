"""Runs a suite of expectations over a frame with Great Expectations, and returns its results as plain values.

The index of the frame is its row numbers, and Great Expectations gets no index columns. So ``unexpected_index_list`` is
the list of failing row numbers: correct for repeated ids, and a hundred times cheaper than the dictionaries that it
builds for named columns.
"""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from broadsheet.errors import BroadsheetError

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations import ExpectationSuite
    from great_expectations.core import ExpectationSuiteValidationResult

_EXAMPLES = 20
_FORMAT = {
    "result_format": "COMPLETE",
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
    "partial_unexpected_count": _EXAMPLES,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of one expectation.

    Attributes:
        expectation: Its type in Great Expectations.
        columns: The columns it checks; empty for the whole table.
        severity: critical, warning or info.
        meta: Its ``meta`` in the suite (see `broadsheet.validation.expectations`).
        success: Whether it passed.
        evaluated: Number of evaluated rows: those that meet its row condition, without ignored nulls.
        rows: Numbers of the failing rows, ascending, int64, shape (unexpected,).
        observed: The observed value of a table expectation, else None.
    """

    expectation: str
    columns: tuple[str, ...]
    severity: str
    meta: dict[str, Any]
    success: bool
    evaluated: int
    rows: npt.NDArray[np.int64]
    observed: float | None


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress warnings, progress logs and usage reports of Great Expectations inside the block."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def check(
    frame: "pd.DataFrame", suite: "ExpectationSuite", context: Any
) -> tuple[list[Checked], "ExpectationSuiteValidationResult"]:
    """Run `suite` over `frame`, whose index must be its row numbers; return the results.

    Returns:
        The results as plain values, and the result of Great Expectations with only a few examples of each failure.

    Raises:
        BroadsheetError: an expectation could not be evaluated; this is a defect of the suite, not of the data.
    """
    source = context.data_sources.add_pandas(suite.name)
    batch = (
        source.add_dataframe_asset(suite.name)
        .add_batch_definition_whole_dataframe("whole")
        .get_batch(batch_parameters={"dataframe": frame})
    )
    result = batch.validate(suite, result_format=_FORMAT)
    checked = [_read(item) for item in result.results]
    for item in result.results:
        _cut(item.result, frame)
    return checked, result


def _read(one: Any) -> Checked:
    config = one.expectation_config
    if broken := _exception(one.exception_info):
        raise BroadsheetError(
            f"{config.type} on {_columns(config.kwargs) or 'the table'} could not be evaluated: {broken}; "
            "this is a defect of the suite, report it"
        )
    result = one.result
    observed = result.get("observed_value")
    return Checked(
        expectation=config.type,
        columns=_columns(config.kwargs),
        severity=str(config.severity.value),
        meta=dict(config.meta or {}),
        success=bool(one.success),
        evaluated=int(result.get("element_count", 0)) - int(result.get("missing_count", 0)),
        rows=np.sort(np.asarray(result.get("unexpected_index_list") or [], dtype=np.int64)),
        observed=None if observed is None else float(observed),
    )


def _columns(kwargs: dict[str, Any]) -> tuple[str, ...]:
    return tuple(kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs)


def _exception(info: dict[str, Any]) -> str:
    """Return the message of the first exception, empty if there is none; Great Expectations uses two structures."""
    for entry in (info, *(value for value in info.values() if isinstance(value, dict))):
        if entry.get("raised_exception"):
            return str(entry.get("exception_message"))
    return ""


def _cut(result: dict[str, Any], frame: "pd.DataFrame") -> None:
    """Reduce a result to a few examples, by doc_id if the frame has that column; all rows are in quarantine."""
    rows = result.pop("unexpected_index_list", None)
    for name in ("unexpected_list", "partial_unexpected_index_list", "unexpected_index_column_names"):
        result.pop(name, None)
    if rows and "doc_id" in frame:
        examples = frame["doc_id"].iloc[rows[:_EXAMPLES]]
        result["unexpected_index_column_names"] = ["doc_id"]
        result["partial_unexpected_index_list"] = [{"doc_id": doc_id} for doc_id in examples]
