"""The third stage: may this be published? Documents in; accepted, quarantined and pending ones out, and a verdict."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from broadsheet.atomic_io import write_text
from broadsheet.errors import GateError
from broadsheet.runs.run import Run
from broadsheet.validation import data_docs, expectations
from broadsheet.validation.gate import decide, failures, stop_message
from broadsheet.validation.quarantine import Reasons, refusals, split
from broadsheet.validation.results import NAME, Verdict
from broadsheet.validation.scalars import PENDING, READ, REFUSED, Scalars, count_pages, read_scalars
from broadsheet.validation.suite import Checked, check, quiet


def validate(run: Run) -> Verdict:
    """Judge a run's documents and write ``accepted/``, ``quarantined/`` and ``pending/``, a file for each shard.

    Rejects of earlier stages go to quarantine as they are, documents whose date the run does not ask for to pending,
    unjudged and without text and sketch. All others are judged; one that fails any expectation goes to quarantine with
    everything it failed. Then the batch as a whole is judged, and the verdict written into the run's folder and, beside
    Great Expectations' own results, into the warehouse's ``validation/``.

    Memory: the scalar columns of all documents, and one shard; a million documents peaked at 1.05 GB.

    Raises:
        GateError: the gate stopped the run; everything above is written nevertheless.
        BroadsheetError: an expectation could not be evaluated, a defect of Broadsheet.
    """
    scalars, pages = read_scalars(run), count_pages(run)
    if scalars.rows or pages:
        verdict = _judge(run, scalars, pages)
    else:
        split(run, scalars.standing, {})
        verdict = Verdict("pass", 0, 0, 0, 0, report=str(_summary(run)))
    _keep(run, verdict)
    if verdict.outcome == "stop":
        raise GateError(stop_message(verdict))
    return verdict


def _judge(run: Run, scalars: Scalars, pages: int) -> Verdict:
    with quiet():
        context = data_docs.open_context(run.warehouse.validation)
        checked, results, refused = _check_documents(run, scalars, context)
        reasons = split(run, scalars.standing, refused)
        places, frame = _places(scalars.standing, refused)
        suite = expectations.batch_suite(run.settings.gate, pages, scalars.rows, scalars.documents.num_rows)
        batch, result = check(frame, suite, context)
        report = data_docs.keep(context, run, [*results, result])
    failed = failures([*batch, *checked])
    return Verdict(
        outcome=decide(failed, run.settings.gate),
        rows=scalars.rows,
        accepted=places[expectations.ACCEPTED],
        refused=places[expectations.QUARANTINED],
        pending=places[expectations.PENDING],
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
    return checked, [result], refusals(checked, frame)


def _places(standing: list[npt.NDArray[np.int8]], refused: Mapping[int, Reasons]) -> tuple[Counter[str], Any]:
    """Count where each page goes, and lay it out as the batch's frame."""
    import pandas as pd  # noqa: PLC0415

    stands = np.concatenate(standing) if standing else np.empty(0, dtype=np.int8)
    documents = np.full(np.count_nonzero(stands == READ), expectations.ACCEPTED, dtype=object)
    documents[list(refused)] = expectations.QUARANTINED
    places = np.empty(len(stands), dtype=object)
    places[stands == REFUSED] = expectations.QUARANTINED
    places[stands == PENDING] = expectations.PENDING
    places[stands == READ] = documents
    judged = np.full(len(stands), None, dtype=object)
    judged[stands == READ] = documents
    return Counter(places.tolist()), pd.DataFrame({expectations.PAGE: places, expectations.DOCUMENT: judged})


def _summary(run: Run) -> Path:
    return (run.warehouse.validation / f"{run.run_id}.json").absolute()


def _keep(run: Run, verdict: Verdict) -> None:
    """Write the verdict for the next stages, and the summary that outlives the run's folder."""
    write_text(verdict.dumps(), run.folder / NAME)
    bounds = run.settings.model_dump(mode="json", include={"validation", "gate"})
    told = {"run": run.run_id, "asked_by": run.asked_by, "day": run.day.isoformat()}
    summary = {**told, **asdict(verdict), **bounds}
    path = _summary(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
