"""What a page claims of itself, weighed against what it shows."""

from datetime import date

import pytest

from broadsheet.extraction.document import DecodedPage, Document, trace_pages
from broadsheet.settings import Extraction
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.record import NO_FIELDS, Fields

STORY = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The ferry sailed out of the harbour on Monday, for the first time since the quay was shut a year ago.",
        "The crew said that the engine had never run better, and that nobody was late for the first crossing.",
        "Two hundred people waited at the quay, some of them since the early morning, to see the boat come in.",
        "The council wants to keep the line open through the winter, if enough people buy a ticket for the season.",
    )
)


def read(head: str = "", byline: str = "", headline: str = "Ferry sails again after a year") -> Document:
    page = f"""<!DOCTYPE html><html lang="en"><head><title>{headline} | Bay Courier</title>{head}</head><body>
        <nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
        <article><h1>{headline}</h1><div class="byline">{byline}</div>{STORY}</article>
        <footer>Imprint</footer></body></html>"""
    return extracted(page.encode())


def extracted(data: bytes, fields: Fields | None = None, *, clean: bool = False) -> Document:
    decoded = decode(data, 0.01)
    assert isinstance(decoded, Decoded)
    source = DecodedPage(decoded.text, "page", decoded.encoding, decoded.replaced, markup=decoded.markup, clean=clean)
    (trace,) = trace_pages([source._replace(fields=fields) if fields else source], Extraction())
    outcome = trace.outcome
    assert isinstance(outcome, Document)
    return outcome


JSON_LD = '<script type="application/ld+json">{{"@type": "NewsArticle", {}}}</script>'


def test_a_page_with_nothing_but_its_text() -> None:
    document = read(byline="By Ada Lindgren | 11 September 2018")
    assert document.title == "Ferry sails again after a year"
    assert document.text.startswith("The ferry sailed")
    assert document.text.endswith("for the season.")
    assert document.published_date == date(2018, 9, 11)
    assert document.authors == ("Ada Lindgren",)
    assert document.url is None


def test_a_claim_of_the_same_day_leaves_no_doubt_about_the_order_of_numbers() -> None:
    assert read(byline="Published 03/04/2018").other is not None
    assert read(JSON_LD.format('"datePublished": "2018-03-04"'), byline="Published 03/04/2018").other is None


def test_a_claimed_date_is_taken_where_the_page_shows_none() -> None:
    document = read(JSON_LD.format('"datePublished": "2018-09-11T08:00:00Z"'))
    assert document.published_date == date(2018, 9, 11)
    assert document.published_origin == "JSON-LD datePublished"
    assert document.published_at is not None


def test_the_day_of_the_crawl_in_the_markup_loses_to_the_date_that_is_shown() -> None:
    document = read(JSON_LD.format('"datePublished": "2026-11-28T08:00:00Z"'), "By Ada Lindgren | 11 September 2018")
    assert document.published_date == date(2018, 9, 11)


def test_a_claimed_date_in_the_future_loses() -> None:
    page = read(JSON_LD.format('"datePublished": "2018-09-11"'))
    assert page.published_date == date(2018, 9, 11)
    decoded = decode(
        f"<html><head>{JSON_LD.format(chr(34) + 'datePublished' + chr(34) + ': ' + chr(34) + '2031-01-01' + chr(34))}"
        f"</head><body><h1>Ferry sails again</h1>{STORY}</body></html>".encode(),
        0.01,
    )
    assert isinstance(decoded, Decoded)
    source = DecodedPage(decoded.text, "page", "utf-8", 0, markup=decoded.markup)
    (trace,) = trace_pages([source], Extraction(), date(2026, 1, 1))
    assert trace.date is None


@pytest.mark.parametrize(
    "author",
    ["Bay Courier", "@baycourier", "https://www.facebook.com/baycourier", "admin"],
    ids=["outlet", "handle", "address", "account"],
)
def test_what_is_nobodys_name_is_no_author(author: str) -> None:
    document = read(f'<meta property="og:site_name" content="Bay Courier"><meta name="author" content="{author}">')
    assert document.authors == ()


def test_claimed_authors_lose_label_and_role() -> None:
    document = read(
        JSON_LD.format('"author": [{"name": "By Ada Lindgren, Harbour Reporter"}, {"name": "Bo Karlsson"}]')
    )
    assert document.authors == ("Ada Lindgren", "Bo Karlsson")


def test_the_outlets_name_is_cut_off_a_claimed_title() -> None:
    document = read('<meta property="og:title" content="Ferry sails again after a year | Bay Courier">')
    assert document.title == "Ferry sails again after a year"


def test_the_address_gives_date_publisher_and_domain() -> None:
    document = read(
        '<link rel="canonical" href="https://www.baycourier.co.uk/2018/09/11/ferry">'
        '<meta property="og:site_name" content="Bay Courier">'
    )
    assert document.url == "https://www.baycourier.co.uk/2018/09/11/ferry"
    assert document.published_date == date(2018, 9, 11)
    assert (document.publisher, document.publisher_domain) == ("Bay Courier", "baycourier.co.uk")


TEXT = STORY.replace("<p>", "").replace("</p>", "\n\n").encode()
FIELDS = Fields(
    url="https://baycourier.co.uk/ferry",
    title="Ferry sails again",
    date="2018-09-11",
    authors=("Ada Lindgren",),
    publisher="Bay Courier",
    origin="JSON record",
)


def test_the_fields_of_a_record_are_evidence_with_an_origin() -> None:
    document = extracted(TEXT, FIELDS)
    assert document.title == "Ferry sails again"
    assert (document.published_date, document.published_origin) == (date(2018, 9, 11), "JSON record")
    assert document.authors == ("Ada Lindgren",)
    assert document.publisher == "Bay Courier"
    assert document.url == FIELDS.url


def source_of(data: bytes, fields: Fields, *, clean: bool = False) -> DecodedPage:
    decoded = decode(data, 0.01)
    assert isinstance(decoded, Decoded)
    return DecodedPage(decoded.text, "page", "utf-8", 0, markup=decoded.markup, fields=fields, clean=clean)


def test_pages_with_claims_and_clean_texts_are_read_the_same_alone_and_among_others() -> None:
    page = f"<html><head><title>Ferry sails | Bay Courier</title></head><h1>Ferry sails</h1>{STORY}</html>".encode()
    sources = [
        source_of(TEXT, FIELDS),
        source_of(TEXT, FIELDS, clean=True),
        source_of(page, NO_FIELDS),
        source_of(b" By Ada Lindgren\n", FIELDS, clean=True),
        source_of(TEXT, NO_FIELDS),
        source_of(page, FIELDS._replace(title="Crossing resumed", authors=("Bo Karlsson",), date="2018-09-12")),
    ]
    alone = [trace.outcome for source in sources for trace in trace_pages([source], Extraction())]
    assert [trace.outcome for trace in trace_pages(sources, Extraction())] == alone


def test_a_clean_text_is_taken_as_it_is() -> None:
    text = b"Home\n\nShort.\n\nBy Bo Karlsson, 1 May 2020\n\nShare this"
    document = extracted(text, FIELDS._replace(date=None, authors=()), clean=True)
    assert document.text == text.decode()
    assert (document.page_type, document.published_date, document.authors) == ("article", None, ())
    assert document.title == "Ferry sails again"
