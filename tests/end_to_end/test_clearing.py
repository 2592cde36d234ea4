"""A task of every DAG fails on a live Airflow, is cleared after the cause is fixed, and its run succeeds.

The story is told once (`story`): everything is started in a project without a source, so that all fail, and put right
step by step.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from airflow_server import Server, started
from newsroom import page

pytestmark = pytest.mark.services

FAILS_IN = {
    "build_corpus": "plan",
    "take_down": "look",
    "roll_back": "look",
    "audit_corpus": "audit",
    "announce_corpus": "announce_dates",
}


@dataclass(frozen=True)
class Repair:
    """A run of a DAG: as it failed, what Airflow answered when it was cleared, and as it ended then."""

    failed: dict[str, Any]
    failed_in: dict[str, str]
    answer: int
    ended: dict[str, Any]


@dataclass(frozen=True)
class Story:
    """The repairs by DAG.

    Of a run that was cleared and failed again, by how much its deadline moved; of a run that had published and of which
    a stage was cleared, the states of its tasks and what the stage wrote.
    """

    repairs: dict[str, Repair]
    moved: timedelta
    waited: timedelta
    redone: dict[str, str]
    said: str


@pytest.fixture(scope="module")
def server(project) -> Iterator[Server]:
    shutil.rmtree(project.home / "seeds")
    with started(project) as server:
        yield server


@pytest.fixture(scope="module")
def story(server) -> Story:
    failed: dict[str, tuple[dict[str, Any], dict[str, str]]] = {}

    def see_it_fail(dag: str) -> None:
        (run,) = server.new_runs(dag)
        failed[dag] = run, server.states(run)

    def clear_too_early(dag: str) -> tuple[timedelta, timedelta]:
        before, (run, _) = server.deadline(failed[dag][0]), failed[dag]
        assert server.clear(run).status_code == 200
        again = server.end(run)
        queued, queued_again = (datetime.fromisoformat(one["queued_at"]) for one in (run, again))
        failed[dag] = again, server.states(again)
        return server.deadline(again) - before, queued_again - queued

    def clear(dag: str) -> Repair:
        run, states = failed[dag]
        answer = server.clear(run)
        return Repair(run, states, answer.status_code, server.end(run))

    def publish(name: str, number: int) -> None:
        seeds = server.home / "seeds"
        seeds.mkdir(exist_ok=True)
        (seeds / f"{name}.txt").write_text(page(number, date(2018, 9, 10 + number)), encoding="utf-8")

    server.new_runs("audit_corpus")  # the one that Airflow made up for when it started: skipped, nothing is published
    see_it_fail("build_corpus")  # likewise: there is no source
    server.trigger("take_down", conf={"pages": ["first.txt"], "mode": "act"})
    server.trigger("roll_back", conf={"mode": "act"})
    server.trigger("announce_corpus")
    for dag in ("take_down", "roll_back", "announce_corpus"):
        see_it_fail(dag)

    moved, waited = clear_too_early("build_corpus")
    publish("first", 1)
    publish("second", 2)
    repairs = {"build_corpus": clear("build_corpus"), "announce_corpus": clear("announce_corpus")}
    publish("third", 3)
    server.trigger()
    (published,) = server.new_runs()
    assert server.clear(published, "deduplicate").status_code == 200
    redone = server.states(server.end(published))
    said = server.log(published, "deduplicate")
    repairs["roll_back"] = clear("roll_back")
    repairs["take_down"] = clear("take_down")

    file = next(server.current.rglob("corpus/**/*.parquet"))
    file.rename(server.home / "set aside")
    server.trigger("audit_corpus")
    see_it_fail("audit_corpus")
    (server.home / "set aside").rename(file)
    repairs["audit_corpus"] = clear("audit_corpus")
    return Story(repairs, moved, waited, redone, said)


def test_every_dag_is_covered_by_this_test(story, server):
    dags = {dag["dag_id"] for dag in server.get("/dags")["dags"]}
    assert dags == set(FAILS_IN)


@pytest.mark.parametrize("dag", FAILS_IN)
def test_a_failed_task_can_be_cleared_and_its_run_then_succeeds(story, dag):
    repair = story.repairs[dag]
    assert repair.failed["state"] == "failed"
    assert repair.failed_in[FAILS_IN[dag]] == "failed"
    assert repair.answer == 200
    assert repair.ended["dag_run_id"] == repair.failed["dag_run_id"]
    assert repair.ended["state"] == "success"


def test_a_stage_of_a_run_that_has_published_says_what_to_clear_instead(story):
    assert story.redone["validate"] == "success"
    assert story.redone["deduplicate"] == "failed", "at once: no other try would help"
    assert "has ended" in story.said
    assert "clear the task plan" in story.said


def test_the_deadline_of_a_cleared_run_counts_from_when_it_was_cleared(story):
    assert story.waited > timedelta(seconds=1)
    assert abs(story.moved - story.waited) < timedelta(seconds=1)
