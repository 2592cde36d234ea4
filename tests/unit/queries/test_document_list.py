"""Lists of documents: the same rows as from all files, read from a bounded part of them."""

from datetime import date

import pandas as pd
import pytest

from broadsheet.queries import search as searching
from broadsheet.queries.document_list import find_documents
from broadsheet.queries.filters import Filters
from broadsheet.queries.version_handle import ParameterError
from browsed_corpus import RARE_WORD

DAY = date(2015, 3, 9)


def walk(corpus, filters, limit=50):
    """Return all pages from the first to the last."""
    pages = [find_documents(corpus, filters, limit=limit)]
    while pages[-1].following:
        pages.append(find_documents(corpus, filters, pages[-1].following, limit))
        assert len(pages) < 1_000, "the list does not end"
    return pages


def ids(pages):
    return [row.doc_id for page in pages for row in page.rows]


def kept(rows, filters):
    """Filter all documents the plain way."""
    chosen = rows
    if filters.since:
        chosen = chosen[chosen["published_date"] >= pd.Timestamp(filters.since)]
    if filters.until:
        chosen = chosen[chosen["published_date"] <= pd.Timestamp(filters.until)]
    if filters.undated:
        chosen = chosen[chosen["published_date"].isna()]
    if filters.has_duplicates:
        chosen = chosen[chosen["duplicate_count"] > 0]
    if filters.agency:
        chosen = chosen[chosen["agency"] == filters.agency]
    if filters.quality == "small_share":
        chosen = chosen[chosen["quality"].map(lambda one: one["body_share"]) < 0.2]
    if filters.language:
        chosen = chosen[chosen["language"] == filters.language]
    if filters.publisher:
        chosen = chosen[chosen["publisher"] == filters.publisher]
    for word in (filters.words or "").split():
        chosen = chosen[chosen["title"].str.lower().str.contains(word.lower(), regex=False)]
    return chosen["doc_id"].tolist()


FILTERS = [
    pytest.param(Filters(), id="all"),
    pytest.param(Filters(language="de"), id="a language"),
    pytest.param(Filters(since=date(2015, 2, 10)), id="from the middle of a month"),
    pytest.param(Filters(until=date(2015, 4, 7)), id="up to the middle of a month"),
    pytest.param(Filters(since=date(2015, 2, 10), until=date(2015, 4, 7), language="en"), id="between, in a language"),
    pytest.param(Filters(since=date(2015, 3, 9), until=date(2015, 3, 9)), id="one day"),
    pytest.param(Filters(since=date(2015, 3, 1), until=date(2015, 3, 31)), id="a whole month"),
    pytest.param(Filters(since=date(2016, 1, 1)), id="those that state their year alone"),
    pytest.param(Filters(since=date(2030, 1, 1)), id="a time without documents"),
    pytest.param(Filters(language="xx"), id="a language that is not there"),
    pytest.param(Filters(undated=True), id="undated"),
    pytest.param(Filters(undated=True, language="de"), id="undated, in a language"),
    pytest.param(Filters(has_duplicates=True, language="de"), id="with duplicates"),
    pytest.param(Filters(agency="AFP", until=date(2015, 2, 10)), id="an agency, up to a day"),
    pytest.param(Filters(quality="small_share"), id="a mark of quality that none has"),
    pytest.param(Filters(words=RARE_WORD.upper()), id="a rare word, in other letters"),
    pytest.param(Filters(words="er in"), id="two parts of words"),
    pytest.param(Filters(words="中国"), id="characters without spaces between"),
    pytest.param(Filters(words="中国", language="en"), id="words of another language"),
]


@pytest.mark.parametrize("filters", FILTERS)
def test_all_pages_of_the_list_together_contain_every_document_once(archive, rows, filters):
    pages = walk(archive, filters)
    assert ids(pages) == kept(rows, filters)
    assert all(len(page.rows) == 50 for page in pages[:-1]), "only the last page is short"
    assert pages[0].total == len(kept(rows, filters))


@pytest.mark.parametrize("filters", [Filters(language="zh"), Filters(undated=True)])
def test_the_oldest_first_is_the_newest_first_backwards(archive, rows, filters):
    pages = [find_documents(archive, filters, limit=70, order="oldest")]
    while pages[-1].following:
        pages.append(find_documents(archive, filters, pages[-1].following, 70, order="oldest"))
    assert ids(pages) == kept(rows, filters)[::-1]
    assert pages[0].previous is None
    back = find_documents(archive, filters, pages[1].previous, 70, order="oldest")
    assert back == pages[0]


@pytest.mark.parametrize(("order", "column"), [("title", "title"), ("longest", "word_count")])
def test_lists_are_sorted_by_title_and_length(archive, rows, order, column):
    filters = Filters(language="de", has_duplicates=True)
    wanted = rows[(rows["language"] == "de") & (rows["duplicate_count"] > 0)]
    values = -wanted[column] if column == "word_count" else wanted[column].str.lower()
    expected = wanted.assign(value=values).sort_values(["value", "doc_id"])["doc_id"].tolist()
    pages = [find_documents(archive, filters, limit=11, order=order)]
    while pages[-1].following:
        pages.append(find_documents(archive, filters, pages[-1].following, 11, order=order))
    assert ids(pages) == expected
    assert pages[0].total == len(expected)
    back = [pages[-1]]
    while back[-1].previous:
        back.append(find_documents(archive, filters, back[-1].previous, 11, order=order))
    assert back[-1].rows == pages[0].rows
    assert ids([back[1]]) == ids([pages[-2]])


def test_documents_without_a_title_come_last(built):
    titles = [row.title for row in find_documents(built, Filters(), order="title").rows]
    named = [title for title in titles if title]
    assert titles == sorted(named, key=str.lower) + [None] * (len(titles) - len(named))


def test_duplicates_are_listed_like_documents(archive):
    found = find_documents(archive, Filters(language="de", relation="near"), dataset="duplicates")
    stored = pd.read_parquet(archive.warehouse.version(archive.version_id) / "duplicates")
    stored = stored[stored["language"] == "de"].set_index("doc_id")
    assert found.total == len(stored)
    assert [row.published for row in found.rows] == sorted(
        (row.published for row in found.rows), key=lambda day: day or date.min, reverse=True
    )
    for row in found.rows:
        assert (row.duplicate_of, row.relation) == (stored.loc[row.doc_id, "duplicate_of"], "near")
        assert row.containment == stored.loc[row.doc_id, "containment"]
    assert find_documents(archive, Filters(relation="exact"), dataset="duplicates").total == 0


def test_a_publisher_is_found_by_name(archive, rows):
    publisher = rows["publisher"].iloc[1_000]
    found = walk(archive, Filters(publisher=publisher))
    assert ids(found) == kept(rows, Filters(publisher=publisher))
    assert publisher in {row.publisher for row in found[0].rows}


def test_rows_carry_what_is_stored(archive, rows):
    (first, *_) = find_documents(archive, Filters()).rows
    stored = rows.iloc[0]
    assert (first.doc_id, first.title, first.publisher) == (stored["doc_id"], stored["title"], stored["publisher"])
    assert first.published == stored["published_date"].date()
    assert first.precision == "day"
    last = walk(archive, Filters())[-1].rows[-1]
    assert last.published is None
    assert last.precision == "none"


@pytest.mark.parametrize("filters", [Filters(), Filters(language="zh"), Filters(words="er")])
def test_paging_back_gives_the_same_pages(archive, filters):
    pages = walk(archive, filters)
    back = [pages[-1]]
    while back[-1].previous:
        back.append(find_documents(archive, filters, back[-1].previous))
        assert len(back) <= len(pages) + 1
    seen = ids(reversed(back))
    assert sorted(set(seen)) == sorted(ids(pages))
    assert back[-1].rows == pages[0].rows, "it ends at the first page, and that is full"
    assert ids([back[1]]) == ids([pages[-2]])


def test_the_first_page_has_no_newer_one(archive):
    first = find_documents(archive, Filters())
    assert first.previous is None
    again = find_documents(archive, Filters(), find_documents(archive, Filters(), first.following).previous)
    assert again == first


def test_a_search_for_a_rare_word_is_interrupted_and_can_be_continued(archive, rows, monkeypatch):
    monkeypatch.setattr(searching, "MOST_ROWS", 200)
    filters = Filters(words=RARE_WORD)
    pages = walk(archive, filters)
    assert ids(pages) == kept(rows, filters)
    assert len(pages) > 5
    assert all(page.reached for page in pages[:-1])
    assert pages[-1].reached is None
    most = 200 + 40 * 3 * 2
    assert all(page.looked_through <= most for page in pages), "a row group or two more of each language"


def test_a_search_without_matches_ends_in_both_directions(archive, monkeypatch):
    monkeypatch.setattr(searching, "MOST_ROWS", 200)
    pages = walk(archive, Filters(words="nowhere to be found"))
    assert not ids(pages)
    back = [pages[-1]]
    while back[-1].previous:
        back.append(find_documents(archive, Filters(words="nowhere to be found"), back[-1].previous))
        assert len(back) < 100, "the way back does not end"
    assert not ids(back)


def test_a_page_reads_only_the_newest_month_and_no_text(archive, reads):
    page = find_documents(archive, Filters())
    assert len(page.rows) == 50
    assert all("month=2015-05" in file for file in reads.files)
    assert "text" not in reads.columns
    assert page.looked_through < 50 + 40 * 3 * 3


def test_a_page_far_down_reads_no_more_than_the_first(archive, reads):
    pages = walk(archive, Filters())
    reads.groups.clear()
    find_documents(archive, Filters(), pages[len(pages) // 2].following)
    assert len(reads.groups) < 25


def test_a_day_is_found_by_the_statistics_of_row_groups(archive, reads):
    find_documents(archive, Filters(since=date(2015, 3, 9), until=date(2015, 3, 9), language="en"))
    assert reads.files == {file for file in reads.files if "lang=en/month=2015-03" in file}
    assert len({number for _, number, _ in reads.groups}) <= 3


@pytest.mark.parametrize(
    "cursor",
    [
        "1",
        "older",
        "../../etc/passwd",
        "older_2018-13-01_x_y",
        "older_2018-09_20180231_" + "0" * 24,
        "older_2018-09_20180911_" + "0" * 23 + "g",
        "sideways_2018-09_20180911_" + "0" * 24,
        "older_2018-09_20180911_" + "0" * 24 + "\n",
        "older_２０１８-09_20180911_" + "0" * 24,
    ],
)
def test_an_invalid_cursor_is_refused(archive, cursor):
    with pytest.raises(ParameterError, match="first page"):
        find_documents(archive, Filters(), cursor)


@pytest.mark.parametrize("cursor", ["after_x", "1", "older_2018-09_20180911_" + "0" * 24])
def test_an_invalid_cursor_of_a_sorted_list_is_refused(archive, cursor):
    with pytest.raises(ParameterError, match="first page"):
        find_documents(archive, Filters(), cursor, order="title")


def test_a_cursor_that_names_no_document_is_refused(archive):
    with pytest.raises(ParameterError, match="first page"):
        find_documents(archive, Filters(), "after_" + "0" * 24, order="title")
    with pytest.raises(ParameterError, match="no order"):
        find_documents(archive, Filters(), order="random")


def test_a_first_date_after_the_last_is_refused(archive):
    with pytest.raises(ParameterError, match="is after the last"):
        find_documents(archive, Filters(since=date(2018, 2, 1), until=date(2018, 1, 1)))


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(Filters(words="a" * 201), id="a long word"),
        pytest.param(Filters(quality="good"), id="an unknown quality"),
        pytest.param(Filters(relation="alike"), id="an unknown relation"),
        pytest.param(Filters(undated=True, since=DAY), id="undated, and from a day on"),
        pytest.param(Filters(words=" ".join("abcdefghijk")), id="many words"),
        pytest.param(Filters(publisher="\ud800"), id="half a character"),
    ],
)
def test_too_long_or_invalid_filters_are_refused(archive, filters):
    with pytest.raises(ParameterError):
        find_documents(archive, filters)


@pytest.mark.parametrize("words", ["\0", "(((", "[", "\\", "%", ".*", "a|b", "\u202e"])
def test_special_characters_are_searched_literally(archive, words):
    assert find_documents(archive, Filters(words=words)).rows == ()


def test_the_first_and_last_possible_date_exclude_no_document(archive):
    everything = find_documents(archive, Filters(since=date.min, until=date.max, language="en"))
    assert everything.rows == find_documents(archive, Filters(language="en")).rows
    assert find_documents(archive, Filters(until=date(1, 1, 1))).total == 0


def test_a_built_corpus_is_listed_too(built):
    page = find_documents(built, Filters())
    assert page.rows[0].published == max(row.published for row in page.rows if row.published)
    assert page.rows[-1].source_uri == "undated.txt"
    assert page.total == len(page.rows) == built.manifest.figures.corpus
