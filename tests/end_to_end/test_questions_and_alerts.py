"""A live Airflow whose runs ask questions and send alerts, metrics and lineage.

The fixture `story` runs once: a run without warnings, a batch that is rejected after a while, the same batch approved,
and one that the gate stops. Each test checks one aspect of it.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import pytest

import inboxes
from airflow_project import Project
from airflow_server import RUN_SECONDS, Server, started
from newsroom import page, write_pages

pytestmark = pytest.mark.services

STAGES = ("discover", "extract", "remove_boilerplate", "validate", "deduplicate", "publish", "report")


@dataclass
class Story:
    """What came of it."""

    project: Project
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: dict[str, dict[str, str]] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    question: str = ""
    alerts: list[dict[str, str]] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)

    def told(self, chapter: str) -> dict[str, dict[str, str]]:
        """Return the alerts of a chapter's run, by their event."""
        run = self.runs[chapter]["dag_run_id"]
        return {alert["event"]: alert for alert in self.alerts if alert["run"] == run}

    def lineage(self) -> Iterator[dict[str, Any]]:
        """Yield the lineage events of tasks that ended well."""
        for line in (self.project.home / "lineage.json").read_text().splitlines():
            event = json.loads(line)
            if event["eventType"] == "COMPLETE":
                yield event


def until(found: Callable[[], Any]) -> Any:
    """Wait until something is found, and return it."""
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(1)
    raise AssertionError("nothing came")


def end(server: Server, story: Story, chapter: str) -> None:
    (run,) = server.new_runs()
    story.runs[chapter], story.states[chapter] = run, server.states(run)
    story.documents[chapter] = len(pd.read_parquet(server.current / "corpus"))


@pytest.fixture(scope="module")
def story(project) -> Story:
    with inboxes.webhook() as web, inboxes.statsd() as statsd:
        settings = {
            "BROADSHEET_ALERTS__WEBHOOK": web.address,
            "BROADSHEET_ALERTS__LATE_MINUTES": "1",
            "BROADSHEET_GATE__MIN_ROWS": "1",
            "BROADSHEET_GATE__MAX_UNDATED_SHARE": "0",
            "AIRFLOW__METRICS__STATSD_ON": "True",
            "AIRFLOW__METRICS__STATSD_HOST": "127.0.0.1",
            "AIRFLOW__METRICS__STATSD_PORT": str(statsd.port),
            "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(
                {"type": "file", "log_file_path": str(project.home / "lineage.json"), "append": True}
            ),
        }
        project = replace(project, settings=settings)
        story = Story(project, alerts=web.arrived, figures=statsd.arrived)
        with started(project) as server:
            source = project.home / "seeds"
            end(server, story, "quiet")
            write_pages(source, {"undated.txt": page(1)})
            server.trigger(conf={"on_warning": "ask"})
            path = server.question()
            story.question = server.get(path)["body"]
            until(lambda: any(alert["event"] == "late" and "manual" in alert["run"] for alert in story.alerts))
            server.answer(path, "Reject")
            end(server, story, "rejected")
            until(lambda: story.told("rejected").get("rejected"))
            server.trigger(conf={"on_warning": "ask"})
            server.answer(server.question(), "Approve")
            end(server, story, "approved")
            write_pages(source, {"other.txt": page(2)})
            server.trigger(conf={"on_warning": "stop"})
            end(server, story, "stopped")
            until(lambda: story.told("stopped"))
    return story


def test_a_run_without_warnings_does_not_start_the_approval_task(story):
    assert story.runs["quiet"]["state"] == "success"
    assert story.states["quiet"]["approve"] == "skipped"


def test_the_question_shows_what_failed_with_counts(story):
    assert "| warning | 1 | 100.0% | 1 of 1 documents without a date" in story.question
    assert "Report: [This run in the corpus browser](http://localhost:" in story.question
    assert "`undated.txt`" in story.question


def test_a_waiting_run_sends_an_alert_with_the_question_and_a_link(story):
    alert = story.told("rejected")["question"]
    assert alert["message"]
    assert story.question.startswith(alert["message"])
    assert "undated.txt" not in alert["message"]
    assert alert["link"].endswith("/tasks/approve/required_actions")


def test_a_late_run_sends_an_alert(story):
    assert "has not ended after 1 min" in story.told("rejected")["late"]["message"]


def test_a_rejected_batch_fails_its_run_and_is_not_published(story):
    assert story.runs["rejected"]["state"] == "failed"
    assert story.states["rejected"]["publish"] == "upstream_failed"
    assert story.documents["rejected"] == story.documents["quiet"]
    assert "a person rejected the run" in story.told("rejected")["rejected"]["message"]


def test_an_approved_batch_is_published(story):
    assert story.runs["approved"]["state"] == "success"
    assert story.documents["approved"] == story.documents["quiet"] + 1


def test_the_alert_of_a_stopped_run_contains_the_message_of_the_gate(story):
    assert story.runs["stopped"]["state"] == "failed"
    alert = story.told("stopped")["stopped"]
    assert alert["title"] == "the gate stopped a run of build_corpus"
    assert "1 of 1 documents without a date" in alert["message"]


def test_statsd_receives_the_metrics_of_each_stage(story):
    names = {line.split(":")[0].removeprefix("airflow.broadsheet.") for line in story.figures if "broadsheet" in line}
    stages = {f"{stage}.duration" for stage in STAGES}
    assert stages | {"pages.new", "documents.accepted", "corpus.documents", "corpus.duplicates"} <= names
    assert "airflow.broadsheet.pages.new:2|c" in story.figures


def test_lineage_has_the_pages_as_input_and_the_corpus_as_output(story):
    published = [event for event in story.lineage() if event["job"]["name"] == "build_corpus.publish"]
    home = story.project.home
    assert len(published) == 2
    for event in published:
        assert [dataset["name"] for dataset in event["inputs"]] == [f"{home}/seeds"]
        assert [dataset["name"] for dataset in event["outputs"]] == [f"{home}/data/current"]
