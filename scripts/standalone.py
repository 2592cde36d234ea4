"""Run the whole of Airflow on this machine: start it, say where it is, and end all of it on Ctrl-C.

It runs as airflow.cfg and the environment say, on whichever database and executor. `airflow standalone` would force
an executor of its own, leaves its children behind when it is ended from outside, and buries its address and its login
in a wall of log lines.
"""
# ruff: noqa: S310, S603, S607, T201  # a program for the terminal, that talks to nothing but its own children

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
"""What follows the API server: a task that started before it answers would fail."""
STARTING_SECONDS = 300
ENDING_SECONDS = 15
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a supervisor, a closed terminal

Processes = dict[str, "subprocess.Popen[bytes]"]
"""Each component's process by its name."""


def main() -> int:
    """Run until it is told to end; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8080, help="port of the user interface")
    port = parser.parse_args().port
    if not _is_free(port):
        print(f"Port {port} is taken on this machine. Choose another one: make ui PORT={port + 1}")
        return 1
    home = Path(os.environ.get("AIRFLOW_HOME", Path.cwd()))
    environment = _environment(home, port)
    log = home / "logs" / "standalone.log"
    log.parent.mkdir(exist_ok=True)
    for ending in ENDINGS:
        signal.signal(ending, _interrupt)
    print(f"Starting Airflow, which takes a minute (full log: {log})", flush=True)
    airflow: Processes = {}
    try:
        with log.open("wb") as output:
            if not _starts(airflow, environment, output):
                print("Airflow did not start. The end of its log:\n" + _end_of(log))
                return 1
        print(f"\n  Airflow   {environment['AIRFLOW__API__BASE_URL']}\n{_login(home)}", flush=True)
        if "Celery" in environment.get("AIRFLOW__CORE__EXECUTOR", ""):
            print("Tasks wait for workers: start them with `make worker`, here or on other machines.")
        print("Ctrl-C ends it.", flush=True)
        ended = _first_to_end(airflow)
        print(f"Airflow's {ended} ended by itself, so all of it ends. The end of its log:\n" + _end_of(log))
        return 1
    except KeyboardInterrupt:
        print("\nEnding Airflow, a few seconds", flush=True)
        return 0
    finally:
        _end(airflow)


def _environment(home: Path, port: int) -> dict[str, str]:
    """Return the environment of every component; what the caller has set of it stands."""
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
    """Start one after another and put each into `airflow`; return whether all of them work."""

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
        with suppress(OSError, ValueError):  # not there yet
            with urllib.request.urlopen(address, timeout=10) as answer:
                health = json.load(answer)
            if all(health[part]["status"] == "healthy" for part in parts):
                return True
        time.sleep(1)
    return False


def _login(home: Path) -> str:
    """Return what to say of the login; nothing where another way to log in is configured."""
    with suppress(FileNotFoundError, KeyError):
        password = json.loads((home / "simple_auth_manager_passwords.json.generated").read_text())["admin"]
        return f"  user      admin\n  password  {password}\n"
    return ""


def _first_to_end(airflow: Processes) -> str:
    pid, _ = os.wait()
    return next(name for name, process in airflow.items() if process.pid == pid)


def _end(airflow: Processes) -> None:
    """End every process that Airflow started, politely at first."""
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
    """Return the processes of the sessions that these started, whether they still live or not, and their children."""
    found = set()
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) in leaders:
                found |= {process, *process.children(recursive=True)}
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue  # it ended meanwhile
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
