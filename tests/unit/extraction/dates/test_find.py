"""The date of publication is found where it stands, and left out where the page gives none."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broadsheet.extraction.article import Article, read_article
from broadsheet.extraction.dates.calendars import WrittenDate
from broadsheet.extraction.dates.candidates import Candidate
from broadsheet.extraction.dates.find import PublicationDate, best_date, find_date
from broadsheet.extraction.dates.formats import AddressDate
from broadsheet.extraction.dates.labels import Label
from broadsheet.extraction.segmentation.body import find_body
from broadsheet.extraction.segmentation.page import read_page
from broadsheet.extraction.title import find_titles

Make = Callable[..., Article]
SEEDS = Path(__file__).parents[4] / "seeds"
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a narrow majority."


def seed(name: str) -> Article:
    page = read_page((SEEDS / name).read_text(encoding="utf-8"))
    body = find_body(page)
    title = find_titles([page], [body])[0]
    assert title is not None
    return read_article(page, body, title, "en", name)


def test_the_seed_with_a_published_in_line() -> None:
    found = find_date(seed("000_41923d0410d12d71.txt"))
    assert found is not None
    assert (found.day, found.precision, found.at) == (date(2018, 9, 11), "day", None)
    assert found.origin == (
        "published-in line; day before month: the story names Monday and Tuesday, and it is a Tuesday, not a Friday"
    )


def test_the_seed_with_a_header_line() -> None:
    found = find_date(seed("004_1b075e8e20de287e.txt"))
    assert found == PublicationDate(date(2018, 9, 11), "day", None, "header line", 0)


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("12. Mai 2022, 18:04 Uhr", "de", date(2022, 5, 12)),
        ("Publié le 14 Fév 19 à 7:48", "fr", date(2019, 2, 14)),
        ("By Ada Lindgren | March 14, 2021", "en", date(2021, 3, 14)),
        ("2021年3月14日 10:01", "zh", date(2021, 3, 14)),
        ("الأحد، ١٤ مارس ٢٠٢١", "ar", date(2021, 3, 14)),
    ],
)
def test_a_date_between_headline_and_body(marked_article: Make, line: str, language: str, day: date) -> None:
    found = find_date(marked_article(f"Home\nSport\n# New quay approved\n{line}\n> {STORY}", language))
    assert found == PublicationDate(day, "day", None, "header line", 3)


def test_publication_is_preferred_to_the_update(marked_article: Make) -> None:
    found = find_date(marked_article(f"# New quay\nUpdated: 16 March 2021\nPublished: 14 March 2021\n> {STORY}"))
    assert found is not None
    assert found.day == date(2021, 3, 14)


def test_the_moment_is_told_where_time_and_zone_are_given(marked_article: Make) -> None:
    found = find_date(marked_article(f"# New quay\nPublished 17:25 BST, 3 May 2023\n> {STORY}"))
    assert found is not None
    assert found.at == datetime(2023, 5, 3, 16, 25, tzinfo=UTC)


def test_a_month_stays_a_month(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019-09 New quay approved\n> {STORY}"))
    assert found == PublicationDate(date(2019, 9, 1), "month", None, "header line", 0)


def test_the_dateline_completes_a_month(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019-09 New quay approved\n> SEOUL, Sept. 26 (Yonhap) — {STORY}"))
    assert found is not None
    assert (found.day, found.precision) == (date(2019, 9, 26), "day")
    assert found.origin == "header line; day from the dateline"


def test_a_dateline_of_another_month_does_not(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019-09 New quay approved\n> SEOUL, Oct. 2 (Yonhap) — {STORY}"))
    assert found is not None
    assert found.precision == "month"


def test_a_footer_completes_a_month(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019-09 New quay approved\n> {STORY}\nAbout\nDate: 26.09.2019"))
    assert found is not None
    assert (found.day, found.precision) == (date(2019, 9, 26), "day")


def test_a_year_stays_a_year(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019 New quay approved\n> {STORY}"))
    assert found == PublicationDate(date(2019, 1, 1), "year", None, "header line", 0)


def test_the_dateline_completes_a_year(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019 New quay approved\n> SEOUL, Sept. 26 (Yonhap) — {STORY}"))
    assert found is not None
    assert (found.day, found.precision) == (date(2019, 9, 26), "day")


def test_under_an_earlier_copy_of_the_headline(marked_article: Make) -> None:
    menu = "\n".join(f"Section {name}" for name in "abcdefghijklmnopqrst")
    found = find_date(marked_article(f"The new quay\nJo Doe\n4 May 2020 10:00\n{menu}\n# The new quay\n> {STORY}"))
    assert found is not None
    assert found.day == date(2020, 5, 4)


def test_the_last_line_of_the_body_tells_of_the_posting(marked_article: Make) -> None:
    posted = "This entry was posted on Monday, 4 May 2020 at 10:00 and is filed under Harbour."
    found = find_date(marked_article(f"# New quay\n> {STORY}\n> {STORY}\n> {posted}"))
    assert found is not None
    assert (found.day, found.origin) == (date(2020, 5, 4), "posting line")


def test_a_picture_credit_is_no_label_for_the_line_below(marked_article: Make) -> None:
    found = find_date(marked_article(f"© Jo Doe\n14.03.2021 | Harbour\n# New quay\n> {STORY}"))
    assert found is not None
    assert found.day == date(2021, 3, 14)


@pytest.mark.parametrize(
    "page",
    [
        f"# New quay\n2 hours ago\n> {STORY}",
        f"# New quay\nYesterday, 14:30\n> {STORY}",
        f"# New quay\n> SEOUL, Sept. 26 (Yonhap) — {STORY}",
        f"# New quay\n> {STORY}\n> {STORY} The last one was opened on 4 May 1998. {STORY}\n> {STORY}",
        f"# New quay\n> {STORY}\n© 2021 The Bay Courier",
        f"# New quay\n> {STORY}\n> {STORY}\nRead more\nOld bridge sold\n4 June 2020\nNew bridge late\n7 June 2020",
        f"# New quay\nThe boat sails until 1 March 2024 and then again from the summer of that year.\n> {STORY}",
        f"Bridge sold\n4 June 2020\nBridge late\n7 June 2020\nBoat\n9 June 2020\nSport\nBay\n# New quay\n> {STORY}",
        f"# New quay\n> {STORY}\nComments\nJo\nReply\n4 June 2020 at 10:00",
        f"# New quay\n> {STORY}\n> The quay was planned on 4 May 1998 at 10:00.",
    ],
    ids=[
        "hours",
        "yesterday",
        "no year",
        "in the story",
        "copyright",
        "other stories",
        "standfirst",
        "list above",
        "comment",
        "last line",
    ],
)
def test_no_date_is_better_than_a_wrong_one(marked_article: Make, page: str) -> None:
    assert find_date(marked_article(page)) is None


def test_the_clock_of_the_page_is_not_the_date(marked_article: Make) -> None:
    menu = "\n".join(f"Section {number}" for number in range(20))
    assert find_date(marked_article(f"Wednesday, 3 December 2025\n{menu}\n# New quay\n> {STORY}")) is None


def test_the_address_is_the_last_resort(marked_article: Make) -> None:
    article = marked_article(f"# New quay\n> {STORY}", url="https://example.org/2021/03/14/new-quay")
    assert find_date(article) == PublicationDate(date(2021, 3, 14), "day", None, "URL", None)


def test_the_address_settles_the_order(marked_article: Make) -> None:
    article = marked_article(f"# Neuer Kai\n05/04/2021\n> {STORY}", "de", url="https://example.org/2021/05/04/kai")
    found = find_date(article)
    assert found is not None
    assert (found.day, found.origin) == (
        date(2021, 5, 4),
        "header line; month before day: the page gives it otherwise too",
    )


def test_the_zone_of_the_machine_plays_no_part(marked_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    article = marked_article(f"# New quay\nPublished 23:30 GMT, 05/04/2021\n> {STORY}")
    found = find_date(article)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert find_date(article) == found
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "lines",
    [
        "Jan. 5, 2020 | Updated Feb. 6, 2020",
        "7 January 2020\nUpdated 9 January 2020",
        "Tue 7 Jan 2020 06.00 GMT\nLast modified on Wed 8 Jan 2020 09.30 GMT",
    ],
    ids=["one line", "two lines", "with times"],
)
def test_the_date_before_that_of_an_update_is_that_of_publication(lines: str, marked_article: Make) -> None:
    found = find_date(marked_article(f"# New quay\n{lines}\n> {STORY}"))
    assert found is not None
    assert (found.day.year, found.day.month) == (2020, 1)
    assert found.day.day in {5, 7}


PAGE = "\n".join([*["Menu"] * 20, "# New quay", *["Menu"] * 20, "> The council voted for it."])
HEADLINE = 20


def on(day: int, line: int, weight: float = 3.0, label: Label | None = None) -> Candidate:
    return Candidate(WrittenDate(0, 10, 2020, 5, day, "words"), line, "header line", weight, None, label)


def chosen(article: Article, *candidates: Candidate, address: AddressDate | None = None) -> int | None:
    best = best_date(candidates, article, address, 2.5)
    return best.written.day if best else None


def test_the_heaviest_and_the_first_of_equals(marked_article: Make) -> None:
    article = marked_article(PAGE)
    assert chosen(article, on(4, 22), on(5, 35, 3.1)) == 5
    assert chosen(article, on(4, 22), on(5, 35)) == 4
    assert chosen(article, on(4, 22, 2.5)) is None


def test_a_day_stated_on_two_lines_gains(marked_article: Make) -> None:
    assert chosen(marked_article(PAGE), on(4, 22, 3.2), on(5, 33), on(5, 38)) == 5


def test_the_day_of_the_address_gains(marked_article: Make) -> None:
    address = AddressDate(date(2020, 5, 5), True, "URL")
    assert chosen(marked_article(PAGE), on(4, 22, 4.0), on(5, 33), address=address) == 5


def test_a_day_amid_other_days_is_that_of_another_story(marked_article: Make) -> None:
    article = marked_article(PAGE)
    assert chosen(article, on(1, 8), on(2, 11), on(3, 14)) is None
    assert chosen(article, on(1, 30), on(2, 33), on(3, 36)) is None
    assert chosen(article, on(1, 30), on(2, 33)) == 1, "one other day may be that of an update"


def test_a_label_keeps_a_day_out_of_the_list(marked_article: Make) -> None:
    article = marked_article(PAGE)
    assert chosen(article, on(1, 8), on(2, 11, label=Label.PUBLISHED), on(3, 14)) == 2
