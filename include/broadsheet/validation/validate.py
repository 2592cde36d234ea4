"""The validation stage: splits documents into accepted, quarantined and pending ones, and gives a verdict."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from broadsheet.atomic_io import write_text
from broadsheet.errors import GateError
from broadsheet.runs.run import CleanedDocuments, Run
from broadsheet.runs.state import ValidationState, Verdict
from broadsheet.validation import data_docs, expectations
from broadsheet.validation.gate import decide, failures, stop_message
from broadsheet.validation.quarantine import Reasons, cleared_by_row, reasons_by_row, split
from broadsheet.validation.scalars import REFUSED, SKIPPED, VALIDATED, Scalars, count_pages, read_scalars
from broadsheet.validation.suite import Checked, check, quiet


def validate(run: Run, *, somebody_asked: bool = True) -> Verdict:
    """Validate the documents of a run and return the verdict; writes ``accepted``, ``quarantined`` and ``pending``.

    Each of these has one shard per shard of documents. Pages that earlier stages rejected go to quarantine unchanged;
    documents whose disposition is neither accepted nor refused go to pending, without text and sketch. All other
    documents are validated; a document that fails an expectation goes to quarantine with all its failures, but a bad
    title or date is cleared and the document stays. Then the batch is validated as a whole. The verdict is written to
    the run's folder and to the warehouse's ``validation/``, next to the results of Great Expectations.

    Memory: the scalar columns of all documents, and one shard; the peak for a million documents was 1.05 GB.

    Args:
        run: The run, after the boilerplate stage.
        somebody_asked: Whether a person is asked, or was asked about this run before, if the outcome is ask.

    Raises:
        GateError: the gate stopped the run; all datasets are written nevertheless.
        BroadsheetError: an expectation could not be evaluated; this is a defect of Broadsheet.
    """
    cleaned = CleanedDocuments(run)
    scalars, pages = read_scalars(run, cleaned), count_pages(run, cleaned)
    if scalars.rows or pages:
        verdict = _run_expectations(run, cleaned, scalars, pages)
    else:
        split(run, cleaned, scalars.treatment, {}, {})
        verdict = Verdict("pass", 0, 0, 0, 0, report=str(_summary(run)))
    if verdict.outcome == "ask" and not somebody_asked:
        verdict = replace(verdict, unasked=True)
    _record(run, verdict)
    if verdict.outcome == "stop":
        raise GateError(stop_message(verdict))
    return verdict


def _run_expectations(run: Run, cleaned: CleanedDocuments, scalars: Scalars, pages: int) -> Verdict:
    with quiet():
        context = data_docs.open_context(run.warehouse.validation)
        checked, results, refused = _check_documents(run, scalars, context)
        reasons = split(run, cleaned, scalars.treatment, refused, cleared_by_row(checked))
        outcomes, frame = _outcomes(scalars.treatment, refused)
        suite = expectations.batch_suite(run.settings.gate, pages, scalars.rows, scalars.documents.num_rows)
        batch, result = check(frame, suite, context)
        report = data_docs.store_results(context, run, [*results, result])
    failed = failures([*batch, *checked])
    return Verdict(
        outcome=decide(failed, run.settings.gate),
        rows=scalars.rows,
        accepted=outcomes[expectations.ACCEPTED],
        refused=outcomes[expectations.QUARANTINED],
        pending=outcomes[expectations.PENDING],
        failures=failed,
        reasons=dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        report=str(report),
    )


def _check_documents(run: Run, scalars: Scalars, context: Any) -> tuple[list[Checked], list[Any], dict[int, Reasons]]:
    rows = scalars.documents.num_rows
    if not rows:
        return [], [], {}
    frame = scalars.documents.to_pandas()
    suite = expectations.document_suite(run.settings.validation, run.settings.gate, run.day, rows)
    checked, result = check(frame, suite, context)
    return checked, [result], reasons_by_row(checked, frame)


def _outcomes(treatment: list[npt.NDArray[np.int8]], refused: Mapping[int, Reasons]) -> tuple[Counter[str], Any]:
    """Return the number of pages by outcome, and the batch frame with one row per page."""
    import pandas as pd  # noqa: PLC0415

    rows = np.concatenate(treatment) if treatment else np.empty(0, dtype=np.int8)
    documents = np.full(np.count_nonzero(rows == VALIDATED), expectations.ACCEPTED, dtype=object)
    documents[list(refused)] = expectations.QUARANTINED
    outcomes = np.empty(len(rows), dtype=object)
    outcomes[rows == REFUSED] = expectations.QUARANTINED
    outcomes[rows == SKIPPED] = expectations.PENDING
    outcomes[rows == VALIDATED] = documents
    validated = np.full(len(rows), None, dtype=object)
    validated[rows == VALIDATED] = documents
    return Counter(outcomes.tolist()), pd.DataFrame({expectations.PAGE: outcomes, expectations.DOCUMENT: validated})


def _summary(run: Run) -> Path:
    return run.warehouse.validation / f"{run.run_id}.json"


def _record(run: Run, verdict: Verdict) -> None:
    """Write the verdict for the next stages, and a summary that stays after the run's folder is deleted."""
    run.store.validation.write(ValidationState(run.base, verdict))
    bounds = run.settings.model_dump(mode="json", include={"validation", "gate"})
    asked = {"since": run.since and run.since.isoformat(), "until": run.until and run.until.isoformat()}
    about = {"run": run.run_id, "asked_by": run.asked_by, "day": run.day.isoformat(), **asked}
    summary = {**about, **asdict(verdict), **bounds}
    path = _summary(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", path)
