"""What a run is asked for, and when a person is asked."""

from datetime import date

import pytest
from airflow.sdk.exceptions import DownstreamTasksSkipped

from broadsheet.errors import ConfigurationError
from broadsheet.orchestration.asking import APPROVE, QUESTION, approval, ask, dates_asked_for, named

KEY, DAY, LATER = "2018-09-11", date(2018, 9, 11), date(2018, 9, 30)


@pytest.mark.parametrize(
    ("kind", "key", "params", "asked"),
    [
        ("scheduled", KEY, {}, (None, None)),
        ("manual", None, {}, (None, None)),
        ("manual", KEY, {}, (DAY, DAY)),
        ("backfill", KEY, {}, (DAY, DAY)),
        ("manual", None, {"since": KEY}, (DAY, None)),
        ("manual", None, {"until": KEY}, (None, DAY)),
        ("manual", None, {"since": KEY, "until": KEY}, (DAY, DAY)),
    ],
    ids=["scheduled", "plain manual", "manual with a key", "backfill", "since", "until", "one day"],
)
def test_only_a_key_that_was_asked_for_narrows_a_run(kind, key, params, asked):
    assert dates_asked_for(kind, key, {"since": None, "until": None, **params}) == asked


@pytest.mark.parametrize(
    ("key", "since", "until", "words"),
    [
        (None, "2018-09-12", KEY, "since 2018-09-12 is after published until 2018-09-11: swap them"),
        (KEY, KEY, None, "one or the other"),
        ("last week", None, None, "last week is no date: write it like 2018-09-11"),
        (None, "2018-02-30", None, "2018-02-30 is no date"),
    ],
    ids=["wrong way round", "key and dates", "no date", "no such day"],
)
def test_dates_that_make_no_sense_are_refused_in_words(key, since, until, words):
    with pytest.raises(ConfigurationError, match=words):
        dates_asked_for("manual", key, {"since": since, "until": until})


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (DAY, DAY, "on 2018-09-11"),
        (DAY, LATER, "since 2018-09-11 until 2018-09-30"),
        (DAY, None, "since 2018-09-11"),
        (None, DAY, "until 2018-09-11"),
        (None, None, "of any date"),
    ],
)
def test_dates_are_named_as_they_are_said(since, until, words):
    assert named(since, until) == words


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
