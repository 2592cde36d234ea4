"""One run over the seeds without a scheduler, as `make corpus` and `airflow dags test` do."""

import json
from datetime import date

import pandas as pd
import pytest

from newsroom import page, write_pages


@pytest.fixture(scope="module")
def runs(project):
    """The same program three times: a first run, one with nothing new, and one with a source that is not there."""
    migrated = project.run("airflow", "db", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    program = ("python", "scripts/run_once.py")
    first = project.run(*program)
    version = (project.home / "data" / "current").readlink()
    second = project.run(*program)
    third = project.run(*program, BROADSHEET_SOURCE="nowhere")
    return {"first": first, "version": version, "second": second, "third": third}


def read(project, dataset: str) -> pd.DataFrame:
    return pd.read_parquet(project.home / "data" / "current" / dataset)


def test_the_first_run_publishes_every_seed(runs, project):
    assert runs["first"].returncode == 0, runs["first"].stdout
    corpus = read(project, "corpus")
    duplicates = project.home / "data" / "current" / "duplicates"
    left_out = len(pd.read_parquet(duplicates)) if duplicates.exists() else 0
    assert len(corpus) + left_out == 2
    assert corpus["title"].notna().all()


def test_the_terminal_shows_each_stage_but_not_the_log(runs):
    # the first run after a change of the sources says that it compiles, which takes a minute
    lines = [line for line in runs["first"].stdout.splitlines() if not line.startswith("compiling")]
    stages = [line.partition(":")[0] for line in lines[:6]]
    assert stages == ["plan", "extract", "remove_boilerplate", "validate", "deduplicate", "publish"]
    assert runs["first"].stderr == ""
    assert not [line for line in lines if "[info" in line]


def test_the_log_file_is_complete(runs, project):
    assert (project.home / "logs" / "build_corpus.log").stat().st_size > 1_000


def test_a_second_run_makes_no_new_version(runs, project):
    assert runs["second"].returncode == 0
    assert "nothing new" in runs["second"].stdout
    assert (project.home / "data" / "current").readlink() == runs["version"]
    assert len(list((project.home / "data" / "versions").iterdir())) == 1


def test_a_missing_source_fails_at_once_with_a_message(runs, project):
    assert runs["third"].returncode == 1
    assert "plan failed" in runs["third"].stdout
    assert "nowhere" in runs["third"].stdout
    assert (project.home / "data" / "current").readlink() == runs["version"]


def test_another_corpus_is_built_into_its_own_warehouse(runs, project):
    write_pages(project.home / "cables", {"cable.txt": page(7, date(2018, 9, 11))})
    (project.home / "corpora").mkdir()
    (project.home / "corpora" / "wire.toml").write_text('source = "cables"\nwarehouse = "wire"\n')
    ran = project.run("airflow", "dags", "test", "build_corpus_wire")
    assert ran.returncode == 0, ran.stdout[-2_000:]
    published = pd.read_parquet(project.home / "wire" / "current" / "corpus")
    assert list(published["source_uri"]) == ["cable.txt"]
    assert (project.home / "data" / "current").readlink() == runs["version"]
    assert len(list((project.home / "data" / "versions").iterdir())) == 1


def test_airflow_dags_test_works(runs, project):
    ran = project.run("airflow", "dags", "test", "build_corpus")
    assert ran.returncode == 0, ran.stdout[-2_000:]
    manifest = json.loads((project.home / "data" / "current" / "_manifest.json").read_text())
    assert manifest["figures"]["pages"] == 2


def test_an_unattended_run_that_must_ask_fails_at_once_with_a_message(runs, project):
    write_pages(project.home / "undated", {"undated.txt": page(1)})
    settings = {"BROADSHEET_GATE__MIN_ROWS": "1", "BROADSHEET_GATE__ON_WARNING": "ask"}
    ran = project.run("python", "scripts/run_once.py", BROADSHEET_SOURCE="undated", **settings)
    assert ran.returncode == 1
    assert "validate failed: gate.on_warning is ask" in ran.stdout
    assert (project.home / "data" / "current").readlink() == runs["version"]
