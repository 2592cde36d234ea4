"""What Airflow knows of the runs that it started, from its database: which of them wait, run, or have failed.

The warehouse knows how a run ended. Whether a run that has not ended goes on, and whether one that failed was cleared,
only Airflow knows. The warehouse learns of some runs late: of a takedown and a rollback when they act, of a run that
failed in its first task when Airflow's DAG processor calls, up to a minute later.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from airflow.models import DagRun, TaskInstance
from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from broadsheet.queries.run_rows import RunRow

log = logging.getLogger("broadsheet.corpus_browser")

_SETTLED = ("publish", "unchanged", "roll_back", "take_down", "nothing", "interrupted")
"""Kinds of runs of which the warehouse knows the end, whatever tasks of theirs Airflow still runs."""

_LATEST = timedelta(hours=1)
"""A run that failed longer ago than this is recorded, or never will be."""
_MOST = 50


@dataclass(frozen=True, slots=True)
class State:
    """The state of a DAG run.

    Attributes:
        name: queued, running, success or failed; asking if it waits for a person.
        failed: The task that failed; empty where none did.
    """

    name: str
    failed: str = ""


def read_states(session: Session, rows: Iterable[RunRow]) -> dict[str, State]:
    """Return the states of the DAG runs of these rows, by DAG and DAG run; none if the database does not answer."""
    asked = [(row.dag_id, row.dag_run_id) for row in rows if row.asked_by and row.kind not in _SETTLED]
    if not asked:
        return {}
    run, task = (tuple_(model.dag_id, model.run_id).in_(asked) for model in (DagRun, TaskInstance))
    relevant = TaskInstance.state.in_(["failed", "awaiting_input"])
    try:
        runs = session.execute(select(DagRun.dag_id, DagRun.run_id, DagRun.state).where(run)).all()
        tasks = session.execute(
            select(TaskInstance.dag_id, TaskInstance.run_id, TaskInstance.task_id, TaskInstance.state)
            .where(task, relevant)
            .order_by(TaskInstance.end_date)
        ).all()
    except SQLAlchemyError as error:
        log.warning("the states of runs could not be read from Airflow's database: %s", error)
        session.rollback()
        return {}
    states = {f"{dag_id}/{run_id}": State(str(state)) for dag_id, run_id, state in runs}
    for dag_id, run_id, task_id, state in reversed(tasks):
        name = f"{dag_id}/{run_id}"
        if name in states and state == "failed" and states[name].name == "failed":
            states[name] = State("failed", task_id)
        elif name in states and state == "awaiting_input" and states[name].name == "running":
            states[name] = State("asking")
    return states


def read_unrecorded(session: Session, dag_ids: Iterable[str], recorded: Iterable[str]) -> tuple[RunRow, ...]:
    """Return the runs of these DAGs that run, wait or have just failed, and that the warehouse does not know yet.

    Args:
        session: A session of Airflow's database.
        dag_ids: The DAGs.
        recorded: The runs that the warehouse knows: DAG and DAG run, separated by a slash.
    """
    just_failed = and_(DagRun.state == "failed", DagRun.end_date > datetime.now(UTC) - _LATEST)
    columns = (DagRun.dag_id, DagRun.run_id, DagRun.start_date, DagRun.end_date)
    asked = select(*columns).where(DagRun.dag_id.in_(list(dag_ids)), or_(DagRun.state == "running", just_failed))
    try:
        found = session.execute(asked.order_by(DagRun.id.desc()).limit(_MOST)).all()
    except SQLAlchemyError as error:
        log.warning("the runs that go on could not be read from Airflow's database: %s", error)
        session.rollback()
        return ()
    known = set(recorded)
    rows = [RunRow("unfinished", "", ended, began, dag_id=dag, dag_run_id=run) for dag, run, began, ended in found]
    rows = [row for row in rows if row.asked_by not in known]
    states = read_states(session, rows)
    return tuple(as_airflow_says(row, states.get(row.asked_by)) for row in rows)


def as_airflow_says(row: RunRow, state: State | None) -> RunRow:
    """Return a run with what Airflow knows better: that it runs (again), waits, or has failed."""
    if state is None or row.kind in _SETTLED:
        return row
    if state.name in ("queued", "running", "asking"):
        return replace(row, kind=state.name, at=None, message="", task="")
    if row.kind not in ("unfinished", "asked"):
        return row
    if state.name == "failed":
        kind = "rejected" if state.failed == "approve" else "failed"
        return replace(row, kind=kind, task=state.failed)
    return replace(row, kind="ended")
