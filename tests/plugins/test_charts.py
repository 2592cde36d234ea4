"""Charts: bars are in order and within bounds, their parts add up, and labels do not overlap."""

import doctest
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from broadsheet.queries.overview import Month, Shares
from corpus_browser import charts, rendering
from corpus_browser.charts import HEIGHT, SMALL_HEIGHT, chart_months, chart_shares


def months(count: int, first: int = 2015) -> list[Month]:
    return [
        Month(f"{first + at // 12}-{at % 12 + 1:02d}", 3 + at % 5, {"en": 2 + at % 5, "de": 1}) for at in range(count)
    ]


@pytest.mark.parametrize("module", [charts, rendering])
def test_the_examples_in_the_docstrings_hold(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize("count", [1, 5, 12, 48, 96, 97, 700])
def test_bars_do_not_overlap_and_are_within_the_chart(count):
    chart = chart_months([*months(count), Month("undated", 9, {"en": 9})], {"en": 1, "de": 1})
    edges = [edge for bar in chart.bars for edge in (bar.left, bar.left + bar.width)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= 100
    for bar in chart.bars:
        assert bar.segments[0].top + bar.segments[0].height == HEIGHT
        assert bar.segments[-1].top >= 0
        assert sum(part.value for part in bar.segments) == bar.total
    assert sum(bar.total for bar in chart.bars) == sum(month.documents for month in months(count)) + 9
    assert len(chart.labels) <= 10


def test_many_months_become_years_and_each_bar_spans_its_dates():
    few, many = chart_months(months(14), {"en": 1, "de": 1}), chart_months(months(120), {"en": 1, "de": 1})
    assert [(bar.name, bar.since, bar.until) for bar in few.bars][1] == ("2015-02", "2015-02-01", "2015-02-28")
    assert [(bar.name, bar.since, bar.until) for bar in many.bars][1] == ("2016", "2016-01-01", "2016-12-31")


@pytest.mark.parametrize(
    ("lots", "names", "gap"),
    [
        ([*months(24, 1986), *months(24, 2010)], ["1986-01", "2010-01"], ("1988-01", "2009-12")),
        ([*months(16, 1986), *months(40, 2010)], ["1986-01", "2010-01"], ("1987-05", "2009-12")),
        ([*months(60, 1900), *months(60, 2010)], ["1900", "2010"], ("1905", "2009")),
    ],
)
def test_a_long_time_without_documents_is_a_visible_break(lots, names, gap):
    chart = chart_months(lots, {"en": 1, "de": 1})
    (one,) = chart.breaks
    assert (one.first, one.last) == gap
    behind = [bar.name for bar in chart.bars].index(names[1])
    assert chart.bars[0].name == names[0]
    assert chart.bars[behind - 1].left + chart.bars[behind - 1].width <= one.left < one.middle
    assert one.left + one.width == pytest.approx(chart.bars[behind].left)
    places = [label.place for label in chart.labels]
    assert all(other - one >= 8 for one, other in pairwise(places)), "labels do not overlap, also beside a break"
    assert chart_months(months(30), {"en": 1}).breaks == ()


def test_years_without_documents_have_a_place_without_a_bar():
    empty = [Month(f"{year}-{number:02d}", 0, {}) for year in (2020, 2021) for number in range(1, 13)]
    chart = chart_months([*months(60), *empty, *months(24, 2022)], {"en": 1, "de": 1})
    heights = {bar.name: len(bar.segments) for bar in chart.bars}
    assert (heights["2019"], heights["2020"], heights["2021"], heights["2022"]) == (2, 0, 0, 2)
    assert len(chart.bars) == 9


def test_without_documents_there_is_no_bar():
    assert chart_months([], {}).bars == ()
    assert chart_shares([], "duplicate_share").bars == ()


def test_the_largest_share_has_full_height_and_a_share_of_zero_has_no_bar():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    trend = [Shares(at, f"run-{n}", "a" * 16, 10, 8, n, 1, 0, n / 10, 0.1) for n in range(3)]
    chart = chart_shares(trend, "duplicate_share")
    assert [bar.key for bar in chart.bars] == ["run-0", "run-1", "run-2"]
    assert chart.bars[0].segments == ()
    assert chart.bars[2].segments[0].height == SMALL_HEIGHT
