"""The DAGs that are started by hand: their questions, and the tasks that each mode skips. Complete runs are in
tests/end_to_end.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

import inboxes
from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet_airflow.params import UNATTENDED
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
class DagRun:
    """What the tasks read of Airflow's run."""

    dag_id: str
    run_id: str = "manual"
    conf: dict = field(default_factory=dict)


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


@pytest.fixture
def webhook(monkeypatch):
    """Keeps each alert."""
    with inboxes.webhook() as inbox:
        monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", inbox.address)
        yield inbox


def look(bag, name: str, conf: dict | None = None, **params: object) -> tuple[Exchange, set[str]]:
    """Run the first task, and return what it hands on and which tasks it skips."""
    from airflow.sdk.exceptions import DownstreamTasksSkipped

    dag, exchange = bag.dags[name], Exchange()
    chosen = {**dag.params, **params}
    try:
        dag.get_task("look").python_callable(chosen, DagRun(name, conf=conf or {}), exchange)
    except DownstreamTasksSkipped as skipped:
        return exchange, set(skipped.tasks)
    return exchange, set()


def act(bag, name: str, **arguments: object) -> dict | None:
    """Run the last task; return what it has announced, None for nothing."""
    from airflow.sdk.exceptions import DownstreamTasksSkipped

    exchange, skipped = Exchange(), []
    try:
        bag.dags[name].get_task(name).python_callable(**arguments, dag_run=DagRun(name), ti=exchange)
    except DownstreamTasksSkipped as error:
        skipped = error.tasks
    assert skipped == ([] if "announcement" in exchange.values else ["announce"])
    return exchange.values.get("announcement")


@pytest.mark.parametrize(("name", "params"), [("take_down", {"pages": ["1.txt"]}), ("roll_back", {"version": None})])
@pytest.mark.parametrize(
    ("mode", "skips_itself", "asks"), [("ask", False, True), ("look", True, False), ("act", False, False)]
)
def test_each_mode_skips_the_right_tasks(bag, place, name, params, mode, skips_itself, asks):
    before = place.current_id()
    exchange, skipped = look(bag, name, mode=mode, **params)
    assert skipped == ({"approve"} if not asks else set()) | ({name} if skips_itself else set())
    assert ("question" in exchange.values) == asks
    assert place.current_id() == before


def test_the_question_lists_the_pages_to_remove(bag, place):
    exchange, _ = look(bag, "take_down", pages=["1.txt"], mode="ask")
    assert "`" in exchange.values["question"]
    assert "```" not in exchange.values["question"], "Airflow joins the lines of a block"
    assert "1.txt" in exchange.values["question"]
    assert f"* [1.txt](http://localhost:8080/corpus/documents/{doc_id('1.txt')})" in exchange.values["examples"]
    assert exchange.values["return_value"] == [doc_id("1.txt")]


def taking_down(*pages: str, shown: tuple[str, ...] | None = None) -> dict[str, object]:
    """Return the arguments of take_down's last task."""
    params = {"pages": list(pages), "copies": False, "reason": None}
    return {"shown": [doc_id(name) for name in shown or pages], "params": params}


def test_taking_down_announces_the_dates_that_changed(bag, place):
    announced = act(bag, "take_down", **taking_down("1.txt"))
    assert announced == {"version": place.current_id(), "dates": ["2018-09-11"], "rows": {"2018-09-11": 0}}


def test_a_takedown_that_does_not_change_the_current_version_announces_nothing(bag, place):
    """Page 1 is only in the second version, and the first one is current."""
    act(bag, "roll_back", shown=look(bag, "roll_back", mode="act")[0].values["return_value"])
    current = place.current_id()
    assert act(bag, "take_down", **taking_down("1.txt")) is None
    assert place.current_id() == current


def test_pages_that_were_not_shown_are_not_taken_down(bag, place):
    from broadsheet.errors import DataError

    with pytest.raises(DataError, match="check again"):
        act(bag, "take_down", **taking_down("0.txt", "1.txt", shown=("0.txt",)))
    assert not place.tombstones.exists()


def test_a_version_published_after_the_diff_was_shown_is_not_rolled_back(bag, place, tmp_path):
    from broadsheet.errors import DataError

    shown = look(bag, "roll_back", mode="ask")[0].values["return_value"]
    (tmp_path / "seeds" / "2.txt").write_text(page(2, date(2018, 9, 12)))
    build(load_settings(source=str(tmp_path / "seeds"), warehouse=tmp_path / "data", workers=1), day=DAY)
    later = place.current_id()
    with pytest.raises(DataError, match="another run published in between"):
        act(bag, "roll_back", shown=shown)
    assert place.current_id() == later


@pytest.mark.parametrize("name", ["take_down", "roll_back"])
def test_a_retried_task_makes_the_same_announcement(bag, place, name):
    if name == "take_down":
        arguments = taking_down("1.txt")
    else:
        arguments = {"shown": look(bag, "roll_back", version=None, mode="act")[0].values["return_value"]}
    first, second = act(bag, name, **arguments), act(bag, name, **arguments)
    assert first == second
    assert first["dates"] == ["2018-09-11"]


def test_roll_back_without_a_version_chooses_the_previous_one(bag, place):
    before = place.current_id()
    exchange, _ = look(bag, "roll_back", version=None, mode="act")
    shown = exchange.values["return_value"]
    announced = act(bag, "roll_back", shown=shown)
    assert shown["current"] == before
    assert place.current_id() == shown["version"] == announced["version"]
    assert announced["dates"] == ["2018-09-11"]


@pytest.mark.parametrize(("name", "params"), [("take_down", {"pages": ["1.txt"]}), ("roll_back", {})])
def test_an_unattended_run_that_must_ask_fails_before_it_acts(bag, place, name, params):
    from broadsheet.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match="nobody can answer"):
        look(bag, name, {UNATTENDED: True}, mode="ask", **params)
    assert look(bag, name, {UNATTENDED: True}, mode="act", **params)[1] == {"approve"}


@pytest.mark.parametrize("name", ["take_down", "roll_back"])
def test_an_unknown_parameter_is_refused(bag, place, name):
    from broadsheet.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match=r"unknown parameters .*: page;"):
        look(bag, name, page="1.txt")


@pytest.mark.parametrize(
    ("name", "params", "told"), [("take_down", {"pages": ["1.txt"]}, False), ("roll_back", {}, True)]
)
def test_only_the_alert_of_a_rollback_lists_pages(bag, place, webhook, name, params, told):
    exchange, _ = look(bag, name, mode="ask", **params)
    operator = bag.dags[name].get_task("approve")
    shown = SimpleNamespace(subject=operator.subject)

    def pull(task_ids: str, key: str) -> object:
        return {"look": exchange.values}[task_ids][key]

    ti = SimpleNamespace(dag_id=name, run_id="manual", task_id="approve", xcom_pull=pull)
    for notifier in operator.notifiers:
        notifier.notify({"ti": ti, "task": shown})
    (alert,) = webhook.arrived
    assert ("1.txt" in alert["text"]) == told
    assert operator.subject in alert["text"] or told


class Event:
    """Takes up what a task announces of its outlet."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.extra: dict = {}

    def add_partitions(self, keys: list[str]) -> None:
        self.keys += keys


def announce(bag, task: str, **params: object) -> Event:
    event, dag = Event(), bag.dags["announce_corpus"]
    dag.get_task(task).python_callable({**dag.params, **params}, defaultdict(lambda: event))
    return event


def test_announcing_without_parameters_names_the_current_version(bag, place):
    event = announce(bag, "announce_version")
    assert (event.keys, event.extra) == ([], {"version": place.current_id(), "rows": {}})


def test_announcing_dates_gives_each_as_a_key_in_the_form_consumers_read(bag, place):
    event = announce(bag, "announce_dates", version="v", dates=["2018-09-11", " 20180912"], rows={"2018-09-11": 3})
    assert event.keys == ["2018-09-11", "2018-09-12"]
    assert event.extra == {"version": "v", "rows": {"2018-09-11": 3}}


def test_announcing_no_dates_sends_no_event_by_date(bag, place):
    from airflow.sdk.exceptions import AirflowSkipException

    with pytest.raises(AirflowSkipException):
        announce(bag, "announce_dates")


@pytest.mark.parametrize(("params", "words"), [({"dates": ["undated"]}, "not a date"), ({"date": "x"}, "unknown")])
def test_announcing_invalid_dates_or_parameters_is_refused(bag, place, params, words):
    from broadsheet.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match=words):
        announce(bag, "announce_dates", **params)


@pytest.mark.parametrize("task", ["announce_dates", "announce_version"])
def test_announcing_before_the_first_version_is_refused(bag, tmp_path, monkeypatch, task):
    from broadsheet.errors import ConfigurationError

    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    with pytest.raises(ConfigurationError, match="nothing has been published"):
        announce(bag, task)


def test_an_audit_before_the_first_version_is_skipped(bag, tmp_path, monkeypatch):
    from airflow.sdk.exceptions import AirflowSkipException

    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    with pytest.raises(AirflowSkipException):
        bag.dags["audit_corpus"].get_task("audit").python_callable()


def test_an_audit_fails_on_what_it_finds_and_counts_it(bag, place, monkeypatch):
    from airflow.sdk.observability import stats

    from broadsheet.errors import DataError

    counted = []
    monkeypatch.setattr(stats, "incr", lambda name, number: counted.append((name, number)))
    bag.dags["audit_corpus"].get_task("audit").python_callable()
    next((place.current / "corpus").rglob("*.parquet")).unlink()
    with pytest.raises(DataError, match="cannot be read"):
        bag.dags["audit_corpus"].get_task("audit").python_callable()
    (before, none), (after, some) = counted
    assert before == after == "broadsheet.audit.findings"
    assert (none, some > 0) == (0, True)
