"""An environment a peer, made once: peers pin versions that Broadsheet does not."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from peers.measuring import ToolFailedError, run
from peers.roster import FOLDER, Tool

NEWER = {"text-dedup": (3, 12)}
"""Peers that need a newer Python than Broadsheet's."""
_STAMP = "installed"


def make_environment(peer: str, builds: Path) -> Path:
    """Return the Python of a peer's environment, made anew when its requirements change.

    Raises:
        ToolFailedError: there is no Python new enough, or pip failed.
    """
    folder = builds / peer
    python = folder / "bin" / "python"
    wanted = hashlib.sha256(requirements(peer).read_bytes()).hexdigest()
    stamp = folder / _STAMP
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        print(f"installing {peer} into {folder}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run([_python_for(peer), "-m", "venv", folder], folder, clean_environment())
        install = ("-m", "pip", "install", "--disable-pip-version-check", "--requirement")
        run([python, *install, requirements(peer)], folder, clean_environment())
        stamp.write_text(wanted, encoding="utf-8")
    return python


def requirements(peer: str) -> Path:
    """Return the file that pins a peer and all it brings along."""
    return FOLDER / f"{peer}.txt"


def version(tool: Tool) -> str:
    """Return the version of a tool: the one pinned, or Broadsheet's own."""
    if tool.peer is None:
        from broadsheet import __version__  # noqa: PLC0415  # the roster is read without it

        return __version__
    pinned = re.search(rf"^{re.escape(tool.peer)}==(\S+)$", requirements(tool.peer).read_text("utf-8"), re.MULTILINE)
    assert pinned is not None, f"{tool.peer} is not pinned"
    return pinned[1]


def clean_environment() -> dict[str, str]:
    """Return this process's environment variables, without those that change what Python imports."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _python_for(peer: str) -> Path:
    least = NEWER.get(peer)
    if least is None:
        return Path(sys.executable)
    name = "python{}.{}".format(*least)
    beside = Path(sys.base_prefix).parent.glob("{}.{}*/bin/python".format(*least))  # pyenv keeps its versions so
    for candidate in (shutil.which(name), *sorted(beside)):
        if candidate and _is_at_least(candidate, least):
            return Path(candidate)
    raise ToolFailedError(f"needs Python {least[0]}.{least[1]}, which was not found as {name}")


def _is_at_least(python: str | Path, least: tuple[int, int]) -> bool:
    check = f"import sys; sys.exit(sys.version_info[:2] < {least})"
    return subprocess.run([python, "-c", check], check=False, capture_output=True).returncode == 0
