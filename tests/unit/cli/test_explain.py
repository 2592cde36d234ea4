"""What ``broadsheet explain`` prints; the tests of `broadsheet.queries` cover what it reads."""

from datetime import date

import pytest

from broadsheet.cli.explain import explain
from broadsheet.errors import ConfigurationError
from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from newsroom import PROMOTION, page, paragraphs, write_pages

DAY = date(2018, 9, 11)


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explained")
    pages = {f"quay/{number}.txt": page(number, DAY, [*paragraphs(number), PROMOTION]) for number in range(6)}
    write_pages(folder / "pages", {**pages, "empty.txt": "", "a/twin.txt": page(10), "b/twin.txt": page(11)})
    settings = load_settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)
    build(settings)
    return settings


def test_figures_describe_the_text_without_template_lines(settings):
    lines = list(explain("quay/2.txt", settings))
    words = len(" ".join(paragraphs(2)).split())
    assert any(line.startswith(f"text            {words} words in 6 paragraphs") for line in lines)
    (line,) = [line for line in lines if PROMOTION[:30] in line]
    assert " - template line on 6 pages of quay/ " in line


def test_long_lines_end_at_the_edge_of_the_terminal(settings, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    cut = [line for line in explain("quay/2.txt", settings) if line.endswith("…")]
    assert cut
    assert {len(line) for line in cut} == {90}


def test_the_stored_text_is_shown_if_the_page_is_gone(settings, tmp_path):
    lines = list(explain("quay/2.txt", settings, source=str(tmp_path)))
    assert any(line.startswith("note            The page is no longer in the source") for line in lines)
    at = lines.index("stored text")
    assert [line.split(maxsplit=1)[1][:40] for line in lines[at + 1 :]] == [text[:40] for text in paragraphs(2)]
    assert any(line.startswith("published       2018-09-11 (day)   [") for line in lines)


def test_the_stored_text_is_shown_if_the_source_is_gone(settings, tmp_path):
    lines = list(explain("quay/2.txt", settings, source=str(tmp_path / "nowhere")))
    assert any("nowhere" in line for line in lines)
    assert any("--source" in line for line in lines)
    assert "stored text" in lines


def test_an_ambiguous_name_is_refused_with_the_matching_pages(settings):
    with pytest.raises(ConfigurationError, match="2 pages match") as raised:
        list(explain("twin.txt", settings))
    assert "a/twin.txt" in str(raised.value)


def test_a_refused_page_says_what_to_do(settings):
    lines = list(explain("empty.txt", settings))
    assert "disposition     refused by extract" in lines
    assert any("crawl it again" in line for line in lines)


def test_a_file_that_is_in_no_version_is_extracted(settings, tmp_path):
    write_pages(
        tmp_path, {"loose.txt": page(30, DAY), "loose.bin": "\x00\x01\x02" * 50, "menu.txt": "Home\nNews\nSport\n"}
    )
    lines = list(explain(str(tmp_path / "loose.txt"), settings))
    assert lines[1] == "disposition     not in the current version"
    assert any(line.startswith("published       2018-09-11 (day)   [line 4; ") for line in lines)
    assert sum(" + " in line for line in lines) >= 6
    assert any(line.startswith("note ") for line in explain(str(tmp_path / "loose.bin"), settings))
    rejected = list(explain(str(tmp_path / "menu.txt"), settings))
    assert any(line.startswith("article         none") for line in rejected)
    assert rejected[-1].endswith("Sport")


def test_a_name_of_no_page_and_no_file_is_an_error(settings, tmp_path):
    with pytest.raises(ConfigurationError, match="is not a page of the current version"):
        list(explain("nowhere.txt", settings))
    empty = settings.model_copy(update={"warehouse": tmp_path / "empty"})
    with pytest.raises(ConfigurationError, match="Nothing has been published"):
        list(explain("nowhere.txt", empty))
