"""Documents become Arrow columns of the schema."""

from pathlib import Path

from broadsheet.extraction.columns import COLUMNS, documents_to_batch
from broadsheet.extraction.document import DecodedPage, Document, Rejected, extract_pages
from broadsheet.reject_reasons import Reason
from broadsheet.schema import ARTICLE
from broadsheet.settings import Extraction
from broadsheet.version import RULES_VERSION

PAGE = Path(__file__).parent / "pages" / "english.txt"


def document() -> Document:
    text = PAGE.read_text(encoding="utf-8")
    (found,) = extract_pages([DecodedPage(text, "a.txt", "utf-8", 1)], Extraction())
    assert isinstance(found, Document)
    return found


def test_a_batch_has_the_columns_of_an_article_and_holds_its_values() -> None:
    found = document()
    batch = documents_to_batch([found])
    batch.validate(full=True)
    assert batch.schema == COLUMNS
    assert batch.schema.names == [*(field.name for field in ARTICLE), "extractor"]
    (row,) = batch.to_pylist()
    assert row["title"] == found.title
    assert row["authors"] == list(found.authors)
    assert row["published_date"].date() == found.published_date
    assert row["quality"] == found.quality._asdict()
    assert [(span["start"], span["end"]) for span in row["spans"]] == list(found.spans)
    assert row["extractor"] == RULES_VERSION


def test_a_rejected_page_gives_nulls_between_documents() -> None:
    found = document()
    batch = documents_to_batch([found, Rejected(Reason.NO_ARTICLE, "no line"), found])
    batch.validate(full=True)
    first, second, third = batch.to_pylist()
    assert first == third
    assert {value for name, value in second.items() if name != "extractor"} == {None}


def test_no_rows_give_an_empty_batch() -> None:
    batch = documents_to_batch([])
    assert batch.num_rows == 0
    assert batch.schema == COLUMNS
