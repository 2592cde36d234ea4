"""What Airflow keeps of the settings, read from Airflow's own backend of secrets in the environment."""

import json
import logging

import pytest
from airflow.sdk import Connection

from broadsheet.errors import ConfigurationError
from broadsheet_airflow.alerts import Alert, send
from broadsheet_airflow.corpora import MAIN
from broadsheet_airflow.kept_settings import webhook_address
from broadsheet_airflow.paths import alert_settings, known_sources, project_settings, settings_without_airflow

TOML = 'source = "/of/file"\nwarehouse = "/of/file"\n[alerts]\nwebhook = "https://file.example.org"\n'
SECRET = "T0/B0/s3cret"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    return tmp_path


def as_json(**fields: object) -> str:
    return json.dumps({"conn_type": "http", **fields})


def test_a_variable_beats_the_file_and_is_beaten_by_the_environment_and_by_the_form(home, monkeypatch):
    (home / "broadsheet.toml").write_text(TOML)
    assert project_settings(MAIN).source == ("/of/file",)
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_SOURCE", "/of/variable")
    assert project_settings(MAIN).source == ("/of/variable",)
    assert str(project_settings(MAIN).warehouse) == "/of/file"
    monkeypatch.setenv("BROADSHEET_SOURCE", "/of/environment")
    assert project_settings(MAIN).source == ("/of/environment",)
    assert project_settings(MAIN, source=("/of/form",)).source == ("/of/form",)


def test_a_variable_names_several_sources_as_the_environment_does_and_starts_at_home(home, monkeypatch):
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_SOURCE", '["wire=crawls/wire", "web=/srv/web"]')
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_WAREHOUSE", " corpus ")
    settings = project_settings(MAIN)
    assert settings.source == (f"wire={home}/crawls/wire", "web=/srv/web")
    assert settings.warehouse == home / "corpus"


def test_an_empty_variable_is_not_set(home, monkeypatch):
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_WAREHOUSE", " ")
    assert project_settings(MAIN).warehouse == home / "data"


def test_a_wrong_variable_is_named(monkeypatch):
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_SOURCE", "[1]")
    with pytest.raises(ConfigurationError, match=r"from Airflow's Variables broadsheet_source, the environment"):
        project_settings(MAIN)


def test_a_dag_file_reads_no_variable(monkeypatch):
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_WAREHOUSE", "/of/variable")
    assert str(settings_without_airflow(MAIN).warehouse) != "/of/variable"
    monkeypatch.setenv("AIRFLOW_VAR_BROADSHEET_SOURCE", "[1]")
    assert known_sources(MAIN) == ()


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (as_json(host="https://hooks.example.org/services", password=SECRET), f"https://hooks.example.org/services/{SECRET}"),
        (as_json(host="https://hooks.example.org/", password=f"/{SECRET}"), f"https://hooks.example.org/{SECRET}"),
        (as_json(host="hooks.example.org", schema="https", port=8443), "https://hooks.example.org:8443"),
        (as_json(host="127.0.0.1", port=80, schema="http"), "http://127.0.0.1:80"),
        (f"https://hooks.example.org/{SECRET}", f"https://hooks.example.org/{SECRET}"),
        (f"http://127.0.0.1:8065/{SECRET}", f"http://127.0.0.1:8065/{SECRET}"),
    ],
)  # fmt: skip
def test_a_connection_gives_the_address_however_it_is_written(monkeypatch, written, address):
    monkeypatch.setenv("AIRFLOW_CONN_BROADSHEET_WEBHOOK", written)
    assert webhook_address(Connection.get("broadsheet_webhook")) == address


def test_the_connection_beats_the_file_and_is_beaten_by_the_environment(home, monkeypatch):
    (home / "broadsheet.toml").write_text(TOML)
    assert alert_settings(MAIN).webhook.get_secret_value() == "https://file.example.org"
    monkeypatch.setenv("AIRFLOW_CONN_BROADSHEET_WEBHOOK", "https://hooks.example.org/secret")
    assert alert_settings(MAIN).webhook.get_secret_value() == "https://hooks.example.org/secret"
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", "https://environment.example.org")
    assert alert_settings(MAIN).webhook.get_secret_value() == "https://environment.example.org"


def test_an_alert_goes_to_the_webhook_of_the_connection_and_no_log_line_holds_its_address(
    webhook, monkeypatch, caplog, capfd
):
    alert = Alert("failed", "build_corpus failed in plan", "no source", "Fix it.", "build_corpus", "manual__1")
    monkeypatch.setenv("AIRFLOW_CONN_BROADSHEET_WEBHOOK", f"{webhook.address}/{SECRET}")
    with caplog.at_level(logging.DEBUG, "broadsheet"):
        send(alert, MAIN)
        assert len(webhook.arrived) == 1
        monkeypatch.setenv("AIRFLOW_CONN_BROADSHEET_WEBHOOK", f"http://127.0.0.1:9/{SECRET}")
        send(alert, MAIN)
    written = caplog.text + "".join(capfd.readouterr())
    assert "was not sent by WebhookNotifier" in written
    assert SECRET not in written


def test_where_airflow_refuses_the_connection_the_webhook_of_the_settings_counts(home, monkeypatch):
    """As in the process that reports a late run."""
    from airflow.sdk.exceptions import AirflowSecretsBackendAccessDenied

    def refuse(name: str) -> None:
        raise AirflowSecretsBackendAccessDenied(name)

    monkeypatch.setattr(Connection, "get", refuse)
    (home / "broadsheet.toml").write_text(TOML)
    assert alert_settings(MAIN).webhook.get_secret_value() == "https://file.example.org"
