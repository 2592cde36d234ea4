"""What a run is asked for: its dates of publication; and what it asks a person."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import BaseNotifier, Context
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet.errors import ConfigurationError
from broadsheet.orchestration.alerts import Alert, send
from broadsheet.orchestration.callbacks import DAYS_TO_ANSWER

APPROVE = "approve"
QUESTION = "question"
"""Key of the XCom that holds what the person is asked."""


def dates_asked_for(run_type: str, key: str | None, params: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """Return the first and the last date of publication that a run is asked for, null for any.

    A scheduled run has a partition key too, but takes everything pending; any other run with a key was asked for that
    date.

    Raises:
        ConfigurationError: a date is none, they are the wrong way round, or there are both a key and dates.
    """
    since, until = params["since"], params["until"]
    if key and run_type != "scheduled":
        if since or until:
            raise ConfigurationError(f"partition key {key} and dates in the form: give one or the other")
        since = until = key
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise ConfigurationError(f"published since {first} is after published until {last}: swap them")
    return first, last


def named(since: date | None, until: date | None) -> str:
    """Name the dates a run is asked for.

    >>> named(date(2018, 9, 11), date(2018, 9, 11)), named(date(2018, 9, 1), None)
    ('on 2018-09-11', 'since 2018-09-01')
    """
    if since == until:
        return f"on {since}" if since else "of any date"
    return " ".join(f"{word} {day}" for word, day in (("since", since), ("until", until)) if day)


def approval(subject: str, asked_by: str, *, fail_on_reject: bool) -> ApprovalOperator:
    """Return the task that waits for a person; left without an answer, the run fails.

    Args:
        subject: The question in one line.
        asked_by: The task that has the particulars, by `ask`.
        fail_on_reject: Whether a run that a person rejected has failed; else it ends there, and green.
    """
    return ApprovalOperator(
        task_id=APPROVE,
        subject=subject,
        body=f"{{{{ ti.xcom_pull(task_ids='{asked_by}', key='{QUESTION}') }}}}",
        fail_on_reject=fail_on_reject,
        response_timeout=timedelta(days=DAYS_TO_ANSWER),
        notifiers=_TellThatARunWaits(),
    )


def ask(question: str | None, task_instance: Any) -> None:
    """Have a person asked, in Markdown; null skips the question, before a process is started for it.

    The last thing a task does, for it ends the task.
    """
    if question is None:
        raise DownstreamTasksSkipped(tasks=[APPROVE])  # type: ignore[no-untyped-call]
    task_instance.xcom_push(QUESTION, question)


class _TellThatARunWaits(BaseNotifier):
    """Sends an alert with the question, and the address where it is answered."""

    def notify(self, context: Context) -> None:
        task = context["ti"]
        send(
            Alert(
                "question",
                f"a run of {task.dag_id} waits for an answer",
                str(context["task"].body),  # type: ignore[union-attr]
                f"Open the address, look at the report, and approve or reject within {24 * DAYS_TO_ANSWER} hours.",
                task.dag_id,
                task.run_id,
                f"/tasks/{task.task_id}/required_actions",
            )
        )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigurationError(f"{text} is no date: write it like 2018-09-11") from error
