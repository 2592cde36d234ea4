"""How `build_corpus` is wired, and which dates each kind of run asks for. Whole runs are in tests/end_to_end."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broadsheet.errors import ConfigurationError, DataError, TransientError
from broadsheet.run import Run

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
        ("validate", "extract"),
        ("deduplicate", "validate"),
        ("publish", "deduplicate"),
        ("report", "publish"),
    ],
)
def test_each_stage_follows_the_one_before(dag, task, after):
    assert after in dag.get_task(task).upstream_task_ids
    assert task not in dag.get_task(after).upstream_task_ids


def test_extraction_is_mapped_over_what_plan_found(dag):
    assert dag.get_task("extract").is_mapped


def test_a_backfill_of_one_day_is_one_run_with_that_day_as_its_key(dag):
    from airflow.serialization.encoders import coerce_to_core_timetable

    day = datetime(2018, 9, 11, tzinfo=UTC)
    infos = coerce_to_core_timetable(dag.timetable).iter_partition_dagrun_infos(earliest=day, latest=day)
    assert [info.partition_key for info in infos] == [KEY]


def test_publishing_is_announced_on_the_corpus_asset(dag):
    assert [asset.name for asset in dag.get_task("publish").outlets] == ["corpus"]
    assert [task.task_id for task in dag.tasks if task.outlets and task.task_id != "publish"] == []


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (ConfigurationError("wrong"), "fail"),
        (DataError("poor"), "fail"),
        (TransientError("locked"), "default"),
        (ConnectionError("reset"), "default"),
        (OSError("stale handle"), "default"),
        (MemoryError(), "default"),
    ],
    ids=lambda case: type(case).__name__ if isinstance(case, BaseException) else case,
)
def test_only_what_may_pass_is_tried_again(dag, error, action):
    assert dag.get_task("publish").retry_policy.evaluate(error, try_number=1, max_tries=2).action.value == action


@dataclass
class DagRun:
    """What `plan` reads of Airflow's run."""

    run_type: str
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


@pytest.mark.parametrize(
    ("kind", "key", "params", "asked"),
    [
        ("scheduled", KEY, {}, (None, None)),
        ("manual", None, {}, (None, None)),
        ("manual", KEY, {}, (DAY, DAY)),
        ("backfill", KEY, {}, (DAY, DAY)),
        ("manual", None, {"since": KEY}, (DAY, None)),
        ("manual", None, {"until": KEY}, (None, DAY)),
    ],
    ids=["scheduled", "plain manual", "manual with a key", "backfill", "since", "until"],
)
def test_only_a_key_that_was_asked_for_narrows_a_run(plan, kind, key, params, asked):
    run, _ = plan(kind, key, **params)
    assert (run.since, run.until) == asked


def test_documents_may_be_as_late_as_the_day_the_run_starts_whatever_its_key(plan):
    assert plan("backfill", KEY)[0].day == date(2018, 9, 20)


@pytest.mark.parametrize("kind", ["backfill", "manual"])
def test_a_date_that_has_not_come_skips_the_run(plan, kind):
    from airflow.sdk.exceptions import AirflowSkipException

    with pytest.raises(AirflowSkipException):
        plan(kind, "2018-09-21")


def test_the_shares_hold_each_shard_once(plan, monkeypatch):
    monkeypatch.setenv("BROADSHEET_DISCOVERY__SHARD_PAGES", "1")
    run, shares = plan("manual")
    assert sorted(shard for share in shares for shard in share["shards"]) == list(range(run.shards)) == [0, 1, 2]
    assert {share["run"] for share in shares} == {str(run.folder)}


def test_many_shards_make_few_tasks(plan, dag, tmp_path, monkeypatch):
    monkeypatch.setenv("BROADSHEET_DISCOVERY__SHARD_PAGES", "1")
    for number in range(100):
        (tmp_path / "seeds" / f"more-{number}.txt").write_text("A page")
    run, shares = plan("manual")
    assert len(shares) == 32
    assert sorted(shard for share in shares for shard in share["shards"]) == list(range(run.shards))


def test_relative_folders_start_at_the_home_of_airflow(plan, tmp_path):
    run, _ = plan("manual")
    assert run.found.new == 3
    assert run.folder.is_relative_to(tmp_path / "data")


def test_another_source_can_be_named(plan, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "page.txt").write_text("A page")
    assert plan("manual", source="other")[0].found.new == 1


def test_a_source_that_is_not_there_is_told_as_such(plan):
    with pytest.raises(ConfigurationError, match="nowhere"):
        plan("manual", source="nowhere")
