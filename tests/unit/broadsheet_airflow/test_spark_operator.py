"""What a task on Spark says when it fails, and which errors are not tried again."""

import pytest

pytest.importorskip("airflow.providers.apache.spark.operators.spark_submit")

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from broadsheet.errors import ConfigurationError, GateError, TransientError
from broadsheet.spark_application import failure_line
from broadsheet_airflow.spark_operator import StageOnSpark

# the provider leaves the pipe of a spark-submit that has ended to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def task(monkeypatch, tmp_path):
    """Return a task whose spark-submit is a program of the test; it writes ``output`` and fails."""

    def make(output):
        program = tmp_path / "spark-submit"
        program.write_text(f"#!/bin/sh\ncat {tmp_path}/output\nexit 1\n")
        program.chmod(0o755)
        (tmp_path / "output").write_text(output)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        monkeypatch.setenv("AIRFLOW_CONN_THE_CLUSTER", '{"conn_type": "spark", "host": "spark://127.0.0.1:7077"}')
        return StageOnSpark(task_id="extract", conn_id="the_cluster", application="run_stage.py")

    return make


@pytest.mark.parametrize("error", [ConfigurationError("no such master"), GateError("too many\nrefused")])
def test_the_error_of_the_stage_is_the_error_of_the_task(task, error):
    with pytest.raises(type(error), match=r"^(no such master|too many refused)$"):
        task(f"starting\n{failure_line(error)}\na line that Spark writes at its end\n").execute({})


def test_a_failure_of_spark_itself_may_pass_and_shows_the_last_line(task):
    with pytest.raises(TransientError, match=r"Lost too many executors$"):
        task("starting\nLost too many executors\n").execute({})


def test_a_connection_that_is_missing_is_named_instead_of_submitting_to_yarn(task, monkeypatch):
    def missing(name):
        raise AirflowNotFoundException(name)

    submitting = task("")
    monkeypatch.setattr(BaseHook, "get_connection", missing)
    with pytest.raises(ConfigurationError, match="Airflow has no connection the_cluster: make it under Admin"):
        submitting.execute({})
