"""A live Airflow with DAGs that wait for the corpus in the two ways that Airflow offers.

The story is told once (`story`). Each chapter is one change of the corpus, by a run with a partition key (scheduled,
backfill) or without.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from airflow_server import Server, started
from newsroom import page, write_pages

pytestmark = pytest.mark.services

CONSUMERS = """
from airflow.sdk import DAG, Asset, PartitionedAssetTimetable, StartOfDayMapper, task

with DAG("each_version", schedule=[Asset("corpus")]):

    @task
    def look(triggering_asset_events=None):
        (events,) = triggering_asset_events.values()
        return max(events, key=lambda event: event.timestamp).extra["version"]

    look()

by_day = StartOfDayMapper(input_format="%Y-%m-%d")
with DAG("each_date", schedule=PartitionedAssetTimetable(assets=Asset("corpus"), default_partition_mapper=by_day)):

    @task
    def look(partition_date=None, triggering_asset_events=None):
        (events,) = triggering_asset_events.values()
        day = f"{partition_date:%Y-%m-%d}"
        return f"{day} {max(events, key=lambda event: event.timestamp).extra['rows'].get(day)}"

    look()
"""
TUESDAY, WEDNESDAY, THURSDAY = (date(2018, 9, day) for day in (11, 12, 13))


@dataclass(frozen=True)
class Chapter:
    """What came of one change of the corpus."""

    run: dict[str, Any]
    states: dict[str, str]
    version: str
    announced: str
    """State of the run of announce_corpus."""
    versions: list[str]
    """What the runs of each_version saw."""
    dates: list[str]
    """What the runs of each_date saw: the date and its documents."""


@pytest.fixture(scope="module")
def server(project) -> Iterator[Server]:
    shutil.rmtree(project.home / "seeds")
    write_pages(project.home / "seeds", {"undated.txt": page(1)})
    (project.home / "dags" / "consumers.py").write_text(CONSUMERS)
    # an undated page is all there is at first, which the gate would warn of
    settings = {"BROADSHEET_GATE__ON_WARNING": "publish"}
    with started(replace(project, settings=settings)) as server:
        yield server


@pytest.fixture(scope="module")
def story(server) -> dict[str, Chapter]:
    def seen_by(dag: str) -> list[str]:
        path = "/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/look/xcomEntries/return_value"
        return sorted(str(server.get(path.format(**run))["value"]) for run in server.new_runs(dag))

    def next_chapter(dag: str = "build_corpus", dates: bool = True) -> Chapter:
        (run,) = server.new_runs(dag)
        (announced,) = server.new_runs("announce_corpus")
        return Chapter(
            run,
            server.states(run),
            str(server.version),
            announced["state"],
            seen_by("each_version"),
            seen_by("each_date") if dates else [],
        )

    seeds = server.home / "seeds"
    chapters = {"undated": next_chapter(dates=False)}  # an Airflow that starts makes up for the latest midnight
    write_pages(seeds, {"tuesday.txt": page(2, TUESDAY), "wednesday.txt": page(3, WEDNESDAY)})
    server.trigger()
    chapters["two dates"] = next_chapter()
    write_pages(seeds, {"thursday.txt": page(4, THURSDAY)})
    server.backfill(THURSDAY.isoformat(), THURSDAY.isoformat(), again="completed")
    chapters["backfill"] = next_chapter()
    server.trigger("take_down", conf={"pages": ["tuesday.txt"], "mode": "act"})
    chapters["take down"] = next_chapter("take_down")
    server.trigger()
    (run,) = server.new_runs()
    chapters["nothing new"] = replace(chapters["take down"], run=run, states=server.states(run))
    server.trigger("roll_back", conf={"mode": "act"})
    chapters["roll back"] = next_chapter("roll_back")
    return chapters


CHAPTERS = ["undated", "two dates", "backfill", "take down", "roll back"]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_dag_scheduled_on_the_asset_runs_once_for_each_version(story, chapter):
    assert story[chapter].run["state"] == story[chapter].announced == "success"
    assert story[chapter].versions == [story[chapter].version]


@pytest.mark.parametrize(
    ("chapter", "dates"),
    [
        ("undated", []),
        ("two dates", ["2018-09-11 1", "2018-09-12 1"]),
        ("backfill", ["2018-09-13 1"]),
        ("take down", ["2018-09-11 0"]),
        ("roll back", ["2018-09-13 None"]),
    ],
)
def test_a_dag_scheduled_by_date_runs_once_for_each_date_that_changed(story, chapter, dates):
    assert story[chapter].dates == dates


def test_some_of_these_runs_have_a_partition_key(story):
    assert story["undated"].run["partition_key"]
    assert story["backfill"].run["partition_key"] == THURSDAY.isoformat()
    assert story["two dates"].run["partition_key"] is None


def test_a_run_that_publishes_nothing_announces_nothing(story, server):
    assert story["nothing new"].states["announce"] == "skipped"
    assert [run for run in server.runs("announce_corpus") if run["dag_run_id"] not in server.seen_runs] == []
