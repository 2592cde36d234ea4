"""Run all components of Airflow on this machine: start them, print address and login, and stop them on Ctrl-C.

Database and executor are those of airflow.cfg and the environment. `airflow standalone` would set its own executor; it
leaves child processes behind when it is stopped from outside; and its address and login are hard to find in its log.
"""
# ruff: noqa: S310, S603, S607, T201  # a program for the terminal, which talks only to its own child processes

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO

import psutil

OTHERS = ("scheduler", "dag-processor", "triggerer")
"""Started after the API server: a task that starts before it answers would fail."""
STARTING_SECONDS = 300
ENDING_SECONDS = 15
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a supervisor, a closed terminal

Processes = dict[str, "subprocess.Popen[bytes]"]
"""The process of each component, by name."""


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
    log = home / "logs" / "standalone.log"
    log.parent.mkdir(exist_ok=True)
    if log.exists():  # it may show why the last start ended
        log.replace(log.with_suffix(".previous.log"))
    for ending in ENDINGS:
        signal.signal(ending, _interrupt)
    print(f"Starting Airflow; this takes about a minute (full log: {log})", flush=True)
    airflow: Processes = {}
    try:
        with log.open("wb") as output:
            if not _starts(airflow, environment, output):
                print("Airflow did not start. End of the log:\n" + _end_of(log))
                return 1
        print(f"\n  Airflow   {environment['AIRFLOW__API__BASE_URL']}\n{_login(home)}", flush=True)
        if "Celery" in environment.get("AIRFLOW__CORE__EXECUTOR", ""):
            print("Tasks need workers: start them with `make worker`, here or on other machines.")
        print("Ctrl-C stops it.", flush=True)
        ended = _first_to_end(airflow)
        print(f"Airflow's {ended} stopped unexpectedly, so all of Airflow stops. End of the log:\n" + _end_of(log))
        return 1
    except KeyboardInterrupt:
        print("\nStopping Airflow; this takes up to half a minute", flush=True)
        return 0
    finally:
        _end(airflow)


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


def _starts(airflow: Processes, environment: dict[str, str], output: IO[bytes]) -> bool:
    """Start the components one after another and add each to `airflow`; return whether all are healthy."""

    def start(*command: str) -> "subprocess.Popen[bytes]":
        airflow[command[0]] = subprocess.Popen(
            ["airflow", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd=environment["AIRFLOW_HOME"],
        )
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


def _first_to_end(airflow: Processes) -> str:
    pid, _ = os.wait()
    return next(name for name, process in airflow.items() if process.pid == pid)


def _end(airflow: Processes) -> None:
    """Stop every process that Airflow started: SIGTERM first, SIGKILL for those that do not stop."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    processes = _sessions({process.pid for process in airflow.values()})
    for process in processes:
        _send(process, signal.SIGTERM)
    for component in airflow.values():
        component.poll()
    _, alive = psutil.wait_procs(processes, timeout=ENDING_SECONDS)
    for process in alive:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


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


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-25:])


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
