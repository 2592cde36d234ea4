"""Dates of a page are found with their place, their label and their time; those in the running text are not."""

from collections.abc import Callable
from datetime import date

import pytest

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.candidates import date_candidates, label_behind
from broadsheet.extraction.dates.labels import Label

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a narrow majority."
MENU = "\n".join(f"Section {name}" for name in "abcdefghijklmnopqrst")


def days(article: Article) -> list[date | None]:
    return [found.written.whole for found in date_candidates(article)]


def test_places(marked_article: Make) -> None:
    found = date_candidates(marked_article(
        f"Posted 1 May 2020\n{MENU}\n2 May 2020\n# New quay, 3 May 2020\n4 May 2020\n> {STORY}\n5 May 2020\n> {STORY}\n"
        "6 May 2020"
    ))  # fmt: skip
    assert [(one.written.day, one.rule) for one in found] == [
        (1, "page head"),
        (2, "header line"),
        (3, "headline"),
        (4, "header line"),
        (5, "line in the story"),
        (6, "footer line"),
    ]


def test_dates_in_the_running_text_are_left_out(marked_article: Make) -> None:
    assert days(marked_article(f"# New quay\n> {STORY}\n> {STORY} It opened on 4 May 1998. {STORY}")) == []


def test_the_opening_of_the_first_line_is_read(marked_article: Make) -> None:
    (found,) = date_candidates(marked_article(f"# New quay\n> BAYTOWN, 4 May 2020 - {STORY}\n> {STORY}"))
    assert (found.written.whole, found.rule) == (date(2020, 5, 4), "dateline")


def test_of_later_body_lines_only_those_that_say_when_the_page_was_posted(marked_article: Make) -> None:
    posted = f"This entry was posted on 4 May 2020 and is filed under Harbour. {'You can follow it by feed. ' * 4}"
    article = marked_article("\n".join(["# New quay", *[f"> {STORY} Opened on 4 May 1998."] * 9, f"> {posted}"]))
    (found,) = date_candidates(article)
    assert (found.written.whole, found.rule, found.label) == (date(2020, 5, 4), "posting line", Label.PUBLISHED)


@pytest.mark.parametrize(
    ("lines", "label", "heading"),
    [
        ("Published: 4 May 2020", Label.PUBLISHED, False),
        ("Last updated\n4 May 2020", Label.UPDATED, True),
        ("© Jo Doe / The Bay Courier\n4 May 2020", None, False),
        ("Valid until\n4 May 2020", None, False),
        ("Valid until 4 May 2020", Label.EVENT, False),
        ("4 May 2020", None, False),
    ],
)
def test_labels_in_the_line_and_above(lines: str, label: Label | None, heading: bool, marked_article: Make) -> None:
    (found,) = date_candidates(marked_article(f"# New quay\n{lines}\n> {STORY}"))
    assert (found.label, found.heading) == (label, heading)


def test_a_label_behind(marked_article: Make) -> None:
    (found,) = date_candidates(marked_article(f"# New quay\n4 May 2020 (updated)\n> {STORY}"))
    assert label_behind(found) is Label.UPDATED


def test_a_quoted_post_of_a_network_has_no_date_of_the_page(marked_article: Make) -> None:
    article = marked_article(
        f"# New quay\nBy Jo Doe@jodoe 4 May 2020\n> {STORY}\nBay (@bay) 3 May 2020\n> {STORY}\n> {STORY}"
    )
    assert days(article) == [date(2020, 5, 4)]


def test_of_very_many_dates_those_near_the_article_are_looked_at(marked_article: Make) -> None:
    archive = "\n".join(f"Story {number}, {number % 28 + 1} May {2000 + number % 20}" for number in range(200))
    found = date_candidates(marked_article(f"{archive}\n# New quay\n4 June 2021\n> {STORY}"))
    assert len(found) == 64
    assert found[-1].written.whole == date(2021, 6, 4)
    assert [one.line for one in found] == sorted(one.line for one in found)
