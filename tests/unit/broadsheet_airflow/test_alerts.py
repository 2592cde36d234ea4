"""Alerts reach real servers, contain all fields, and never fail the run that sends them."""

import logging

import pytest

from broadsheet_airflow.alerts import Alert, send
from broadsheet_airflow.corpora import MAIN

ALERT = Alert(
    event="stopped",
    title="the gate stopped a run of build_corpus",
    message="52 of 60 pages refused <by any rule> {{ ti.task_id }}",
    remedy="Open the report.",
    dag="build_corpus",
    run="manual__2026-01-01T00:00:00+00:00",
)
LINK = "http://localhost:8080/dags/build_corpus/runs/manual__2026-01-01T00%3A00%3A00%2B00%3A00"


@pytest.fixture(autouse=True)
def _at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))


def test_a_webhook_receives_all_fields_and_a_text(webhook, monkeypatch):
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", webhook.address)
    send(ALERT, MAIN)
    (payload,) = webhook.arrived
    assert payload["event"] == "stopped"
    assert payload["dag"] == "build_corpus"
    assert payload["run"] == ALERT.run
    assert payload["message"] == ALERT.message
    assert payload["link"] == LINK
    assert payload["text"].splitlines() == [ALERT.title, ALERT.message, ALERT.remedy, LINK]


def test_a_mail_goes_to_all_addresses_and_quotes_the_message_as_it_is(mailbox, monkeypatch):
    monkeypatch.setenv("BROADSHEET_ALERTS__EMAILS", '["desk@example.org", "night@example.org"]')
    send(ALERT, MAIN)
    ((to, message),) = mailbox.arrived
    assert sorted(to) == ["desk@example.org", "night@example.org"]
    assert message["subject"] == "Broadsheet: the gate stopped a run of build_corpus"
    body = message.get_body(("html",)).get_content()
    assert "52 of 60 pages refused &lt;by any rule&gt; {{ ti.task_id }}" in body
    assert f'<a href="{LINK}">' in body


def test_webhook_and_mail_are_both_used_if_both_are_set(webhook, mailbox, monkeypatch):
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", webhook.address)
    monkeypatch.setenv("BROADSHEET_ALERTS__EMAILS", '["desk@example.org"]')
    send(ALERT, MAIN)
    assert len(webhook.arrived) == len(mailbox.arrived) == 1


def test_one_channel_that_is_down_is_logged_and_does_not_stop_the_other(mailbox, monkeypatch, caplog):
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", "http://127.0.0.1:9/nobody")
    monkeypatch.setenv("BROADSHEET_ALERTS__EMAILS", '["desk@example.org"]')
    with caplog.at_level(logging.WARNING, "broadsheet"):
        send(ALERT, MAIN)
    assert len(mailbox.arrived) == 1
    assert "was not sent by WebhookNotifier" in caplog.text


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/a-secret", "{webhook}/a-secret"])
def test_the_address_of_a_webhook_that_fails_is_in_no_log(webhook, address, monkeypatch, caplog):
    webhook.status = 404
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", address.format(webhook=webhook.address))
    with caplog.at_level(logging.DEBUG):
        send(ALERT, MAIN)
    assert "was not sent by WebhookNotifier" in caplog.text
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert told
    assert not [record for record in told if "a-secret" in record.getMessage() or "a-secret" in (record.exc_text or "")]


def test_wrong_settings_are_logged_and_fail_nothing(monkeypatch, caplog):
    monkeypatch.setenv("BROADSHEET_WORKERS", "many")
    with caplog.at_level(logging.WARNING, "broadsheet"):
        send(ALERT, MAIN)
    assert "was not sent" in caplog.text


def test_settings_are_read_from_airflow_home(webhook, tmp_path, monkeypatch):
    (tmp_path / "broadsheet.toml").write_text(f'[alerts]\nwebhook = "{webhook.address}"\n')
    monkeypatch.chdir("/")
    send(ALERT, MAIN)
    assert len(webhook.arrived) == 1


@pytest.mark.parametrize("base", ["https://airflow.example.org/base", "https://airflow.example.org/base/"])
def test_the_link_has_one_slash_behind_the_address_of_airflow(monkeypatch, base):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", base)
    assert ALERT.link == f"https://airflow.example.org/base{LINK.removeprefix('http://localhost:8080')}"
