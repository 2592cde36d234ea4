"""What all DAGs share."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from airflow.sdk import DAG

from broadsheet.errors import ConfigurationError, DataError, GateError, TransientError
from broadsheet_airflow.corpora import MAIN
from broadsheet_airflow.defaults import CorpusDag, default_args, every_dag, late
from broadsheet_airflow.params import FORM, UNATTENDED


@pytest.fixture(autouse=True)
def _at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))


def rejected() -> Exception:
    from airflow.providers.standard.exceptions import HITLRejectException

    return HITLRejectException("no")


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (ConfigurationError("wrong"), "fail"),
        (DataError("unbalanced"), "fail"),
        (GateError("poor"), "fail"),
        (rejected(), "fail"),
        (TransientError("locked"), "default"),
        (ConnectionError("reset"), "default"),
        (OSError("stale handle"), "default"),
        (MemoryError(), "default"),
    ],
    ids=lambda case: type(case).__name__ if isinstance(case, BaseException) else case,
)
def test_only_errors_that_may_be_temporary_are_retried(error, action):
    policy = default_args()["retry_policy"]
    assert policy.evaluate(error, try_number=1, max_tries=2).action.value == action


def test_a_run_is_late_after_the_minutes_of_the_settings(monkeypatch):
    monkeypatch.setenv("BROADSHEET_ALERTS__LATE_MINUTES", "90")
    deadline = late(MAIN)
    assert deadline.interval == 90 * 60
    assert deadline.callback.path == "broadsheet_airflow.callbacks.run_late"
    assert deadline.callback.kwargs == {"minutes": 90, "corpus": ""}


def test_late_alerts_can_be_disabled(monkeypatch):
    monkeypatch.setenv("BROADSHEET_ALERTS__LATE_MINUTES", "0")
    assert every_dag(MAIN, "a_dag", None, [])["deadline"] is None


def test_the_deadline_is_stored_as_a_number_which_airflow_can_compute_with_when_a_task_is_cleared():
    """Airflow 3.3.2 does `timedelta(seconds=interval)` with what is stored; see docs/decisions/late-runs.md."""
    from airflow.serialization.decoders import decode_deadline_alert
    from airflow.serialization.encoders import encode_deadline_alert

    stored = json.loads(json.dumps(encode_deadline_alert(late(MAIN))))
    assert timedelta(seconds=stored["interval"]) == timedelta(minutes=120)
    assert decode_deadline_alert(stored).interval == timedelta(minutes=120)


def test_a_run_by_test_has_no_deadline_and_asks_nobody(monkeypatch):
    given = {}
    monkeypatch.setattr(DAG, "test", lambda dag, **arguments: given.update(deadline=dag.deadline, **arguments))
    CorpusDag(**every_dag(MAIN, "a_dag", None, [])).test(run_conf={"source": "x"})
    assert given == {"deadline": None, "run_conf": {"source": "x", UNATTENDED: True}}


@pytest.mark.parametrize(
    ("moment", "conf", "dates"),
    [
        (datetime(2018, 9, 11, tzinfo=UTC), {}, ("2018-09-11", "2018-09-11")),
        (datetime(2018, 9, 11, 10, tzinfo=UTC), {}, ("2018-09-11", "2018-09-11")),
        (datetime(2018, 9, 11, tzinfo=UTC), {"since": "2018-09-01"}, ("2018-09-01", None)),
        (datetime.now(UTC).replace(second=7), {}, (None, None)),
        (None, {}, (None, None)),
    ],
    ids=["a date", "a time of a date", "dates of its own", "now", "none"],
)
def test_the_date_of_a_run_by_test_is_the_date_to_publish(monkeypatch, moment, conf, dates):
    given = {}
    monkeypatch.setattr(DAG, "test", lambda dag, **arguments: given.update(arguments))
    CorpusDag(params=FORM, **every_dag(MAIN, "build", None, [])).test(logical_date=moment, run_conf=conf)
    assert (given["run_conf"].get("since"), given["run_conf"].get("until")) == dates
    CorpusDag(**every_dag(MAIN, "roll_back", None, [])).test(logical_date=moment)
    assert given["run_conf"] == {UNATTENDED: True}


def test_a_wrong_setting_does_not_prevent_the_import_of_the_dag(monkeypatch):
    monkeypatch.setenv("BROADSHEET_WORKERS", "many")
    assert late(MAIN).interval == 120 * 60
