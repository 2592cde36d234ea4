"""What is known of runs that failed, were rejected, were killed, or have not ended."""

import json
import subprocess
import sys
import textwrap
from datetime import UTC, date, datetime

import pytest

from broadsheet.queries.run_rows import RunRow
from broadsheet.queries.runs import list_runs, read_run
from broadsheet.runs.liveness import held
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.unpublished import forget_messages, read_unpublished, record_unpublished

DAG_RUN = "build_corpus/manual__1"
EARLY, LATE = "2020-01-01T08:00:00+00:00", "2031-01-01T09:00:30+00:00"
"""Before and after the entries that the tests record themselves."""


@pytest.fixture
def warehouse(tmp_path) -> Warehouse:
    return Warehouse(tmp_path / "data")


def begin(warehouse: Warehouse, run: str, started: str = EARLY, **fields: object) -> None:
    """Leave the working folder of a run that has not ended."""
    folder = warehouse.work / run
    folder.mkdir(parents=True)
    found = {"new": 3, "gone": 0}
    sources = {"": {"location": "/srv/crawl", "found": found, "problem": ""}}
    plan = {"started": started, "since": None, "until": None, "sources": sources, "asked_by": "", **fields}
    (folder / "run.json").write_text(json.dumps(plan))


def publish(warehouse: Warehouse, run: str, at: str, **fields: object) -> None:
    """Write the entry of a run that published."""
    warehouse.root.mkdir(exist_ok=True)
    entry = {"at": at, "action": "publish", "run": run, "version": "0" * 16, **fields}
    with warehouse.journal.open("a") as file:
        file.write(json.dumps(entry) + "\n")


def only(warehouse: Warehouse) -> RunRow:
    (row,) = list_runs(warehouse).rows
    return row


@pytest.mark.parametrize(
    ("ending", "action"),
    [
        ("failed", "failed"),
        ("stopped", "stopped by the gate"),
        ("rejected", "not approved"),
        ("interrupted", "interrupted"),
        ("nothing", "nothing to publish"),
    ],
)
def test_a_run_that_ended_without_a_version_says_how_and_why(warehouse, ending, action):
    begin(warehouse, "run", asked_by=DAG_RUN, since="2018-09-11", until="2018-09-11")
    record_unpublished(warehouse, ending, "the reason", run="run", asked_by=DAG_RUN, task="plan")
    row = only(warehouse)
    assert (row.run_id, row.action, row.message, row.task) == ("run", action, "the reason", "plan")
    assert (row.dates_recorded, row.since, row.until) == (True, date(2018, 9, 11), date(2018, 9, 11))
    assert row.found["new"] == 3
    assert row.seconds > 0
    assert read_run(warehouse, "run").row == row


def test_a_run_that_failed_before_it_had_an_id_is_listed_with_its_dates(warehouse):
    day, began = date(2018, 9, 11), datetime(2020, 1, 1, tzinfo=UTC)
    record_unpublished(warehouse, "failed", "no source", asked_by=DAG_RUN, task="plan", started=began, dates=(day, day))
    row = only(warehouse)
    assert (row.run_id, row.dag_id, row.dag_run_id) == ("", "build_corpus", "manual__1")
    assert (row.message, row.since, row.started) == ("no source", day, began)


def test_dates_that_are_not_known_are_not_all_dates(warehouse):
    record_unpublished(warehouse, "failed", "a form with a wrong name", asked_by=DAG_RUN)
    assert not only(warehouse).dates_recorded


def test_a_run_that_fails_in_discovery_is_one_row(warehouse):
    begin(warehouse, "run", asked_by=DAG_RUN)
    record_unpublished(warehouse, "failed", "the rules changed", asked_by=DAG_RUN, task="plan")
    row = only(warehouse)
    assert (row.run_id, row.action, row.message) == ("run", "failed", "the rules changed")


def test_a_failed_run_that_was_cleared_and_published_is_published(warehouse):
    record_unpublished(warehouse, "rejected", "a person said no", run="run", asked_by=DAG_RUN)
    record_unpublished(warehouse, "failed", "no source", asked_by="build_corpus/manual__2")
    publish(warehouse, "run", LATE, asked_by=DAG_RUN)
    publish(warehouse, "another", LATE, asked_by="build_corpus/manual__2")
    assert {(row.run_id, row.action, row.message) for row in list_runs(warehouse).rows} == {
        ("run", "published", ""),
        ("another", "published", ""),
    }


def test_a_failed_run_that_was_cleared_and_begins_again_is_one_row(warehouse):
    record_unpublished(warehouse, "failed", "no source", asked_by=DAG_RUN)
    begin(warehouse, "run", LATE, asked_by=DAG_RUN)
    assert only(warehouse).action == "not finished"


def test_a_task_that_fails_after_the_version_is_told_with_the_version(warehouse):
    publish(warehouse, "run", EARLY, asked_by=DAG_RUN)
    publish(warehouse, "", EARLY, action="roll_back", asked_by="roll_back/manual__7")
    record_unpublished(warehouse, "failed", "disk full", run="run", asked_by=DAG_RUN, task="report")
    record_unpublished(warehouse, "failed", "no broker", asked_by="roll_back/manual__7", task="announce")
    rows = {row.action: row for row in list_runs(warehouse).rows}
    assert (rows["published"].task, rows["published"].message) == ("report", "disk full")
    assert (rows["rolled back"].task, rows["rolled back"].message) == ("announce", "no broker")


def test_a_working_folder_that_a_killed_task_left_is_not_a_run_of_its_own(warehouse):
    begin(warehouse, "first try", EARLY, asked_by=DAG_RUN)
    begin(warehouse, "second try", "2020-01-01T08:05:00+00:00", asked_by=DAG_RUN)
    assert only(warehouse).run_id == "second try"
    publish(warehouse, "second try", LATE, asked_by=DAG_RUN, started="2020-01-01T08:05:00+00:00")
    assert only(warehouse).action == "published"


def test_a_run_of_one_process_is_running_as_long_as_the_process_lives(warehouse):
    begin(warehouse, "run", since="2018-09-11")
    folder = warehouse.work / "run"
    with held(folder):
        row = only(warehouse)
    assert (row.action, row.at, row.seconds) == ("running", None, None)
    assert (row.dates_recorded, row.since, row.until) == (True, date(2018, 9, 11), None)
    assert only(warehouse).action == "interrupted"
    killed = f"""
        import os, signal
        from pathlib import Path
        from broadsheet.runs.liveness import held
        with held(Path({str(folder)!r})):
            os.kill(os.getpid(), signal.SIGKILL)
        """
    subprocess.run([sys.executable, "-c", textwrap.dedent(killed)], check=False)
    row = only(warehouse)
    assert (row.action, row.message) == ("interrupted", "its process was killed; the next run does its work")


@pytest.mark.parametrize(
    ("verdict", "action"), [("ask", "approval requested"), ("stop", "stopped by the gate"), ("pass", "not finished")]
)
def test_a_run_that_has_not_ended_says_what_its_gate_said(warehouse, verdict, action):
    begin(warehouse, "run", asked_by=DAG_RUN)
    warehouse.validation.mkdir()
    (warehouse.validation / "run.json").write_text(json.dumps({"outcome": verdict}))
    assert only(warehouse).action == action


def test_takedowns_and_rollbacks_ask_for_no_dates(warehouse):
    publish(warehouse, "take-down-1", EARLY, action="take_down")
    publish(warehouse, "", EARLY, action="roll_back")
    begin(warehouse, "take-down-2", action="take_down")
    assert {row.dates_recorded for row in list_runs(warehouse).rows} == {False}


def test_messages_of_errors_are_forgotten_and_the_runs_stay(warehouse):
    record_unpublished(warehouse, "failed", "cannot read secret.txt", run="run", task="extract")
    record_unpublished(warehouse, "nothing", "no page of that date is known")
    forget_messages(warehouse)
    assert "secret" not in warehouse.unpublished.read_text()
    one, other = read_unpublished(warehouse)
    assert (one.ending, one.run, one.task) == ("failed", "run", "extract")
    assert other.message == "no page of that date is known", "it names no page"


def test_what_is_no_entry_is_skipped(warehouse):
    warehouse.root.mkdir()
    warehouse.unpublished.write_text('7\n{"at": "now", "ending": "failed"}\n{"ending": "failed"}\n{"at": "20')
    begin(warehouse, "run")
    (warehouse.work / "run" / "run.json").write_text("[]")
    (warehouse.work / "odd").mkdir()
    assert list_runs(warehouse).total == 0
