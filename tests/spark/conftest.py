"""A cluster of a master and two workers, and builds on it beside builds on one machine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadsheet.operations.build import build
from broadsheet.settings import Discovery, Publishing, Settings, Spark
from broadsheet.spark import comparisons, deduplication, rows
from broadsheet.spark.engine import SparkEngine
from broadsheet.spark.session import spark_session
from spark_cluster import OPTIONS, Cluster, cluster

Build = Callable[..., str]
"""Builds and returns the id of the version."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.spark)


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a cluster that all tests share."""
    with cluster(tmp_path_factory.mktemp("cluster")) as started:
        yield started


@pytest.fixture(scope="session")
def spare_machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a cluster for applications of their own: that of `engine` keeps all cores of its machines."""
    with cluster(tmp_path_factory.mktemp("spare")) as started:
        yield started


@pytest.fixture(scope="session")
def engine(machines: Cluster) -> Iterator[SparkEngine]:
    """Return an engine on the cluster that all tests share."""
    with spark_session(Settings(spark=Spark(master=machines.master, options=OPTIONS))) as session:
        yield SparkEngine(session)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a component of some pages a large one, whose pairs are compared in several parts; and share tasks more."""
    monkeypatch.setattr(rows, "_TASKS_PER_CORE", 2)
    monkeypatch.setattr(deduplication, "_LARGE_COMPONENT", 30)
    monkeypatch.setattr(comparisons, "_PART_PAIRS", 200)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return the folder of the pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(tmp_path: Path, pages: Path) -> Settings:
    """Return settings with small shards and row groups, so that few pages are many tasks and several ranges."""
    return Settings(
        source=(str(pages),),
        warehouse=tmp_path / "data",
        discovery=Discovery(shard_pages=40),
        publishing=Publishing(row_group_rows=1),
    )


@pytest.fixture
def local(settings: Settings, tmp_path: Path) -> Build:
    """Return what builds on this machine, in a warehouse of its own."""

    def run(**options: object) -> str:
        return build(settings.model_copy(update={"warehouse": tmp_path / "local"}), **options).version  # type: ignore[arg-type]

    return run


@pytest.fixture
def spark(settings: Settings, engine: SparkEngine) -> Build:
    """Return what builds on the cluster."""

    def run(**options: object) -> str:
        return build(settings, engine=engine, **options).version  # type: ignore[arg-type]

    return run
