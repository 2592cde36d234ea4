"""The task that asks a person whether a run may go on."""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import BaseNotifier, Context
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet_airflow.alerts import Alert, send
from broadsheet_airflow.callbacks import DAYS_TO_ANSWER
from broadsheet_airflow.corpora import Corpus
from broadsheet_airflow.params import UNATTENDED

APPROVE = "approve"
QUESTION = "question"
"""Key of the XCom that holds the question."""
EXAMPLES = "examples"
"""Key of the XCom with the part of the question that names pages; the alert leaves it out."""


def approval(
    corpus: Corpus, subject: str, asked_by: str, *, fail_on_reject: bool, particulars: bool = True
) -> ApprovalOperator:
    """Return the task that waits for an answer; without one, it fails after `DAYS_TO_ANSWER`.

    Args:
        corpus: The corpus whose recipients get the alert.
        subject: The question in one line.
        asked_by: Id of the task that gives the details, by `ask`.
        fail_on_reject: Whether *Reject* fails the run; if not, the tasks behind are skipped and the run succeeds.
        particulars: Whether the alert contains the details, or only the subject.
    """
    return ApprovalOperator(
        task_id=APPROVE,
        subject=subject,
        body=f"{_pull(asked_by, QUESTION)}\n\n{_pull(asked_by, EXAMPLES)}",
        fail_on_reject=fail_on_reject,
        response_timeout=timedelta(days=DAYS_TO_ANSWER),
        notifiers=_QuestionAlert(corpus, asked_by if particulars else ""),
    )


def _pull(task: str, key: str) -> str:
    return f"{{{{ ti.xcom_pull(task_ids='{task}', key='{key}') or '' }}}}"


def ask(question: str | None, task_instance: Any, examples: str = "") -> None:
    """Hand a question, in Markdown, to the task `approve`; None skips that task.

    `examples` name pages. They are shown below the question, but do not go to chat rooms and mailboxes.

    Call it last, because it ends the calling task. It raises what Airflow's branch operators raise: a branch task of
    its own would start one more process in every run, only to find that there is nothing to ask.
    """
    if question is None:
        raise DownstreamTasksSkipped(tasks=[APPROVE])  # type: ignore[no-untyped-call]
    task_instance.xcom_push(QUESTION, question)
    task_instance.xcom_push(EXAMPLES, examples)


def somebody_can_answer(dag_run: Any) -> bool:
    """Return whether a person can answer a question of this run; see `broadsheet_airflow.defaults.CorpusDag.test`."""
    return not (dag_run.conf or {}).get(UNATTENDED)


class _QuestionAlert(BaseNotifier):
    """Sends an alert with the question and the address where to answer it."""

    def __init__(self, corpus: Corpus, asked_by: str) -> None:
        super().__init__()
        self._corpus = corpus
        self._asked_by = asked_by  # the task with the details; empty to send only the subject

    def notify(self, context: Context) -> None:
        task: Any = context["ti"]
        operator: Any = context["task"]
        send(
            Alert(
                "question",
                f"a run of {task.dag_id} waits for an answer",
                str(task.xcom_pull(task_ids=self._asked_by, key=QUESTION) if self._asked_by else operator.subject),
                f"Open the link, read the report, and answer Approve or Reject within {24 * DAYS_TO_ANSWER} hours.",
                task.dag_id,
                task.run_id,
                f"/tasks/{task.task_id}/required_actions",
            ),
            self._corpus,
        )
