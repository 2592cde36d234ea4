"""Test servers that receive webhooks and mail."""

import json
from collections.abc import Iterator

import pytest

import inboxes


@pytest.fixture
def webhook() -> Iterator[inboxes.Inbox]:
    """Keeps each JSON object that is posted."""
    with inboxes.webhook() as inbox:
        yield inbox


@pytest.fixture
def mailbox(monkeypatch) -> Iterator[inboxes.Inbox]:
    """Keeps each message that is mailed, and is the server of the connection `smtp_default`."""
    with inboxes.mailbox() as inbox:
        extra = {"from_email": "broadsheet@example.org", "disable_ssl": True, "disable_tls": True}
        connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": inbox.port, "extra": extra}
        monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", json.dumps(connection))
        yield inbox
