"""A run that fails or is late sends one alert, which says why and what to do."""

import logging
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from airflow.sdk import DAG, task

from broadsheet.errors import ConfigurationError, DataError, GateError
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.unpublished import read_unpublished
from broadsheet_airflow.callbacks import record_failure, run_failed, run_late, task_failed, task_tried_again
from broadsheet_airflow.corpora import MAIN

KILLED = "the process was killed: usually it ran out of memory, or Airflow was stopped; clear the task to run it again"


@pytest.fixture(autouse=True)
def alerts(webhook, tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", webhook.address)
    return webhook.arrived


class Instance:
    """A task instance with the XComs of its run."""

    def __init__(self, name: str, exchange: dict) -> None:
        self.task_id = name
        self._exchange = exchange

    def xcom_push(self, key: str, value: object) -> None:
        self._exchange.setdefault((self.task_id, key), []).append(value)

    def xcom_pull(self, task_ids: list[str], key: str) -> list:
        return [one for name in task_ids for one in self._exchange.get((name, key), [None])]


@pytest.fixture
def fails():
    """Fail tasks of a DAG of two, with those errors, and then its run."""
    with DAG("build_corpus") as dag:

        @task
        def extract(): ...

        @task
        def validate(): ...

        extract() >> validate()

    def fail(*errors: tuple[str, BaseException | None], **context: object) -> None:
        exchange: dict = {}
        for name, error in errors:
            told = {} if error is None else {"exception": error}
            task_failed({"ti": Instance(name, exchange), **told})
        last = {"ti": Instance(errors[-1][0], exchange)} if errors else {}
        run_failed(MAIN, {"dag": dag, "run_id": "a run", "reason": "task_failure", **last, **context})

    return fail


@pytest.mark.parametrize(
    ("error", "event", "title", "message"),
    [
        (ConfigurationError("no folder"), "failed", "build_corpus failed in validate", "no folder"),
        (DataError("unbalanced"), "failed", "build_corpus failed in validate", "unbalanced"),
        (GateError("too poor"), "stopped", "the gate stopped a run of build_corpus", "too poor"),
        (KeyError("x"), "failed", "build_corpus failed in validate", "KeyError: 'x'"),
        (None, "failed", "build_corpus failed in validate", KILLED),
    ],
    ids=["setting", "data", "gate", "defect", "killed"],
)
def test_the_alert_of_a_failed_run_contains_task_and_error(fails, alerts, error, event, title, message):
    fails(("validate", error))
    (alert,) = alerts
    assert (alert["event"], alert["title"], alert["message"]) == (event, title, message)
    assert alert["remedy"]


@pytest.mark.parametrize("callback", [task_failed, task_tried_again])
def test_the_cause_stands_behind_the_group_that_airflow_folds(caplog, callback):
    with caplog.at_level(logging.INFO, "broadsheet"):
        callback({"ti": Instance("validate", {}), "exception": DataError("unbalanced")})
    assert caplog.messages[-2] == "::endgroup::"
    assert caplog.messages[-1].endswith(": unbalanced")


def test_for_a_task_whose_process_is_gone_no_xcom_is_written():
    exchange: dict = {}
    task_failed({"ti": Instance("validate", exchange)})
    assert exchange == {}


def test_many_failed_tasks_make_one_alert_that_counts_them(fails, alerts):
    fails(*[("extract", OSError(f"disk {number}")) for number in range(3)])
    (alert,) = alerts
    assert alert["message"] == "OSError: disk 0\nand 2 more tasks failed"


@pytest.mark.parametrize("name", ["HITLRejectException", "HITLTimeoutError"])
def test_a_run_that_was_not_approved_says_so(fails, alerts, name):
    from airflow.providers.standard import exceptions

    fails(("validate", getattr(exceptions, name)("no")))
    (alert,) = alerts
    assert alert["event"] == "rejected"
    assert "readers still see the previous version" in alert["message"]


def test_a_run_that_failed_without_a_task_sends_an_alert_too(fails, alerts):
    fails(reason="all_tasks_deadlocked")
    assert "all_tasks_deadlocked" in alerts[0]["message"]


def test_if_xcoms_cannot_be_read_the_alert_is_sent_without_the_reason(fails, alerts):
    class Broken(Instance):
        def xcom_pull(self, task_ids: list[str], key: str) -> list:
            raise ConnectionError

    fails(ti=Broken("validate", {}))
    assert alerts[0]["title"] == "build_corpus failed in validate"


def test_a_retry_is_logged_and_sends_no_alert(alerts, caplog):
    with caplog.at_level(logging.WARNING, "broadsheet"):
        task_tried_again({"ti": SimpleNamespace(task_id="publish"), "exception": OSError("locked")})
    assert "publish failed and will be retried: locked" in caplog.text
    assert alerts == []


LATE = {"dag_id": "build_corpus", "dag_run_id": "a run", "queued_at": "2026-01-01T00:00:30.123456Z"}


def test_a_late_run_sends_its_alert(alerts):
    run_late(90, {"dag_run": {**LATE, "state": "running"}})
    (alert,) = alerts
    assert (alert["event"], alert["title"]) == ("late", "a run of build_corpus is late")
    assert alert["message"] == "queued at 2026-01-01T00:00, it has not ended after 90 min"


@pytest.mark.parametrize("state", ["success", "failed"])
def test_a_run_that_has_ended_is_not_late(alerts, state):
    run_late(90, {"dag_run": {**LATE, "state": state}})
    assert alerts == []


class Planned(Instance):
    """A task instance of a run whose `plan` has ended."""

    def xcom_pull(self, task_ids, key):
        known = {"run": "/data/.work/20260101-ab", "planned": {"since": "2018-09-11", "until": None}}
        return known.get(key) if task_ids == "plan" else super().xcom_pull(task_ids, key)


@pytest.mark.parametrize(
    ("error", "ending", "words"),
    [
        (ConfigurationError("no folder"), "failed", "no folder"),
        (GateError("too poor"), "stopped", "too poor"),
        (None, "failed", KILLED),
    ],
    ids=["setting", "gate", "killed"],
)
def test_a_failed_run_is_recorded_in_the_warehouse(tmp_path, error, ending, words):
    with DAG("build_corpus") as dag:

        @task
        def plan(): ...

        plan()
    exchange: dict = {}
    if error:
        task_failed({"ti": Instance("plan", exchange), "exception": error})
    began, ended = datetime(2018, 9, 20, tzinfo=UTC), datetime(2018, 9, 20, 1, tzinfo=UTC)
    run = SimpleNamespace(start_date=began, end_date=ended)
    context = {"dag": dag, "run_id": "a run", "dag_run": run, "reason": "task_failure"}
    record_failure(MAIN, {**context, "ti": Planned("plan", exchange)})
    record_failure(MAIN, {"dag": dag, "run_id": "another run", "reason": "timed_out"})
    known, unknown = read_unpublished(Warehouse(tmp_path / "data"))
    assert (known.ending, known.message, known.task) == (ending, words, "plan")
    assert (known.run, known.asked_by, known.started) == ("20260101-ab", "build_corpus/a run", began)
    assert known.at == ended  # not when Airflow called, which is later
    assert (known.dates_recorded, known.since, known.until) == (True, date(2018, 9, 11), None)
    assert (unknown.asked_by, unknown.dates_recorded, unknown.run) == ("build_corpus/another run", False, "")
    assert "timed_out" in unknown.message


def test_a_warehouse_that_cannot_be_written_is_a_warning(tmp_path, caplog):
    (tmp_path / "data").write_text("a file")
    with DAG("take_down") as dag:
        pass
    record_failure(MAIN, {"dag": dag, "run_id": "a run", "reason": "timed_out"})
    assert "was not recorded" in caplog.text
