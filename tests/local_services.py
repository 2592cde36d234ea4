"""Starts PostgreSQL and Redis for a test, each with its own folder, port and password, and deletes them afterwards.

    python tests/local_services.py        # start both, print the settings of Airflow that use them, end on Ctrl-C

Nothing of the machine's own PostgreSQL or Redis is touched, and whether they run does not matter.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from airflow_server import free_port
from system import program

STARTING_SECONDS = 30


def on_postgresql(database: str) -> dict[str, str]:
    """Return the settings with which Airflow keeps its metadata in a PostgreSQL database."""
    return {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{database}"}


def on_celery(database: str, queue: str) -> dict[str, str]:
    """Return the settings with which Airflow hands tasks to Celery's workers by way of Redis."""
    return {
        **on_postgresql(database),
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CELERY__BROKER_URL": f"redis://{queue}",
    }


def account_for_servers() -> pwd.struct_passwd:
    """Return the account as which root runs a server: `postgres`, else `nobody`, else any that is not root's.

    An account that nobody logs in to comes before a person's. A bare user id does not do: PostgreSQL's initdb asks for
    the name that belongs to it. Raises LookupError where root's is the only account.
    """
    ordinary = [account for account in pwd.getpwall() if account.pw_uid != 0]
    if not ordinary:
        raise LookupError("PostgreSQL does not run as root, and this machine has no other account: add one (useradd)")
    return min(ordinary, key=_preference)


def _preference(account: pwd.struct_passwd) -> tuple[bool, bool, bool]:
    """Sort key of an account, the best one first."""
    is_for_logins = Path(account.pw_shell).name not in ("nologin", "false")
    return account.pw_name != "postgres", account.pw_name != "nobody", is_for_logins


@contextmanager
def postgresql() -> Iterator[str]:
    """Start PostgreSQL with an empty database; give ``user:password@host:port/database``.

    It refuses to run as root, so root runs it as another account of the machine (see `account_for_servers`).
    """
    initdb, postgres = program("initdb", "postgresql"), program("postgres", "postgresql")
    owner = account_for_servers() if os.geteuid() == 0 else None
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    password, port = secrets.token_hex(16), free_port()
    with _folder("postgresql") as folder:
        (folder / "password").write_text(password)
        if owner:
            for path in (folder, folder / "password"):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        create = [initdb, "-D", data, "-U", "airflow", "--pwfile", folder / "password", "--auth", "scram-sha-256"]
        subprocess.run([*create, "-E", "UTF8"], check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_owner)
        listen = ["-c", "listen_addresses=127.0.0.1", "-p", str(port), "-k", folder]
        quick = ["-c", "fsync=off", "-c", "full_page_writes=off"]  # it need not survive a loss of power
        with _running([postgres, "-D", data, *listen, *quick], folder, signal.SIGINT, **as_owner) as process:
            server = f"airflow:{password}@127.0.0.1:{port}"
            _wait(process, folder, lambda: psycopg2.connect(f"postgresql://{server}/postgres").close(), psycopg2.Error)
            connection = psycopg2.connect(f"postgresql://{server}/postgres")
            connection.autocommit = True
            connection.cursor().execute("CREATE DATABASE airflow")
            connection.close()
            yield f"{server}/airflow"


@contextmanager
def redis_server() -> Iterator[str]:
    """Start Redis with nothing in it; give ``:password@host:port/database``."""
    server = program("redis-server", "redis-server")
    password, port = secrets.token_hex(16), free_port()
    with _folder("redis") as folder:
        listen = ["--bind", "127.0.0.1", "--port", str(port), "--requirepass", password]
        with _running([server, *listen, "--save", "", "--dir", folder], folder, signal.SIGTERM) as process:
            client = redis.Redis(port=port, password=password)
            _wait(process, folder, client.ping, redis.ConnectionError)
            client.close()
            yield f":{password}@127.0.0.1:{port}/0"


def main() -> int:
    """Run both until Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with postgresql() as database, redis_server() as queue:
            settings = on_celery(database, queue)
            print("\n".join(f"export {name}={value}" for name, value in settings.items()), flush=True)
            signal.pause()
    except pytest.skip.Exception as missing:
        print(missing)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))  # not pytest's, which only its owner may enter
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(
    command: list[Any], folder: Path, ending: signal.Signals, **as_owner: Any
) -> "Iterator[subprocess.Popen[bytes]]":
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True, **as_owner)
    try:
        yield process
    finally:
        process.send_signal(ending)
        try:
            process.wait(timeout=STARTING_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(
    process: "subprocess.Popen[bytes]", folder: Path, ask: Callable[[], object], not_yet: type[Exception]
) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            ask()
            return
        except not_yet:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text(errors="replace")) from None
            time.sleep(0.1)


if __name__ == "__main__":
    raise SystemExit(main())
