"""Dates in addresses and file names are read where they stand apart."""

from datetime import date

import pytest

from broadsheet.extraction.calendar.address_dates import AddressDate, date_in_address


@pytest.mark.parametrize(
    ("url", "day", "whole"),
    [
        ("https://example.org/2020/05/04/a-story", date(2020, 5, 4), True),
        ("https://example.org/news/2020-05-04-a-story.html", date(2020, 5, 4), True),
        ("https://example.org/20200504/a-story", date(2020, 5, 4), True),
        ("https://example.org/2020/may/4/a-story", date(2020, 5, 4), True),
        ("https://example.org/2020/05/a-story", date(2020, 5, 1), False),
    ],
)
def test_dates_in_web_addresses(url: str, day: date, whole: bool) -> None:
    assert date_in_address("page.txt", url) == AddressDate(day, whole, "URL")


@pytest.mark.parametrize(
    "url",
    ["https://example.org/story-20200504123", "https://example.org/2020/13/04", "https://example.org/?d=2020-05-04"],
)
def test_other_numbers_in_addresses_are_no_dates(url: str) -> None:
    assert date_in_address("page.txt", url) is None


def test_a_file_name_may_tell_the_date_but_a_folder_may_be_the_crawl() -> None:
    assert date_in_address("wire/2020-05-04_story.txt", None) == AddressDate(date(2020, 5, 4), True, "file name")
    assert date_in_address("crawl/2020-05-04/000_41923d0410d12d71.txt", None) is None


def test_folders_that_mirror_an_address_are_read() -> None:
    found = date_in_address("mirror/example.org/2020/05/04/story.txt", None)
    assert found == AddressDate(date(2020, 5, 4), True, "file name")
