"""The secrets that all processes of Airflow share: made at first use, constant, readable by their owner only."""

import subprocess
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

SECRET = Path(__file__).parents[3] / "scripts" / "secret"


@pytest.fixture
def start(tmp_path):
    """Start the program for a project in the test's own folder."""

    def start(name: str) -> "subprocess.Popen[bytes]":
        command = ["sh", SECRET, name]
        return subprocess.Popen(command, env={"AIRFLOW_HOME": str(tmp_path)}, stdout=subprocess.PIPE)

    return start


@pytest.fixture
def secret(start):
    """Run it to its end and return what it prints."""

    def secret(name: str) -> bytes:
        process = start(name)
        printed, _ = process.communicate()
        assert process.returncode == 0
        return printed

    return secret


def test_it_prints_the_same_secret_each_time(secret):
    assert secret("fernet") == secret("fernet")


def test_each_name_and_each_project_has_its_own(secret, tmp_path):
    first = {name: secret(name) for name in ("fernet", "jwt", "api")}
    (tmp_path / ".secrets").rename(tmp_path / "put away")
    assert len({*first.values(), *(secret(name) for name in first)}) == 6


def test_it_is_a_key_that_airflow_can_encrypt_with(secret):
    key = Fernet(secret("fernet"))
    assert key.decrypt(key.encrypt(b"password")) == b"password"


def test_only_the_owner_may_read_it(secret, tmp_path):
    secret("jwt")
    assert (tmp_path / ".secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / ".secrets" / "jwt").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_get_the_same_one(start, tmp_path):
    processes = [start("jwt") for _ in range(16)]
    printed = {process.communicate()[0] for process in processes}
    assert [process.returncode for process in processes] == [0] * 16
    assert printed == {(tmp_path / ".secrets" / "jwt").read_bytes()}
    assert [file.name for file in (tmp_path / ".secrets").iterdir()] == ["jwt"]
