"""The commands that change what was published: dry runs unless --yes is passed."""

import shutil
from datetime import date

import pandas as pd
import pytest

from broadsheet.identity import doc_id
from command_line import run
from newsroom import page, write_pages


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A folder with a warehouse of two versions: two pages, then three."""
    folder = tmp_path_factory.mktemp("built")
    for names in (("a.txt", "b.txt"), ("a.txt", "b.txt", "c.txt")):
        pages = {name: page(ord(name[0]), date(2018, 9, 11)) for name in names}
        write_pages(folder / "pages", pages)
        run(folder, "build", "pages")
    return folder


@pytest.fixture
def folder(built, tmp_path):
    return shutil.copytree(built, tmp_path / "project", symlinks=True)


def uris(folder):
    return sorted(pd.read_parquet(folder / "data" / "current" / "corpus")["source_uri"])


def test_versions_lists_the_retained_ones_the_current_one_first(folder):
    lines = run(folder, "versions").stdout.splitlines()
    assert [line.split()[1] == "current" for line in lines] == [True, False]
    assert "3 documents" in lines[0]


def test_versions_prints_the_diff_of_two(folder):
    new, old = (line.split()[0] for line in run(folder, "versions").stdout.splitlines())
    output = run(folder, "versions", old[:6]).stdout
    assert f"to          {new}" in output
    assert "c.txt" in output


def test_take_down_is_a_dry_run_by_default(folder):
    output = run(folder, "take-down", "b.txt").stdout
    assert doc_id("b.txt") in output
    assert "dry run" in output
    assert uris(folder) == ["a.txt", "b.txt", "c.txt"]
    assert not (folder / "data" / "tombstones.jsonl").exists()


def test_take_down_with_yes_takes_down_and_lift_lets_in_again(folder):
    output = run(folder, "take-down", "b.txt", "--yes", "--reason", "court order").stdout
    assert "taken down  1 page" in output
    assert uris(folder) == ["a.txt", "c.txt"]
    assert "1 taken down" in run(folder, "build", "pages").stdout
    assert "taken down" in run(folder, "explain", "b.txt").stdout
    assert "dry run" in run(folder, "take-down", "b.txt", "--lift").stdout
    run(folder, "take-down", "b.txt", "--lift", "--yes")
    run(folder, "build", "pages")
    assert uris(folder) == ["a.txt", "b.txt", "c.txt"]


def test_roll_back_is_a_dry_run_by_default(folder):
    old = run(folder, "versions").stdout.splitlines()[1].split()[0]
    assert "dry run" in run(folder, "roll-back", old).stdout
    assert len(uris(folder)) == 3
    assert f"the current version is {old}" in run(folder, "roll-back", old, "--yes").stdout
    assert uris(folder) == ["a.txt", "b.txt"]


def test_an_audit_of_an_intact_warehouse_finds_no_problems(folder):
    assert "no problems found" in run(folder, "audit").stdout


def test_audit_ends_with_an_error_code_when_it_finds_something(folder):
    next((folder / "data" / "current" / "corpus").rglob("*.parquet")).unlink()
    assert "damage" in run(folder, "audit", status=1).stdout


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (["take-down", "nowhere.txt"], "nowhere.txt"),
        (["take-down", "b.txt", "--lift"], "not taken down"),
        (["roll-back", "feed"], "feed"),
        (["versions", "feed"], "feed"),
    ],
    ids=lambda case: "-".join(case) if isinstance(case, list) else None,
)
def test_a_wrong_name_is_named_in_the_error(folder, command, word):
    assert word in run(folder, *command, status=2).stderr
