"""Everything about one document, for each disposition and each state of its page."""

import pytest

from broadsheet.identity import doc_id
from broadsheet.operations.build import build
from broadsheet.operations.takedown import take_down
from broadsheet.operations.targets import find_targets
from broadsheet.queries.document_list import find_documents
from broadsheet.queries.document_view import SHOWN_LINES, read_document
from broadsheet.queries.filters import Filters
from broadsheet.queries.version_handle import NotFoundError, open_corpus
from broadsheet.settings import Gate, load_settings
from broadsheet.warehouse.layout import Warehouse
from newsroom import PROMOTION, page, paragraphs, write_pages

STORY = paragraphs(1, 8)


@pytest.fixture
def read(newsroom, built):
    """Give a function that reads a document by its source URI."""
    return lambda uri: read_document(built, doc_id(uri), newsroom.settings)


def test_a_published_document_is_shown_beside_its_page(read):
    document = read("undated.txt")
    assert document.place == "corpus"
    assert document.paragraphs == tuple(paragraphs(2))
    assert document.source.state == "as read"
    assert document.source.note == ""
    assert [line.text for line in document.source.lines if line.kept] == list(document.paragraphs)
    assert {line.rule for line in document.source.lines if not line.kept} >= {"menu entry", "title"}
    assert [line.number for line in document.source.lines] == list(range(1, len(document.source.lines) + 1))
    assert document.duplicate_of is None
    assert document.refusals == ()


def test_metadata_has_line_and_rule(read):
    facts = {fact.name: fact for fact in read("part.txt").facts}
    assert facts["published"].value == "2018-10-02"
    assert (facts["published"].line, facts["published"].rule) == (4, "headline")
    assert facts["title"].line == 4
    assert facts["agency"].value is None
    assert facts["language"].value == "en"


def test_a_duplicate_names_its_representative(read):
    document = read("part.txt")
    assert document.place == "duplicates"
    assert document.duplicate_of is not None
    assert document.duplicate_of.source_uri in {"whole.txt", "again.txt"}
    assert document.duplicate_of.relation == "contained"
    assert document.duplicate_of.containment == 1.0
    assert document.cluster_id == min(doc_id(name) for name in ("whole.txt", "again.txt", "part.txt"))
    kept = read(document.duplicate_of.source_uri)
    assert kept.duplicate_count == 2
    assert "represents 2 duplicates" in kept.explanation


def test_a_refused_page_says_why_and_what_to_do(read):
    document = read("short.txt")
    assert (document.place, document.refused_by) == ("quarantine", "validate")
    assert [reason.code for reason in document.refusals] == ["text_too_short"]
    assert "word_count" in document.refusals[0].detail
    assert "lower the setting" in document.refusals[0].remedy
    assert document.paragraphs, "what was read of it is shown"
    assert any(line.kept for line in document.source.lines)


def test_a_page_without_text_has_no_paragraphs(read):
    document = read("empty.txt")
    assert (document.place, document.refused_by) == ("quarantine", "extract")
    assert document.paragraphs == ()
    assert document.facts == ()
    assert document.figures == {}
    assert document.source.lines == ()


def test_a_pending_page_shows_what_it_holds_now(read):
    document = read("late.txt")
    assert document.place == "pending"
    assert "2018-11-03" in document.explanation
    assert document.paragraphs == (), "no text of it is stored"
    assert {fact.name: fact.value for fact in document.facts}["published"] == "2018-11-03"
    assert document.figures["paragraph_count"] == 6
    assert sum(line.kept for line in document.source.lines) == 6


def test_a_page_with_template_lines_marks_them_and_counts_the_rest(read):
    document = read("quay/2.txt")
    assert PROMOTION not in document.paragraphs
    (line,) = [line for line in document.source.lines if line.text == PROMOTION]
    assert not line.kept
    assert line.rule == "template line on 6 pages of quay/"
    assert document.figures["paragraph_count"] == len(document.paragraphs) == 6
    words = len(" ".join(document.paragraphs).split())
    assert document.figures["word_count"] == words


def test_the_stored_text_is_shown_if_the_page_is_gone(read, newsroom, without):
    before = read("undated.txt")
    with without(newsroom.pages / "undated.txt"):
        document = read("undated.txt")
    assert document.source.state == "gone"
    assert document.source.note == "The page is no longer in the source. The stored text is shown."
    assert document.source.lines == ()
    assert document.paragraphs == before.paragraphs
    assert [(fact.name, fact.value) for fact in document.facts] == [(fact.name, fact.value) for fact in before.facts]


def test_a_page_that_changed_is_shown_as_it_is_now_beside_the_stored_text(read, newsroom):
    before = read("part.txt")
    page = newsroom.pages / "part.txt"
    content = page.read_text()
    page.write_text("Home\nNews\nAnother headline\n" + "\n".join(paragraphs(99)))
    try:
        document = read("part.txt")
    finally:
        page.write_text(content)
    assert document.source.state == "changed"
    assert "changed" in document.source.note
    assert paragraphs(99)[0] in {line.text for line in document.source.lines}
    assert document.paragraphs == before.paragraphs == tuple(STORY[:3])
    assert {fact.name: fact.line for fact in document.facts}["title"] is None, "its lines are others now"
    assert {fact.name: fact.rule for fact in document.facts}["published"] == "headline", "that is stored"


def test_a_missing_source_is_reported(read, newsroom, without):
    with without(newsroom.pages):
        document = read("undated.txt")
    assert document.source.state == "no source"
    assert str(newsroom.pages) in document.source.note
    assert document.paragraphs


def test_a_missing_source_is_named(built, newsroom, tmp_path):
    away = read_document(built, doc_id("undated.txt"), newsroom.settings, source=str(tmp_path / "nowhere"))
    assert away.source.state == "no source"
    assert str(tmp_path / "nowhere") in away.source.note


def test_an_unreadable_page_is_reported(read, newsroom, without):
    page = newsroom.pages / "undated.txt"
    with without(page):
        page.symlink_to("/dev/zero")
        try:
            document = read("undated.txt")
        finally:
            page.unlink()
    assert document.source.state == "unreadable"
    assert "a symbolic link, which is not followed" in document.source.note
    assert document.paragraphs


def test_the_note_promises_no_stored_text_where_there_is_none(read, newsroom, without):
    with without(newsroom.pages / "empty.txt"):
        document = read("empty.txt")
    assert document.paragraphs == ()
    assert document.source.note == "The page is no longer in the source."


@pytest.mark.parametrize("name", ["0" * 24, "", "..", "undated.txt", "g" * 24, doc_id("undated.txt")[:23]])
def test_an_unknown_document_is_not_found(built, newsroom, name):
    with pytest.raises(NotFoundError, match="no document"):
        read_document(built, name, newsroom.settings)


def test_only_one_row_group_of_each_file_is_read(archive, reads, monkeypatch, tmp_path):
    row = find_documents(archive, Filters()).rows[7]
    reads.groups.clear()
    settings = load_settings(source=str(tmp_path))
    monkeypatch.setattr("broadsheet.queries.document_view._COUNTED", 0)
    document = read_document(archive, row.doc_id, settings)
    assert document.title == row.title
    texts = [(path, number) for path, number, columns in reads.groups if "text" in columns]
    assert len(texts) == 1
    ledger = {number for path, number, _ in reads.groups if "_ledger" in path}
    assert len(ledger) <= 2


def test_a_page_whose_bytes_were_taken_down_is_not_shown(tmp_path):
    settings = load_settings(source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1)
    write_pages(tmp_path / "pages", {"gone.txt": page(1), "other.txt": page(2)})
    build(settings)
    place = Warehouse(settings.warehouse)
    take_down(settings, find_targets(place, ["gone.txt"]))
    write_pages(tmp_path / "pages", {"mirror.txt": page(1)})
    build(settings)
    document = read_document(open_corpus(place), doc_id("mirror.txt"), settings)
    assert document.place == "quarantine"
    assert (document.source.state, document.source.lines, document.paragraphs) == ("withheld", (), ())


def test_a_page_of_very_many_lines_is_not_shown_line_by_line(tmp_path):
    settings = load_settings(source=str(tmp_path / "pages"), warehouse=tmp_path / "data", workers=1)
    write_pages(tmp_path / "pages", {"long.txt": page(1) + "\n\nmenu" * SHOWN_LINES, "other.txt": page(2)})
    build(settings.model_copy(update={"gate": Gate(max_refused_share=1)}))
    document = read_document(open_corpus(Warehouse(settings.warehouse)), doc_id("long.txt"), settings)
    assert document.source.lines == ()
    assert "too many to show" in document.source.note


def test_a_document_extracted_by_older_rules_has_a_note(read, monkeypatch):
    assert read("undated.txt").source.note == ""
    monkeypatch.setattr("broadsheet.queries.document_view.RULES_VERSION", "next")
    document = read("undated.txt")
    assert document.source.note == (
        "The lines are labelled by the current rules, next; "
        f"the document was extracted with rules {document.extractor}."
    )
