"""Airflow with PostgreSQL and LocalExecutor, as described in docs/operating.md: it builds the same corpus."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import psycopg2
import pytest

from airflow_server import Server, started
from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from local_services import on_postgresql

pytestmark = pytest.mark.services

DAY = "2018-09-11"


@pytest.fixture(scope="module")
def server(project, database) -> Iterator[Server]:
    with started(replace(project, settings=on_postgresql(database))) as server:
        yield server


@pytest.fixture(scope="module")
def runs(server) -> list[dict]:
    """The run of the latest midnight, then two backfills at once beside a manual run."""
    scheduled = server.new_runs()
    server.backfill(DAY, "2018-09-12", again="completed", at_once=2)
    server.trigger()
    return scheduled + server.new_runs()


def test_every_run_succeeds(runs):
    assert sorted(run["run_type"] for run in runs) == ["backfill", "backfill", "manual", "scheduled"]
    assert {run["state"] for run in runs} == {"success"}


def test_the_corpus_is_that_of_a_build_without_airflow(runs, server, tmp_path):
    summary = build(load_settings(source=str(server.home / "seeds"), warehouse=tmp_path / "data", workers=1))
    assert server.version == summary.version
    assert len(pd.read_parquet(server.current / "corpus")) == 1
    assert len(pd.read_parquet(server.current / "duplicates")) == 1


def test_the_metadata_is_only_in_postgresql(runs, server, database):
    connection = psycopg2.connect(f"postgresql://{database}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT run_id FROM dag_run WHERE dag_id = 'build_corpus'")
        assert {row[0] for row in cursor} == {run["dag_run_id"] for run in runs}
    connection.close()
    assert list(server.home.glob("airflow.db*")) == []
