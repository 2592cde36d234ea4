"""Backfills of dates of publication on a live Airflow: each choice in the form.

The story is told once (`story`); each test reads what one of its chapters left.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from airflow_server import Server, started
from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from newsroom import page

pytestmark = pytest.mark.services

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (f"2018-03-{day}" for day in (13, 14, 15, 16))
POOR = "[gate]\nmin_rows = 1\nmax_refused_share = 0.1\n"
"""Settings under which one refused page stops a run."""


@dataclass(frozen=True)
class Chapter:
    """What stood after the runs of one request."""

    states: list[tuple[str | None, str]]
    """Partition key and state of each run that was made."""
    logs: dict[str | None, str]
    """What `plan` wrote, by partition key."""
    version: str | None
    stories: dict[str, str]
    """Date of publication of each page in the corpus."""
    texts: dict[str, str]


@pytest.fixture(scope="module")
def server(project) -> Iterator[Server]:
    shutil.rmtree(project.home / "seeds")
    (project.home / "seeds").mkdir()
    put(project.home, "thursday", 15, THURSDAY)
    with started(project) as server:
        yield server


def put(home: Path, name: str, number: int, day: str | None, body: list[str] | None = None) -> None:
    """Let a page arrive, or change."""
    text = page(number, date.fromisoformat(day) if day else None, body)
    (home / "seeds" / f"{name}.txt").write_text(text, encoding="utf-8")


def days_from_today() -> tuple[str, str, str]:
    """Return today, tomorrow and the day after."""
    today = datetime.now(UTC).date()
    return tuple((today + timedelta(days=number)).isoformat() for number in range(3))


def next_chapter(server: Server) -> Chapter:
    runs = server.new_runs()
    corpus = pd.read_parquet(server.current / "corpus").set_index("source_uri") if server.version else None
    return Chapter(
        states=[(run["partition_key"], run["state"]) for run in runs],
        logs={run["partition_key"]: server.log(run, "plan") for run in runs},
        version=server.version,
        stories={} if corpus is None else corpus["published_date"].dt.strftime("%Y-%m-%d").to_dict(),
        texts={} if corpus is None else corpus["text"].to_dict(),
    )


@pytest.fixture(scope="module")
def story(server) -> dict[str, Chapter]:
    home = server.home
    chapters = {"scheduled": next_chapter(server)}  # an Airflow that starts makes up for the latest midnight

    put(home, "tuesday", 13, TUESDAY)
    server.backfill(TUESDAY, THURSDAY, again="none", at_once=2)
    chapters["missing"] = next_chapter(server)

    put(home, "tuesday", 113, TUESDAY)
    put(home, "friday", 16, FRIDAY)
    server.backfill(TUESDAY, FRIDAY, again="none")
    chapters["still missing"] = next_chapter(server)

    put(home, "wednesday", 14, WEDNESDAY)
    put(home, "poor", 114, WEDNESDAY, body=["Four words, no more."])
    (home / "broadsheet.toml").write_text(POOR)
    server.trigger(partition_key=WEDNESDAY)
    chapters["stopped"] = next_chapter(server)

    (home / "broadsheet.toml").unlink()
    server.backfill(TUESDAY, FRIDAY, again="failed")
    chapters["errored"] = next_chapter(server)

    put(home, "late", 213, TUESDAY)
    server.backfill(TUESDAY, TUESDAY, again="completed")
    server.trigger(partition_key=TUESDAY)
    chapters["all, beside a run of the same date"] = next_chapter(server)

    put(home, "friday", 116, FRIDAY)
    put(home, "undated", 300, None)
    server.trigger()
    server.backfill(FRIDAY, FRIDAY, again="completed")
    chapters["all, beside a plain run"] = next_chapter(server)

    today, _, last = days_from_today()
    server.backfill(today, last, again="none", at_once=3)
    chapters["future"] = next_chapter(server)
    return chapters


def test_missing_runs_starts_a_run_for_each_date_without_one(story):
    chapter = story["missing"]
    assert chapter.states == [(TUESDAY, "success"), (WEDNESDAY, "success"), (THURSDAY, "success")]
    assert chapter.stories == {"tuesday.txt": TUESDAY, "thursday.txt": THURSDAY}


def test_missing_runs_skips_dates_with_a_run(story):
    chapter = story["still missing"]
    assert chapter.states == [(FRIDAY, "success")]
    assert chapter.stories == {**story["missing"].stories, "friday.txt": FRIDAY}
    assert chapter.texts["tuesday.txt"] == story["missing"].texts["tuesday.txt"], "its page changed meanwhile"


def test_missing_runs_repeats_a_date_published_by_a_plain_run_without_any_change(story):
    assert story["scheduled"].stories == {"thursday.txt": THURSDAY}
    assert story["missing"].texts["thursday.txt"] == story["scheduled"].texts["thursday.txt"]


def test_missing_and_errored_runs_repeats_only_failed_runs(story):
    assert story["stopped"].states == [(WEDNESDAY, "failed")]
    assert story["stopped"].version == story["still missing"].version
    assert story["errored"].states == [(WEDNESDAY, "success")]
    assert story["errored"].stories == {**story["still missing"].stories, "wednesday.txt": WEDNESDAY}


def test_all_runs_extracts_every_date_again(story):
    chapter = story["all, beside a run of the same date"]
    assert chapter.states == [(TUESDAY, "success"), (TUESDAY, "success")]
    assert chapter.stories == {**story["errored"].stories, "late.txt": TUESDAY}
    assert chapter.texts["tuesday.txt"] != story["errored"].texts["tuesday.txt"]


def test_a_backfill_and_a_plain_run_at_the_same_time_both_succeed(story):
    chapter = story["all, beside a plain run"]
    assert chapter.states == [(None, "success"), (FRIDAY, "success")]
    before = story["all, beside a run of the same date"]
    assert chapter.stories.keys() == {*before.stories, "undated.txt"}
    assert chapter.texts["friday.txt"] != before.texts["friday.txt"]


def test_parallel_runs_give_the_same_corpus_as_one_build(story, server, tmp_path):
    summary = build(load_settings(source=str(server.home / "seeds"), warehouse=tmp_path / "data", workers=1))
    assert story["all, beside a plain run"].version == summary.version


def test_a_date_without_pages_succeeds_with_a_message_in_the_log(story):
    today, *_ = days_from_today()
    assert f"nothing to publish on {today}: no page of that date is known" in story["future"].logs[today]


def test_a_future_date_succeeds_at_once_with_a_message_in_the_log(story):
    chapter = story["future"]
    assert chapter.states == [(day, "success") for day in days_from_today()]
    *_, last = days_from_today()
    assert f"nothing to publish on {last}: that date is in the future" in chapter.logs[last]
    assert chapter.version == story["all, beside a plain run"].version


def test_a_range_entirely_in_the_future_is_refused_with_a_message(story, server):
    answer = server.ask_for_backfill("2999-01-01", "2999-01-02", again="none")
    assert answer.status_code == 422
    assert "future" in answer.text
