"""The task that asks a person whether a run may go on."""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import BaseNotifier, Context
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet_airflow.alerts import Alert, send
from broadsheet_airflow.callbacks import DAYS_TO_ANSWER
from broadsheet_airflow.params import UNATTENDED

APPROVE = "approve"
QUESTION = "question"
"""Key of the XCom that holds the question."""


def approval(subject: str, asked_by: str, *, fail_on_reject: bool, particulars: bool = True) -> ApprovalOperator:
    """Return the task that waits for an answer; without one, it fails after `DAYS_TO_ANSWER`.

    Args:
        subject: The question in one line.
        asked_by: Id of the task that gives the details, by `ask`.
        fail_on_reject: Whether *Reject* fails the run; if not, the tasks behind are skipped and the run succeeds.
        particulars: Whether the alert contains the details, or only the subject.
    """
    return ApprovalOperator(
        task_id=APPROVE,
        subject=subject,
        body=f"{{{{ ti.xcom_pull(task_ids='{asked_by}', key='{QUESTION}') }}}}",
        fail_on_reject=fail_on_reject,
        response_timeout=timedelta(days=DAYS_TO_ANSWER),
        notifiers=_QuestionAlert(particulars),
    )


def ask(question: str | None, task_instance: Any) -> None:
    """Hand a question, in Markdown, to the task `approve`; None skips that task.

    Call it last, because it ends the calling task. It raises what Airflow's branch operators raise: a branch task of
    its own would start one more process in every run, only to find that there is nothing to ask.
    """
    if question is None:
        raise DownstreamTasksSkipped(tasks=[APPROVE])  # type: ignore[no-untyped-call]
    task_instance.xcom_push(QUESTION, question)


def somebody_can_answer(dag_run: Any) -> bool:
    """Return whether a person can answer a question of this run; see `broadsheet_airflow.defaults.CorpusDag.test`."""
    return not (dag_run.conf or {}).get(UNATTENDED)


class _QuestionAlert(BaseNotifier):
    """Sends an alert with the question and the address where to answer it."""

    def __init__(self, particulars: bool) -> None:
        super().__init__()
        self._particulars = particulars

    def notify(self, context: Context) -> None:
        task: Any = context["ti"]
        operator: Any = context["task"]
        send(
            Alert(
                "question",
                f"a run of {task.dag_id} waits for an answer",
                str(operator.body if self._particulars else operator.subject),
                f"Open the link, read the report, and answer Approve or Reject within {24 * DAYS_TO_ANSWER} hours.",
                task.dag_id,
                task.run_id,
                f"/tasks/{task.task_id}/required_actions",
            )
        )
