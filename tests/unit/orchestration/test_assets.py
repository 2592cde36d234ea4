"""Assets have the addresses that the settings name, and never keep a DAG from being read."""

import pytest

from broadsheet.orchestration import assets


@pytest.fixture(autouse=True)
def _at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.chdir("/")


def test_addresses_start_at_the_home_of_airflow(tmp_path):
    (tmp_path / "seeds").mkdir()
    assert assets.pages().uri == f"file://{tmp_path}/seeds"
    assert assets.corpus().uri == f"file://{tmp_path}/data/current"


def test_a_named_source_is_its_folder(tmp_path, monkeypatch):
    (tmp_path / "wire").mkdir()
    monkeypatch.setenv("BROADSHEET_SOURCE", "WIRE=wire")
    assert assets.pages().uri == f"file://{tmp_path}/wire"


def test_a_source_that_is_not_there_yet_has_an_address(tmp_path, monkeypatch):
    monkeypatch.setenv("BROADSHEET_SOURCE", "/srv/later")
    assert assets.pages().uri == "file:///srv/later"


def test_wrong_settings_leave_the_dag_where_it_can_tell_of_them(tmp_path, monkeypatch):
    monkeypatch.setenv("BROADSHEET_WORKERS", "many")
    assert assets.corpus().uri == f"file://{tmp_path}/data/current"
