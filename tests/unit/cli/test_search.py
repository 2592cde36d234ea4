"""The commands `search` and `index`."""

from datetime import date

import pytest
from typer.testing import CliRunner

from broadsheet.cli.main import app
from broadsheet.cli.search import mark, query_of
from broadsheet.errors import ConfigurationError
from broadsheet.operations.build import build
from broadsheet.queries.text_search import Part
from broadsheet.settings import Settings
from newsroom import page, paragraphs, write_pages


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search")
    lead = "The mayor\x9b31m opened the zugzwang hall."
    write_pages(folder / "pages", {"a.txt": page(1, date(2018, 9, 11), [lead, *paragraphs(1, 6)])})
    build(Settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1, search={"enabled": False}))
    return str(folder / "data")


def run(*arguments):
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_a_search_brings_the_index_up_to_date_and_prints_what_it_found(warehouse):
    result = run("search", "ZUGZWANG", '"opened the"', "-w", warehouse, "--since", "2018-09-11", "--sort", "newest")
    assert "updating the search index" in result.stderr
    assert "2018-09-11" in result.stdout
    assert "opened the zugzwang hall" in result.stdout
    assert result.stdout.endswith("1 document\n")
    again = run("search", "zugzwang", "-w", warehouse, "--undated")
    assert (again.stdout, again.stderr) == ("0 documents\n", "")


def test_the_index_is_brought_up_to_date_by_name(warehouse):
    assert "1 document" in run("index", "-w", warehouse).stdout


def test_without_a_version_or_with_the_index_switched_off_the_command_says_so(warehouse, tmp_path, monkeypatch):
    with pytest.raises(ConfigurationError, match="Nothing has been published"):
        run("search", "x", "-w", str(tmp_path))
    monkeypatch.setenv("BROADSHEET_SEARCH__ENABLED", "false")
    with pytest.raises(ConfigurationError, match=r"search\.enabled is false"):
        run("index", "-w", warehouse)


def test_an_argument_of_several_words_is_a_phrase(warehouse):
    assert query_of(["town council", "-old hall", "x"]) == '"town council" -"old hall" x'
    assert run("search", "zugzwang opened", "-w", warehouse).stdout == "0 documents\n"
    assert run("search", "zugzwang", "opened", "-w", warehouse).stdout.endswith("1 document\n")


def test_marks_are_bold_on_a_terminal_and_pages_cannot_command_it():
    parts = (Part("the\n\x9b31m", False), Part("mayor", True))
    assert mark(parts, bold=True) == "the \\x9b31m\x1b[1mmayor\x1b[22m"
