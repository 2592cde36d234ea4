"""Opening a version, or the message if there is none."""

import shutil

import pytest

from broadsheet.queries.version_handle import Corpus, NotFoundError, Nothing, open_corpus
from broadsheet.warehouse.layout import Warehouse


@pytest.fixture
def copy(newsroom, tmp_path):
    """A copy of the built warehouse, to be damaged."""
    shutil.copytree(newsroom.warehouse.root, tmp_path / "copy", symlinks=True)
    return Warehouse(tmp_path / "copy")


def test_the_version_readers_see_is_opened(newsroom):
    corpus = open_corpus(newsroom.warehouse)
    assert isinstance(corpus, Corpus)
    assert corpus.version_id == newsroom.warehouse.current_id()
    assert corpus.is_current


def test_a_retained_version_is_opened_by_its_id(newsroom):
    other = next(f.name for f in newsroom.warehouse.versions.iterdir() if f.name != newsroom.warehouse.current_id())
    corpus = open_corpus(newsroom.warehouse, other)
    assert isinstance(corpus, Corpus)
    assert corpus.version_id == other
    assert not corpus.is_current


@pytest.mark.parametrize("name", ["0" * 16, "..", "../versions", "", "current", "A" * 16, "0" * 15 + "\n"])
def test_an_unknown_version_is_not_found(newsroom, name):
    with pytest.raises(NotFoundError, match="no version"):
        open_corpus(newsroom.warehouse, name)


def test_before_anything_was_published_it_says_what_to_do(tmp_path):
    nothing = open_corpus(Warehouse(tmp_path / "nowhere"))
    assert isinstance(nothing, Nothing)
    assert "broadsheet build" in nothing.remedy


def test_a_broken_current_link_is_reported(copy):
    shutil.rmtree(copy.version(copy.current_id()))
    nothing = open_corpus(copy)
    assert isinstance(nothing, Nothing)
    assert copy.current_id() in nothing.message


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 3}', '{"format": 2}', '{"format": 3, "figures": {"no": 1}}']
)
def test_an_unreadable_manifest_is_reported(copy, content):
    (copy.version(copy.current_id()) / "_manifest.json").write_text(content)
    assert isinstance(open_corpus(copy), Nothing)
