"""The structure of `build_corpus`, and the dates of each type of run. Complete runs are in tests/end_to_end."""

import logging
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from broadsheet.errors import ConfigurationError, GateError
from broadsheet.extraction.extract import extract
from broadsheet.queries.runs import list_runs
from broadsheet.runs.run import Run
from broadsheet.warehouse.layout import Warehouse
from broadsheet_airflow.params import UNATTENDED
from newsroom import page

DAGS = Path(__file__).parents[2] / "dags"
KEY = "2018-09-11"
DAY = date(2018, 9, 11)


@pytest.fixture(scope="module")
def dag():
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(DAGS)).dags["build_corpus"]


@pytest.mark.parametrize(
    ("task", "after"),
    [
        ("extract", "plan"),
        ("remove_boilerplate", "extract"),
        ("validate", "remove_boilerplate"),
        ("approve", "validate"),
        ("deduplicate", "approve"),
        ("deduplicate", "validate"),
        ("publish", "deduplicate"),
        ("report", "publish"),
        ("announce", "publish"),
    ],
)
def test_each_stage_follows_the_previous_one(dag, task, after):
    assert after in dag.get_task(task).upstream_task_ids
    assert task not in dag.get_task(after).upstream_task_ids


def test_extraction_runs_in_the_pool_of_the_settings_and_every_other_task_in_airflows_own(dag, monkeypatch):
    from airflow.dag_processing.dagbag import DagBag

    assert {task.pool for task in dag.tasks} == {"default_pool"}
    monkeypatch.setenv("BROADSHEET_AIRFLOW__EXTRACT_POOL", "extraction")
    other = DagBag(dag_folder=str(DAGS / "build_corpus.py")).dags["build_corpus"]
    assert {task.pool for task in other.tasks if task.task_id != "extract"} == {"default_pool"}
    assert other.get_task("extract").pool == "extraction"


def test_extraction_is_mapped_over_the_shards_of_plan(dag):
    assert dag.get_task("extract").is_mapped


def test_with_the_engine_spark_the_heavy_stages_are_submitted_in_order(monkeypatch):
    pytest.importorskip("airflow.providers.apache.spark.operators.spark_submit")
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("BROADSHEET_ENGINE", "spark")
    monkeypatch.setenv("BROADSHEET_AIRFLOW__SPARK_CONNECTION", "the_cluster")
    monkeypatch.setenv("BROADSHEET_SPARK__OPTIONS", '{"spark.driver.memory": "8g"}')
    dag = DagBag(dag_folder=str(DAGS / "build_corpus.py")).dags["build_corpus"]
    submitted = [task for task in dag.topological_sort() if task.operator_name == "SparkSubmitOperator"]
    assert [task.task_id for task in submitted] == ["extract", "remove_boilerplate", "deduplicate", "publish_on_spark"]
    assert [task.application_args[0] for task in submitted] == [
        "extract",
        "remove_boilerplate",
        "deduplicate",
        "publish",
    ]
    assert {task._conn_id for task in submitted} == {"the_cluster"}
    assert all(task.conf == {"spark.driver.memory": "8g"} for task in submitted)
    order = [
        "plan",
        "extract",
        "remove_boilerplate",
        "validate",
        "approve",
        "deduplicate",
        "publish_on_spark",
        "publish",
    ]
    for before, after in pairwise(order):
        assert before in dag.get_task(after).upstream_task_ids


def test_without_the_packages_of_spark_the_dag_stays_and_its_task_says_what_to_install(monkeypatch):
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("BROADSHEET_ENGINE", "spark")
    monkeypatch.setitem(sys.modules, "broadsheet_airflow.spark_operator", None)
    bag = DagBag(dag_folder=str(DAGS / "build_corpus.py"))
    assert bag.import_errors == {}
    task = bag.dags["build_corpus"].get_task("remove_boilerplate")
    assert task.upstream_task_ids == {"plan", "extract"}
    with pytest.raises(ConfigurationError, match=r"pip install .*broadsheet\[spark\]"):
        task.python_callable("a run")


def test_a_backfill_of_one_day_is_one_run_with_that_day_as_its_key(dag):
    from airflow.serialization.encoders import coerce_to_core_timetable

    day = datetime(2018, 9, 11, tzinfo=UTC)
    infos = coerce_to_core_timetable(dag.timetable).iter_partition_dagrun_infos(earliest=day, latest=day)
    assert [info.partition_key for info in infos] == [KEY]


def test_only_announce_corpus_sends_events(dag):
    """A task of a run with a partition key can send no event that a plain consumer hears."""
    assert [task.task_id for task in dag.tasks if task.outlets] == []
    assert dag.get_task("announce").trigger_dag_id == "announce_corpus"


@dataclass
class DagRun:
    """What `plan` reads of Airflow's run."""

    run_type: str
    conf: dict | None = None
    dag_id: str = "build_corpus"
    run_id: str = "a run"
    start_date: datetime = datetime(2018, 9, 20, 7, tzinfo=UTC)


@dataclass
class Exchange:
    """Keeps what a task hands on by name."""

    values: dict[str, object] = field(default_factory=dict)

    def xcom_push(self, key: str, value: object) -> None:
        self.values[key] = value


@pytest.fixture
def plan(dag, tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    (tmp_path / "seeds").mkdir()
    for number in range(3):
        (tmp_path / "seeds" / f"{number}.txt").write_text("A page")

    def call(run_type: str, key: str | None = None, **params: str) -> tuple[Run, list[dict]]:
        exchange = Exchange()
        chosen = {"source": None, "since": None, "until": None, "on_warning": None, **params}
        shares = dag.get_task("plan").python_callable(chosen, DagRun(run_type), exchange, partition_key=key)
        return Run.open(exchange.values["run"]), shares

    return call


def test_a_backfill_publishes_its_date_and_a_scheduled_run_all_dates(plan):
    assert [(run.since, run.until) for run in (plan("backfill", KEY)[0], plan("scheduled", KEY)[0])] == [
        (DAY, DAY),
        (None, None),
    ]


def test_a_run_records_the_dag_run_that_started_it(plan):
    assert plan("manual")[0].asked_by == "build_corpus/a run"


def test_a_run_reads_all_sources_of_the_settings_or_those_of_the_form(plan, tmp_path):
    tables = "[sources.wire]\npath = 'wire'\n[sources.press]\npath = 'press'\n"
    (tmp_path / "broadsheet.toml").write_text(tables)
    for name in ("wire", "press"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.txt").write_text("A page")
    assert list(plan("manual")[0].sources) == ["press", "wire"]
    assert list(plan("manual", source="wire")[0].sources) == ["wire"]
    assert list(plan("manual", source=str(tmp_path / "seeds"))[0].sources) == [""]


@pytest.mark.parametrize("choice", ["publish", "ask", "stop"])
def test_the_form_overrides_what_a_warning_does_and_leaves_the_rest_of_the_gate(plan, monkeypatch, choice):
    monkeypatch.setenv("BROADSHEET_GATE__MIN_ROWS", "7")
    monkeypatch.setenv("BROADSHEET_GATE__ON_WARNING", "stop")
    gate = plan("manual", on_warning=choice)[0].settings.gate
    assert (gate.on_warning, gate.min_rows) == (choice, 7)


def test_an_empty_choice_leaves_the_settings_as_they_are(plan, monkeypatch):
    monkeypatch.setenv("BROADSHEET_GATE__ON_WARNING", "ask")
    assert plan("manual")[0].settings.gate.on_warning == "ask"


def test_documents_dated_up_to_the_day_of_the_run_are_accepted_whatever_the_key(plan):
    assert plan("backfill", KEY)[0].day == date(2018, 9, 20)


@pytest.mark.parametrize("kind", ["backfill", "manual"])
def test_a_future_date_skips_the_run_with_a_message(plan, kind, tmp_path, caplog):
    from airflow.sdk.exceptions import AirflowSkipException

    with caplog.at_level(logging.INFO, "broadsheet"), pytest.raises(AirflowSkipException):
        plan(kind, "2018-09-21")
    why = "that date is in the future"
    assert f"nothing to publish on 2018-09-21: {why}" in caplog.text
    (row,) = list_runs(Warehouse(tmp_path / "data")).rows
    assert (row.action, row.message, str(row.since)) == ("nothing to publish", why, "2018-09-21")


def test_a_backfill_with_dates_in_its_form_skips_the_dates_outside_and_runs_the_others(plan, caplog):
    from airflow.sdk.exceptions import AirflowSkipException

    with caplog.at_level(logging.INFO, "broadsheet"), pytest.raises(AirflowSkipException):
        plan("backfill", KEY, since="2018-09-12")
    assert "nothing to publish on 2018-09-11: the form of this backfill leaves that date out" in caplog.text
    run, _ = plan("backfill", KEY, since="2018-09-01", until="2018-09-30")
    assert (run.since, run.until) == (DAY, DAY)


def test_a_date_without_pages_skips_the_run_with_a_message(plan, tmp_path, caplog):
    from airflow.sdk.exceptions import AirflowSkipException

    for file in (tmp_path / "seeds").iterdir():
        file.unlink()
    with caplog.at_level(logging.INFO, "broadsheet"), pytest.raises(AirflowSkipException):
        plan("backfill", KEY)
    assert "nothing to publish on 2018-09-11: no page of that date is known" in caplog.text
    (row,) = list_runs(Warehouse(tmp_path / "data")).rows
    assert (row.action, row.dag_run_id, str(row.since)) == ("nothing to publish", "a run", KEY)
    assert row.run_id


def test_a_first_date_after_the_last_is_a_clear_error(plan):
    with pytest.raises(ConfigurationError, match="swap them"):
        plan("manual", since="2018-09-12", until=KEY)


def test_each_shard_is_in_exactly_one_task(plan, monkeypatch):
    monkeypatch.setenv("BROADSHEET_DISCOVERY__SHARD_PAGES", "1")
    run, shares = plan("manual")
    assert sorted(shard for share in shares for shard in share["shards"]) == list(range(run.shards)) == [0, 1, 2]
    assert {share["run"] for share in shares} == {str(run.folder)}


def test_many_shards_are_grouped_into_few_tasks(plan, dag, tmp_path, monkeypatch):
    monkeypatch.setenv("BROADSHEET_DISCOVERY__SHARD_PAGES", "1")
    for number in range(100):
        (tmp_path / "seeds" / f"more-{number}.txt").write_text("A page")
    run, shares = plan("manual")
    assert len(shares) == 32
    assert sorted(shard for share in shares for shard in share["shards"]) == list(range(run.shards))


def test_relative_folders_start_at_airflow_home(plan, tmp_path):
    run, _ = plan("manual")
    assert run.found.new == 3
    assert run.folder.is_relative_to(tmp_path / "data")


def test_another_source_can_be_named(plan, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "page.txt").write_text("A page")
    assert plan("manual", source="other")[0].found.new == 1


def test_a_missing_source_is_a_clear_error(plan):
    with pytest.raises(ConfigurationError, match="nowhere"):
        plan("manual", source="nowhere")


@pytest.mark.parametrize("name", ["sauce", "Since"])
def test_an_unknown_parameter_is_refused_with_the_list_of_known_ones(plan, name):
    with pytest.raises(ConfigurationError, match=f"unknown parameters .*: {name}; it takes on_warning, since, source"):
        plan("manual", **{name: "x"})


@pytest.mark.parametrize("name", [UNATTENDED, "openlineage"])
def test_parameters_that_airflow_adds_are_accepted(plan, name):
    assert plan("manual", **{name: True})[0].found.new == 3


@pytest.fixture
def validate(plan, dag, tmp_path, monkeypatch):
    """Validate a batch of one page without a date, of which the gate wants a person to be asked."""
    monkeypatch.setenv("BROADSHEET_GATE__MIN_ROWS", "1")
    monkeypatch.setenv("BROADSHEET_GATE__ON_WARNING", "ask")
    for file in list((tmp_path / "seeds").iterdir()):
        file.unlink()
    (tmp_path / "seeds" / "undated.txt").write_text(page(1))
    run, shares = plan("manual")
    for share in shares:
        for shard in share["shards"]:
            extract(run, shard)
    dag.get_task("remove_boilerplate").python_callable(str(run.folder))

    def call(conf: dict) -> Exchange:
        exchange = Exchange()
        dag.get_task("validate").python_callable(str(run.folder), DagRun("manual", conf), exchange)
        assert exchange.values["corpus_page"] == f"/runs/{run.run_id}"
        return exchange

    return call


def test_an_unattended_run_that_needs_an_answer_fails(validate):
    with pytest.raises(GateError, match="nobody"):
        validate({UNATTENDED: True})


@pytest.mark.parametrize("conf", [{}, None, {UNATTENDED: False}])
def test_an_attended_run_asks_its_question(validate, conf):
    told = validate(conf).values
    assert "1 of 1 documents without a date" in told["question"]
    assert f"/corpus{told['corpus_page']}) shows every expectation" in told["question"]
    assert told["examples"].startswith("Examples:\n\n* 1 of 1 documents without a date (100.0%)")
    assert told["examples"].endswith(": `undated.txt`")
