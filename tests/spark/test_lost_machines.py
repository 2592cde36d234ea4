"""An executor or a worker that is killed in the middle of a stage costs time, and nothing else."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from broadsheet.operations.audit import audit
from broadsheet.operations.build import build
from broadsheet.settings import Discovery, Settings, Spark
from broadsheet.spark.engine import SparkEngine
from broadsheet.spark.session import spark_session
from newsroom import write_pages
from spark_cluster import OPTIONS, Cluster, cluster
from spark_pages import write_generated, write_outlet, write_story

STAGES = ["extract", "boilerplate", "deduplicate", "publish"]


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a cluster of which parts are killed."""
    with cluster(tmp_path_factory.mktemp("mortal")) as started:
        yield started


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return pages of every kind."""
    folder = tmp_path_factory.mktemp("pages")
    write_generated(folder, 200)
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
    """Kills something as soon as tasks of a stage run."""

    def __init__(self, engine: SparkEngine, stage: str, kill: Callable[[], None]) -> None:
        self._engine, self._stage, self._kill = engine, stage, kill
        self.killed = Event()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take the progress of a build."""
        if stage == self._stage and done == 0 and not self.killed.is_set():
            self._stage = ""
            Thread(target=self._when_tasks_run, daemon=True).start()

    def _when_tasks_run(self) -> None:
        tracker = self._engine.session.sparkContext.statusTracker()
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            for number in tracker.getActiveStageIds():
                info = tracker.getStageInfo(number)
                if info and info.numActiveTasks:
                    self._kill()
                    self.killed.set()
                    return
            time.sleep(0.02)


@pytest.mark.parametrize("stage", STAGES)
def test_an_executor_that_is_killed(mortal: Cluster, source: Path, expected: str, tmp_path: Path, stage: str) -> None:
    with spark_session(Settings(spark=Spark(master=mortal.master, options=OPTIONS))) as session:
        killer = Killer(SparkEngine(session), stage, mortal.kill_executor)
        settings = settings_in(tmp_path, source)
        assert build(settings, engine=SparkEngine(session), progress=killer).version == expected
        assert killer.killed.is_set()
    assert not audit(settings).findings


def test_a_worker_that_is_killed_and_tasks_that_run_twice(
    mortal: Cluster, source: Path, expected: str, tmp_path: Path
) -> None:
    twice = {
        "spark.speculation": "true",
        "spark.speculation.quantile": "0.1",
        "spark.speculation.multiplier": "1.01",
        "spark.speculation.minTaskRuntime": "0ms",
        "spark.speculation.interval": "50ms",
    }
    with spark_session(Settings(spark=Spark(master=mortal.master, options={**OPTIONS, **twice}))) as session:
        killer = Killer(SparkEngine(session), "deduplicate", mortal.kill_worker)
        settings = settings_in(tmp_path, source)
        assert build(settings, engine=SparkEngine(session), progress=killer).version == expected
        assert killer.killed.is_set()
    mortal.add_worker()
    assert not audit(settings).findings
