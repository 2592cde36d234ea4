"""Full-text search: what is found in which language, how, and that nothing is shown that the version does not hold."""

import os
import shutil
import signal
from dataclasses import replace
from datetime import date

import pytest

from broadsheet.errors import ConfigurationError, TransientError
from broadsheet.fulltext import index as indexing
from broadsheet.fulltext.index import remove_index, update_index
from broadsheet.fulltext.state import read_state, write_state
from broadsheet.operations.build import build
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.queries import text_search
from broadsheet.queries.filters import Filters
from broadsheet.queries.text_search import index_status, read_query, search_texts
from broadsheet.queries.version_handle import ParameterError, open_corpus
from broadsheet.settings import Search, Settings
from broadsheet.warehouse.layout import Warehouse
from newsroom import page, paragraphs, write_pages

DAY = date(2018, 9, 11)
FIRST = {
    "harbour.txt": page(
        1, DAY, ["The mayor opened the café at the harbour, L'Élysée said <b>today</b>.", *paragraphs(1, 6)]
    ),
    "market.txt": page(2, date(2018, 10, 2), ["A mayor of another town closed the market hall.", *paragraphs(2, 6)]),
    "undated.txt": page(3, None, ["The zugzwang of the mayor was the talk of the harbour.", *paragraphs(3, 6)]),
}
CHINESE = [
    "中国政府在北京召开会议，讨论经济发展问题。与会者认为，国家需要更多的投资。",
    "记者从会议上了解到，新的政策将于明年开始实施。市民对此表示欢迎。",
]
THAI = "The sign at the gate said ประเทศไทยยินดีต้อนรับสู่กรุงเทพมหานคร and nothing else."
ANY = Filters()


@pytest.fixture(scope="module")
def first_version(tmp_path_factory):
    """A warehouse with three documents in three partitions and their index, beside its pages."""
    folder = tmp_path_factory.mktemp("searched")
    write_pages(folder / "pages", FIRST)
    build(Settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1))
    return folder


@pytest.fixture
def settings(first_version, tmp_path):
    """Settings of a copy of that warehouse."""
    shutil.copytree(first_version, tmp_path, symlinks=True, dirs_exist_ok=True)
    link = tmp_path / "data" / "current"
    assert not link.readlink().is_absolute()
    return Settings(source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1)


def corpus_of(settings):
    return open_corpus(Warehouse(settings.warehouse))


def found(settings, query, filters=ANY, **options):
    return [hit.row.source_uri for hit in search_texts(corpus_of(settings), query, filters, **options).hits]


def test_words_phrases_and_exclusions_are_found_whatever_case_and_accents(settings):
    assert sorted(found(settings, "MAYOR")) == sorted(FIRST)
    assert found(settings, "cafe elysee") == ["harbour.txt"]
    assert found(settings, '"the mayor opened" -zugzwang') == ["harbour.txt"]
    assert found(settings, '"mayor the opened"') == []
    assert found(settings, '-"market hall" mayor zugzwang') == ["undated.txt"]
    assert found(settings, "\"L'Élysée said") == ["harbour.txt"]
    assert found(settings, "nowhere") == []


def test_filters_and_orders_are_those_of_lists(settings):
    assert found(settings, "mayor", Filters(since=date(2018, 10, 1))) == ["market.txt"]
    assert found(settings, "mayor", Filters(until=DAY)) == ["harbour.txt"]
    assert found(settings, "mayor", Filters(undated=True)) == ["undated.txt"]
    assert found(settings, "mayor", Filters(language="de")) == []
    assert len(found(settings, "mayor", Filters(language="en", page_type="article"))) == 3
    assert found(settings, "mayor", Filters(has_duplicates=True)) == []
    assert len(found(settings, "mayor", Filters(quality="small_share"))) < 3
    assert found(settings, "mayor", order="newest") == ["market.txt", "harbour.txt", "undated.txt"]
    assert found(settings, "mayor", order="oldest") == ["undated.txt", "harbour.txt", "market.txt"]


def test_results_are_counted_and_come_in_pages(settings):
    corpus = corpus_of(settings)
    pages = [search_texts(corpus, "mayor", Filters(), number, 2, order="newest") for number in (1, 2)]
    assert [(page.total, page.pages, len(page.hits)) for page in pages] == [(3, 2, 2), (3, 2, 1)]
    for number in (0, 201):
        with pytest.raises(ParameterError, match="no page"):
            search_texts(corpus, "mayor", Filters(), number)


def test_a_hit_shows_the_document_and_where_the_words_are(settings):
    (hit,) = search_texts(corpus_of(settings), '"the mayor" café', Filters()).hits
    assert hit.row.published == DAY
    assert [part.text for part in hit.snippet if part.found] == ["The mayor", "café"]
    assert "<b>today</b>" in "".join(part.text for part in hit.snippet)


def test_languages_without_spaces_are_found_by_parts_of_their_sentences(tmp_path):
    write_pages(
        tmp_path / "pages", {"zh.txt": page(1, DAY, CHINESE), "th.txt": page(2, DAY, [THAI, *paragraphs(2, 6)])}
    )
    settings = Settings(source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1)
    build(settings)
    assert found(settings, "经济发展") == ["zh.txt"]
    assert found(settings, "展发") == []
    assert found(settings, "กรุงเทพ") == ["th.txt"]
    (hit,) = search_texts(corpus_of(settings), "中国政府", Filters()).hits
    assert [part.text for part in hit.snippet if part.found] == ["中国政府"]


@pytest.mark.parametrize(
    ("query", "message"),
    [("", "name a word"), ("-mayor", "name a word"), ("... !", "name a word"), ("x" * 401, "400 characters"),
     (" ".join(map(str, range(30))), "20 words"), ("\ud800", "not valid text")],
)  # fmt: skip
def test_a_query_without_words_or_with_too_many_is_refused(query, message):
    with pytest.raises(ParameterError, match=message):
        read_query(query)


def test_only_changed_partitions_are_indexed_again(settings, monkeypatch):
    added = []
    real = indexing._Update._read
    monkeypatch.setattr(indexing._Update, "_read", lambda update, name: added.append(name) or real(update, name))
    write_pages(
        settings.warehouse.parent / "pages", {"late.txt": page(9, DAY, ["A late mayor came.", *paragraphs(9, 6)])}
    )
    build(settings)
    assert [name.split("/")[2] for name in added] == ["month=2018-09"]
    assert sorted(found(settings, "mayor")) == sorted([*FIRST, "late.txt"])
    assert index_status(corpus_of(settings)) == "current"


def test_what_the_version_does_not_hold_is_never_shown(settings):
    """The index is of the version before: documents that changed are missing, and those that left are not shown."""
    off = settings.model_copy(update={"search": Search(enabled=False)})
    pages = settings.warehouse.parent / "pages"
    write_pages(pages, {"late.txt": page(9, DAY, ["A late mayor came.", *paragraphs(9, 6)])})
    (pages / "market.txt").write_text("Home\nNews\n")
    build(off)
    corpus = corpus_of(settings)
    result = search_texts(corpus, "mayor", Filters())
    assert result.status == index_status(corpus) == "older"
    assert [hit.row.source_uri for hit in result.hits] == ["undated.txt"]
    assert result.total == 1
    update_index(settings)
    assert sorted(found(settings, "mayor")) == ["harbour.txt", "late.txt", "undated.txt"]


def test_a_search_that_an_update_overtakes_is_repeated(settings, monkeypatch):
    searches = []

    def overtaken(corpus, *arguments):
        searches.append(found_then := real(corpus, *arguments))
        if len(searches) == 1:
            write_state(corpus.warehouse, replace(read_state(corpus.warehouse), changing=frozenset({"corpus/new#0"})))
        return found_then

    real = text_search._search
    monkeypatch.setattr(text_search, "_search", overtaken)
    assert len(found(settings, "mayor")) == 3
    assert len(searches) == 2


@pytest.mark.parametrize("point", ["before the commit", "after the commit"])
def test_a_killed_update_leaves_the_old_or_the_new_index_and_is_mended(settings, point):
    off = settings.model_copy(update={"search": Search(enabled=False)})
    write_pages(
        settings.warehouse.parent / "pages", {"late.txt": page(9, DAY, ["A late mayor came.", *paragraphs(9, 6)])}
    )
    build(off)
    child = os.fork()
    if not child:
        if point == "before the commit":
            indexing._fields_of = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        else:
            indexing._Update._done = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        update_index(settings)
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    result = search_texts(corpus_of(settings), "mayor", Filters())
    assert result.status == "older"
    new = {"harbour.txt", "late.txt"} if point == "after the commit" else set()
    assert {hit.row.source_uri for hit in result.hits} == {"market.txt", "undated.txt"} | new
    update_index(settings)
    assert sorted(found(settings, "mayor")) == sorted([*FIRST, "late.txt"])


@pytest.mark.parametrize("damage", ["state", "index", "folder"])
def test_a_damaged_index_is_built_anew(settings, damage):
    folder = settings.warehouse / ".search"
    if damage == "state":
        (folder / "state.json").write_text("{")
    elif damage == "index":
        (folder / "index-1" / "meta.json").write_text("{")
    else:
        shutil.rmtree(folder / "index-1")
    assert search_texts(corpus_of(settings), "mayor", Filters()).status == "none"
    update_index(settings)
    assert len(found(settings, "mayor")) == 3
    assert len(list(folder.iterdir())) == 2, "the state and one index"


def test_an_index_that_is_mostly_removed_documents_is_built_anew(settings):
    market = settings.warehouse.parent / "pages" / "market.txt"
    for number in range(5):
        market.write_text(page(2, date(2018, 10, 2), [f"Mayor {number} closed the hall.", *paragraphs(2, 6)]))
        build(settings)
        state = read_state(Warehouse(settings.warehouse))
        assert state.removed <= 4
    assert state.folder != "index-1"
    assert len(list((settings.warehouse / ".search").iterdir())) == 2
    assert found(settings, '"mayor 4"') == ["market.txt"]
    assert found(settings, '"mayor 3"') == []


def test_a_takedown_leaves_no_text_in_the_index(settings):
    warehouse = Warehouse(settings.warehouse)
    take_down(settings, find_targets(warehouse, ["undated.txt"]))
    assert not (settings.warehouse / ".search").exists()
    assert search_texts(corpus_of(settings), "mayor", Filters()).status == "none"
    build(settings)
    assert sorted(found(settings, "mayor")) == ["harbour.txt", "market.txt"]
    assert not any(b"zugzwang" in file.read_bytes() for file in settings.warehouse.rglob("*") if file.is_file())


def test_a_failing_index_harms_no_build(settings, monkeypatch):
    def fail(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr("broadsheet.operations.build.update_index", fail)
    write_pages(settings.warehouse.parent / "pages", {"late.txt": page(9, DAY)})
    summary = build(settings)
    assert summary.is_new
    assert summary.index_problem.startswith("the search index was not updated: no space left; run `broadsheet index`")


def test_an_update_waits_for_another_one_and_gives_up(settings):
    warehouse = Warehouse(settings.warehouse)
    (settings.warehouse / ".search" / "state.json").unlink()
    with warehouse.storage.lock(".search.lock", 0), pytest.raises(TransientError):
        update_index(settings, wait_seconds=0)
    with warehouse.storage.lock(".search.lock", 0), pytest.raises(TransientError):
        remove_index(warehouse, 0)


def test_the_setting_switches_the_index_off(tmp_path):
    write_pages(tmp_path / "pages", FIRST)
    settings = Settings(
        source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1, search={"enabled": False}
    )
    build(settings)
    assert not (settings.warehouse / ".search").exists()
    assert update_index(Settings(warehouse=tmp_path / "nowhere")) is None


def test_without_tantivy_the_error_names_the_extra(settings, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tantivy", None)
    with pytest.raises(ConfigurationError, match=r"full-text search needs tantivy.*broadsheet\[search\]"):
        search_texts(corpus_of(settings), "mayor", Filters())
