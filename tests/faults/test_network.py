"""A build, an audit and the commands that read need no network: they work where every connection is refused."""

import os
import subprocess
from pathlib import Path

from command_line import COMMAND
from newsroom import page, write_pages

# every Python process imports a module of this name when it starts, so the workers of a build are watched, too
REFUSE = """
import os, sys

def refuse(event, arguments):
    if event not in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        return
    if event in ("socket.connect", "socket.sendto") and not isinstance(arguments[1], tuple):
        return  # a socket of this machine, between processes
    with open(os.environ["ASKED_FOR"], "a") as log:
        print(event, *arguments, file=log)
    raise OSError(101, "Network is unreachable")

sys.addaudithook(refuse)
"""


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command without a network."""
    refused = {"PYTHONPATH": os.pathsep.join([str(folder / "hook"), os.environ.get("PYTHONPATH", "")])}
    return subprocess.run(
        [COMMAND, *arguments],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **refused, "ASKED_FOR": str(folder / "asked")},
    )


def test_no_command_asks_for_the_network(tmp_path: Path) -> None:
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(REFUSE)
    write_pages(tmp_path / "pages", {f"{number}.txt": page(number) for number in range(4)})
    for command in (
        ["build", "pages", "--workers", "2"],
        ["audit"],
        ["show"],
        ["explain", "0.txt"],
    ):
        done = run(tmp_path, *command)
        assert done.returncode == 0, (command, done.stderr)
    assert not (tmp_path / "asked").exists(), (tmp_path / "asked").read_text()


def test_the_hook_of_this_test_refuses_connections(tmp_path: Path) -> None:
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(REFUSE)
    asks = "import urllib.request; urllib.request.urlopen('http://kai.example/')"
    done = subprocess.run(
        [COMMAND.with_name("python"), "-c", asks],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "hook"), "ASKED_FOR": str(tmp_path / "asked")},
    )
    assert "Network is unreachable" in done.stderr
    assert "kai.example" in (tmp_path / "asked").read_text()
