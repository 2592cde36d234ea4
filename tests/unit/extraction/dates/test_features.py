"""Each date of a page is described by what its line, its place and the other dates say."""

from collections.abc import Callable
from datetime import date

import numpy as np

from broadsheet.extraction.article import Article
from broadsheet.extraction.dates.candidates import date_candidates
from broadsheet.extraction.dates.features import column_names, describe
from broadsheet.extraction.dates.formats import AddressDate

Make = Callable[..., Article]
STORY = "The council voted for the new quay after a debate that lasted four hours and ended in a narrow majority."


def described(article: Article, address: AddressDate | None = None) -> list[dict[str, float]]:
    matrix = describe(article, date_candidates(article), address)
    assert matrix.dtype == np.float32
    return [dict(zip(column_names(), row, strict=True)) for row in matrix.tolist()]


def test_columns_have_names_of_their_own() -> None:
    assert len(set(column_names())) == len(column_names())


def test_place_form_and_label(marked_article: Make) -> None:
    (row,) = described(marked_article(f"Home\n# New quay\nJo Doe\nPublished: Monday, 4 May 2020 10:00 GMT\n> {STORY}"))
    assert (row["WORDS"], row["NUMBERS"], row["PUBLISHED"], row["UPDATED"]) == (1, 0, 1, 0)
    assert (row["TIME"], row["ZONE"], row["WEEKDAY"]) == (1, 1, 1)
    assert (row["TO_TITLE"], row["TO_FIRST"], row["BETWEEN"], row["KEPT"]) == (2, -1, 1, 0)


def test_a_weekday_of_another_day_speaks_against_a_date(marked_article: Make) -> None:
    (row,) = described(marked_article(f"# New quay\nSunday, 4 May 2020\n> {STORY}"))
    assert row["WEEKDAY"] == -1


def test_dates_are_compared(marked_article: Make) -> None:
    first, second, third = described(
        marked_article(f"# New quay\n4 May 2020\n> {STORY}\n> {STORY}\n9 May 2020\n4 May 2020")
    )
    assert (first["SAME_DAY"] > 0, second["SAME_DAY"] > 0, third["SAME_DAY"] > 0) == (True, False, True)
    assert (first["EARLIER"], first["LATER"], second["EARLIER"], second["LATER"]) == (0, 1, 1, 0)
    assert (first["HEADER_EARLIER"], second["HEADER_EARLIER"]) == (0, 1)
    assert (second["EARLIER_BESIDE"], first["EARLIER_BESIDE"]) == (1, 0)


def test_the_address_agrees_or_not(marked_article: Make) -> None:
    article = marked_article(f"# New quay\n4 May 2020\n> {STORY}")
    addresses = [date(2020, 5, 4), date(2020, 5, 9), date(2019, 5, 4)]
    agreeing = [described(article, AddressDate(day, True, "URL"))[0]["AGREES"] for day in addresses]
    assert agreeing == [1, 0.5, -1]
    assert described(article)[0]["AGREES"] == 0


def test_ranges_and_sentences_are_seen(marked_article: Make) -> None:
    both = described(
        marked_article(f"# New quay\n1 May 2020 - 4 May 2020\nIt will open on 4 May 2020 to all boats.\n> {STORY}")
    )
    assert [row["RANGE"] for row in both] == [1, 1, 0]
    assert [row["INSIDE_SENTENCE"] for row in both] == [0, 0, 1]
