"""What ``broadsheet explain`` prints; what it reads is held by the tests of `broadsheet.queries`."""

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


def test_figures_are_those_of_the_text_that_is_left(settings):
    told = list(explain("quay/2.txt", settings))
    words = len(" ".join(paragraphs(2)).split())
    assert any(line.startswith(f"text        {words} words in 6 paragraphs") for line in told)
    (line,) = [line for line in told if PROMOTION[:30] in line]
    assert " - recurs on 6 pages of quay/ " in line


def test_of_a_page_that_is_gone_the_stored_text_is_shown(settings, tmp_path):
    told = list(explain("quay/2.txt", settings, source=str(tmp_path)))
    assert any(line.startswith("note        The page is in the source no more") for line in told)
    at = told.index("stored")
    assert [line.split(maxsplit=1)[1][:40] for line in told[at + 1 :]] == [text[:40] for text in paragraphs(2)]
    assert any(line.startswith("published   2018-09-11 (day)   [header line]") for line in told)


def test_of_a_source_that_is_gone_too(settings, tmp_path):
    told = list(explain("quay/2.txt", settings, source=str(tmp_path / "nowhere")))
    assert any("nowhere" in line for line in told)
    assert any("--source" in line for line in told)
    assert "stored" in told


def test_a_name_of_several_pages_is_refused_with_their_names(settings):
    with pytest.raises(ConfigurationError, match="2 pages match") as told:
        list(explain("twin.txt", settings))
    assert "a/twin.txt" in str(told.value)


def test_a_refused_page_says_what_to_do(settings):
    told = list(explain("empty.txt", settings))
    assert "place       quarantine, refused by extract" in told
    assert any("crawl it again" in line for line in told)


def test_a_file_that_is_in_no_version_is_read_as_it_is(settings, tmp_path):
    write_pages(
        tmp_path, {"loose.txt": page(30, DAY), "loose.bin": "\x00\x01\x02" * 50, "menu.txt": "Home\nNews\nSport\n"}
    )
    told = list(explain(str(tmp_path / "loose.txt"), settings))
    assert told[1] == "place       not in the current version"
    assert any(line.startswith("published   2018-09-11 (day)   [line 4; header line]") for line in told)
    assert sum(" + " in line for line in told) >= 6
    assert any(line.startswith("note ") for line in explain(str(tmp_path / "loose.bin"), settings))
    assert any(line.startswith("article     none") for line in explain(str(tmp_path / "menu.txt"), settings))
