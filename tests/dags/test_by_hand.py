"""What the DAGs that are started by hand ask for, and what each mode leaves out. Whole runs are in tests/end_to_end."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from broadsheet.warehouse.layout import Warehouse
from newsroom import page

DAGS = Path(__file__).parents[2] / "dags"
DAY = date(2026, 1, 1)


@dataclass
class Exchange:
    """Keeps what a task hands on by name."""

    values: dict[str, object] = field(default_factory=dict)

    def xcom_push(self, key: str, value: object) -> None:
        self.values[key] = value


@dataclass
class Event:
    """Takes up what a task tells of its outlet."""

    keys: list[str] = field(default_factory=list)
    extra: dict = field(default_factory=dict)

    def add_partitions(self, keys: list[str]) -> None:
        self.keys += keys


@dataclass
class DagRun:
    """What the tasks read of Airflow's run."""

    dag_id: str
    run_id: str


@pytest.fixture(scope="module")
def bag():
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(DAGS))


@pytest.fixture
def place(tmp_path, monkeypatch) -> Warehouse:
    """A project with two versions, of one page and of two."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    (tmp_path / "seeds").mkdir()
    settings = load_settings(source=str(tmp_path / "seeds"), warehouse=tmp_path / "data", workers=1)
    for number in range(2):
        (tmp_path / "seeds" / f"{number}.txt").write_text(page(number, date(2018, 9, 10 + number)))
        build(settings, day=DAY)
    return Warehouse(tmp_path / "data")


def look(bag, name: str, **params: object) -> tuple[Exchange, set[str]]:
    """Run the first task, and return what it hands on and which tasks it skips."""
    from airflow.sdk.exceptions import DownstreamTasksSkipped

    dag, exchange = bag.dags[name], Exchange()
    chosen = {**dag.params, **params}
    try:
        dag.get_task("look").python_callable(chosen, exchange)
    except DownstreamTasksSkipped as skipped:
        return exchange, set(skipped.tasks)
    return exchange, set()


def act(bag, name: str, *arguments: object) -> Event:
    """Run the last task, and return what it tells of the corpus."""
    event = Event()
    run = DagRun(name, "manual")
    bag.dags[name].get_task(name).python_callable(*arguments, run, outlet_events=defaultdict(lambda: event))
    return event


@pytest.mark.parametrize(("name", "params"), [("take_down", {"pages": ["1.txt"]}), ("roll_back", {"version": None})])
@pytest.mark.parametrize(
    ("mode", "skips_itself", "asks"), [("ask", False, True), ("look", True, False), ("act", False, False)]
)
def test_each_mode_leaves_out_what_its_name_says(bag, place, name, params, mode, skips_itself, asks):
    before = place.current_id()
    exchange, skipped = look(bag, name, mode=mode, **params)
    assert skipped == ({"approve"} if not asks else set()) | ({name} if skips_itself else set())
    assert ("question" in exchange.values) == asks
    assert place.current_id() == before


def test_the_question_names_what_would_go(bag, place):
    exchange, _ = look(bag, "take_down", pages=["1.txt"], mode="ask")
    assert "1.txt" in exchange.values["question"]
    assert exchange.values["return_value"] == [doc_id("1.txt")]


def test_taking_down_tells_consumers_of_the_dates_that_changed(bag, place):
    params = {"pages": ["1.txt"], "copies": False, "reason": ""}
    event = act(bag, "take_down", [doc_id("1.txt")], params)
    assert event.keys == ["2018-09-11"]
    assert event.extra["version"] == place.current_id()


def test_what_was_not_shown_is_not_taken_down(bag, place):
    from broadsheet.errors import DataError

    with pytest.raises(DataError, match="look again"):
        act(bag, "take_down", [doc_id("0.txt")], {"pages": ["0.txt", "1.txt"], "copies": False, "reason": ""})
    assert not place.tombstones.exists()


@pytest.mark.parametrize("name", ["take_down", "roll_back"])
def test_a_task_that_is_tried_again_tells_of_the_same_dates(bag, place, name):
    if name == "take_down":
        arguments = ([doc_id("1.txt")], {"pages": ["1.txt"], "copies": False, "reason": ""})
    else:
        arguments = (look(bag, "roll_back", version=None, mode="act")[0].values["return_value"],)
    first, second = act(bag, name, *arguments), act(bag, name, *arguments)
    assert first.keys == second.keys == ["2018-09-11"]


def test_rolling_back_goes_to_the_version_before_where_none_is_named(bag, place):
    exchange, _ = look(bag, "roll_back", version=None, mode="act")
    target = exchange.values["return_value"]
    event = act(bag, "roll_back", target)
    assert place.current_id() == target
    assert event.keys == ["2018-09-11"]


def test_an_audit_before_the_first_version_is_skipped(bag, tmp_path, monkeypatch):
    from airflow.sdk.exceptions import AirflowSkipException

    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    with pytest.raises(AirflowSkipException):
        bag.dags["audit_corpus"].get_task("audit").python_callable()


def test_an_audit_fails_on_what_it_finds(bag, place):
    from broadsheet.errors import DataError

    bag.dags["audit_corpus"].get_task("audit").python_callable()
    next((place.current / "corpus").rglob("*.parquet")).unlink()
    with pytest.raises(DataError, match="cannot be read"):
        bag.dags["audit_corpus"].get_task("audit").python_callable()
