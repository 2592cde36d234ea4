"""Try Broadsheet in an Airflow elsewhere, as docs/deploying.md describes it; ends with an error where that fails.

Run it with the Python of an environment that holds the wheel with its extras `build`, `airflow` and `browser`. It makes
a folder that holds an AIRFLOW_HOME of its own, the folders of DAGs and plugins mounted apart from it, a settings file
that BROADSHEET_CONFIG names, a source, and a warehouse that a Variable of Airflow names; beside the settings file, that
of another corpus.
"""
# ruff: noqa: S603, T201  # a program for the terminal, which talks only to its own child processes

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
STARTING_SECONDS = 240  # no measure: only a server that hangs takes as long


def main() -> int:
    """Deploy into the folder, build a corpus and open it in the browser; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="an empty folder, or one that does not exist")
    folder: Path = parser.parse_args().folder.absolute()
    environment = deploy(folder)
    airflow(environment, "db", "migrate")
    airflow(environment, "dags", "list-import-errors", "--local")  # fails if there are any
    print("the DAG files import")

    with api_server(environment, folder) as address:
        login = {"Authorization": f"Bearer {token(address, folder)}"}
        warehouse = {"key": "broadsheet_warehouse", "value": str(folder / "corpus")}
        set_up = httpx.post(f"{address}/api/v2/variables", json=warehouse, headers=login, timeout=60)
        expect(set_up.status_code == 201, f"Airflow does not take a Variable: {set_up.text}")

        airflow(environment, "dags", "test", "build_corpus")
        version = (folder / "corpus" / "current").resolve().name
        expect((folder / "corpus" / "current" / "corpus").is_dir(), "the run did not publish into the warehouse")
        print(f"a run of build_corpus published version {version}")

        page = f"{address}/corpus/"
        expect(httpx.get(page).status_code == 401, "the corpus browser does not ask for a login")
        answer = httpx.get(page, headers=login, timeout=60)
        expect(answer.status_code == 200 and version in answer.text, f"/corpus/ answers {answer.status_code}")
        other = httpx.get(f"{page}of/wire/", headers=login, timeout=60)
        nothing = "There is no corpus to show" in other.text and f"{folder}/wire" in other.text
        expect(other.status_code == 200 and nothing, f"/corpus/of/wire/ answers {other.status_code}")
    print("/corpus/ shows that version to who has logged in, and to nobody else; /corpus/of/wire/ is another corpus")
    return 0


def deploy(folder: Path) -> dict[str, str]:
    """Make the folders and the settings file; return the environment of every process of that Airflow."""
    for name in ("home", "etc", "crawl"):
        (folder / name).mkdir(parents=True)
    for name in ("dags", "plugins"):
        shutil.copytree(ROOT / name, folder / "mounted" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for page in (ROOT / "seeds").iterdir():
        shutil.copy(page, folder / "crawl")
    settings = folder / "etc" / "broadsheet.toml"
    settings.write_text(f'source = "{folder}/crawl"\nwarehouse = "{folder}/not-this-one"\n')
    (settings.parent / "corpora").mkdir()
    (settings.parent / "corpora" / "wire.toml").write_text(f'source = "{folder}/crawl"\nwarehouse = "{folder}/wire"\n')
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "BROADSHEET"))}
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}",
        "AIRFLOW_HOME": str(folder / "home"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "mounted" / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(folder / "mounted" / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__API_AUTH__JWT_SECRET": "only-for-this-trial-" * 4,
        "BROADSHEET_CONFIG": str(settings),
    }


def airflow(environment: dict[str, str], *command: str) -> None:
    """Run a command of that Airflow; end the program if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "airflow", *command],
        env=environment,
        cwd=environment["AIRFLOW_HOME"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        what = f"airflow {' '.join(command)} ended with {done.returncode}"
        raise SystemExit(f"{what}:\n{done.stdout[-4000:]}{done.stderr}")


@contextmanager
def api_server(environment: dict[str, str], folder: Path) -> Iterator[str]:
    """Run the API server on a free port; give its address, and end it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "airflow", "api-server", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "api-server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + STARTING_SECONDS
        while True:
            with suppress(httpx.HTTPError):  # does not answer yet
                if httpx.get(f"{address}/api/v2/version").status_code == 200:
                    break
            text = (folder / "api-server.log").read_text(errors="replace")
            expect(server.poll() is None and time.monotonic() < deadline, f"the API server does not start:\n{text}")
            time.sleep(0.5)
        yield address
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def token(address: str, folder: Path) -> str:
    """Log in as Airflow's generated user; return what a request shows in `Authorization`."""
    passwords = json.loads((folder / "home" / "simple_auth_manager_passwords.json.generated").read_text())
    login = {"username": "admin", "password": passwords["admin"]}
    answer = httpx.post(f"{address}/auth/token", json=login, timeout=60)
    return str(answer.raise_for_status().json()["access_token"])


def expect(holds: bool, otherwise: str) -> None:
    """End the program with a message unless a condition holds."""
    if not holds:
        raise SystemExit(f"try_deployment: {otherwise}")


if __name__ == "__main__":
    raise SystemExit(main())
