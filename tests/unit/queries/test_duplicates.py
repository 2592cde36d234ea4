"""Telling what was left out."""

from datetime import date

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.queries.duplicates import left_out, listing
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from newsroom import page, paragraphs, write_pages

DAY = date(2018, 9, 11)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    story = paragraphs(1, 8)
    pages = {
        "a/whole.txt": page(1, DAY, story),
        "b/again.txt": page(1, date(2018, 9, 12), story),
        "b/part.txt": page(1, date(2018, 10, 2), story[:3]),
        "a/other.txt": page(2, DAY),
        "c/other.txt": page(2, DAY),
        "c/alone.txt": page(3, DAY),
    }
    write_pages(folder / "pages", pages)
    settings = Settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)
    build(settings)
    return settings.warehouse


@pytest.fixture
def version(warehouse):
    place = Warehouse(warehouse)
    return Version.open(place, place.current_id())


def uris(table):
    return list(zip(table["kept_uri"].to_pylist(), table["source_uri"].to_pylist(), strict=True))


def test_left_out_documents_stand_by_the_kept_one_the_closest_first(version):
    found = left_out(version)
    assert uris(found)[:2] == [("a/whole.txt", "b/again.txt"), ("a/whole.txt", "b/part.txt")]
    assert set(uris(found)[2]) == {"a/other.txt", "c/other.txt"}
    assert found["relation"].to_pylist() == ["exact", "contained", "exact"]
    assert found["containment"].to_pylist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({"of": "whole.txt"}, ["b/again.txt", "b/part.txt"], id="of a page by the end of its name"),
        pytest.param({"of": doc_id("a/whole.txt")[:8]}, ["b/again.txt", "b/part.txt"], id="of a doc_id's beginning"),
        pytest.param({"relation": "contained"}, ["b/part.txt"], id="of one relation"),
        pytest.param({"source": "b/"}, ["b/again.txt", "b/part.txt"], id="from one folder"),
        pytest.param({"source": "b/", "relation": "exact"}, ["b/again.txt"], id="both"),
        pytest.param({"relation": "near"}, [], id="none of that relation"),
    ],
)
def test_questions_narrow_the_list(version, asked, expected):
    assert left_out(version, **asked)["source_uri"].to_pylist() == expected


def test_list_names_what_can_be_taken_back(warehouse):
    lines = list(listing(warehouse, of="whole.txt"))
    assert lines[0] == f"{doc_id('a/whole.txt')}  a/whole.txt"
    assert lines[1].split() == [doc_id("b/again.txt"), "exact", "1.00", "1.00", "b/again.txt"]
    assert lines[-1] == "2 left out"


def test_long_list_says_that_there_is_more(warehouse):
    assert list(listing(warehouse, limit=1))[-1] == "3 left out, 1 of them shown; --limit 0 shows all"
    assert list(listing(warehouse, limit=0))[-1] == "3 left out"


def test_mistakes_are_told(warehouse, tmp_path):
    with pytest.raises(ConfigurationError, match="no relation alike; a repeat is exact, near, contained"):
        list(listing(warehouse, relation="alike"))
    with pytest.raises(ConfigurationError, match="nothing was published"):
        list(listing(tmp_path))


def test_a_page_that_stands_for_none_has_none(version):
    assert left_out(version, of="c/alone.txt").num_rows == 0


@pytest.mark.parametrize(
    ("of", "why"),
    [("b/part.txt", "itself left out, behind a/whole.txt"), ("nowhere.txt", "no page 'nowhere.txt'"), ("", "no page")],
    ids=["left out itself", "unknown", "empty"],
)
def test_a_name_that_is_of_no_kept_document_says_so(version, of, why):
    with pytest.raises(ConfigurationError, match=why):
        left_out(version, of=of)
