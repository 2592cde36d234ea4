"""Each date is weighed by where and how it stands."""

from collections.abc import Callable
from datetime import date

from broadsheet.extraction.article import Article
from broadsheet.extraction.calendar.date_candidates import DateCandidates

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a narrow majority."


def weights(article: Article) -> dict[date | None, tuple[str, float]]:
    candidates = DateCandidates(article)
    return {found.written.whole: (found.rule, found.weight) for found in (*candidates.near(), *candidates.far())}


def test_places_from_best_to_worst(marked_article: Make) -> None:
    menu = "\n".join(f"Section {number}" for number in range(16))
    found = weights(marked_article(
        f"Posted 1 May 2020\n{menu}\n2 May 2020\n# New quay\n3 May 2020\n> {STORY}\n> {STORY}\nPosted 4 May 2020"
    ))  # fmt: skip
    assert {day.day: rule for day, (rule, _) in found.items() if day} == {
        1: "page head",
        2: "header line",
        3: "header line",
        4: "footer line",
    }
    assert found[date(2020, 5, 3)][1] > found[date(2020, 5, 2)][1] > found[date(2020, 5, 4)][1]


def test_a_line_about_something_else_weighs_less(marked_article: Make) -> None:
    found = weights(marked_article(
        f"# New quay\n3 May 2020\nThe quay will be open to all from 9 May 2020, the harbour board said.\n> {STORY}"
    ))  # fmt: skip
    assert found[date(2020, 5, 9)][1] < found[date(2020, 5, 3)][1] - 2


def test_dates_in_the_running_text_are_left_out(marked_article: Make) -> None:
    assert weights(marked_article(f"# New quay\n> {STORY}\n> {STORY} It opened on 4 May 1998. {STORY}")) == {}
