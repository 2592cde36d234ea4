"""One suite of expectations run over one frame by Great Expectations, and its results as plain values.

The frame's index is its row numbers, and Great Expectations is asked for no index columns: then
``unexpected_index_list`` is the list of failing row numbers, exact where identifiers repeat, and a hundred times
cheaper than the dictionaries it builds cell by cell when it is given names.
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
    """One expectation's result.

    Attributes:
        expectation: Its type, as Great Expectations names it.
        columns: The columns it looked at; none for the whole table.
        severity: critical, warning or info.
        meta: What the suite says of it (see `broadsheet.validation.expectations`).
        success: Whether it holds.
        evaluated: Rows it evaluated: those its condition picks and that are not null where null says nothing.
        rows: Numbers of the rows that did not meet it, ascending, int64, shape (unexpected,).
        observed: What a table expectation saw, else null.
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
    """Keep Great Expectations from warning, logging progress or reporting usage while it is imported and run."""
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
    """Run `suite` over `frame`, whose index must be its row numbers.

    Returns:
        The results in the suite's order, and Great Expectations' own, cut to a few examples of each failure.

    Raises:
        BroadsheetError: an expectation could not be evaluated: a defect of the suite, never of the data.
    """
    source = context.data_sources.add_pandas(suite.name)
    batch = (
        source.add_dataframe_asset(suite.name)
        .add_batch_definition_whole_dataframe("whole")
        .get_batch(batch_parameters={"dataframe": frame})
    )
    result = batch.validate(suite, result_format=_FORMAT)
    checked = [_read(one) for one in result.results]
    for one in result.results:
        _cut(one.result, frame)
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
    """Return the message of the first exception, empty where none was raised; Great Expectations has two shapes."""
    for entry in (info, *(value for value in info.values() if isinstance(value, dict))):
        if entry.get("raised_exception"):
            return str(entry.get("exception_message"))
    return ""


def _cut(result: dict[str, Any], frame: "pd.DataFrame") -> None:
    """Keep a few examples, named by doc_id where the frame has one: the rest is in quarantine."""
    rows = result.pop("unexpected_index_list", None) or []
    for name in ("unexpected_list", "partial_unexpected_index_list", "unexpected_index_column_names"):
        result.pop(name, None)
    if rows and "doc_id" in frame:
        examples = frame["doc_id"].iloc[rows[:_EXAMPLES]]
        result["unexpected_index_column_names"] = ["doc_id"]
        result["partial_unexpected_index_list"] = [{"doc_id": doc_id} for doc_id in examples]
