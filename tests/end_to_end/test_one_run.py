"""One run without a scheduler, as `make corpus` and `airflow dags test` make it, over the seeds."""

import json

import pandas as pd
import pytest


@pytest.fixture(scope="module")
def runs(project):
    """The same program three times: a first run, one with nothing new, and one with a source that is not there."""
    migrated = project.run("airflow", "db", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    program = ("python", "dags/build_corpus.py")
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


def test_the_terminal_shows_each_stage_and_none_of_the_log(runs):
    # the first run after a change of the sources says that it compiles, which takes a minute
    lines = [line for line in runs["first"].stdout.splitlines() if not line.startswith("compiling")]
    stages = [line.partition(":")[0] for line in lines[:5]]
    assert stages == ["plan", "extract", "validate", "deduplicate", "publish"]
    assert runs["first"].stderr == ""
    assert not [line for line in lines if "[info" in line]


def test_the_log_is_kept_whole(runs, project):
    assert (project.home / "logs" / "build_corpus.log").stat().st_size > 1_000


def test_a_second_run_makes_no_new_version(runs, project):
    assert runs["second"].returncode == 0
    assert "nothing new" in runs["second"].stdout
    assert (project.home / "data" / "current").readlink() == runs["version"]
    assert len(list((project.home / "data" / "versions").iterdir())) == 1


def test_a_wrong_source_fails_at_once_and_says_why(runs, project):
    assert runs["third"].returncode == 1
    assert "plan failed" in runs["third"].stdout
    assert "nowhere" in runs["third"].stdout
    assert (project.home / "data" / "current").readlink() == runs["version"]


def test_airflow_dags_test_runs_it_too(runs, project):
    ran = project.run("airflow", "dags", "test", "build_corpus")
    assert ran.returncode == 0, ran.stdout[-2_000:]
    manifest = json.loads((project.home / "data" / "current" / "_manifest.json").read_text())
    assert manifest["figures"]["pages"] == 2
