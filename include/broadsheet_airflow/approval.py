"""What a run asks a person: may it go on?"""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import BaseNotifier, Context
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet_airflow.alerts import Alert, send
from broadsheet_airflow.callbacks import DAYS_TO_ANSWER

APPROVE = "approve"
QUESTION = "question"
"""Key of the XCom that holds what the person is asked."""


def approval(subject: str, asked_by: str, *, fail_on_reject: bool, spread: bool = True) -> ApprovalOperator:
    """Return the task that waits for a person; left without an answer, the run fails.

    Args:
        subject: The question in one line.
        asked_by: The task that has the particulars, by `ask`.
        fail_on_reject: Whether a run that a person rejected has failed; else it ends there, and green.
        spread: Whether the alert holds the particulars too, or only the question.
    """
    return ApprovalOperator(
        task_id=APPROVE,
        subject=subject,
        body=f"{{{{ ti.xcom_pull(task_ids='{asked_by}', key='{QUESTION}') }}}}",
        fail_on_reject=fail_on_reject,
        response_timeout=timedelta(days=DAYS_TO_ANSWER),
        notifiers=_TellThatARunWaits(spread),
    )


def ask(question: str | None, task_instance: Any) -> None:
    """Have a person asked, in Markdown; null skips the question, before a process is started for it.

    The last thing a task does, for it ends the task.
    """
    if question is None:
        raise DownstreamTasksSkipped(tasks=[APPROVE])  # type: ignore[no-untyped-call]
    task_instance.xcom_push(QUESTION, question)


def somebody_can_answer(dag_run: Any) -> bool:
    """Return whether there is a user interface to answer in: a run by `DAG.test` on a terminal would wait for ever."""
    return bool(dag_run.triggering_user_name != "dag_test")


class _TellThatARunWaits(BaseNotifier):
    """Sends an alert with the question, and the address where it is answered."""

    def __init__(self, spread: bool) -> None:
        super().__init__()
        self._spread = spread

    def notify(self, context: Context) -> None:
        task, operator = context["ti"], context["task"]
        send(
            Alert(
                "question",
                f"a run of {task.dag_id} waits for an answer",
                str(operator.body if self._spread else operator.subject),  # type: ignore[union-attr]
                f"Open the address, look at the report, and approve or reject within {24 * DAYS_TO_ANSWER} hours.",
                task.dag_id,
                task.run_id,
                f"/tasks/{task.task_id}/required_actions",
            )
        )
