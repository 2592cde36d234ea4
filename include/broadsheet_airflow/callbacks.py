"""What Airflow calls when a task is retried or fails, when a run fails, and when a run is late.

A failed run sends one alert, after it has ended, however many of its tasks failed. Airflow makes that call in another
process, which no longer has the errors: each failed task leaves its error behind as an XCom.
"""

import logging
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from airflow.sdk import Context

from broadsheet.errors import BroadsheetError, GateError
from broadsheet_airflow.alerts import Alert, Event, send
from broadsheet_airflow.corpora import Corpus
from broadsheet_airflow.paths import project_settings

FAILURE = "failure"
"""Key of the XCom in which a failed task leaves its error."""

PLANNED = "planned"
"""Key of the XCom of the task `plan` with the dates that its run is asked for: ``since`` and ``until``, ISO or None."""

DAYS_TO_ANSWER = 1
"""How long a run waits for a person's answer before it fails."""

log = logging.getLogger("broadsheet.callbacks")

_REMEDIES: dict[Event, str] = {
    "failed": "Read the end of the log of the failed task; the documentation of the DAG says what each failure means.",
    "stopped": "Read the report. Fix the source or, if the limit does not fit it, the setting; then trigger a new run.",
    "rejected": "Fix what was rejected and trigger a new run; to publish the batch after all, approve the new run.",
    "late": "Open the run: a task may wait for a person or for a free slot, or the disk or the machine is slow.",
}
_KILLED = "the process was killed: usually it ran out of memory, or Airflow was stopped; clear the task to run it again"
_ANSWERS = {
    "HITLRejectException": "a person rejected the run",
    "HITLTimeoutError": f"nobody answered within {24 * DAYS_TO_ANSWER} hours",
}


def task_tried_again(context: Context) -> None:
    """Write to the log why a task is retried."""
    _end_group()
    log.warning("%s failed and will be retried: %s", context["ti"].task_id, context.get("exception"))


def task_failed(context: Context) -> None:
    """Write to the log why a task failed, and leave the error behind for `run_failed`."""
    task, error = context["ti"], context.get("exception")
    event, message = _described(error)
    _end_group()
    log.error("%s failed: %s", task.task_id, message)
    if error is not None:  # else called for a task whose process is gone
        task.xcom_push(FAILURE, {"event": event, "task": task.task_id, "message": message})


def _end_group() -> None:
    """End the group of lines that Airflow 3.3.2 folds, so that the cause is the last line that its log shows.

    Airflow begins the group *Post Execute* before it calls a callback of a task.
    """
    log.info("::endgroup::")


def run_failed(corpus: Corpus, context: Context) -> None:
    """Send an alert for a run that has failed."""
    dag: Any = context["dag"]
    failures = _left_behind(context)
    first = failures[0] if failures else _unknown(context)
    event: Event = first["event"]
    titles = {
        "stopped": f"the gate stopped a run of {dag.dag_id}",
        "rejected": f"a run of {dag.dag_id} was not approved",
    }
    title = titles.get(event, f"{dag.dag_id} failed in {first['task']}")
    message = first["message"] + (f"\nand {len(failures) - 1} more tasks failed" if len(failures) > 1 else "")
    alert = Alert(event, title, message, _REMEDIES[event], dag.dag_id, str(context["run_id"]))
    send(alert, corpus)


def record_failure(corpus: Corpus, context: Context) -> None:
    """Record in the warehouse of a corpus that a run has failed, and why; the browser lists it with the other runs.

    Airflow calls this also for a run whose tasks were killed.
    """
    from broadsheet.warehouse.layout import Warehouse  # noqa: PLC0415  # brings pyarrow along
    from broadsheet.warehouse.unpublished import record_unpublished  # noqa: PLC0415

    dag: Any = context["dag"]
    run, failures = context.get("dag_run"), _left_behind(context)
    first = failures[0] if failures else _unknown(context)
    planned = _pulled(context, "plan", PLANNED) or {}
    dates = [planned.get(name) and date.fromisoformat(planned[name]) for name in ("since", "until")]
    try:
        record_unpublished(
            Warehouse(project_settings(corpus).warehouse),
            cast("Literal['failed', 'stopped', 'rejected']", first["event"]),
            first["message"],
            run=Path(_pulled(context, "plan", "run") or "").name,
            asked_by=f"{dag.dag_id}/{context['run_id']}",
            task=first["task"],
            started=getattr(run, "start_date", None),
            ended=getattr(run, "end_date", None),  # Airflow calls this up to a minute later
            dates=(dates[0], dates[1]) if planned else None,
        )
    except Exception as error:
        log.warning("the failure of run %s was not recorded in the warehouse: %s", context["run_id"], error)


def run_late(minutes: int, context: dict[str, Any], corpus: str = "") -> None:
    """Send an alert for a run that has not ended in time.

    Airflow calls this also for a run that failed before its deadline; its failure was reported then.

    Args:
        minutes: How long the run was given.
        context: What Airflow's scheduler passes: under ``dag_run``, the run as the REST API shows it.
        corpus: Name of the corpus; empty for the main one, as everything here has to be JSON.
    """
    run = context["dag_run"]
    if run["state"] in ("success", "failed"):
        return
    title = f"a run of {run['dag_id']} is late"
    message = f"queued at {run['queued_at'][:16]}, it has not ended after {minutes} min"
    alert = Alert("late", title, message, _REMEDIES["late"], run["dag_id"], run["dag_run_id"])
    send(alert, Corpus(corpus))


def _described(error: Any) -> tuple[Event, str]:
    """Return the event and the message for an error."""
    kind = type(error).__name__
    if kind in _ANSWERS:
        return "rejected", f"{_ANSWERS[kind]}; readers still see the previous version"
    if isinstance(error, BroadsheetError):
        return ("stopped" if isinstance(error, GateError) else "failed"), str(error)
    return "failed", f"{kind}: {error}" if error is not None else _KILLED


def _left_behind(context: Context) -> list[dict[str, Any]]:
    """Return the errors that the failed tasks of a run left behind, in the order of the DAG's tasks."""
    if "ti" not in context:
        return []
    tasks = [task.task_id for task in context["dag"].tasks]
    try:
        found = context["ti"].xcom_pull(task_ids=tasks, key=FAILURE)
    except Exception as error:
        log.warning("could not read why the run failed: %s", error)
        return []
    return [one for one in found if one]


def _pulled(context: Context, task: str, key: str) -> Any:
    """Return an XCom of a run, None where there is none, or it cannot be read."""
    try:
        return context["ti"].xcom_pull(task_ids=task, key=key) if task in context["dag"].task_ids else None
    except Exception as error:
        log.warning("could not read the XCom %s of %s: %s", key, task, error)
        return None


def _unknown(context: Context) -> dict[str, Any]:
    if "ti" in context:
        return {"event": "failed", "task": context["ti"].task_id, "message": _KILLED}
    reason = context.get("reason", "no reason given")
    return {"event": "failed", "task": "no task", "message": f"Airflow's reason: {reason}"}
