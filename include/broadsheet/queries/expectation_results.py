"""Reads the expectations that a run was checked against, from the results that Great Expectations stored."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SEVERITY_ORDER = {"critical": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one expectation.

    Attributes:
        suite: Its suite: documents or batch.
        expectation: Its type, as Great Expectations names it.
        column: The column it checks; several with commas between; empty for the whole table.
        severity: critical, warning or info.
        held: Whether the data met it.
        must: What it requires, as text.
        checked: Number of rows it checked; None for an expectation of the table.
        unexpected: Number of rows that did not meet it; None for an expectation of the table.
        share: Those over the rows checked, 0 to 1; None for an expectation of the table.
        observed: The observed value of an expectation of the table; None for others.
        examples: doc_ids of some rows that did not meet it.
    """

    suite: str
    expectation: str
    column: str
    severity: str
    held: bool
    must: str
    checked: int | None
    unexpected: int | None
    share: float | None
    observed: float | None
    examples: tuple[str, ...]


def read_checks(validation: Path, run_id: str) -> tuple[Check, ...]:
    """Return every expectation of a run: failed ones first, of these the most severe first.

    Args:
        validation: The folder of validation results in the warehouse.
        run_id: The run; has to be a plain file name.
    """
    checks = [check for file in _results(validation / "results", run_id) for check in _read(file)]
    return tuple(
        sorted(checks, key=lambda one: (one.held, _SEVERITY_ORDER.get(one.severity, 9), one.column, one.expectation))
    )


def _results(folder: Path, run_id: str) -> Iterator[Path]:
    """Yield the latest result file of each suite: ``<suite>/<run>/<time>/<batch>.json``."""
    for suite in sorted(folder.iterdir()) if folder.is_dir() else ():
        files = sorted((suite / run_id).glob("*/*.json"))
        yield from files[-1:]


def _read(file: Path) -> Iterator[Check]:
    try:
        state = json.loads(file.read_text(encoding="utf-8"))
        yield from [_check(str(state["suite_name"]), one) for one in state["results"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return


def _check(suite: str, one: dict[str, Any]) -> Check:
    config, result = one["expectation_config"], one["result"]
    kwargs, meta = config["kwargs"], config.get("meta") or {}
    columns = [kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs]
    of_table = "element_count" not in result
    checked = None if of_table else result["element_count"] - result.get("missing_count", 0)
    unexpected = None if checked is None else result.get("unexpected_count", 0)
    examples = [row.get("doc_id") for row in result.get("partial_unexpected_index_list") or () if isinstance(row, dict)]
    return Check(
        suite=suite,
        expectation=config["type"],
        column=", ".join(columns),
        severity=str(config.get("severity", "")),
        held=bool(one["success"]),
        must=_must(meta),
        checked=checked,
        unexpected=unexpected,
        share=unexpected / checked if unexpected is not None and checked else None,
        observed=result.get("observed_value") if of_table else None,
        examples=tuple(doc_id for doc_id in examples if isinstance(doc_id, str)),
    )


def _must(meta: dict[str, Any]) -> str:
    """Return the requirement as text, in the words of the suite (`broadsheet.validation.expectations`)."""
    if "must" in meta:
        return f"must {meta['must']}"
    limit, about = meta.get("limit"), meta.get("about", "")
    if "setting" in meta:
        return f"at most {limit:.1%} {about} ({meta['setting']})"
    return f"{limit:,} {about}" if isinstance(limit, int | float) else about
