"""The date of publication is found where it stands, and left out where the page gives none."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broadsheet.extraction.article import Article, read_article
from broadsheet.extraction.dates.find import PublicationDate, find_date, find_dates
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
        "header line; day before month: the story names Monday and Tuesday, and it is a Tuesday, not a Friday"
    )


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
    assert found == PublicationDate(date(2019, 9, 1), "month", None, "headline", 0)


def test_the_dateline_completes_a_month(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019-09 New quay approved\n> SEOUL, Sept. 26 (Yonhap) — {STORY}"))
    assert found is not None
    assert (found.day, found.precision) == (date(2019, 9, 26), "day")
    assert found.origin == "headline; day from the dateline"


def test_a_dateline_of_another_month_does_not(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019-09 New quay approved\n> SEOUL, Oct. 2 (Yonhap) — {STORY}"))
    assert found is not None
    assert found.precision == "month"


def test_a_footer_completes_a_month(marked_article: Make) -> None:
    found = find_date(marked_article(f"# date 2019-09 New quay approved\n> {STORY}\nAbout\nDate: 26.09.2019"))
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
        "comment",
        "last line",
    ],
)
def test_no_date_is_better_than_a_wrong_one(marked_article: Make, page: str) -> None:
    assert find_date(marked_article(page)) is None


def test_the_clock_of_the_page_gives_way_to_the_date_of_the_story(marked_article: Make) -> None:
    menu = "\n".join(f"Section {number}" for number in range(20))
    found = find_date(marked_article(f"Wednesday, 3 December 2025\n{menu}\n# New quay\n2 December 2025\n> {STORY}"))
    assert found is not None
    assert found.day == date(2025, 12, 2)


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


def dated(lines: str, marked_article: Make, latest: date | None = None, language: str = "en") -> date | None:
    (found,) = find_dates([marked_article(f"Home\nSport\n{lines}\n> {STORY}\n> {STORY}\nAbout us", language)], latest)
    return found.day if found else None


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("10:36pm\xa0Wednesday\xa016th\xa0January\xa02008", "en", date(2008, 1, 16)),
        ("【2021年3月14日】", "zh", date(2021, 3, 14)),
        ("Posted on 01/30/2020 Categories Harbour", "en", date(2020, 1, 30)),
        ("* bay-courier.example, Thursday 12 March 2020 12.24 GMT", "en", date(2020, 3, 12)),
        ("By Jo Doe, Bay Courier Writer14 March 2021", "en", date(2021, 3, 14)),
        ("The paper of the bayWednesday 16th January 2008", "en", date(2008, 1, 16)),
        ("11/8/2023 10:46 PM", "en", date(2023, 11, 8)),
    ],
    ids=["time first", "brackets", "with a category", "with the site", "end of a byline", "glued", "American"],
)
def test_forms(line: str, language: str, day: date, marked_article: Make) -> None:
    assert dated(f"# New quay\n{line}", marked_article, language=language) == day


@pytest.mark.parametrize(
    "line",
    [
        "Offer ends 31 December 2031",
        "Closing date: 3 March 2020",
        "Event: 3 March 2020, 19:30",
        "Terms of use updated 3 March 2020",
        "Tickets on sale until 3 March 2020",
        "Einsendeschluss: 3. März 2020",
        "Date limite de l'offre valable jusqu'au 3 mars 2020",
    ],
)
def test_the_date_of_another_event_is_none(line: str, marked_article: Make) -> None:
    language = "de" if "März" in line else "fr" if "mars" in line else "en"
    assert dated(f"# New quay\n{line}", marked_article, language=language) is None
    assert dated(f"{line}\n# New quay\n5 May 2019", marked_article, language=language) == date(2019, 5, 5)


def test_of_two_orders_the_one_that_is_not_in_the_future(marked_article: Make) -> None:
    line = "# New quay\nPublished 12/03/2026"
    assert dated(line, marked_article) == date(2026, 12, 3)
    assert dated(line, marked_article, date(2026, 11, 28)) == date(2026, 3, 12)


def test_a_weak_date_in_the_future_costs_the_date_a_strong_one_waits(marked_article: Make) -> None:
    weak = f"# New quay\n> {STORY}\n> {STORY}\nShare\nMore\n4 June 2020 The ferry calls again"
    day = date(2020, 3, 1)
    assert find_dates([marked_article(weak)], day) == [None]
    assert dated("# New quay\nPublished: 4 June 2020 10:00", marked_article, day) == date(2020, 6, 4)
    assert dated("# New quay\nPublished: 4 June 2020 10:00\n1 February 2020", marked_article, day) == date(2020, 2, 1)


@pytest.mark.parametrize(
    "lines",
    [
        "Published 3 May 2020\nLast updated 9 May 2020",
        "Published 3 May 2020 | Modified 9 May 2020",
        "Updated on May 9, 2020 at 10:12 am; first published May 3, 2020",
        "3 May 2020 (updated 9 May 2020)",
    ],
)
def test_the_day_of_the_update_has_its_own_place(lines: str, marked_article: Make) -> None:
    found = find_date(marked_article(f"Home\n# New quay\n{lines}\n> {STORY}\n> {STORY}"))
    assert found is not None
    assert (found.day, found.updated) == (date(2020, 5, 3), date(2020, 5, 9))
    assert found.updated_origin == "header line, labelled as an update"


def test_without_an_update_there_is_none(marked_article: Make) -> None:
    found = find_date(marked_article(f"# New quay\nPublished 3 May 2020\n> {STORY}\nComments\nJo\nedited 4 May 2020"))
    assert found is not None
    assert (found.updated, found.updated_origin) == (None, None)


def test_pages_together_give_what_each_gives_alone(marked_article: Make) -> None:
    articles = [marked_article(f"# New quay\n{line}\n> {STORY}") for line in ("4 May 2020", "no date", "5 May 2020")]
    together = find_dates(articles)
    assert together == [find_date(article) for article in articles]
    assert [found and found.day.day for found in together] == [4, None, 5]
    assert find_dates([]) == []
