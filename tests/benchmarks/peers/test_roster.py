"""The roster: each tool has a driver, a version that is pinned, and a source for its settings."""

import pytest

from broadsheet import __version__
from peers.environments import clean_environment, requirements, version
from peers.roster import BROADSHEET, FOLDER, TOOLS

PEERS = [tool for tool in TOOLS if tool is not BROADSHEET]


def test_each_name_belongs_to_one_tool():
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_tool_has_a_driver(tool):
    assert tool.script.is_file()


@pytest.mark.parametrize("tool", PEERS, ids=lambda tool: tool.name)
def test_peer_is_pinned_and_its_settings_have_a_source(tool):
    assert version(tool)[0].isdigit()
    assert tool.source.startswith("https://")
    lines = requirements(tool.peer).read_text(encoding="utf-8").splitlines()
    assert all("==" in line for line in lines)


def test_our_version_is_that_of_the_package():
    assert version(BROADSHEET) == __version__


def test_every_driver_and_every_list_of_requirements_is_used():
    drivers = {script.name for script in (FOLDER / "drivers").glob("with_*.py")}
    assert drivers == {tool.script.name for tool in TOOLS}
    assert {file.stem for file in FOLDER.glob("*.txt")} == {tool.peer for tool in PEERS}


def test_peers_do_not_inherit_our_python_path(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "include")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert "PYTHONPATH" not in clean_environment()
    assert clean_environment()["HOME"] == "/home/somebody"
