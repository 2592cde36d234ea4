"""Starts Airflow as `make ui` does, and sends the requests that its user interface sends."""

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from airflow_project import ROOT, Project

RUN_SECONDS = 600  # no measure: only a run that hangs takes as long
PAUSE_SECONDS = 1
ATTEMPTS = 5
SETTLING_SECONDS = 10
"""Less than a person needs to read a question. An answer that comes before the scheduler has seen the process end that
asked makes it take the task for dead, and ask again."""


@dataclass
class Server:
    """A running Airflow and what it has done so far."""

    home: Path
    address: str
    password: str
    client: httpx.Client
    seen_runs: set[str] = field(default_factory=set)

    def wait_for_the_dags(self) -> None:
        """Wait until Airflow has read the files of all DAGs of the project."""
        deadline = time.monotonic() + RUN_SECONDS
        missing = {file.stem for file in (ROOT / "dags").glob("*.py")}
        while missing := {dag for dag in missing if self.client.get(f"/dags/{dag}").status_code == 404}:
            errors = self.get("/importErrors")["import_errors"]
            assert errors == []
            assert time.monotonic() < deadline
            time.sleep(PAUSE_SECONDS)

    def trigger(self, dag: str = "build_corpus", **body: object) -> None:
        """Ask for a run of a DAG, as *Trigger* does."""
        answer = self.send("POST", f"/dags/{dag}/dagRuns", json={"logical_date": None, **body})
        assert answer.status_code == 200, answer.text

    def backfill(self, first: str, last: str, again: str, at_once: int = 1) -> None:
        """Have dates of publication backfilled.

        `again` is ``none`` for *Missing Runs*, ``failed`` for *Missing and Errored Runs*, ``completed`` for *All Runs*.
        """
        answer = self.ask_for_backfill(first, last, again, at_once)
        assert answer.status_code == 200, answer.text

    def ask_for_backfill(self, first: str, last: str, again: str, at_once: int = 1) -> httpx.Response:
        """Ask for a backfill, as the dialog does; return Airflow's answer."""
        for backfill in self.get("/backfills", dag_id="build_corpus")["backfills"]:
            if backfill["completed_at"] is None:  # its runs have ended, which Airflow notices half a minute late
                self.send("PUT", f"/backfills/{backfill['id']}/cancel")
        dates = {"from_date": f"{first}T00:00:00Z", "to_date": f"{last}T00:00:00Z"}
        how = {"reprocess_behavior": again, "max_active_runs": at_once, "run_backwards": False, "dag_run_conf": {}}
        return self.send("POST", "/backfills", json={"dag_id": "build_corpus", **dates, **how})

    def runs(self, dag: str = "build_corpus") -> list[dict[str, Any]]:
        """Return all runs of a DAG."""
        return list(self.get(f"/dags/{dag}/dagRuns", limit=100)["dag_runs"])

    def new_runs(self, dag: str = "build_corpus") -> list[dict[str, Any]]:
        """Wait for the end of all runs that were asked for and not seen yet; return them in order of their keys."""
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            runs = [run for run in self.runs(dag) if run["dag_run_id"] not in self.seen_runs]
            if runs and all(run["state"] in ("success", "failed") for run in runs):
                self.seen_runs |= {run["dag_run_id"] for run in runs}
                return sorted(runs, key=lambda run: (run["partition_key"] or "", run["dag_run_id"]))
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"these runs did not end within {RUN_SECONDS} s: {runs}")

    def end(self, run: dict[str, Any]) -> dict[str, Any]:
        """Wait for the end of one run, and return it."""
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            run = self.get(f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}")
            if run["state"] in ("success", "failed"):
                return run
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"this run did not end within {RUN_SECONDS} s: {run}")

    def states(self, run: dict[str, Any]) -> dict[str, str]:
        """Return the state of each task of a run."""
        found = self.get(f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances")["task_instances"]
        return {task["task_id"]: task["state"] for task in found}

    def question(self, dag: str = "build_corpus") -> str:
        """Wait for a run of a DAG that waits for a person's answer; return where in the API it is answered."""
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            for run in self.runs(dag):
                if run["state"] == "running" and self.states(run).get("approve") == "awaiting_input":
                    time.sleep(SETTLING_SECONDS)
                    return f"/dags/{dag}/dagRuns/{run['dag_run_id']}/taskInstances/approve/-1/hitlDetails"
            time.sleep(PAUSE_SECONDS)
        raise AssertionError(f"no run of {dag} asked anything within {RUN_SECONDS} s")

    def answer(self, path: str, choice: str) -> None:
        """Answer a question: Approve or Reject."""
        answer = self.send("PATCH", path, json={"chosen_options": [choice], "params_input": {}})
        assert answer.status_code == 200, answer.text

    def clear(self, run: dict[str, Any], task: str = "") -> httpx.Response:
        """Clear the failed tasks of a run, or a task with those after it, as *Clear* does; return Airflow's answer."""
        chosen = {"task_ids": [task], "include_downstream": True, "only_failed": False} if task else {}
        body = {"dry_run": False, "dag_run_id": run["dag_run_id"], "only_failed": True, "reset_dag_runs": True} | chosen
        return self.send("POST", f"/dags/{run['dag_id']}/clearTaskInstances", json=body)

    def deadline(self, run: dict[str, Any]) -> datetime:
        """Return when a run is late, as its page shows it."""
        path = f"{self.address}/ui/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/deadlines"
        (found,) = self.get(path)["deadlines"]
        return datetime.fromisoformat(found["deadline_time"])

    def log(self, run: dict[str, Any], task: str) -> str:
        """Return what the latest try of a task wrote, as the page of the task shows it."""
        path = f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}/taskInstances/{task}"
        path += f"/logs/{self.get(path)['try_number']}"
        return "\n".join(str(line.get("event", line)) for line in self.get(path)["content"])

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Send a request to the API below /api/v2; again where SQLite was locked, which has changed nothing."""
        for _ in range(ATTEMPTS):
            answer = self.client.request(method, path, **request)
            if answer.status_code not in (500, 503) or "database" not in answer.text.lower():
                break
            time.sleep(PAUSE_SECONDS)
        return answer

    def get(self, path: str, **parameters: object) -> dict[str, Any]:
        """Read from the API below /api/v2."""
        answer = self.send("GET", path, params=parameters)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    @property
    def current(self) -> Path:
        """Where the version stands that readers see now."""
        return (self.home / "data" / "current").resolve()

    @property
    def version(self) -> str | None:
        """Name of that version, null where there is none yet."""
        return self.current.name if self.current.exists() else None

    def figures(self) -> dict[str, Any]:
        """Return the figures of that version."""
        return dict(json.loads((self.current / "_manifest.json").read_text())["figures"])


@contextmanager
def started(project: Project) -> Iterator[Server]:
    """Start Airflow on a free port and log in; end all of it at last."""
    port = free_port()
    terminal = project.home / "terminal.txt"
    program = ["python", "scripts/standalone.py", "--port", str(port)]
    with terminal.open("w") as output:
        process = subprocess.Popen(program, cwd=project.home, env=project.environment, stdout=output, stderr=output)
    try:
        password = _password(process, terminal)
        address = f"http://127.0.0.1:{port}"
        login = httpx.post(f"{address}/auth/token", json={"username": "admin", "password": password}, timeout=30)
        headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
        # A connection for each request: a POST that meets one which the server is just closing cannot be sent again.
        limits = httpx.Limits(max_keepalive_connections=0)
        with httpx.Client(base_url=f"{address}/api/v2", headers=headers, timeout=30, limits=limits) as client:
            server = Server(project.home, address, password, client)
            server.wait_for_the_dags()
            yield server
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0, terminal.read_text()


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _password(process: "subprocess.Popen[bytes]", terminal: Path) -> str:
    while process.poll() is None:
        for line in terminal.read_text().splitlines():
            if line.strip().startswith("password"):
                return line.split()[-1]
        time.sleep(PAUSE_SECONDS)
    raise AssertionError(terminal.read_text())
