"""The template lines of one document: what was removed from its text, and how many pages share it."""

import pytest

from broadsheet.identity import doc_id
from broadsheet.queries.page_ledger import find_page
from broadsheet.queries.template_lines import TemplateLine, find_template_lines
from broadsheet.warehouse.version import Partition
from newsroom import PROMOTION


@pytest.fixture
def find(built):
    """Give a function that returns the template lines of a published document by its source URI."""

    def read(uri, **options):
        page = find_page(built.version, doc_id(uri))
        return find_template_lines(built.version, page.doc_id, Partition(page.lang, page.month), **options)

    return read


def test_a_line_is_located_in_the_page_and_its_pages_are_counted(find, newsroom):
    (line,) = find("quay/2.txt")
    assert (newsroom.pages / "quay" / "2.txt").read_text()[line.start : line.end] == PROMOTION
    assert (line.pages, line.outlet) == (6, "quay/")


def test_pages_are_counted_only_if_asked_for(find, reads):
    (line,) = find("quay/2.txt", count=False)
    assert (line.pages, line.outlet) == (None, "quay/")
    assert len({path for path in reads.files if "/_lines/" in path}) == 1, "only the document's own partition is read"


def test_a_document_without_template_lines_has_none(find):
    assert find("undated.txt") == []


@pytest.mark.parametrize(
    ("partition", "document"),
    [(Partition("en", "2018-09"), "0" * 24), (Partition("en", "1999-01"), doc_id("quay/2.txt"))],
    ids=["unknown document", "another partition"],
)
def test_a_document_whose_lines_are_not_stored_has_none(built, partition, document):
    assert find_template_lines(built.version, document, partition) == []


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [(10, 20, True), (12, 18, True), (9, 20, False), (10, 21, False), (30, 40, False)],
    ids=["equal", "within", "starts before", "ends after", "elsewhere"],
)
def test_a_line_holds_ranges_within_it(start, end, inside):
    assert TemplateLine(10, 20, None, "quay/").holds(start, end) is inside
