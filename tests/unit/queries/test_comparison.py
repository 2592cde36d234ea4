"""Two members of a cluster side by side, and why one is the representative."""

from datetime import date

import pytest

from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.queries.cluster import read_cluster
from broadsheet.queries.comparison import compare_members
from broadsheet.queries.document_view import read_document
from broadsheet.queries.page_ledger import find_named
from broadsheet.queries.version_handle import Corpus, NotFoundError, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from newsroom import page, paragraphs, write_pages


def texts(side):
    return tuple("".join(stretch.text for stretch in paragraph) for paragraph in side.paragraphs)


def shared(side):
    return " ".join(stretch.text for paragraph in side.paragraphs for stretch in paragraph if stretch.shared)


def test_passages_make_up_the_complete_texts(built):
    comparison = compare_members(built, doc_id("part.txt"))
    assert texts(comparison.other) == tuple(paragraphs(1, 8)[:3])
    assert texts(comparison.representative) == tuple(paragraphs(1, 8))


def test_shared_passages_are_marked_in_both_texts(built):
    comparison = compare_members(built, doc_id("part.txt"))
    assert shared(comparison.other) == " ".join(paragraphs(1, 8)[:3]), "with the full stops between"
    assert shared(comparison.representative) == shared(comparison.other)
    assert comparison.other.shared_words == comparison.other.words
    assert comparison.representative.shared_words == comparison.other.words
    assert not any(stretch.shared for paragraph in comparison.representative.paragraphs[3:] for stretch in paragraph)


def test_the_deciding_criterion_is_marked(built):
    criteria = compare_members(built, doc_id("part.txt")).criteria
    assert [one.name for one in criteria] == [
        "completeness",
        "confirmation",
        "cleanliness",
        "metadata",
        "earliest date",
        "smallest id",
    ]
    assert [one.name for one in criteria if one.decides] == ["completeness"]
    assert "at most 1/2" in criteria[0].other
    assert criteria[1].representative == criteria[1].other, "both confirm what they share"
    assert (criteria[4].representative, criteria[4].other) == ("2018-09-11", "2018-10-02")


def test_of_equal_documents_the_earlier_is_the_representative(built):
    comparison = compare_members(built, doc_id("again.txt"))
    assert [one.name for one in comparison.criteria if one.decides] == ["earliest date"]
    assert comparison.representative.member.source_uri == "whole.txt"


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    """A story that was run again with one paragraph changed in its middle, and once with the first part alone."""
    folder = tmp_path_factory.mktemp("edited")
    story, strange = paragraphs(7, 8), paragraphs(8, 1)
    pages = {
        "first.txt": page(7, date(2018, 9, 11), story),
        "later.txt": page(7, date(2018, 9, 12), [*story[:3], *strange, *story[4:]]),
        "same.txt": page(7, date(2018, 9, 11), story),
    }
    write_pages(folder / "pages", pages)
    settings = Settings(source=str(folder / "pages"), warehouse=folder / "data", workers=1)
    build(settings)
    corpus = open_corpus(Warehouse(settings.warehouse))
    assert isinstance(corpus, Corpus)
    return corpus


def test_a_paragraph_of_one_text_only_is_not_marked(edited):
    comparison = compare_members(edited, doc_id("later.txt"))
    marked = [all(stretch.shared for stretch in paragraph) for paragraph in comparison.other.paragraphs]
    assert marked == [True, True, True, False, True, True, True, True]


def test_of_documents_equal_in_all_criteria_the_smaller_id_is_the_representative(edited):
    names = sorted(["first.txt", "same.txt"], key=doc_id)
    comparison = compare_members(edited, doc_id(names[1]))
    assert comparison.representative.member.source_uri == names[0]
    assert [one.name for one in comparison.criteria if one.decides] == ["smallest id"]


@pytest.mark.parametrize("name", ["0" * 24, "..", doc_id("whole.txt"), doc_id("undated.txt"), doc_id("empty.txt")])
def test_a_document_that_is_no_duplicate_has_no_comparison(built, name):
    with pytest.raises(NotFoundError, match="no duplicate"):
        compare_members(built, name)


def test_only_few_sketches_of_a_large_cluster_are_read(archive, reads):
    (kept,) = find_named(archive.version, "00000/00000000.txt")
    cluster_id = read_document(archive, kept.doc_id, Settings()).cluster_id
    cluster = read_cluster(archive, cluster_id, limit=1_000)
    assert len(cluster.others) >= 100
    reads.groups.clear()
    compare_members(archive, min(cluster.others, key=lambda member: member.word_count).doc_id)
    sketches = [columns for path, _, columns in reads.groups if "_sketches" in path]
    assert 2 <= len(sketches) <= 40
    assert all("sketch" not in columns for columns in sketches)
