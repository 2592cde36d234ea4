"""The duplicates of a version, filtered."""

from datetime import date

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.queries.duplicates import find_duplicates
from broadsheet.queries.filters import Filters
from broadsheet.queries.version_handle import ParameterError
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version
from newsroom import page, paragraphs, write_pages

DAY = date(2018, 9, 11)


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    folder = tmp_path_factory.mktemp("duplicates")
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
    place = Warehouse(settings.warehouse)
    return Version.open(place, place.current_id())


def uris(version, **query):
    return [row.source_uri for row in find_duplicates(version, **query).rows]


def test_duplicates_come_by_representative_the_closest_first(version):
    found = find_duplicates(version)
    pairs = [(row.representative_uri, row.source_uri) for row in found.rows]
    assert pairs[:2] == [("a/whole.txt", "b/again.txt"), ("a/whole.txt", "b/part.txt")]
    assert set(pairs[2]) == {"a/other.txt", "c/other.txt"}
    assert [row.relation for row in found.rows] == ["exact", "contained", "exact"]
    assert [row.containment for row in found.rows] == [1.0, 1.0, 1.0]
    assert [row.doc_id for row in found.rows] == [doc_id(row.source_uri) for row in found.rows]
    assert [row.duplicate_of for row in found.rows] == [doc_id(row.representative_uri) for row in found.rows]
    assert found.total == 3


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"of": "whole.txt"}, ["b/again.txt", "b/part.txt"], id="the end of a URI"),
        pytest.param({"of": doc_id("a/whole.txt")[:8]}, ["b/again.txt", "b/part.txt"], id="the beginning of a doc_id"),
        pytest.param({"relation": "contained"}, ["b/part.txt"], id="a relation"),
        pytest.param({"source": "b/"}, ["b/again.txt", "b/part.txt"], id="a folder"),
        pytest.param({"source": "b/", "relation": "exact"}, ["b/again.txt"], id="both"),
        pytest.param({"relation": "near"}, [], id="a relation that none has"),
        pytest.param({"of": "c/alone.txt"}, [], id="a document without duplicates"),
    ],
)
def test_filters_narrow_the_list(version, query, expected):
    assert uris(version, **query) == expected
    assert find_duplicates(version, **query).total == len(expected)


def test_a_limit_cuts_the_rows_and_not_the_total(version):
    found = find_duplicates(version, limit=1)
    assert [row.source_uri for row in found.rows] == ["b/again.txt"]
    assert found.total == 3


def test_an_unknown_relation_is_an_error(version):
    with pytest.raises(ConfigurationError, match="unknown relation 'alike'; use one of exact, near, contained"):
        find_duplicates(version, relation="alike")


@pytest.mark.parametrize(
    ("of", "message"),
    [("b/part.txt", "itself a duplicate, of a/whole.txt"), ("nowhere.txt", "no page 'nowhere.txt'"), ("", "no page")],
    ids=["a duplicate", "unknown", "empty"],
)
def test_a_name_that_matches_no_representative_is_an_error(version, of, message):
    with pytest.raises(ConfigurationError, match=message):
        find_duplicates(version, of=of)


def test_duplicates_are_filtered_as_in_the_browser(version):
    october = Filters(since=date(2018, 10, 1))
    assert uris(version, filters=october) == ["b/part.txt"]
    assert uris(version, filters=october, relation="exact") == []
    assert len(uris(version, filters=Filters(language="en", page_type="article"))) == 3
    assert uris(version, filters=Filters(undated=True)) == []
    with pytest.raises(ParameterError, match="no page type novel; use one of article"):
        uris(version, filters=Filters(page_type="novel"))
