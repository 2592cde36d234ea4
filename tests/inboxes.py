"""Test servers for webhooks, mail and metrics that store what they receive."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class Inbox:
    """What arrived at a server so far, the port of this machine where it listens, and what a webhook answers."""

    port: int
    arrived: list[Any] = field(default_factory=list)
    status: int = 204

    @property
    def address(self) -> str:
        """Web address of the server."""
        return f"http://127.0.0.1:{self.port}/alerts"


@contextmanager
def webhook() -> Iterator[Inbox]:
    """Keep each JSON object that is posted."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            inbox.arrived.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(inbox.status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        inbox = Inbox(server.server_port)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield inbox
        server.shutdown()
        thread.join()


@contextmanager
def mailbox() -> Iterator[Inbox]:
    """Keep each message that is mailed, with its receivers."""
    from aiosmtpd.controller import Controller

    class Handler:
        async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  # the name aiosmtpd calls
            message = message_from_bytes(envelope.content, EmailMessage, policy=policy.default)
            inbox.arrived.append((envelope.rcpt_tos, message))
            return "250 kept"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        inbox = Inbox(free.getsockname()[1])
    controller = Controller(Handler(), hostname="127.0.0.1", port=inbox.port)
    controller.start()
    yield inbox
    controller.stop()


@contextmanager
def statsd() -> Iterator[Inbox]:
    """Keep each line of figures that is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        inbox = Inbox(server.getsockname()[1])

        def keep() -> None:
            while data := server.recv(65536):
                inbox.arrived.extend(data.decode().splitlines())

        thread = threading.Thread(target=keep)
        thread.start()
        yield inbox
        server.sendto(b"", server.getsockname())  # an empty datagram ends it, behind all that was sent before
        thread.join()
