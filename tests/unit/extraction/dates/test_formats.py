"""Dates are read from a line in the formats that pages use; what is not written stays open."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.extraction.dates.formats import (
    HINT,
    AddressDate,
    date_in_address,
    dates_in_numbers,
    dates_with_signs,
    read_dates,
)
from broadsheet.extraction.lexicon.calendar_names import plain_digits

DAYS = st.dates(date(1900, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("date 2018-09-11 A HEADLINE", "en", date(2018, 9, 11)),
        ("9 September, 2018 12:00 AM printer", "en", date(2018, 9, 9)),
        ("| 2018-09-09 |", "en", date(2018, 9, 9)),
        ("• 08:29 • Friday ,18 September 2020", "en", date(2020, 9, 18)),
        ("Monday 12 March 2018", "en", date(2018, 3, 12)),
        ("19/03/2023 - 08:52", "fr", date(2023, 3, 19)),
        ("22. April 2024", "de", date(2024, 4, 22)),
        ("Sept. 26, 2018", "en", date(2018, 9, 26)),
        ("June 19th of 2020", "en", date(2020, 6, 19)),
        ("4 de mayo de 2020", "es", date(2020, 5, 4)),
        ("le 1er mai 2020", "fr", date(2020, 5, 1)),
        ("2020年5月4日", "ja", date(2020, 5, 4)),
        ("令和2年5月4日", "ja", date(2020, 5, 4)),
        ("2020년 5월 4일", "ko", date(2020, 5, 4)),
        ("ngày 4 tháng 5 năm 2020", "vi", date(2020, 5, 4)),
        ("2020. június 4.", "hu", date(2020, 6, 4)),
        ("2017. 09. 13. 18:41", "hu", date(2017, 9, 13)),
        ("17.ago.2016 às 19h35", "pt", date(2016, 8, 17)),
        ("٢٤ أغسطس ٢٠٢٠", "ar", date(2020, 8, 24)),
        ("10 آب/أغسطس 2020", "ar", date(2020, 8, 10)),
        ("२९ सितंबर २०२०", "hi", date(2020, 9, 29)),
        ("5 พฤษภาคม 2563", "th", date(2020, 5, 5)),
        ("2020 m. gegužės 4 d.", "lt", date(2020, 5, 4)),
        ("17.05.21 / 3 Kommentare", "de", date(2021, 5, 17)),
        ("Publié le 14 Fév 19 à 7:48", "fr", date(2019, 2, 14)),
        ("20200504", "en", date(2020, 5, 4)),
        ("Jo DoeNovember 6, 2023", "en", date(2023, 11, 6)),
        ("October 14, 20217:38 PM ET", "en", date(2021, 10, 14)),
        ("Publiziert23. Februar 2024, 17:54", "de", date(2024, 2, 23)),
        ("12/12/2022", "en", date(2022, 12, 12)),
        ("04-MAY-20", "en", date(2020, 5, 4)),
        ("4 May '20", "en", date(2020, 5, 4)),
        ("May 4 @ 10:00, 2020", "en", date(2020, 5, 4)),
        ("10:08 June 19, 2020", "en", date(2020, 6, 19)),
        ("2020-05-04T10:00:00+02:00", "en", date(2020, 5, 4)),
        ("Mon, 04 May 2020 10:00:00 +0000", "en", date(2020, 5, 4)),
        ("Mon May  4 10:00:00 UTC 2020", "en", date(2020, 5, 4)),
        ("04.05.20204. Mai 2020", "de", date(2020, 5, 4)),
        ("13. Jänner 2020", "de", date(2020, 1, 13)),
        ("Montag, den 4. Mai 2020", "de", date(2020, 5, 4)),
        ("4 de mayo del 2020", "es", date(2020, 5, 4)),
        ("1° maggio 2020", "it", date(2020, 5, 1)),
        ("4. května 2020", "cs", date(2020, 5, 4)),
        ("4 maja 2020 r.", "pl", date(2020, 5, 4)),
        ("4. svibnja 2020.", "hr", date(2020, 5, 4)),
        ("2020. gada 4. maijs", "lv", date(2020, 5, 4)),
        ("2020ko maiatzaren 4a", "eu", date(2020, 5, 4)),
        ("4 травня 2020 р.", "uk", date(2020, 5, 4)),
        ("4 Μαϊ. 2020", "el", date(2020, 5, 4)),
        ("2020 жылғы 4 мамыр", "kk", date(2020, 5, 4)),
        ("2020 оны 5 сарын 4", "mn", date(2020, 5, 4)),
        ("04 Ağustos 2020 Salı", "tr", date(2020, 8, 4)),
        ("13 جويلية 2020", "ar", date(2020, 7, 13)),
        ("13 تشرين الأول 2020", "ar", date(2020, 10, 13)),
        ("ב-4 במאי 2020", "he", date(2020, 5, 4)),
        ("دوشنبه ۱۵ اردیبهشت ۱۳۹۹", "fa", date(2020, 5, 4)),
        ("۱۳۹۹/۰۲/۱۵", "fa", date(2020, 5, 4)),
        ("۴ مئی ۲۰۲۰", "ur", date(2020, 5, 4)),
        ("४ मई २०२०", "hi", date(2020, 5, 4)),
        ("৪ মে ২০২০", "bn", date(2020, 5, 4)),
        ("மே 4, 2020", "ta", date(2020, 5, 4)),
        ("4 พ.ค. 2563", "th", date(2020, 5, 4)),
        ("13 พ.ค. 63", "th", date(2020, 5, 13)),
        ("13/5/2563", "th", date(2020, 5, 13)),
        ("4 ພຶດສະພາ 2020", "lo", date(2020, 5, 4)),
        ("4 ឧសភា 2020", "km", date(2020, 5, 4)),
        ("4 Tháng Năm, 2020", "vi", date(2020, 5, 4)),
        ("Senin, 04 Mei 2020 10:00 WIB", "id", date(2020, 5, 4)),
        ("Ika-4 ng Mayo, 2020", "fil", date(2020, 5, 4)),
        ("平成32年5月4日", "ja", date(2020, 5, 4)),
    ],
)
def test_a_day_is_read(text: str, language: str, day: date) -> None:
    assert [written.whole for written in read_dates(text, language)] == [day]


@pytest.mark.parametrize(
    ("text", "pair"), [("11 - 09 - 2018", (11, 9)), ("2/11/2023", (2, 11)), ("04.05.20", (4, 5)), ("26-09-20", None)]
)
def test_the_order_of_two_small_numbers_stays_open(text: str, pair: tuple[int, int] | None) -> None:
    (written,) = read_dates(text, "en")
    assert written.pair == pair
    assert (written.whole is None) == (pair is not None)


@pytest.mark.parametrize(
    ("text", "month"), [("date 2019-09 A HEADLINE", 9), ("September 2018", 9), ("2020年5月", 5), ("12 Ramadan 1440", 5)]
)
def test_a_month_without_a_day_keeps_its_day_open(text: str, month: int) -> None:
    (written,) = read_dates(text, "en")
    assert (written.month, written.day, written.whole) == (month, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "Sept. 26",
        "yesterday",
        "2 hours ago",
        "2018",
        "call 192.168.11.12",
        "31.02.2020",
        "page 12/2023",
        "1.5.2 released",
        "In 1450 a town of 30 houses",
        "12-05-99999",
        "13 محرم 1445",
    ],
)
def test_what_is_no_whole_date_gives_none(text: str) -> None:
    assert read_dates(text, "en") == []


def test_several_dates_come_in_order_and_apart() -> None:
    found = read_dates("Posted: Mar 4, 2021 / 07:15 PM GMT / Updated: 2021-03-05, next 10.11.2021", "en")
    assert [written.start for written in found] == sorted(written.start for written in found)
    assert [str(written.whole or written.pair) for written in found] == ["2021-03-04", "2021-03-05", "(10, 11)"]


@given(DAYS)
def test_iso_dates_are_read_back(day: date) -> None:
    assert [written.whole for written in read_dates(f"on {day.isoformat()} in", "en")] == [day]


@given(DAYS, st.sampled_from(["%d %B %Y", "%B %d, %Y", "%A, %d %b %Y"]))
def test_english_dates_are_read_back(day: date, pattern: str) -> None:
    assert [written.whole for written in read_dates(day.strftime(pattern), "en")] == [day]


@given(DAYS, st.sampled_from([".", "/", " - "]))
def test_one_order_of_a_numeric_date_is_the_day_itself(day: date, mark: str) -> None:
    (written,) = read_dates(f"{day.day:02}{mark}{day.month:02}{mark}{day.year}", "en")
    assert written.ordered(day_first=True) == day


@given(st.text(max_size=80))
def test_reading_never_fails_and_stays_inside_the_line(text: str) -> None:
    for written in read_dates(text, "en"):
        assert 0 <= written.start < written.end <= len(text)


@given(st.text(max_size=40))
def test_plain_digits_keep_the_length_and_all_else(text: str) -> None:
    plain = plain_digits(text)
    assert len(plain) == len(text)
    assert all(one == other or unicodedata.digit(one) == int(other) for one, other in zip(text, plain, strict=True))


@given(DAYS)
def test_the_cheap_test_lets_every_date_through(day: date) -> None:
    for pattern in ("%Y-%m-%d", "%d.%m.%y", "%d %B %Y", "%d - %m - %Y", "%d. %b %y", "%d-%b-%y", "%d %B '%y"):
        assert HINT.search(day.strftime(pattern))


def in_numbers(text: str) -> list[tuple[int, int | None, int | None]]:
    runs = [run.span() for run in re.finditer(r"\d+", text)]
    return [(written.year, written.month, written.day) for written in dates_in_numbers(text, runs)[0]]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("13.05.2020", (2020, 5, 13)),
        ("05/13/2020", (2020, 5, 13)),
        ("2020/5/3", (2020, 5, 3)),
        ("13.05.20", (2020, 5, 13)),
        ("04/05/2020", (2020, None, None)),
        ("2020-05", (2020, 5, None)),
        ("20200513", (2020, 5, 13)),
    ],
)
def test_numbers_that_are_dates(text: str, parts: tuple[int, int | None, int | None]) -> None:
    assert in_numbers(text) == [parts]


@pytest.mark.parametrize(
    "text", ["1.2.3.4", "2020-13", "20201399", "13-05-2", "5,000-10-12", "10/20/30/40", "99.99.2020"]
)
def test_numbers_that_are_not(text: str) -> None:
    assert in_numbers(text) == []


@pytest.mark.parametrize("text", ["2020年2月30日", "第2020年", "13月5日"])
def test_signs_need_a_day_of_the_calendar(text: str) -> None:
    assert list(dates_with_signs(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "2020年1月1日",
        "平成32年1月1日",
        "民國109年1月1日",
        "2020년 1월 1일",
        "1 tháng 1, 2020",
        "1 Tháng Một, 2020",
        "2020 оны 1 дүгээр сарын 1",
    ],
)
def test_signs_and_eras_give_the_day(text: str) -> None:
    assert [written.whole for written in dates_with_signs(text)] == [date(2020, 1, 1)]


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("1399/02/15", "fa", date(2020, 5, 4)),
        ("15/2/1399", "fa", date(2020, 5, 4)),
        ("2020/05/04", "fa", date(2020, 5, 4)),
        ("13/5/2563", "th", date(2020, 5, 13)),
        ("13/5/63", "th", date(2020, 5, 13)),
        ("2563-05-04", "und", date(2020, 5, 4)),
    ],
)
def test_years_of_other_calendars(text: str, language: str, day: date) -> None:
    runs = [run.span() for run in re.finditer(r"\d+", text)]
    assert [written.whole for written in dates_in_numbers(text, runs, language)[0]] == [day]


def test_a_persian_year_needs_a_language_that_counts_so() -> None:
    assert in_numbers("1399/02/15") == []


def test_runs_that_are_part_of_no_date_are_handed_back() -> None:
    text = "12 pages of 04.05.2020, no. 7"
    runs = [run.span() for run in re.finditer(r"\d+", text)]
    assert dates_in_numbers(text, runs)[1] == [runs[0], runs[-1]]


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


@pytest.mark.parametrize(
    ("uri", "day"),
    [
        ("CC-NEWS-20200504-00001.warc#8a1d2c3e-2020-4504-9aaa-000000000000", None),
        ("2020-05-04-export.jsonl#17", None),
        ("wire/2020-05-04.csv#2020-05-04", None),
        ("crawl-2019-01-01.tar#2020-05-04-harbour.html", date(2020, 5, 4)),
        ("crawl-2019-01-01.tar#harbour.html", None),
        ("crawl.zip#example.org/2020/05/04/harbour.html", date(2020, 5, 4)),
    ],
)
def test_the_name_of_a_file_of_several_records_dates_none_of_them(uri, day):
    found = date_in_address(uri, None)
    assert (found.day if found else None) == day
