"""Documents become Arrow columns of the schema."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from broadsheet.extraction.columns import COLUMNS, documents_to_batch
from broadsheet.extraction.document import DecodedPage, Document, Rejected, extract_pages
from broadsheet.reject_reasons import Reason
from broadsheet.schema import ARTICLE, DAY_ORDERS
from broadsheet.settings import Extraction
from broadsheet.sources.record import Fields
from broadsheet.version import RULES_VERSION
from newsroom import posted

PAGE = Path(__file__).parent / "pages" / "english.txt"


def document(text: str | None = None) -> Document:
    text = text or PAGE.read_text(encoding="utf-8")
    (found,) = extract_pages([DecodedPage(text, "a.txt", "utf-8", 1)], Extraction())
    assert isinstance(found, Document)
    return found


def test_a_batch_has_the_columns_of_an_article_and_holds_its_values() -> None:
    found = document()
    batch = documents_to_batch([found])
    batch.validate(full=True)
    assert batch.schema == COLUMNS
    assert batch.schema.names == [*(field.name for field in (*ARTICLE, *DAY_ORDERS)), "extractor"]
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


def test_a_rejected_page_has_what_is_known_without_its_text() -> None:
    fields = Fields(
        " HTTPS://flussbote.de/a?utm_source=x", crawled_at="2018-09-11T12:00:00+02:00", origin="JSON record"
    )
    (row,) = documents_to_batch([Rejected.unread(Reason.EMPTY, "no text", fields)]).to_pylist()
    assert {name: value for name, value in row.items() if value is not None and name != "extractor"} == {
        "url": "HTTPS://flussbote.de/a?utm_source=x",
        "url_origin": "JSON record",
        "url_normalized": "https://flussbote.de/a",
        "url_domain": "flussbote.de",
        "crawled_at": datetime(2018, 9, 11, 10, tzinfo=UTC),
    }


def dated(written: str) -> dict[str, Any]:
    (row,) = documents_to_batch([document(posted(3, written))]).to_pylist()
    return row


def test_a_date_that_shows_its_order_gives_the_order() -> None:
    row = dated("15/4/2019")
    assert row["day_order"] == {"mark": "/", "day_first": True}
    assert row["open_date"] is None


def test_a_date_in_doubt_gives_both_readings() -> None:
    row = dated("3/4/2019")
    found = row["open_date"]
    assert row["day_order"] is None
    assert found["mark"] == "/"
    own, other = found["own"], found["other"]
    assert own == {name: row[name] for name in own}
    assert {own["published_date"], other["published_date"]} == {datetime(2019, 4, 3), datetime(2019, 3, 4)}
    assert other["published_origin"].endswith(": the outlet's other pages")


def test_a_date_in_words_or_beside_its_weekday_is_in_no_doubt() -> None:
    assert dated("3 April 2019")["open_date"] is dated("3 April 2019")["day_order"] is None
    beside = dated("Wednesday, 3/4/2019")
    assert beside["day_order"] == {"mark": "/", "day_first": True}
    assert beside["open_date"] is None


def test_no_rows_give_an_empty_batch() -> None:
    batch = documents_to_batch([])
    assert batch.num_rows == 0
    assert batch.schema == COLUMNS
