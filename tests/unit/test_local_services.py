"""The choice of the account that runs PostgreSQL for root."""

import pwd

import pytest

from local_services import account_for_servers

ROOT = ("root", 0, "/bin/bash")
PERSON = ("ada", 1000, "/bin/bash")
DAEMON = ("mail", 8, "/usr/sbin/nologin")
NOBODY = ("nobody", 65534, "/usr/sbin/nologin")
POSTGRES = ("postgres", 101, "/bin/bash")


@pytest.fixture
def machine(monkeypatch):
    """Let the machine have these accounts and no others."""

    def set_accounts(*accounts):
        listed = [pwd.struct_passwd((name, "x", uid, uid, "", "/", shell)) for name, uid, shell in accounts]
        monkeypatch.setattr(pwd, "getpwall", lambda: listed)

    return set_accounts


@pytest.mark.parametrize(
    ("accounts", "expected"),
    [
        ([ROOT, PERSON, DAEMON, NOBODY, POSTGRES], "postgres"),
        ([ROOT, PERSON, DAEMON, NOBODY], "nobody"),
        ([ROOT, PERSON, DAEMON], "mail"),
        ([ROOT, PERSON], "ada"),
    ],
)
def test_a_server_account_is_preferred_to_a_personal_one(machine, accounts, expected):
    machine(*accounts)
    assert account_for_servers().pw_name == expected


def test_a_machine_with_root_alone_gets_an_error_that_says_what_to_do(machine):
    machine(ROOT, ("toor", 0, "/bin/sh"))
    with pytest.raises(LookupError, match="useradd"):
        account_for_servers()
