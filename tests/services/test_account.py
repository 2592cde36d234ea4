"""The account that runs PostgreSQL for root: a fresh machine may have none named postgres."""

import os
import pwd
from pathlib import Path

import psycopg2
import pytest

from local_services import account_for_servers, postgresql

pytestmark = pytest.mark.services


def test_postgresql_runs_without_a_postgres_account(monkeypatch):
    others = [account for account in pwd.getpwall() if account.pw_name != "postgres"]
    monkeypatch.setattr(pwd, "getpwall", lambda: others)
    monkeypatch.setattr(pwd, "getpwnam", {account.pw_name: account for account in others}.__getitem__)
    with postgresql() as database:
        connection = psycopg2.connect(f"postgresql://{database}")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('data_directory')")
            (data,) = cursor.fetchone()
        connection.close()
        server = int((Path(data) / "postmaster.pid").read_text().split()[0])
        owners = {Path(data).stat().st_uid, Path(f"/proc/{server}").stat().st_uid}
    assert owners == {account_for_servers().pw_uid if os.geteuid() == 0 else os.geteuid()}
