"""Several corpora: each has all DAGs, and a task of one works on its own settings, warehouse and recipients."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

import inboxes
from broadsheet.errors import ConfigurationError
from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.queries.runs import list_runs
from broadsheet.runs.run import Run
from broadsheet.settings import load_settings
from broadsheet.warehouse.layout import Warehouse
from newsroom import page, write_pages

DAGS = Path(__file__).parents[2] / "dags"
NAMES = sorted(file.stem for file in DAGS.glob("*.py"))
DAY = date(2026, 1, 1)


@dataclass
class Exchange:
    """Keeps what a task hands on by name."""

    values: dict[str, object] = field(default_factory=dict)

    def xcom_push(self, key: str, value: object) -> None:
        self.values[key] = value


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """An AIRFLOW_HOME with the main corpus, the corpora `law` and `wire`, and one whose settings are wrong."""
    home = tmp_path_factory.mktemp("home")
    (home / "corpora").mkdir()
    (home / "corpora" / "law.toml").write_text(
        'source = "rulings"\nwarehouse = "law"\n[alerts]\nlate_minutes = 0\n[airflow]\nextract_pool = "slow"\n'
    )
    (home / "corpora" / "wire.toml").write_text('warehouse = "wire"\n[sources.cables]\npath = "cables"\n')
    (home / "corpora" / "wrong.toml").write_text("warehouse = [")
    write_pages(home / "seeds", {"seed.txt": page(1, date(2018, 9, 11))})
    write_pages(home / "cables", {"cable.txt": page(2, date(2018, 9, 12))})
    return home


@pytest.fixture(autouse=True)
def _at_home(home, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(home))


@pytest.fixture(scope="module")
def bag(home):
    from airflow.dag_processing.dagbag import DagBag

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AIRFLOW_HOME", str(home))
        return DagBag(dag_folder=str(DAGS))


def run_of(dag: str) -> SimpleNamespace:
    start = datetime(2018, 9, 20, tzinfo=UTC)
    return SimpleNamespace(run_type="manual", conf=None, dag_id=dag, run_id="a run", start_date=start)


def plan(bag, dag: str, **params: str) -> Run:
    exchange, task = Exchange(), bag.dags[dag].get_task("plan")
    task.python_callable({**bag.dags[dag].params, **params}, run_of(dag), exchange, partition_key=None)
    return Run.open(exchange.values["run"])


def test_each_corpus_has_all_dags_also_one_whose_settings_are_wrong(bag):
    assert bag.import_errors == {}
    others = [f"{name}_{corpus}" for name in NAMES for corpus in ("law", "wire", "wrong")]
    assert sorted(bag.dags) == sorted([*NAMES, *others])


def test_the_dags_of_a_corpus_can_be_filtered_by_its_name_and_say_what_corpus_they_are_for(bag):
    assert all("wire" in bag.dags[f"{name}_wire"].tags for name in NAMES)
    assert all("`corpora/wire.toml`" in bag.dags[f"{name}_wire"].doc_md for name in NAMES)
    assert not any("wire" in bag.dags[name].tags or "corpora/" in bag.dags[name].doc_md for name in NAMES)


def test_the_dags_of_a_corpus_send_its_events_and_no_other(bag):
    for ending, asset in (("", "corpus"), ("_wire", "corpus wire")):
        for name in ("build_corpus", "take_down", "roll_back"):
            assert bag.dags[f"{name}{ending}"].get_task("announce").trigger_dag_id == f"announce_corpus{ending}"
        sent = {outlet.name for task in bag.dags[f"announce_corpus{ending}"].tasks for outlet in task.outlets}
        assert sent == {asset}
    read = {dag: [one.name for one in bag.dags[dag].get_task("publish").inlets] for dag in bag.dags if "build" in dag}
    assert read["build_corpus"] == ["pages"]
    assert read["build_corpus_wire"] == ["source cables of wire"]
    assert read["build_corpus_law"] == ["pages of law"]


def test_pool_form_and_lateness_are_those_of_the_corpus(bag):
    pools = {dag: bag.dags[dag].get_task("extract").pool for dag in bag.dags if "build" in dag}
    assert pools["build_corpus_law"] == "slow"
    assert pools["build_corpus"] == pools["build_corpus_wrong"] == "default_pool"
    offered = bag.dags["build_corpus_wire"].params.get_param("source").schema["examples"]
    assert offered == ["cables"]
    assert bag.dags["build_corpus_law"].deadline is None
    (late,) = bag.dags["build_corpus_wire"].deadline
    assert late.callback.kwargs == {"minutes": 120, "corpus": "wire"}


def test_a_run_reads_the_sources_of_its_corpus_into_its_warehouse(bag, home):
    main, wire = plan(bag, "build_corpus"), plan(bag, "build_corpus_wire")
    assert [run.warehouse.root for run in (main, wire)] == [home / "data", home / "wire"]
    assert [list(run.sources) for run in (main, wire)] == [[""], ["cables"]]
    assert (main.found.new, wire.found.new) == (1, 1)


def test_the_first_task_says_what_is_wrong_with_the_settings_of_a_corpus(bag):
    with pytest.raises(ConfigurationError, match=r"wrong\.toml is not TOML"):
        plan(bag, "build_corpus_wrong")
    with pytest.raises(ConfigurationError, match=r"wrong\.toml is not TOML"):
        bag.dags["audit_corpus_wrong"].get_task("audit").python_callable()


def test_a_corpus_in_the_warehouse_of_another_changes_nothing_there(bag, home):
    file = home / "corpora" / "law.toml"
    before, runs = file.read_text(), list_runs(Warehouse(home / "wire")).rows
    file.write_text('warehouse = "wire"')
    try:
        for dag in ("build_corpus_law", "build_corpus_wire"):
            with pytest.raises(ConfigurationError, match="need a warehouse each"):
                plan(bag, dag)
        failed = bag.dags["build_corpus_law"].on_failure_callback
        for callback in failed:
            callback({"dag": bag.dags["build_corpus_law"], "run_id": "a run", "reason": "timed_out"})
        assert list_runs(Warehouse(home / "wire")).rows == runs
        assert plan(bag, "build_corpus").warehouse.root == home / "data"
    finally:
        file.write_text(before)


def test_a_takedown_finds_and_removes_pages_of_its_corpus_only(bag, home):
    from airflow.sdk.exceptions import DownstreamTasksSkipped

    build(load_settings(home, workers=1), day=DAY)
    build(load_settings(home, file=home / "corpora" / "wire.toml", workers=1), day=DAY)
    main, wire = Warehouse(home / "data"), Warehouse(home / "wire")
    before = main.current_id()
    params = {**bag.dags["take_down_wire"].params, "pages": ["cables/cable.txt"], "mode": "act"}
    exchange = Exchange()
    with pytest.raises(DownstreamTasksSkipped):
        bag.dags["take_down_wire"].get_task("look").python_callable(params, run_of("take_down_wire"), exchange)
    assert exchange.values["return_value"] == [doc_id("cables/cable.txt")]
    with pytest.raises(ConfigurationError, match="no retained version"):
        bag.dags["take_down"].get_task("look").python_callable(params, run_of("take_down"), Exchange())
    act = partial(bag.dags["take_down_wire"].get_task("take_down").python_callable, exchange.values["return_value"])
    act(params, run_of("take_down_wire"), exchange)
    assert (main.current_id(), main.tombstones.exists()) == (before, False)
    assert wire.tombstones.exists()
    assert exchange.values["corpus_page"] == f"/of/wire/versions/{wire.current_id()}"
    assert "take_down_wire/a run" in {row.asked_by for row in list_runs(wire).rows}


def test_a_failed_or_late_run_is_recorded_in_its_warehouse_and_reported_to_its_recipients(bag, home, monkeypatch):
    from broadsheet_airflow.callbacks import run_late

    with inboxes.webhook() as of_main, inboxes.webhook() as of_wire:
        monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", of_main.address)
        monkeypatch.setenv("AIRFLOW_CONN_BROADSHEET_WIRE_WEBHOOK", of_wire.address)
        dag = bag.dags["build_corpus_wire"]
        for callback in dag.on_failure_callback:
            callback({"dag": dag, "run_id": "failed", "reason": "timed_out"})
        late = {
            "dag_id": "build_corpus_wire",
            "dag_run_id": "late",
            "queued_at": "2026-01-01T00:00",
            "state": "running",
        }
        run_late(**dag.deadline[0].callback.kwargs, context={"dag_run": late})
        assert [(alert["event"], alert["dag"]) for alert in of_wire.arrived] == [
            ("failed", "build_corpus_wire"),
            ("late", "build_corpus_wire"),
        ]
        assert of_main.arrived == []
    assert "build_corpus_wire/failed" in {row.asked_by for row in list_runs(Warehouse(home / "wire")).rows}
    assert "build_corpus_wire/failed" not in {row.asked_by for row in list_runs(Warehouse(home / "data")).rows}
