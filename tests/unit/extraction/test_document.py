"""A page becomes a document or a reason."""

from datetime import date
from pathlib import Path

import pytest

from broadsheet.extraction.document import DecodedPage, Document, Rejected, extract_pages, trace_pages
from broadsheet.reject_reasons import Reason
from broadsheet.settings import Extraction
from broadsheet.sources.decoding import Decoded, decode
from broadsheet.sources.record import Declared, Fields

PAGES = Path(__file__).parent / "pages"
KINDS = Path(__file__).parent / "page_type" / "pages"
SEEDS = Path(__file__).parents[3] / "seeds"


def extracted(path: Path) -> Document | Rejected:
    return outcome_of(path.read_text(encoding="utf-8"))


def outcome_of(text: str) -> Document | Rejected:
    decoded = decode(text.encode(), 0.01)
    page = DecodedPage(text, "a.txt", "utf-8", 0)
    if isinstance(decoded, Decoded):
        page = DecodedPage(decoded.text, "a.txt", "utf-8", 0, changes=decoded.changes, stated=decoded.stated)
    (outcome,) = extract_pages([page], Extraction())
    return outcome


def test_every_field_of_an_article() -> None:
    document = extracted(PAGES / "english.txt")
    assert isinstance(document, Document)
    assert document.title == "Old ferry returns to the harbour after eleven years of repairs"
    assert document.published_date == date(2021, 3, 14)
    assert document.published_precision == "day"
    assert document.authors == ("Ada Lindgren",)
    assert document.language == "en"
    assert document.paragraph_count == len(document.spans) == document.text.count("\n\n") + 1
    assert document.word_count > 150


@pytest.mark.parametrize("blank", ["\u2003", "\u2028", "\u202f", "\u00a0", "â€ƒ", "â€…"], ids=ascii)
def test_lines_of_nothing_but_odd_spaces_cost_no_page(blank: str) -> None:
    lines = (PAGES / "english.txt").read_text(encoding="utf-8").splitlines()
    spaced = "\n".join(f"{line}\n{blank}" for line in lines)
    document, plain = outcome_of(spaced), outcome_of("\n".join(f"{line}\n" for line in lines))
    assert isinstance(document, Document)
    assert isinstance(plain, Document)
    assert (document.title, document.authors) == (plain.title, plain.authors)


def test_spans_lead_back_to_the_page() -> None:
    text = (PAGES / "english.txt").read_text(encoding="utf-8")
    document = outcome_of(text)
    assert isinstance(document, Document)
    assert "\n\n".join(text[start:end] for start, end in document.spans) == document.text


def test_the_headline_is_no_part_of_the_text() -> None:
    document = extracted(PAGES / "wrapped.txt")
    assert isinstance(document, Document)
    assert document.title == "LANTERN FACTORY TO CLOSE"
    assert document.title not in document.text


def test_prompts_above_the_headline_and_the_date_below_it_are_no_part_of_the_text() -> None:
    document = extracted(PAGES / "reprint.txt")
    assert isinstance(document, Document)
    assert document.title == "Harbour pilots end strike after night of talks"
    assert document.text.startswith("Pilots in the harbour went back to work on Tuesday")
    assert document.text.endswith("the old container yard.")
    assert document.publisher == "The Bay Courier"
    assert document.published_date == date(2019, 4, 23)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", Reason.EMPTY), (" \n\u00a0\n", Reason.EMPTY), ("Home\nMenu\nSearch\n", Reason.NO_ARTICLE)],
    ids=["empty", "blank", "menu"],
)
def test_a_page_without_an_article_is_rejected_with_a_reason(text: str, reason: Reason) -> None:
    outcome = outcome_of(text)
    assert isinstance(outcome, Rejected)
    assert outcome.reason == reason
    assert outcome.detail


def test_a_trace_ends_in_the_same_outcome_and_explains_each_line() -> None:
    path = PAGES / "english.txt"
    text = path.read_text(encoding="utf-8")
    (seen,) = trace_pages([DecodedPage(text, path.name, "utf-8", 0)], Extraction())
    assert seen.outcome == extracted(path)
    assert len(seen.body.labels) == len(seen.page.lines)
    assert seen.title is not None
    assert seen.page.lines[seen.title.line].text == seen.title.text


@pytest.mark.parametrize(
    ("name", "publisher", "dateline"),
    [("000_41923d0410d12d71.txt", "Amwal Al Ghad", None), ("004_1b075e8e20de287e.txt", None, "WASHINGTON")],
)
def test_the_seeds(name: str, publisher: str | None, dateline: str | None) -> None:
    document = extracted(SEEDS / name)
    assert isinstance(document, Document)
    assert document.published_date == date(2018, 9, 11)
    assert document.publisher == publisher
    assert document.dateline == dateline
    assert document.language == "en"
    assert document.quality.repeated_share > 0


PREFIXED = """ date {day} Ferry sails again
The ferry sailed out of the harbour on Monday, for the first time since the quay was shut a year ago.
The crew said that the engine had never run better, and that nobody was late for the first crossing.
Posted on 14 March 2021
"""


@pytest.mark.parametrize(
    ("stated", "day", "precision", "origin"),
    [
        ("2021-03-02", date(2021, 3, 2), "day", "prefix of the dump"),
        ("2019-04", date(2019, 4, 1), "month", "prefix of the dump"),
        ("2019", date(2019, 1, 1), "year", "prefix of the dump"),
    ],
)
def test_what_the_prefix_of_a_dump_states_comes_first(stated: str, day: date, precision: str, origin: str) -> None:
    document = outcome_of(PREFIXED.format(day=stated))
    assert isinstance(document, Document)
    assert document.title == "Ferry sails again"
    assert "Ferry sails again" not in document.text
    assert (document.published_date, document.published_precision) == (day, precision)
    assert document.published_origin == origin


def test_a_date_of_the_page_completes_the_month_that_a_dump_states() -> None:
    document = outcome_of(PREFIXED.format(day="2021-03"))
    assert isinstance(document, Document)
    assert (document.published_date, document.published_precision) == (date(2021, 3, 14), "day")
    assert (document.published_origin or "").startswith("prefix of the dump; day from: ")


@pytest.mark.parametrize(
    ("stated", "dateline", "day", "precision"),
    [
        ("2018-09", "HARBOURTON, Sept. 11 (Reuters) - ", date(2018, 9, 11), "day"),
        ("2018", "HARBOURTON, Oct. 4 (Reuters) - ", date(2018, 10, 4), "day"),
        ("2018-09", "HARBOURTON, Oct. 4 (Reuters) - ", date(2018, 9, 1), "month"),
        ("2018-09", "HARBOURTON, Sept. 31 (Reuters) - ", date(2018, 9, 1), "month"),
        ("2018-09", "HARBOURTON (Reuters) - ", date(2018, 9, 1), "month"),
        ("2018-09-12", "HARBOURTON, Sept. 11 (Reuters) - ", date(2018, 9, 12), "day"),
    ],
)
def test_a_dateline_completes_the_month_or_year_that_a_dump_states(
    stated: str, dateline: str, day: date, precision: str
) -> None:
    text = PREFIXED.format(day=stated).replace("The ferry sailed", f"{dateline}The ferry sailed")
    document = outcome_of(text.replace("Posted on 14 March 2021\n", ""))
    assert isinstance(document, Document)
    assert (document.published_date, document.published_precision) == (day, precision)


def test_a_page_is_read_the_same_alone_and_among_others() -> None:
    pages = [
        DecodedPage(path.read_text(encoding="utf-8"), path.name, "utf-8", 0) for path in sorted(PAGES.glob("*.txt"))
    ]
    assert len(pages) > 3
    together = extract_pages([*pages, DecodedPage("", "none.txt", "utf-8", 0)], Extraction())
    assert together[:-1] == [extract_pages([page], Extraction())[0] for page in pages]


def test_a_live_blog_is_an_article_marked_as_one() -> None:
    live = extracted(KINDS / "live_blog" / "german_ticker.txt")
    story = extracted(PAGES / "english.txt")
    assert isinstance(live, Document)
    assert isinstance(story, Document)
    assert (live.page_type, story.page_type) == ("live_blog", "article")


@pytest.mark.parametrize("kind", ["front_page", "error_page", "consent_wall", "login_or_paywall", "markup"])
def test_a_page_that_holds_no_article_says_what_it_holds(kind: str) -> None:
    for path in (KINDS / kind).iterdir():
        refused = extracted(path)
        assert isinstance(refused, Rejected)
        assert refused.reason == kind
        assert refused.detail


@pytest.mark.parametrize(
    ("given", "declared", "language"),
    [
        (None, None, "und"),
        ("de-AT", None, "de"),
        ("DE", "fy", "fy"),
        ("German", None, "und"),
        ("deu", None, "und"),
    ],
)
def test_a_stated_language_is_taken_where_the_text_leaves_it_uncertain(given, declared, language) -> None:
    page = DecodedPage((PAGES / "english.txt").read_text(encoding="utf-8"), "a.txt", "utf-8", 0)
    page = page._replace(fields=Fields(language=given), declared=Declared(language=declared))
    found = [extract_pages([page], Extraction(min_language_score=least))[0] for least in (1.0, 0.5)]
    assert [document.language for document in found if isinstance(document, Document)] == [language, "en"]
