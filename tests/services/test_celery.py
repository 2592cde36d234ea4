"""Airflow with CeleryExecutor, Redis and two workers on shared storage, as described in docs/operating.md.

One of two machines dies while it works for three corpora: in the middle of extract, of deduplicate and of publish. The
other takes over. Then the dead one comes back, and both work on one run.
"""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

from airflow_project import BIN, ROOT, Project
from airflow_server import RUN_SECONDS, Server, started
from broadsheet.operations.audit import audit
from broadsheet.operations.build import build
from broadsheet.operations.finding import Finding
from broadsheet.settings import Settings, load_settings
from broadsheet.warehouse.layout import Warehouse
from local_services import on_celery
from newsroom import page, write_pages

pytestmark = pytest.mark.services

FIRST = range(1, 4)
SECOND = range(4, 12)
"""Days of publication of the pages of the first and second run: in the second, more than either worker has room for."""

TASKS = 3
"""Tasks at once of a worker: one for each stage in which it is killed."""
PLUGIN = Path(__file__).with_name("machine_plugin.py")
NAMES = {"extract": "", "deduplicate": "wire", "publish": "radio"}
"""The corpus of which a worker is killed in the middle of a stage; the main one has no name."""

STOPS = {
    "extract": ["/data/.work/", "/documents/"],
    "deduplicate": ["/wire/.work/", "/relations/"],  # the placement of the documents is written
    "publish": ["/radio/versions/.draft-", "/_ledger/"],  # the documents are written
}
"""What the name of the file contains whose completion is the point of the kill."""

SETTINGS = {
    "AIRFLOW__CORE__HOSTNAME_CALLABLE": f"{PLUGIN.stem}.hostname",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",  # 300 are long for a test
    "BROADSHEET_DISCOVERY__SHARD_PAGES": "1",
}


@dataclass
class Story:
    """What happened.

    Attributes:
        server: Airflow.
        first: The first run of each corpus, by the stage whose worker was killed.
        tasks: Every attempt of every task of that run: task, index, attempt, machine, state.
        versions: The version that it published.
        findings: What the audit found after it.
        shared: The second run of the main corpus, by both workers, and the machine of each of its extract tasks.
    """

    server: Server
    first: dict[str, dict[str, Any]] = field(default_factory=dict)
    tasks: dict[str, pd.DataFrame] = field(default_factory=dict)
    versions: dict[str, str | None] = field(default_factory=dict)
    findings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    shared: tuple[dict[str, Any], list[str]] = ({}, [])

    def settings(self, stage: str) -> Settings:
        """Return the settings of the corpus whose worker was killed in that stage."""
        home = self.server.home
        return load_settings(source=str(home / "seeds"), warehouse=home / (NAMES[stage] or "data"), workers=1)

    def after_the_first_run(self, stage: str) -> None:
        """Wait for the end of the first run of a corpus, and note what came of it."""
        (run,) = self.server.new_runs(f"build_corpus_{NAMES[stage]}".rstrip("_"))
        settings = self.settings(stage)
        self.first[stage], self.tasks[stage] = run, attempts(self.server, run)
        self.versions[stage] = Warehouse(settings.warehouse).current_id()
        self.findings[stage] = audit(settings).findings


@pytest.fixture(scope="module")
def story(project, database, queue) -> Iterator[Story]:
    """Kill a worker with three stages, let the other take over, then have both share a run."""
    project = replace(project, settings=on_celery(database, queue) | SETTINGS)
    _prepare(project.home)
    with started(project) as server:
        story = Story(server)
        with worker(server, project, "east") as east:
            reached = [project.home / "stops" / f"{stage}.reached" for stage in STOPS]
            _wait(lambda: all(stop.exists() for stop in reached), f"not reached: one of {reached}")
            with worker(server, project, "west"):
                kill(east)
                for stage in NAMES:
                    story.after_the_first_run(stage)
                with worker(server, project, "east"):
                    _write(project.home / "seeds", SECOND)
                    server.trigger()
                    (run,) = server.new_runs()
                    story.shared = run, list(attempts(server, run).query("task == 'extract'")["machine"])
                    yield story


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> tuple[list[str], Path]:
    """Build twice without Airflow, of the same pages; return the versions and the warehouse."""
    folder = tmp_path_factory.mktemp("undisturbed")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    settings = load_settings(source=str(folder / "seeds"), warehouse=folder / "data", workers=1)
    versions = []
    for days in (FIRST, SECOND):
        _write(folder / "seeds", days)
        versions.append(build(settings).version)
    return versions, folder / "data"


@pytest.fixture(scope="module")
def built_again(story) -> dict[str, Path]:
    """Let the other corpora have their next build, too; return the warehouses by stage."""
    for stage in filter(NAMES.get, NAMES):
        build(story.settings(stage))
    return {stage: story.settings(stage).warehouse for stage in NAMES}


def _prepare(home: Path) -> None:
    shutil.copy(PLUGIN, home / "plugins")
    _write(home / "seeds", FIRST)
    (home / "corpora").mkdir()
    for name in filter(None, NAMES.values()):
        (home / "corpora" / f"{name}.toml").write_text(f'source = "seeds"\nwarehouse = "{name}"\n')
    (home / "stops").mkdir()
    for stage, parts in STOPS.items():
        (home / "stops" / stage).write_text("\n".join(parts))


def _write(folder: Path, days: range) -> None:
    write_pages(folder, {f"{day}.txt": page(day, date(2018, 3, day)) for day in days})


def _wait(reached: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + RUN_SECONDS
    while not reached():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


@contextmanager
def worker(server: Server, project: Project, machine: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a worker as `make worker` does on a machine of that name; end it as Ctrl-C does, unless it was killed."""
    own = {"AIRFLOW__API__BASE_URL": server.address, "MACHINE": machine}  # a worker must be told where Airflow is
    project = replace(project, settings=project.settings | own)
    program = [BIN / "python", "scripts/worker.py", "--tasks", str(TASKS)]
    with (project.home / "logs" / f"worker-{machine}.log").open("w") as output:
        process = subprocess.Popen(program, cwd=project.home, env=project.environment, stdout=output, stderr=output)
    try:
        _wait(lambda: " ready." in Path(output.name).read_text(), f"{machine} is not ready")
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill a worker with all its tasks, as the loss of its machine does."""
    everything = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    for one in everything:
        one.kill()
    process.wait()
    psutil.wait_procs(everything)


def attempts(server: Server, run: dict[str, Any]) -> pd.DataFrame:
    """Return every attempt of every task of a run: task, index, attempt, machine, state."""
    path = f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances"
    found = [
        attempt
        for task in server.get(path, limit=100)["task_instances"]
        for attempt in server.get(f"{path}/{task['task_id']}/{task['map_index']}/tries")["task_instances"]
    ]
    names = {"task_id": "task", "map_index": "index", "try_number": "attempt", "hostname": "machine", "state": "state"}
    return pd.DataFrame(found)[list(names)].rename(columns=names)


def files(warehouse: Path) -> list[str]:
    """Return the names of all files of a warehouse, without names of runs and times.

    Those of the index are random. A build without Airflow marks its runs as alive.
    """
    names = [str(path.relative_to(warehouse)) for path in warehouse.rglob("*") if path.name != "alive"]
    parts = "|".join([*(re.escape(run.name) for run in (warehouse / ".work").iterdir()), r"\d{8}T\d{6}\.\d+Z"])
    return sorted(re.sub(parts, "RUN", name) for name in names if not name.startswith(".search/"))


def test_every_run_succeeds(story):
    assert [run["state"] for run in [*story.first.values(), story.shared[0]]] == ["success"] * 4


@pytest.mark.parametrize("stage", NAMES)
def test_the_other_worker_takes_over_the_task_of_a_killed_one(story, stage):
    """On a busy machine Airflow may give up an attempt that sends no sign of life for a while: the last one counts."""
    tasks = story.tasks[stage]
    own = tasks[tasks["task"] == stage].sort_values("attempt")
    killed = own[(own["attempt"] == 1) & (own["machine"] == "east") & (own["state"] == "failed")]
    assert len(killed)
    last = own[own["index"].isin(killed["index"])].groupby("index").last()
    assert set(zip(last["machine"], last["state"], strict=True)) == {("west", "success")}


@pytest.mark.parametrize("stage", NAMES)
def test_the_version_is_that_of_an_undisturbed_build(story, undisturbed, stage):
    assert story.versions[stage] == undisturbed[0][0]
    assert story.findings[stage] == ()


@pytest.mark.parametrize("stage", NAMES)
def test_nothing_is_left_after_the_next_build(story, built_again, undisturbed, stage):
    versions, warehouse = undisturbed
    assert Warehouse(built_again[stage]).current_id() == versions[-1]
    assert audit(story.settings(stage)).findings == ()
    assert files(built_again[stage]) == files(warehouse)


def test_both_workers_share_the_pages_of_a_run(story):
    _, machines = story.shared
    assert len(machines) == len(SECOND)
    assert set(machines) == {"east", "west"}


def test_the_log_of_a_task_is_shown_whichever_worker_ran_it(story):
    assert f"{len(FIRST) + 2} new" in story.server.log(story.first["publish"], "plan")  # by east, which was killed
    assert "version" in story.server.log(story.first["publish"], "publish")


def test_a_worker_without_celery_fails_with_a_message(project):
    ended = project.run("python", "scripts/worker.py")
    assert ended.returncode == 1
    assert "LocalExecutor, which has no workers" in ended.stdout
