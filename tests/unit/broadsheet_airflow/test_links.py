"""Links from Airflow to the corpus browser."""

import pytest
from airflow.sdk import DAG, task
from airflow.serialization.serialized_objects import DagSerialization

from broadsheet_airflow.corpora import MAIN, Corpus
from broadsheet_airflow.links import (
    CorpusLink,
    browser_address,
    document_page,
    run_page,
    show_page,
    version_page,
    versions_page,
    with_link,
)

WIRE = Corpus("wire")


class Instance:
    """A running task instance, which keeps what its task hands on."""

    task_id, map_index = "publish", -1

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def xcom_push(self, key: str, value: object) -> None:
        self.values[key] = value

    def xcom_pull(self, task_ids: str, key: str, map_indexes: int) -> object:
        return self.values.get(key) if (task_ids, map_indexes) == ("publish", -1) else None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (run_page(MAIN, "a/b"), "/runs/a%2Fb"),
        (document_page(MAIN, "0a"), "/documents/0a"),
        (version_page(MAIN, "b"), "/versions/b"),
        (version_page(MAIN, "b", "b"), "/versions/b"),
        (version_page(MAIN, "b", "a"), "/differences?since=a&version=b"),
        (versions_page(MAIN), "/versions"),
        (run_page(WIRE, "a/b"), "/of/wire/runs/a%2Fb"),
        (document_page(WIRE, "0a"), "/of/wire/documents/0a"),
        (version_page(WIRE, "b"), "/of/wire/versions/b"),
        (version_page(WIRE, "b", "a"), "/of/wire/differences?since=a&version=b"),
        (versions_page(WIRE), "/of/wire/versions"),
    ],
)
def test_each_page_has_a_path(path, expected):
    assert path == expected


def test_addresses_begin_with_the_address_of_airflow(monkeypatch):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://news.example.org/airflow/")
    assert browser_address("/runs/a") == "https://news.example.org/airflow/corpus/runs/a"


def test_the_button_leads_to_the_page_that_the_task_named():
    instance = Instance()
    assert CorpusLink().get_link(None, ti_key=instance) == ""
    show_page(instance, "/runs/a")
    assert CorpusLink().get_link(None, ti_key=instance) == browser_address("/runs/a")


def test_only_the_tasks_with_a_link_have_the_button_and_airflow_stores_it():
    with DAG("a_dag") as dag:

        @task
        def publish(): ...

        @task
        def extract(): ...

        with_link(publish())
        extract()
    stored = {one["__var"]["task_id"]: one["__var"] for one in DagSerialization.to_dict(dag)["dag"]["tasks"]}
    assert stored["publish"]["_operator_extra_links"] == {"Corpus browser": "_link_CorpusLink"}
    assert "_operator_extra_links" not in stored["extract"]
