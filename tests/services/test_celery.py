"""Airflow with CeleryExecutor, Redis and two workers on a shared warehouse, as described in docs/operating.md."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from airflow_project import BIN, Project
from airflow_server import Server, started
from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from local_services import on_celery
from newsroom import page, write_pages

pytestmark = pytest.mark.services

DAYS = 10


@pytest.fixture(scope="module")
def story(project, database, queue) -> Iterator[tuple[Server, list[dict], list[Path]]]:
    """A run over pages enough that each is a shard of its own, with a worker on either side."""
    write_pages(project.home / "seeds", {f"{day}.txt": page(day, date(2018, 3, day)) for day in range(1, DAYS + 1)})
    one_page_a_shard = {"BROADSHEET_DISCOVERY__SHARD_PAGES": "1"}
    project = replace(project, settings=on_celery(database, queue) | one_page_a_shard)
    logs = [project.home / "logs" / f"worker-{name}.log" for name in ("east", "west")]
    with started(project) as server, ExitStack() as workers:
        there = {"AIRFLOW__API__BASE_URL": server.address}  # a worker has to be told where Airflow is
        for log in logs:
            workers.enter_context(worker(replace(project, settings=project.settings | there), log))
        yield server, server.new_runs(), logs


@contextmanager
def worker(project: Project, log: Path) -> Iterator[None]:
    """Start a worker as `make worker` does; end it as Ctrl-C does."""
    program = [BIN / "python", "scripts/worker.py", "--tasks", "1"]
    with log.open("w") as output:
        process = subprocess.Popen(program, cwd=project.home, env=project.environment, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def test_the_run_succeeds(story):
    _, runs, _ = story
    assert [run["state"] for run in runs] == ["success"]


def test_both_workers_ran_tasks(story):
    _, _, logs = story
    done = [len(re.findall(r"succeeded in", log.read_text())) for log in logs]
    assert min(done) >= 2


def test_the_corpus_is_that_of_a_build_without_airflow(story, tmp_path):
    server, _, _ = story
    summary = build(load_settings(source=str(server.home / "seeds"), warehouse=tmp_path / "data", workers=1))
    assert server.version == summary.version
    assert len(pd.read_parquet(server.current / "corpus")) == DAYS + 1


def test_the_log_of_a_task_is_shown_whichever_worker_ran_it(story):
    server, (run,), _ = story
    assert "13 pages" not in server.log(run, "plan")
    assert "12 new" in server.log(run, "plan")


def test_a_worker_without_celery_fails_with_a_message(project):
    ended = project.run("python", "scripts/worker.py")
    assert ended.returncode == 1
    assert "LocalExecutor, which has no workers" in ended.stdout
