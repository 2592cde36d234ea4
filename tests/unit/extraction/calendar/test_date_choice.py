"""The heaviest date is chosen, once each is set among the others."""

from collections.abc import Callable
from datetime import date

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.address_dates import AddressDate
from broadsheet.extraction.calendar.date_candidates import Candidate
from broadsheet.extraction.calendar.date_choice import best_date
from broadsheet.extraction.calendar.date_labels import Label
from broadsheet.extraction.calendar.written_dates import WrittenDate

Make = Callable[..., Article]
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
