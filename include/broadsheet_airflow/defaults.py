"""What every DAG of the project shares: its class, owner, retries and alerts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any, cast

import pendulum
from airflow.sdk import DAG, ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from broadsheet.errors import ConfigurationError
from broadsheet.settings import Alerts
from broadsheet_airflow.callbacks import record_failure, run_failed, run_late, task_failed, task_tried_again
from broadsheet_airflow.corpora import MAIN, Corpus
from broadsheet_airflow.params import UNATTENDED
from broadsheet_airflow.paths import settings_without_airflow

NOT_RETRIED: list[str | type[BaseException]] = [
    "broadsheet.errors.ConfigurationError",
    "broadsheet.errors.DataError",
    "airflow.providers.standard.exceptions.HITLRejectException",
    "airflow.providers.standard.exceptions.HITLTimeoutError",
]
"""Errors that a retry cannot fix: a person has to act."""


class CorpusDag(DAG):
    """A DAG of this project; its runs by `test` have no deadline and ask nobody."""

    def test(self, *args: Any, **kwargs: Any) -> Any:
        """Run the DAG once in this process, as `DAG.test` does; returns the DAG run.

        ``airflow dags test`` and ``scripts/run_once.py`` call this. There is no user interface to answer a question in,
        so the run is marked as unattended. And it has no deadline: Airflow 3.3.2 fails a run by `DAG.test` at its end
        if its DAG has one. A date, as in ``airflow dags test build_corpus 2018-09-11``, is the date to publish: such a
        run cannot have a partition key.
        """
        self.deadline = None
        conf = {UNATTENDED: True, **(kwargs.get("run_conf") or {})}
        day = _date_given(kwargs.get("logical_date"))
        if day and {"since", "until"} <= set(self.params) and not {"since", "until"} & set(conf):
            conf |= {"since": day.isoformat(), "until": day.isoformat()}
        return super().test(*args, **{**kwargs, "run_conf": conf})


def _date_given(moment: Any) -> date | None:
    """Return the date that somebody gave a run by `DAG.test`; None for the current time, which Airflow gives itself."""
    if not isinstance(moment, datetime):
        return None
    at = moment.astimezone(UTC)
    is_now = abs(datetime.now(UTC) - at) < timedelta(hours=1) and at.time() != time()
    return None if is_now else at.date()


def every_dag(
    corpus: Corpus, dag: str, doc: str | None, tags: Sequence[str], *, changes_corpus: bool = False
) -> dict[str, Any]:
    """Return the arguments that all DAGs share: what names them, one run at a time, alerts for failed and late runs.

    Args:
        corpus: The corpus.
        dag: Id of the DAG of the main corpus.
        doc: Documentation of the DAG of the main corpus, in Markdown.
        tags: Tags of the DAG of the main corpus; that of another corpus has its name as well.
        changes_corpus: Whether its failed runs are also recorded in the warehouse.
    """
    failed = partial(run_failed, corpus)
    return {
        "dag_id": corpus.named(dag),
        "doc_md": f"{_about(corpus)}{doc or ''}",
        "tags": [*tags, corpus.name] if corpus.name else [*tags],
        "start_date": pendulum.datetime(2018, 1, 1, tz="UTC"),
        "catchup": False,
        "max_active_runs": 1,
        "default_args": default_args(),
        "on_failure_callback": [failed, partial(record_failure, corpus)] if changes_corpus else failed,
        "deadline": late(corpus),
    }


def _about(corpus: Corpus) -> str:
    """Return the beginning of the documentation of a DAG: which corpus it is for; empty for the main corpus."""
    if corpus == MAIN:
        return ""
    return (
        f"**Corpus {corpus}**, with the settings of `corpora/{corpus}.toml`. Below, names of DAGs, assets and "
        f"Variables are those of the main corpus: `build_corpus` stands for `{corpus.named('build_corpus')}`.\n\n"
    )


def default_args() -> dict[str, Any]:
    """Return the arguments that all tasks share: three attempts, but only one after an error of `NOT_RETRIED`."""
    return {
        "owner": "broadsheet",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_policy": ExceptionRetryPolicy([RetryRule(NOT_RETRIED, RetryAction.FAIL, reason="not transient")]),
        "execution_timeout": timedelta(hours=2),
        "on_retry_callback": task_tried_again,
        "on_failure_callback": task_failed,
    }


def late(corpus: Corpus) -> DeadlineAlert | None:
    """Return the deadline of a run, counted from when it was queued; None if ``alerts.late_minutes`` is 0.

    The interval is a number of seconds, not the `timedelta` that `DeadlineAlert` declares. Airflow 3.3.2 accepts both,
    but clearing a task recomputes the deadline with ``timedelta(seconds=interval)``, and that fails with HTTP 500 on
    the serialized form of a `timedelta`. See ``docs/decisions/late-runs.md``.
    """
    try:
        minutes = settings_without_airflow(corpus).alerts.late_minutes
    except ConfigurationError:  # the first task reports what is wrong; a DAG that fails to import could not
        minutes = Alerts().late_minutes
    if not minutes:
        return None
    return DeadlineAlert(
        DeadlineReference.DAGRUN_QUEUED_AT,
        cast("timedelta", 60.0 * minutes),
        SyncCallback(run_late, {"minutes": minutes, "corpus": corpus.name}),
        name="late",
    )
