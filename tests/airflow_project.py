"""A copy of the project for a test, as after cloning, with an empty database and warehouse."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent

RUN_SECONDS = 900
"""No measure: only a program that hangs takes as long."""


@dataclass(frozen=True)
class Project:
    """A folder that is an AIRFLOW_HOME, with the real configuration, DAGs and scripts."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    """Environment variables of all its programs, beside those every project has."""

    @classmethod
    def create(cls, home: Path) -> "Project":
        """Copy what a project holds into a folder."""
        shutil.copy(ROOT / "airflow.cfg", home)
        for folder in ("dags", "plugins", "scripts", "seeds"):
            if (ROOT / folder).exists():
                shutil.copytree(ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__"))
        return cls(home)

    @property
    def environment(self) -> dict[str, str]:
        """Environment of its programs: nothing of the caller's Airflow or Broadsheet."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "BROADSHEET"))}
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        return {**kept, "AIRFLOW_HOME": str(self.home), "PATH": path, **self.settings}

    def run(self, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run a program of the environment to its end."""
        return subprocess.run(
            [BIN / command[0], *command[1:]],
            check=False,
            cwd=self.home,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
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

    def end(self) -> list[psutil.Process]:
        """Kill what is left of its programs, and return it: nothing should be."""
        left = self.processes()
        for process in left:
            process.kill()
        return left
