"""A copy of the project for each module."""

from collections.abc import Iterator

import pytest

from airflow_project import Project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = Project.create(tmp_path_factory.mktemp("project"))
    yield project
    assert project.end() == [], "the test left processes behind"
