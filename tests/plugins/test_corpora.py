"""Several corpora in one browser: each has its pages and its DAGs, and no page mixes two of them."""

import re
import shutil
from datetime import date

import pytest

from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.settings import load_settings
from newsroom import page, write_pages

WIRE = "/of/wire"
ENTRIES = ("/", "/documents", "/search", "/duplicates", "/quarantine", "/runs", "/versions")


@pytest.fixture(scope="module")
def two(published, tmp_path_factory):
    """An AIRFLOW_HOME with the main corpus, a corpus `wire` of one document, and a corpus `new` without a version."""
    home = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(published, home, symlinks=True)
    current = (published / "data" / "current").readlink()
    (home / "data" / "current").unlink()
    (home / "data" / "current").symlink_to(current)
    (home / "corpora").mkdir()
    (home / "corpora" / "wire.toml").write_text('source = "cables"\nwarehouse = "wire"\n')
    (home / "corpora" / "new.toml").write_text('source = "cables"\nwarehouse = "new"\n')
    write_pages(home / "cables", {"cable.txt": page(7, date(2018, 9, 11)), "empty.txt": ""})
    build(load_settings(home, file=home / "corpora" / "wire.toml", workers=1), day=date(2026, 1, 1))
    return home


@pytest.fixture
def corpora(two, browser_at):
    return browser_at(two)


def chosen(html: str) -> dict[str, bool]:
    """Return where the corpora of the page's choice lead, each with whether the page marks it as its own."""
    choice = re.search(r'<nav class="corpora".*?</nav>', html, re.DOTALL)
    found = re.findall(r'href="([^"]*)"( aria-current="true")?>', choice[0]) if choice else []
    return {link: bool(mark) for link, mark in found}


def test_with_one_corpus_there_is_no_choice(browser):
    assert chosen(browser.page("/documents")) == {}


@pytest.mark.parametrize("path", ENTRIES)
def test_each_page_offers_the_same_page_of_the_other_corpora_and_marks_its_own(corpora, path):
    links = [f"/corpus{path}", f"/corpus/of/new{path}", f"/corpus{WIRE}{path}"]
    assert chosen(corpora.page(path)) == dict.fromkeys(links, False) | {links[0]: True}
    assert chosen(corpora.page(f"{WIRE}{path}")) == dict.fromkeys(links, False) | {links[2]: True}


def test_every_link_of_a_corpus_works_and_stays_in_it(corpora):
    seen, waiting = set(), [f"{WIRE}/"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = corpora.get(f"/corpus{path}")
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html") and "/leave" not in path:
            choice = {link.removeprefix("/corpus") for link in chosen(answer.text)}
            links = {link for link in corpora.links(path) - choice if not link.startswith("/static/")}
            assert {link for link in links if not link.startswith(f"{WIRE}/")} == set(), path
            waiting += [link for link in links if link not in seen and link not in waiting]
    assert f"{WIRE}/documents/{doc_id('cable.txt')}" in seen


def test_a_page_shows_the_documents_of_its_corpus_only(corpora):
    of_main, of_wire = corpora.page("/documents"), corpora.page(f"{WIRE}/documents")
    assert (of_main.count('<p class="when">'), of_wire.count('<p class="when">')) == (3, 1)
    assert "<h1>The corpus wire</h1>" in corpora.page(f"{WIRE}/")
    assert corpora.get(f"/corpus{WIRE}/documents/{doc_id('harbour.txt')}").status_code == 404
    assert corpora.get(f"/corpus/documents/{doc_id('cable.txt')}").status_code == 404


def test_looking_for_a_page_leads_to_it_in_the_same_corpus(corpora):
    answer = corpora.get(f"/corpus{WIRE}/find?name=cable.txt")
    assert answer.headers["location"] == f"/corpus{WIRE}/documents/{doc_id('cable.txt')}"


@pytest.mark.parametrize(
    ("path", "dag"),
    [
        (f"{WIRE}/documents/{doc_id('cable.txt')}", "take_down_wire"),
        (f"{WIRE}/versions", "roll_back_wire"),
        ("/versions", "roll_back"),
        (f"{WIRE}/pending", "build_corpus_wire"),
        ("/of/new/", "build_corpus_new"),
        ("/of/new/runs", "build_corpus_new"),
    ],
)
def test_links_to_airflow_lead_to_the_dags_of_the_corpus(corpora, path, dag):
    found = {link.partition("?")[2].partition("&")[0] for link in corpora.links(path) if "/leave?" in link}
    assert found == {f"dag_id={dag}"}


def test_an_unknown_corpus_is_not_there_and_its_page_leads_to_the_known_ones(corpora):
    for path in (
        "/of/nobody/",
        "/of/nobody/documents",
        "/of/nobody/static/style.css",
        "/of/nobody/x",
        "/of/wire/of/wire/",
    ):
        answer = corpora.get(f"/corpus{path}")
        assert answer.status_code == 404, path
        assert 'href="/corpus/static/style.css"' in answer.text
        assert "nobody" not in answer.text
        assert f"/corpus{WIRE}/" in chosen(answer.text)
        assert "There is no corpus of this name." in answer.text or path.startswith(WIRE)


def test_wrong_settings_of_a_corpus_are_named_on_its_pages_and_harm_no_other(corpora, two):
    file = two / "corpora" / "broken.toml"
    file.write_text("workers = many\n")
    try:
        answer = corpora.get("/corpus/of/broken/")
        assert answer.status_code == 500
        assert "broken.toml is not TOML" in answer.text
        assert corpora.page("/").count("The corpus") == 1
        assert "/corpus/of/broken/" in chosen(corpora.page(f"{WIRE}/"))
    finally:
        file.unlink()
