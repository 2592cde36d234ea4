"""A project of its own for each module: what a person has after cloning, with an empty database and warehouse."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Project:
    """A folder that is an AIRFLOW_HOME, with the real configuration, DAGs and scripts."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """Environment of its programs: nothing of the caller's Airflow or Broadsheet."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "BROADSHEET"))}
        return {**kept, "AIRFLOW_HOME": str(self.home), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}

    def run(self, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a program of the environment to its end."""
        return subprocess.run(
            [BIN / command[0], *command[1:]],
            check=False,
            cwd=self.home,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def processes(self) -> list[psutil.Process]:
        """Return the processes that run with this home."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("AIRFLOW_HOME") == str(self.home):
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    home = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "airflow.cfg", home)
    for folder in ("dags", "scripts", "seeds"):
        shutil.copytree(ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__"))
    project = Project(home)
    yield project
    left = project.processes()
    for process in left:
        process.kill()
    assert left == [], "the test left processes behind"
