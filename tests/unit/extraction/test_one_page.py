"""Extraction of one page through the library."""

from datetime import date

import pytest

from broadsheet import Document, Rejected, extract
from broadsheet.extraction import one_page
from broadsheet.reject_reasons import Reason
from broadsheet.settings import Extraction
from newsroom import page

TEXT = page(1, date(2018, 9, 11))


def test_text_and_bytes_give_the_same_document():
    document = extract(TEXT)
    assert isinstance(document, Document)
    assert (document.published_date, document.language) == (date(2018, 9, 11), "en")
    assert extract(TEXT.encode()) == extract("\ufeff" + TEXT) == document
    assert extract(TEXT.replace("\n", "\r\n")).text == document.text


def test_bytes_are_decoded_by_evidence():
    document = extract(TEXT.encode("utf-16"))
    assert isinstance(document, Document)
    assert document.quality.encoding == "utf-16"


def test_the_address_is_kept_and_is_evidence_like_the_source_uri():
    undated = page(1)
    assert extract(undated).published_date is None
    address = "https://news.example/2019/03/04/story"
    document = extract(undated, url=address)
    assert (document.url, document.published_date) == (address, date(2019, 3, 4))
    assert extract(undated, source_uri="2019-03-04-story.txt").published_date == date(2019, 3, 4)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", Reason.EMPTY),
        (b"", Reason.EMPTY),
        ("\ufeff \n", Reason.EMPTY),
        (bytes(range(256)) * 8, Reason.BINARY),
        ("\ud800" * 50, Reason.UNDECODABLE),
    ],
)
def test_a_page_without_an_article_is_rejected_with_a_reason(given, reason):
    rejected = extract(given)
    assert isinstance(rejected, Rejected)
    assert rejected.reason == reason
    assert rejected.detail


def test_settings_of_extraction_hold():
    assert extract(TEXT, settings=Extraction(min_language_score=1.0)).language == "und"


def test_a_defect_of_a_rule_is_a_reason(monkeypatch):
    def fail(pages, settings):
        raise ZeroDivisionError("a rule")

    monkeypatch.setattr(one_page, "extract_pages", fail)
    assert extract(TEXT) == Rejected(Reason.FAILED, "ZeroDivisionError: a rule")
