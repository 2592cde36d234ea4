"""When a person is asked, and when not."""

from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet_airflow.approval import APPROVE, QUESTION, approval, ask, somebody_can_answer
from broadsheet_airflow.params import UNATTENDED


class Instance:
    """Keeps what a task hands on by name."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def xcom_push(self, key: str, value: object) -> None:
        self.values[key] = value


def test_a_question_is_handed_on_to_the_task_that_asks_it():
    instance = Instance()
    ask("Publish it?", instance)
    assert instance.values == {QUESTION: "Publish it?"}


def test_where_nothing_is_to_be_asked_the_task_is_skipped_without_being_started():
    with pytest.raises(DownstreamTasksSkipped) as skipped:
        ask(None, Instance())
    assert skipped.value.tasks == [APPROVE]


@pytest.mark.parametrize("fails", [True, False])
def test_nobody_is_waited_for_for_ever(fails):
    task = approval("Publish it?", "validate", fail_on_reject=fails)
    assert task.fail_on_reject is fails
    assert task.response_timeout.days == 1
    assert task.task_id == APPROVE


@pytest.mark.parametrize(
    ("conf", "answers"), [({UNATTENDED: True}, False), ({UNATTENDED: False}, True), ({}, True), (None, True)]
)
def test_in_an_unattended_run_there_is_nobody_to_ask(conf, answers):
    assert somebody_can_answer(SimpleNamespace(conf=conf)) is answers
