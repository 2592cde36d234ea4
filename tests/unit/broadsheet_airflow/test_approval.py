"""When a person is asked, and when not."""

from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet_airflow.approval import APPROVE, EXAMPLES, QUESTION, approval, ask, somebody_can_answer
from broadsheet_airflow.corpora import MAIN
from broadsheet_airflow.params import UNATTENDED


class Instance:
    """Keeps what a task hands on by name."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    dag_id, run_id, task_id = "build_corpus", "a run", "approve"

    def xcom_push(self, key: str, value: object) -> None:
        self.values[key] = value

    def xcom_pull(self, task_ids: str, key: str) -> object:
        return self.values.get(key) if task_ids == "validate" else None


def test_a_question_is_handed_on_to_the_task_that_asks_it():
    instance = Instance()
    ask("Publish it?", instance, "Examples: a.txt")
    assert instance.values == {QUESTION: "Publish it?", EXAMPLES: "Examples: a.txt"}


@pytest.mark.parametrize(("particulars", "message"), [(True, "Publish it?"), (False, "The subject?")])
def test_the_alert_of_a_question_names_no_page(webhook, tmp_path, monkeypatch, particulars, message):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", webhook.address)
    instance = Instance()
    ask("Publish it?", instance, "Examples: a.txt")
    task = approval(MAIN, "The subject?", "validate", fail_on_reject=True, particulars=particulars)
    (notifier,) = task.notifiers
    notifier.notify({"ti": instance, "task": task})
    (alert,) = webhook.arrived
    assert alert["message"] == message
    assert "a.txt" not in alert["text"]


def test_without_a_question_the_approval_task_is_skipped():
    with pytest.raises(DownstreamTasksSkipped) as skipped:
        ask(None, Instance())
    assert skipped.value.tasks == [APPROVE]


@pytest.mark.parametrize("fails", [True, False])
def test_the_approval_task_has_a_timeout(fails):
    task = approval(MAIN, "Publish it?", "validate", fail_on_reject=fails)
    assert task.fail_on_reject is fails
    assert task.response_timeout.days == 1
    assert task.task_id == APPROVE


@pytest.mark.parametrize(
    ("conf", "answers"), [({UNATTENDED: True}, False), ({UNATTENDED: False}, True), ({}, True), (None, True)]
)
def test_an_unattended_run_cannot_ask(conf, answers):
    assert somebody_can_answer(SimpleNamespace(conf=conf)) is answers
