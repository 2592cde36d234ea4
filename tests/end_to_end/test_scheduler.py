"""A live Airflow, started as `make ui` starts it: what the schedule, backfills and manual runs publish.

The story is told once (`story`); each test reads the state of the corpus after one of its chapters.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from airflow_server import Server, started

pytestmark = pytest.mark.services

SEEDS = Path(__file__).parents[2] / "seeds"
PAGES = Path(__file__).parent / "pages"  # harbour of 2018-03-15, library of 2018-09-20, orchard of 2018-03-13
DAY = "2018-09-11"


@dataclass(frozen=True)
class Chapter:
    """What stood after one run."""

    run: dict
    states: dict[str, str]
    version: str | None
    dates: set[str]
    pending: int
    events: list[tuple[str | None, dict]]


def next_chapter(server: Server, dag: str = "build_corpus") -> Chapter:
    """Wait for the one run of a DAG that was not seen yet, and look at what it left."""
    (run,) = server.new_runs(dag)
    events = announced(server, run)
    dates, pending = set(), 0
    if server.version:
        corpus = pd.read_parquet(server.current / "corpus")
        dates = {f"{day:%Y-%m-%d}" for day in corpus["published_date"]}
        pending = server.figures()["pending"]
    return Chapter(
        run=run,
        states=server.states(run),
        version=server.version,
        dates=dates,
        pending=pending,
        events=[(event["partition_key"], event["extra"]) for event in events],
    )


def announced(server: Server, run: dict) -> list[dict]:
    """Wait for what a run announced, and return its events with a partition key."""
    events = []
    for one in server.runs("announce_corpus"):
        if one["dag_run_id"].startswith(f"{run['dag_id']}__{run['dag_run_id']}__"):
            assert server.end(one)["state"] == "success"
            events += server.get("/assets/events", source_run_id=one["dag_run_id"])["asset_events"]
    return [event for event in events if event["partition_key"]]


@pytest.fixture(scope="module")
def server(project) -> Iterator[Server]:
    shutil.rmtree(project.home / "seeds")
    (project.home / "seeds").mkdir()
    shutil.copy(PAGES / "harbour.txt", project.home / "seeds")
    with started(project) as server:
        yield server


@pytest.fixture(scope="module")
def story(server) -> dict[str, Chapter]:
    chapters = {"scheduled": next_chapter(server)}  # an Airflow that starts makes up for the latest midnight
    source = server.home / "seeds"
    for seed in SEEDS.iterdir():
        shutil.copy(seed, source)
    shutil.copy(PAGES / "library.txt", source)
    server.backfill(DAY, DAY, again="completed")
    chapters["backfill"] = next_chapter(server)
    shutil.copy(PAGES / "orchard.txt", source)
    server.trigger()
    chapters["late page"] = next_chapter(server)
    server.trigger()
    chapters["nothing new"] = next_chapter(server)
    server.trigger(partition_key=DAY)
    chapters["date again"] = next_chapter(server)
    server.trigger(partition_key="2999-01-01")
    chapters["future"] = next_chapter(server)
    server.trigger(conf={"source": "nowhere"})
    chapters["wrong source"] = next_chapter(server)
    server.new_runs("audit_corpus")  # the one that Airflow made up for when it started
    server.trigger("take_down", conf={"pages": ["orchard.txt"], "reason": "a test"})
    server.answer(server.question("take_down"), "Reject")
    chapters["take down, rejected"] = next_chapter(server, "take_down")
    server.trigger("take_down", conf={"pages": ["orchard.txt"], "reason": "a test"})
    server.answer(server.question("take_down"), "Approve")
    chapters["take down"] = next_chapter(server, "take_down")
    server.trigger()
    chapters["after the takedown"] = next_chapter(server)
    server.trigger("roll_back", conf={"mode": "act"})
    chapters["roll back"] = next_chapter(server, "roll_back")
    server.trigger("audit_corpus")
    chapters["audit"] = next_chapter(server, "audit_corpus")
    next(server.current.rglob("corpus/**/*.parquet")).unlink()
    server.trigger("audit_corpus")
    chapters["audit of harm"] = Chapter(*server.new_runs("audit_corpus"), {}, None, set(), 0, [])
    return chapters


def test_a_scheduled_run_publishes_all_dates_whatever_its_key(story):
    chapter = story["scheduled"]
    assert (chapter.run["run_type"], chapter.run["state"]) == ("scheduled", "success")
    assert chapter.run["partition_key"] != "2018-03-15"
    assert chapter.dates == {"2018-03-15"}


def test_a_backfill_publishes_only_its_date(story):
    chapter = story["backfill"]
    assert (chapter.run["run_type"], chapter.run["partition_key"]) == ("backfill", DAY)
    assert chapter.run["state"] == "success"
    assert chapter.dates == {"2018-03-15", DAY}
    assert chapter.pending == 1


def test_a_plain_run_publishes_late_and_pending_pages(story):
    chapter = story["late page"]
    assert chapter.run["state"] == "success"
    assert chapter.dates == {"2018-03-13", "2018-03-15", DAY, "2018-09-20"}
    assert chapter.pending == 0


@pytest.mark.parametrize(
    ("chapter", "keys"),
    [("scheduled", {"2018-03-15"}), ("backfill", {DAY}), ("late page", {"2018-03-13", "2018-09-20"})],
)
def test_there_is_one_event_for_each_date_that_changed(story, chapter, keys):
    events = story[chapter].events
    assert {key for key, _ in events} == keys
    assert all(extra["version"] == story[chapter].version for _, extra in events)
    assert all(extra["rows"][key] >= 1 for key, extra in events)


@pytest.mark.parametrize("chapter", ["nothing new", "date again", "future"])
def test_a_run_without_new_pages_succeeds_without_version_and_event(story, chapter):
    assert story[chapter].run["state"] == "success"
    assert story[chapter].version == story["late page"].version
    assert story[chapter].events == []


def test_a_second_run_for_a_date_extracts_it_again(story):
    assert story["date again"].run["partition_key"] == DAY
    assert story["date again"].states["extract"] == "success"


def test_a_run_without_pages_to_read_still_reports(story):
    states = story["nothing new"].states
    assert {states["extract"], states["publish"]} == {"skipped"}
    assert states["report"] == "success"


def test_a_missing_source_fails_the_run_and_does_not_change_the_corpus(story):
    chapter = story["wrong source"]
    assert chapter.run["state"] == "failed"
    assert chapter.states["plan"] == "failed"
    assert chapter.version == story["late page"].version


def test_a_rejected_takedown_succeeds_and_changes_nothing(story):
    chapter = story["take down, rejected"]
    assert chapter.run["state"] == "success"
    assert chapter.states == {"look": "success", "approve": "success", "take_down": "skipped", "announce": "skipped"}
    assert (chapter.version, chapter.events) == (story["late page"].version, [])


def test_an_approved_takedown_removes_its_document_and_announces_its_date(story):
    chapter = story["take down"]
    assert chapter.run["state"] == "success"
    assert chapter.dates == story["late page"].dates - {"2018-03-13"}
    assert [key for key, _ in chapter.events] == ["2018-03-13"]


def test_a_document_that_was_taken_down_does_not_come_back_while_its_page_is_in_the_source(story):
    assert story["after the takedown"].run["state"] == "success"
    assert story["after the takedown"].version == story["take down"].version


def test_a_rollback_restores_the_previous_version_without_the_documents_taken_down(story):
    chapter = story["roll back"]
    assert chapter.run["state"] == "success"
    assert chapter.version != story["take down"].version
    assert chapter.states["approve"] == "skipped"
    assert "2018-03-13" not in chapter.dates


def test_an_audit_succeeds_on_an_intact_warehouse_and_fails_on_damage(story):
    assert story["audit"].run["state"] == "success"
    assert story["audit of harm"].run["state"] == "failed"
