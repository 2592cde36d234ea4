"""A whole Airflow, started as `make ui` starts it: what the schedule, backfills and manual runs publish.

The story is told once (`story`); each test reads the state of the corpus after one of its chapters.
"""

import json
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pandas as pd
import pytest

pytestmark = pytest.mark.airflow

SEEDS = Path(__file__).parents[2] / "seeds"
PAGES = Path(__file__).parent / "pages"  # harbour of 2018-03-15, library of 2018-09-20, orchard of 2018-03-13
DAY = "2018-09-11"
RUN_SECONDS = 120


@dataclass(frozen=True)
class Chapter:
    """What stood after one run."""

    run: dict
    states: dict[str, str]
    version: str | None
    dates: set[str]
    pending: int
    events: list[tuple[str | None, dict]]


@dataclass
class Server:
    """A running Airflow, spoken to as its user interface speaks to it."""

    home: Path
    client: httpx.Client
    seen_runs: set[str] = field(default_factory=set)

    def trigger(self, **body: object) -> None:
        answer = self.client.post("/dags/build_corpus/dagRuns", json={"logical_date": None, **body})
        assert answer.status_code == 200, answer.text

    def backfill(self, day: str) -> None:
        body = {"dag_id": "build_corpus", "from_date": f"{day}T00:00:00Z", "to_date": f"{day}T00:00:00Z"}
        answer = self.client.post("/backfills", json={**body, "reprocess_behavior": "completed"})
        assert answer.status_code == 200, answer.text

    def next_chapter(self) -> Chapter:
        """Wait for the one run that was not seen yet, and look at what it left."""
        run = self._finished_run()
        tasks = self._get(f"/dags/build_corpus/dagRuns/{run['dag_run_id']}/taskInstances")["task_instances"]
        events = self._get("/assets/events", source_run_id=run["dag_run_id"])["asset_events"]
        current = self.home / "data" / "current"
        dates, pending = set(), 0
        if current.exists():
            corpus = pd.read_parquet(current.resolve() / "corpus")
            dates = {f"{day:%Y-%m-%d}" for day in corpus["published_date"]}
            pending = json.loads((current / "_manifest.json").read_text())["figures"]["pending"]
        return Chapter(
            run=run,
            states={task["task_id"]: task["state"] for task in tasks},
            version=current.readlink().name if current.exists() else None,
            dates=dates,
            pending=pending,
            events=[(event["partition_key"], event["extra"]) for event in events],
        )

    def _finished_run(self) -> dict:
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            for run in self._get("/dags/build_corpus/dagRuns")["dag_runs"]:
                if run["dag_run_id"] not in self.seen_runs and run["state"] in ("success", "failed"):
                    self.seen_runs.add(run["dag_run_id"])
                    return run
            time.sleep(1)
        raise AssertionError(f"no run ended within {RUN_SECONDS} s")

    def _get(self, path: str, **parameters: object) -> dict:
        for _ in range(3):  # SQLite may answer that it is locked
            answer = self.client.get(path, params=parameters)
            if answer.status_code != 503:
                break
            time.sleep(1)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def server(project) -> Iterator[Server]:
    shutil.rmtree(project.home / "seeds")
    (project.home / "seeds").mkdir()
    shutil.copy(PAGES / "harbour.txt", project.home / "seeds")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    program = ["python", "scripts/standalone.py", "--port", str(port)]
    output = (project.home / "terminal.txt").open("w+")
    process = subprocess.Popen(program, cwd=project.home, env=project.environment, stdout=output, stderr=output)
    try:
        password = wait_for_password(process, project.home / "terminal.txt")
        address = f"http://127.0.0.1:{port}"
        login = httpx.post(f"{address}/auth/token", json={"username": "admin", "password": password}, timeout=30)
        headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
        with httpx.Client(base_url=f"{address}/api/v2", headers=headers, timeout=30) as client:
            yield Server(project.home, client)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        output.close()


def wait_for_password(process: "subprocess.Popen[bytes]", terminal: Path) -> str:
    while process.poll() is None:
        for line in terminal.read_text().splitlines():
            if line.strip().startswith("password"):
                return line.split()[-1]
        time.sleep(1)
    raise AssertionError(terminal.read_text())


@pytest.fixture(scope="module")
def story(server) -> dict[str, Chapter]:
    chapters = {"scheduled": server.next_chapter()}  # an Airflow that starts makes up for the latest midnight
    source = server.home / "seeds"
    for seed in SEEDS.iterdir():
        shutil.copy(seed, source)
    shutil.copy(PAGES / "library.txt", source)
    server.backfill(DAY)
    chapters["backfill"] = server.next_chapter()
    shutil.copy(PAGES / "orchard.txt", source)
    server.trigger()
    chapters["late page"] = server.next_chapter()
    server.trigger()
    chapters["nothing new"] = server.next_chapter()
    server.trigger(partition_key=DAY)
    chapters["date again"] = server.next_chapter()
    server.trigger(partition_key="2999-01-01")
    chapters["future"] = server.next_chapter()
    server.trigger(conf={"source": "nowhere"})
    chapters["wrong source"] = server.next_chapter()
    return chapters


def test_a_scheduled_run_takes_everything_whatever_its_key(story):
    chapter = story["scheduled"]
    assert (chapter.run["run_type"], chapter.run["state"]) == ("scheduled", "success")
    assert chapter.run["partition_key"] != "2018-03-15"
    assert chapter.dates == {"2018-03-15"}


def test_a_backfill_publishes_its_date_and_no_other(story):
    chapter = story["backfill"]
    assert (chapter.run["run_type"], chapter.run["partition_key"]) == ("backfill", DAY)
    assert chapter.run["state"] == "success"
    assert chapter.dates == {"2018-03-15", DAY}
    assert chapter.pending == 1


def test_a_plain_run_takes_late_pages_and_what_was_pending(story):
    chapter = story["late page"]
    assert chapter.run["state"] == "success"
    assert chapter.dates == {"2018-03-13", "2018-03-15", DAY, "2018-09-20"}
    assert chapter.pending == 0


@pytest.mark.parametrize(
    ("chapter", "keys"),
    [("scheduled", {"2018-03-15"}), ("backfill", {DAY}), ("late page", {"2018-03-13", "2018-09-20"})],
)
def test_an_event_tells_of_each_date_that_changed_and_of_no_other(story, chapter, keys):
    events = story[chapter].events
    assert {key for key, _ in events} == keys
    assert all(extra["version"] == story[chapter].version for _, extra in events)
    assert all(extra["rows"][key] >= 1 for key, extra in events)


@pytest.mark.parametrize("chapter", ["nothing new", "date again", "future"])
def test_a_run_without_news_ends_green_without_version_and_event(story, chapter):
    assert story[chapter].run["state"] == "success"
    assert story[chapter].version == story["late page"].version
    assert story[chapter].events == []


def test_a_date_that_is_asked_for_again_is_extracted_anew(story):
    assert story["date again"].run["partition_key"] == DAY
    assert story["date again"].states["extract"] == "success"


def test_a_run_without_pages_to_read_still_reports(story):
    states = story["nothing new"].states
    assert {states["extract"], states["publish"]} == {"skipped"}
    assert states["report"] == "success"


def test_a_wrong_source_fails_the_run_and_leaves_the_corpus(story):
    chapter = story["wrong source"]
    assert chapter.run["state"] == "failed"
    assert chapter.states["plan"] == "failed"
    assert chapter.version == story["late page"].version
