"""The parts of the program that runs Airflow. The complete program runs in the tests that start Airflow."""

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
import standalone

from airflow_project import Project

HEALTHY, ILL = {"status": "healthy"}, {"status": "unhealthy"}


@pytest.fixture
def taken_port():
    """A port that something listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def start():
    """Start a program as a component of Airflow: in a session of its own."""
    started = []

    def start(*command: str) -> "subprocess.Popen[bytes]":
        started.append(subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def health():
    """A web server that answers with one JSON after another, the last one again and again; give its address."""
    servers = []

    def serve(*answers: object) -> str:
        left = list(answers)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps(left.pop(0) if len(left) > 1 else left[0]).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def log(tmp_path):
    """An empty log."""
    log = standalone.Log(tmp_path / "logs" / "standalone.log")
    yield log
    log.close()


@pytest.fixture
def own_signals():
    """Put back what the process does with the signals that end the program."""
    handlers = {number: signal.getsignal(number) for number in standalone.ENDINGS}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_a_port_is_free_until_something_listens_on_it(taken_port):
    assert not standalone._is_free(taken_port)
    assert standalone._is_free(standalone._free_port())


def test_a_port_in_use_is_an_error_that_suggests_another(taken_port, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["standalone.py", "--port", str(taken_port)])
    assert standalone.main() == 1
    assert f"make ui PORT={taken_port + 1}" in capsys.readouterr().out


def test_variables_of_the_caller_override_the_defaults(monkeypatch, tmp_path):
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://news.example.org")
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "CeleryExecutor")
    environment = standalone._environment(tmp_path, 8080)
    assert environment["AIRFLOW__API__BASE_URL"] == "https://news.example.org"
    assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"


def test_components_run_at_the_port_and_home_and_in_the_python_environment_of_the_program(monkeypatch, tmp_path):
    monkeypatch.setenv("AIRFLOW__API__PORT", "1")
    monkeypatch.delenv("AIRFLOW__API__BASE_URL", raising=False)
    environment = standalone._environment(tmp_path, 8123)
    assert environment["AIRFLOW__API__PORT"] == "8123"
    assert environment["AIRFLOW__API__BASE_URL"] == "http://localhost:8123"
    assert environment["AIRFLOW_HOME"] == str(tmp_path)
    assert environment["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)


@pytest.mark.parametrize(
    ("variable", "in_file", "waits_at"),
    [
        (None, None, "sqlite:///{home}/airflow.db?timeout=60"),
        (None, "sqlite:///$AIRFLOW_HOME/other.db", "sqlite:///{home}/other.db?timeout=60"),
        ("sqlite:////srv/airflow.db", None, "sqlite:////srv/airflow.db?timeout=60"),
        ("sqlite:////srv/airflow.db?timeout=9", None, None),
        (None, "postgresql+psycopg2://airflow:p%40ss@head/airflow", None),
        ("postgresql+psycopg2://airflow@head/airflow", "sqlite:////srv/airflow.db", None),
    ],
)
def test_components_wait_longer_for_a_lock_of_sqlite_and_of_nothing_else(tmp_path, variable, in_file, waits_at):
    name = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
    if in_file:
        (tmp_path / "airflow.cfg").write_text(f"[database]\nsql_alchemy_conn = {in_file}\n")
    environment = {"AIRFLOW_HOME": str(tmp_path), **({name: variable} if variable else {})}
    expected = {name: waits_at.format(home=tmp_path)} if waits_at else {}
    assert standalone._patience(environment) == expected


def test_the_login_is_shown_if_airflow_created_one(tmp_path):
    file = tmp_path / "simple_auth_manager_passwords.json.generated"
    assert standalone._login(tmp_path) == ""
    file.write_text(json.dumps({"ada": "lovelace"}))
    assert standalone._login(tmp_path) == ""
    file.write_text(json.dumps({"admin": "s3cret"}))
    assert standalone._login(tmp_path).split() == ["user", "admin", "password", "s3cret"]


def test_the_last_lines_of_a_component_are_its_own_even_if_they_are_not_text(log, start):
    log.follow("api-server", start("sh", "-c", "seq -f 'GET %g' 40"))
    log.follow("scheduler", start("sh", "-c", r"seq -f 'line %g' 40; printf 'no text: \377'"))
    last = log.last_lines("scheduler").splitlines()
    assert last == [*(f"line {number}" for number in range(17, 41)), "no text: \N{REPLACEMENT CHARACTER}"]
    assert log.last_lines("api-server").splitlines()[-1] == "GET 40"


def test_the_log_names_the_component_of_each_line_and_keeps_earlier_starts(tmp_path, start):
    for number in (1, 2):
        log = standalone.Log(tmp_path / "standalone.log")
        log.follow("scheduler", start("echo", f"start {number}"))
        assert log.last_lines("scheduler") == f"start {number}"
        log.close()
    lines = (tmp_path / "standalone.log").read_text().splitlines()
    assert lines == ["scheduler     | start 1", "scheduler     | start 2"]


def test_the_log_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(standalone, "LOG_BYTES", 1000)
    log = standalone.Log(tmp_path / "standalone.log")
    for number in range(1000):
        log.write("api-server", f"GET {number}")
    log.close()
    parts = sorted(tmp_path.iterdir())
    assert [part.name for part in parts] == ["standalone.log", *(f"standalone.log.{number}" for number in (1, 2, 3))]
    assert sum(part.stat().st_size for part in parts) <= 4000
    assert "GET 999" in (tmp_path / "standalone.log").read_text()


@pytest.mark.parametrize(
    ("program", "how"), [("kill -9 $$", "was killed by signal 9"), ("exit 3", "ended with status 3")]
)
def test_the_component_that_ends_first_is_named_with_how_it_ended(start, program, how):
    airflow = {"api-server": start("sleep", "300"), "scheduler": start("sh", "-c", program)}
    assert standalone._first_to_end(airflow) == ("scheduler", how)


def test_it_waits_until_every_component_is_healthy(health, start):
    airflow = {"api-server": start("sleep", "300")}
    address = health({"a": HEALTHY, "b": ILL}, {"a": HEALTHY, "b": HEALTHY})
    assert standalone._become_healthy(airflow, address, "a", "b")


def test_it_does_not_wait_for_a_component_that_has_ended(health, start):
    airflow = {"api-server": start("sleep", "300"), "scheduler": start("false")}
    airflow["scheduler"].wait()
    began = time.monotonic()
    assert not standalone._become_healthy(airflow, health({"a": ILL}), "a")
    assert time.monotonic() - began < standalone.STARTING_SECONDS / 2


def test_it_gives_up_on_a_component_that_stays_unhealthy(health, start, monkeypatch):
    monkeypatch.setattr(standalone, "STARTING_SECONDS", 1)
    assert not standalone._become_healthy({"api-server": start("sleep", "300")}, health({"a": ILL}), "a")


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("sleep 300 & echo $!; exec sleep 300", id="a child"),
        pytest.param("sleep 300 & echo $!", id="a child whose parent has ended"),
        pytest.param("trap '' TERM; sleep 300 & echo $!; sleep 300", id="a child that ignores SIGTERM"),
    ],
)
def test_child_processes_of_a_component_end_with_it(start, own_signals, monkeypatch, program):
    monkeypatch.setattr(standalone, "ENDING_SECONDS", 2)
    component = start("sh", "-c", program)
    child = psutil.Process(int(component.stdout.readline()))
    other = start("sleep", "300")
    standalone._end({"scheduler": component})
    assert component.poll() is not None
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert other.poll() is None


def test_an_airflow_that_does_not_start_says_why(tmp_path):
    project = Project.create(tmp_path)
    port = str(standalone._free_port())
    wrong = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "nosuchdatabase://here"}
    ended = project.run("python", "scripts/standalone.py", "--port", port, **wrong)
    assert ended.returncode == 1
    assert "Airflow did not start: see db" in ended.stdout
    assert "nosuchdatabase" in ended.stdout
    assert project.end() == []
