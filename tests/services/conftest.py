"""A copy of the project for each module, and the services that it may use."""

from collections.abc import Iterator

import pytest

from airflow_project import Project
from local_services import postgresql, redis_server


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = Project.create(tmp_path_factory.mktemp("project"))
    yield project
    assert project.end() == [], "the test left processes behind"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with postgresql() as database:
        yield database


@pytest.fixture(scope="module")
def queue() -> Iterator[str]:
    with redis_server() as queue:
        yield queue
