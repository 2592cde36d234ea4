"""Times of crawls, in the forms that inputs state them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.sources.record import crawl_time

NOON = datetime(2018, 9, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "stated",
    [
        "2018-09-11T12:00:00Z",
        "2018-09-11T12:00:00.000000000Z",
        "2018-09-11T14:00:00+02:00",
        "2018-09-11 12:00:00",
        " 2018-09-11 12:00 UTC",
        "2018-09-11 14:00:00 +0200",
        "20180911120000",
        "1536667200",
        "1536667200000",
        "1536667200.0",
        "Tue, 11 Sep 2018 12:00:00 GMT",
    ],
)
def test_a_time_is_read_as_utc(stated: str) -> None:
    assert crawl_time(stated) == NOON


def test_a_day_counts_from_its_first_moment() -> None:
    assert crawl_time("2018-09-11") == NOON.replace(hour=0)


@pytest.mark.parametrize(
    "stated",
    [
        *(None, "", "yesterday", "9/11/2018", "2018", "2018-13-01", "2018-09-11T25:00:00Z", "20181345000000"),
        *("0001-01-01T00:00:00+14:00", "1970-01-01", "3018-09-11", "9999-12-31T23:59:59-14:00", "9999999999999"),
        *("٢٠١٨-٠٩-١١", "12", "Tue, 31 Feb 2018 12:00:00 GMT", "2018-09-11Tx"),
    ],
)
def test_a_time_in_doubt_is_not_read(stated: str | None) -> None:
    assert crawl_time(stated) is None


@given(st.text(max_size=40) | st.text(st.sampled_from("0123456789-:TZ +.GMTuSep,"), max_size=32))
def test_no_text_is_an_error(stated: str) -> None:
    found = crawl_time(stated)
    assert found is None or 1990 <= found.year < 2100
