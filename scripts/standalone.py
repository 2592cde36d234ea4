"""Run all components of Airflow on this machine: start them, print address and login, and stop them on Ctrl-C.

Database and executor are those of airflow.cfg and the environment. `airflow standalone` would set its own executor; it
leaves child processes behind when it is stopped from outside; and its address and login are hard to find in its log.

What the components write goes to one log, which earlier starts wrote to as well: ``logs/standalone.log``, and parts
``.1`` to ``.3`` when it grows large.
"""
# ruff: noqa: S310, S603, S607, T201  # a program for the terminal, which talks only to its own child processes

import argparse
import configparser
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import deque
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType

import psutil

OTHERS = ("scheduler", "dag-processor", "triggerer")
"""Started after the API server: a task that starts before it answers would fail."""
STARTING_SECONDS = 300
ENDING_SECONDS = 3
"""Given to processes to end by themselves. Those that wait for a task are killed; the next start runs it again."""
LOG_BYTES, LOG_PARTS = 20 * 1024 * 1024, 3
LAST_LINES = 25
LOCK_SECONDS = 60
"""How long all components but the API server wait while another one writes to SQLite. Airflow waits for 5 seconds.

The API server keeps the default. In Airflow 3.3.2 it can block itself: it waits for a lock in its event loop
(`log_action`), and the request that holds the lock ends only in that loop. Then it answers nothing until the wait ends
with "database is locked": a longer wait stops all tasks for longer.
"""
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a supervisor, a closed terminal

Processes = dict[str, "subprocess.Popen[bytes]"]
"""The process of each component, by name."""


class Log:
    """The log of all components, and the last lines of each."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(exist_ok=True)
        self.file = file
        self._handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=LOG_PARTS, errors="replace")
        self._last: dict[str, deque[str]] = {}
        self._readers: dict[str, threading.Thread] = {}

    def follow(self, name: str, process: "subprocess.Popen[bytes]") -> None:
        """Write to the log what a component writes from now on."""
        lines = self._last[name] = deque(maxlen=LAST_LINES)

        def read() -> None:
            for line in process.stdout or ():
                text = line.decode(errors="replace").rstrip()
                lines.append(text)
                self.write(name, text)

        self._readers[name] = threading.Thread(target=read, daemon=True)
        self._readers[name].start()

    def write(self, name: str, text: str) -> None:
        """Write one line; each begins with the name of the component that wrote it."""
        self._handler.handle(logging.makeLogRecord({"msg": f"{name:13} | {text}"}))

    def last_lines(self, name: str) -> str:
        """Return the last lines of a component that has ended."""
        self._readers[name].join(timeout=1)  # its child processes may hold the pipe open
        return "\n".join(self._last[name])

    def close(self) -> None:
        """Close the file; what components write later is lost."""
        for reader in self._readers.values():
            reader.join(timeout=1)
        self._handler.close()


def main() -> int:
    """Run until Ctrl-C or a signal; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8080, help="port of the user interface")
    port = parser.parse_args().port
    if not _is_free(port):
        print(f"Port {port} is in use on this machine. Choose another one: make ui PORT={port + 1}")
        return 1
    home = Path(os.environ.get("AIRFLOW_HOME", Path.cwd()))
    environment = _environment(home, port)
    log = Log(home / "logs" / "standalone.log")
    log.write("standalone", f"started at {time.strftime('%Y-%m-%d %H:%M:%S')}")
    for ending in ENDINGS:
        signal.signal(ending, _interrupt)
    print(f"Starting Airflow; this takes about a minute (full log: {log.file})", flush=True)
    airflow: Processes = {}
    try:
        if not _starts(airflow, environment, log):
            silent = next((name for name, process in airflow.items() if process.poll() is not None), list(airflow)[-1])
            print(f"Airflow did not start: see {silent}. Its last lines:\n{log.last_lines(silent)}")
            return 1
        print(f"\n  Airflow   {environment['AIRFLOW__API__BASE_URL']}\n{_login(home)}", flush=True)
        if "Celery" in environment.get("AIRFLOW__CORE__EXECUTOR", ""):
            print("Tasks need workers: start them with `make worker`, here or on other machines.")
        print("Ctrl-C stops it.", flush=True)
        ended, how = _first_to_end(airflow)
        print(f"Airflow's {ended} {how}, so all of Airflow stops. Its last lines:\n{log.last_lines(ended)}")
        return 1
    except KeyboardInterrupt:
        print("\nStopping Airflow; this takes a few seconds", flush=True)
        return 0
    finally:
        _end(airflow)
        log.write("standalone", "stopped")
        log.close()


def _environment(home: Path, port: int) -> dict[str, str]:
    """Return the environment of every component; variables that the caller has set keep their values."""
    return {
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(_free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(_free_port()),
        **os.environ,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW_HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


def _patience(environment: dict[str, str]) -> dict[str, str]:
    """Return the variable that makes a component wait for `LOCK_SECONDS`; nothing if the database is not SQLite."""
    name, home = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", environment["AIRFLOW_HOME"]
    file = configparser.ConfigParser(interpolation=None)
    file.read(Path(home) / "airflow.cfg")
    in_file = file.get("database", "sql_alchemy_conn", fallback=f"sqlite:///{home}/airflow.db")
    database = environment.get(name, in_file.replace("$AIRFLOW_HOME", home))
    return (
        {name: f"{database}?timeout={LOCK_SECONDS}"} if database.startswith("sqlite:") and "?" not in database else {}
    )


def _starts(airflow: Processes, environment: dict[str, str], log: Log) -> bool:
    """Start the components one after another and add each to `airflow`; return whether all are healthy."""

    patient = {**environment, **_patience(environment)}

    def start(*command: str) -> "subprocess.Popen[bytes]":
        airflow[command[0]] = subprocess.Popen(
            ["airflow", *command],
            env=environment if command[0] == "api-server" else patient,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=environment["AIRFLOW_HOME"],
        )
        log.follow(command[0], airflow[command[0]])
        return airflow[command[0]]

    address = f"http://127.0.0.1:{environment['AIRFLOW__API__PORT']}/api/v2/monitor/health"
    if start("db", "migrate").wait() != 0:
        return False
    del airflow["db"]
    start("api-server")
    if not _become_healthy(airflow, address, "metadatabase"):
        return False
    for name in OTHERS:
        start(name)
    return _become_healthy(airflow, address, "metadatabase", "scheduler", "dag_processor")


def _become_healthy(airflow: Processes, address: str, *parts: str) -> bool:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and all(process.poll() is None for process in airflow.values()):
        with suppress(OSError, ValueError):  # does not answer yet
            with urllib.request.urlopen(address, timeout=10) as answer:
                health = json.load(answer)
            if all(health[part]["status"] == "healthy" for part in parts):
                return True
        time.sleep(1)
    return False


def _login(home: Path) -> str:
    """Return the lines about the login; an empty text if another way to log in is configured."""
    with suppress(FileNotFoundError, KeyError):
        file = home / "simple_auth_manager_passwords.json.generated"
        file.chmod(0o600)  # Airflow lets everybody on this machine read it
        password = json.loads(file.read_text())["admin"]
        return f"  user      admin\n  password  {password}\n"
    return ""


def _first_to_end(airflow: Processes) -> tuple[str, str]:
    """Wait until a component ends; return its name and how it ended."""
    pid, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    how = f"was killed by signal {-code}" if code < 0 else f"ended with status {code}"
    return next(name for name, process in airflow.items() if process.pid == pid), how


def _end(airflow: Processes) -> None:
    """Stop every process that Airflow started: SIGTERM first, SIGKILL for those that do not stop."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    leaders = {process.pid for process in airflow.values()}
    processes = _sessions(leaders)
    for process in processes:
        _send(process, signal.SIGTERM)
    for component in airflow.values():
        component.poll()
    psutil.wait_procs(processes, timeout=ENDING_SECONDS)
    while left := [process for process in {*processes, *_sessions(leaders)} if _is_alive(process)]:
        for process in left:  # also those that were started meanwhile
            _send(process, signal.SIGKILL)
        psutil.wait_procs(left, timeout=1)


def _sessions(leaders: set[int]) -> list[psutil.Process]:
    """Return the processes of the sessions of these leaders, which may have ended, and their child processes."""
    found = set()
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) in leaders:
                found |= {process, *process.children(recursive=True)}
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue  # it has ended meanwhile
    return list(found)


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def _send(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
