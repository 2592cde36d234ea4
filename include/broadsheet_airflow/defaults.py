"""What every DAG of the project shares: owner, retries, and who is told."""

import sys
from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from broadsheet.errors import ConfigurationError
from broadsheet.settings import Alerts
from broadsheet_airflow.callbacks import run_failed, run_late, task_failed, task_tried_again
from broadsheet_airflow.paths import project_settings

EVENT_DATES = 366
"""Every event carries the rows of all dates that changed: beyond a year of them they are left out."""

A_PERSON_MUST_ACT: list[str | type[BaseException]] = [
    "broadsheet.errors.ConfigurationError",
    "broadsheet.errors.DataError",
    "airflow.providers.standard.exceptions.HITLRejectException",
    "airflow.providers.standard.exceptions.HITLTimeoutError",
]
"""Errors that no second try mends."""


def every_dag() -> dict[str, Any]:
    """Return the arguments that all DAGs share: one run at a time, and somebody told when it fails or is late."""
    return {
        "start_date": pendulum.datetime(2018, 1, 1, tz="UTC"),
        "catchup": False,
        "max_active_runs": 1,
        "default_args": default_args(),
        "on_failure_callback": run_failed,
        "deadline": late(),
    }


def default_args() -> dict[str, Any]:
    """Return the arguments that all tasks have in common: three tries, but for errors that a person has to mend."""
    return {
        "owner": "broadsheet",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_policy": ExceptionRetryPolicy([RetryRule(A_PERSON_MUST_ACT, RetryAction.FAIL, reason="not transient")]),
        "execution_timeout": timedelta(hours=2),
        "on_retry_callback": task_tried_again,
        "on_failure_callback": task_failed,
    }


def late() -> DeadlineAlert | None:
    """Return the deadline of a run, counted from when it was queued; null where the settings want none.

    Null under ``airflow dags test``, too: Airflow 3.3.2 fails each such run of a DAG with a deadline at its very end.
    """
    if sys.argv[1:3] == ["dags", "test"]:
        return None
    try:
        minutes = project_settings().alerts.late_minutes
    except ConfigurationError:  # the first task tells in words what is wrong; a DAG that is not there tells nothing
        minutes = Alerts().late_minutes
    if not minutes:
        return None
    return DeadlineAlert(
        DeadlineReference.DAGRUN_QUEUED_AT,
        timedelta(minutes=minutes),
        SyncCallback(run_late, {"minutes": minutes}),
        name="late",
    )
