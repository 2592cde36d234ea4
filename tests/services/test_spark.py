"""The DAG submits its heavy tasks to a cluster, and publishes what one machine would publish."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from airflow_project import Project
from broadsheet.operations.build import build
from broadsheet.settings import Settings
from spark_cluster import OPTIONS, cluster

pytestmark = pytest.mark.services

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a project whose settings name Spark, and whose Airflow has the connection."""
    project = Project.create(tmp_path_factory.mktemp("project"))
    with cluster(tmp_path_factory.mktemp("cluster")) as machines:
        settings = {
            "BROADSHEET_ENGINE": "spark",
            "BROADSHEET_SPARK__OPTIONS": json.dumps(OPTIONS),
            "AIRFLOW_CONN_SPARK_DEFAULT": json.dumps({"conn_type": "spark", "host": machines.master}),
        }
        yield Project(project.home, settings)
    assert project.end() == [], "the test left processes behind"


def test_a_run_on_spark_publishes_the_version_of_one_machine(project: Project, tmp_path: Path) -> None:
    migrated = project.run("airflow", "db", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    ran = project.run("python", "scripts/run_once.py")
    assert ran.returncode == 0, ran.stdout + (project.home / "logs" / "build_corpus.log").read_text()[-3000:]
    expected = build(Settings(source=(str(SEEDS),), warehouse=tmp_path / "data")).version
    assert (project.home / "data" / "current").readlink().name == expected
