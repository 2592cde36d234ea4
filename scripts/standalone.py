"""Run the whole of Airflow on this machine: start it, say where it is, and end all of it on Ctrl-C.

`airflow standalone` alone leaves its children behind when it is ended from outside, and buries its address and its
login in a wall of log lines.
"""
# ruff: noqa: S310, S607, T201  # a program for the terminal, that talks to nothing but its own child

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

import psutil

STARTING_SECONDS = 300
ENDING_SECONDS = 15
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a supervisor, a closed terminal


def main() -> int:
    """Run until it is told to end; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8080, help="port of the user interface")
    port = parser.parse_args().port
    if not _is_free(port):
        print(f"Port {port} is taken on this machine. Choose another one: make ui PORT={port + 1}")
        return 1
    home = Path(os.environ.get("AIRFLOW_HOME", Path.cwd()))
    log = home / "logs" / "standalone.log"
    log.parent.mkdir(exist_ok=True)
    for ending in ENDINGS:
        signal.signal(ending, _interrupt)
    print(f"Starting Airflow, which takes a minute (full log: {log})", flush=True)
    airflow = _start(home, port, log)
    try:
        if not _becomes_healthy(airflow, f"http://127.0.0.1:{port}"):
            print("Airflow did not start. The end of its log:\n" + "\n".join(_last_lines(log)))
            return 1
        password = json.loads((home / "simple_auth_manager_passwords.json.generated").read_text())["admin"]
        print(f"\n  Airflow   http://localhost:{port}\n  user      admin\n  password  {password}\n", flush=True)
        print("Ctrl-C ends it.", flush=True)
        return airflow.wait()
    except KeyboardInterrupt:
        print("\nEnding Airflow, a few seconds", flush=True)
        return 0
    finally:
        _end(airflow)


def _start(home: Path, port: int, log: Path) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # it calls `airflow` by name
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(_free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(_free_port()),
    }
    with log.open("wb") as output:
        return subprocess.Popen(
            ["airflow", "standalone"], env=environment, stdout=output, stderr=output, start_new_session=True, cwd=home
        )


def _becomes_healthy(airflow: "subprocess.Popen[bytes]", address: str) -> bool:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and airflow.poll() is None:
        with suppress(OSError, ValueError):  # not there yet
            with urllib.request.urlopen(f"{address}/api/v2/monitor/health", timeout=10) as answer:
                parts = json.load(answer)
            if all(parts[name]["status"] == "healthy" for name in ("metadatabase", "scheduler", "dag_processor")):
                return True
        time.sleep(1)
    return False


def _end(airflow: "subprocess.Popen[bytes]") -> None:
    """End every process that Airflow started, politely at first."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    processes = _session(airflow.pid)
    for process in processes:
        _send(process, signal.SIGTERM)
    airflow.poll()
    _, alive = psutil.wait_procs(processes, timeout=ENDING_SECONDS)
    for process in alive:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


def _session(leader: int) -> list[psutil.Process]:
    """Return the processes of the session that `leader` started, whether it still lives or not, and their children."""
    found = set()
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader:
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


def _last_lines(log: Path) -> list[str]:
    return log.read_text(errors="replace").splitlines()[-25:]


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
