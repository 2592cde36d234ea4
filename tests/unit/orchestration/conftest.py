"""Servers that keep what they are sent: of the web, of mail, of figures."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest


@dataclass
class Inbox:
    """What arrived at a server, and where it listens."""

    port: int = 0
    arrived: list[Any] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/alerts"


@pytest.fixture
def webhook() -> Iterator[Inbox]:
    """Keeps each JSON object that is posted."""
    inbox = Inbox()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            inbox.arrived.append(json.loads(self.rfile.read(length)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        inbox.port = server.server_port
        yield inbox
        server.shutdown()
        thread.join()


@pytest.fixture
def mailbox(monkeypatch) -> Iterator[Inbox]:
    """Keeps each message that is mailed, and is the server of the connection `smtp_default`."""
    from aiosmtpd.controller import Controller

    inbox = Inbox()

    class Handler:
        async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  # the name aiosmtpd calls
            message = message_from_bytes(envelope.content, EmailMessage, policy=policy.default)
            inbox.arrived.append((envelope.rcpt_tos, message))
            return "250 kept"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        inbox.port = free.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=inbox.port)
    controller.start()
    extra = {"from_email": "broadsheet@example.org", "disable_ssl": True, "disable_tls": True}
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": inbox.port, "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", json.dumps(connection))
    yield inbox
    controller.stop()
