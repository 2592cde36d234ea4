"""An executor or a worker that is killed in the middle of a stage costs time, and nothing else."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from broadsheet.operations.audit import audit
from broadsheet.operations.build import build
from broadsheet.settings import Discovery, Settings
from broadsheet.spark.engine import SparkEngine
from newsroom import write_pages
from spark_cluster import OPTIONS, Cluster
from spark_pages import write_generated, write_outlet, write_story

STAGES = ["extract", "boilerplate", "deduplicate", "publish"]
TWICE = {
    "spark.speculation": "true",
    "spark.speculation.quantile": "0.1",
    "spark.speculation.multiplier": "1.01",
    "spark.speculation.minTaskRuntime": "0ms",
    "spark.speculation.interval": "50ms",
}
"""Options with which nearly every task that is not the first of its stage to end runs a second time."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return pages of every kind."""
    folder = tmp_path_factory.mktemp("pages")
    write_generated(folder, 150)
    write_story(folder, 60)
    write_outlet(folder, range(8))
    write_pages(folder, {"bad/empty.txt": ""})
    return folder


@pytest.fixture(scope="module")
def expected(source: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the id of the version that one machine builds."""
    return build(settings_in(tmp_path_factory.mktemp("one"), source)).version


def settings_in(folder: Path, source: Path) -> Settings:
    return Settings(source=(str(source),), warehouse=folder / "data", discovery=Discovery(shard_pages=30))


class Killer:
    """Kills something in each heavy stage, as soon as its tasks run.

    Attributes:
        killed: The stages in which it did.
    """

    def __init__(self, engine: SparkEngine, kill: Callable[[], None]) -> None:
        self._engine, self._kill = engine, kill
        self.killed = list[str]()
        self._waiting = list(STAGES)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take the progress of a build."""
        if self._waiting and stage == self._waiting[0] and done == 0:
            self._waiting.pop(0)
            Thread(target=self._when_tasks_run, args=(stage,), daemon=True).start()

    def _when_tasks_run(self, stage: str) -> None:
        tracker = self._engine.session.sparkContext.statusTracker()
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            for number in tracker.getActiveStageIds():
                info = tracker.getStageInfo(number)
                if info and info.numActiveTasks:
                    self._kill()
                    self.killed.append(stage)
                    return
            time.sleep(0.02)


def test_an_executor_that_is_killed_in_each_heavy_stage(
    engine: SparkEngine, machines: Cluster, source: Path, expected: str, tmp_path: Path
) -> None:
    killer = Killer(engine, machines.kill_executor)
    settings = settings_in(tmp_path, source)
    assert build(settings, engine=engine, progress=killer).version == expected
    assert killer.killed == STAGES
    assert not audit(settings).findings


def test_a_worker_that_is_killed_while_tasks_run_twice(
    spare_machines: Cluster, source: Path, expected: str, tmp_path: Path
) -> None:
    """By the command line, as an application of its own."""
    (tmp_path / "broadsheet.toml").write_text(
        "\n".join(
            [
                f'source = "{source}"',
                "discovery.shard_pages = 30",
                "[spark.options]",
                *(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in {**OPTIONS, **TWICE}.items()),
            ]
        )
    )
    command = [sys.executable, "-m", "broadsheet", "build", "--engine", "spark", "--master", spare_machines.master]
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
    while running.poll() is None and not list(tmp_path.glob("data/.work/*/scratch/deduplication/*.parquet")):
        time.sleep(0.1)
    spare_machines.kill_worker()
    assert running.wait() == 0, (tmp_path / "log").read_text()
    spare_machines.add_worker()
    assert (tmp_path / "data" / "current").readlink().name == expected
    assert not audit(settings_in(tmp_path, source)).findings
