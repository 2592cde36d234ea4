"""The few lines a run ends with."""

from dataclasses import replace

import pytest

from broadsheet.reporting.run_summary import Summary
from broadsheet.runs.run import Found
from broadsheet.warehouse.manifest import Figures


@pytest.fixture
def summary() -> Summary:
    return Summary(
        found=Found(new=1200, unchanged=30, gone=2),
        version="3f9a1c0700aa11bb",
        is_new=True,
        dates=("2018-09-11", "2018-09-12"),
        waiting=0,
        figures=Figures(
            pages=1230,
            corpus=1000,
            duplicates=150,
            quarantine=80,
            words=412_000,
            relations={"contained": 50, "exact": 90, "near": 10},
            reasons={"binary": 1, "empty": 9, "no_article": 60, "not_prose": 10},
            undated=12,
        ),
        warnings=(),
        report="/data/validation/run.html",
        path="data/current/corpus",
    )


def test_a_run_is_told_in_aligned_lines(summary):
    assert summary.lines() == [
        "found       1,230 pages: 1,200 new, 30 unchanged, 2 gone",
        "version     3f9a1c0700aa11bb (new, changed 2018-09-11, 2018-09-12)",
        "corpus      1,000   412,000 words, 12 without a date",
        "duplicates    150   90 exact, 50 contained, 10 near",
        "quarantine     80   60 no_article, 10 not_prose, 9 empty, …",
        "pending         0",
        "pages       1,230",
        'read it     pandas.read_parquet("data/current/corpus")',
    ]


def test_a_run_that_changed_nothing_says_so(summary):
    lines = replace(summary, is_new=False, dates=()).lines()

    assert lines[1] == "version     3f9a1c0700aa11bb (nothing changed)"


def test_many_dates_are_told_as_a_range(summary):
    dates = tuple(f"2018-09-{day:02d}" for day in range(1, 31))

    assert "changed 30 dates from 2018-09-01 to 2018-09-30" in replace(summary, dates=dates).lines()[1]


def test_warnings_come_with_the_report_and_what_waits_is_told(summary):
    lines = replace(summary, warnings=("30 of 40 documents without a title",), waiting=4).lines()

    assert lines[-4:-1] == [
        "waiting     4 published pages changed; a run for their new date takes them up",
        "warning     30 of 40 documents without a title",
        "report      /data/validation/run.html",
    ]


def test_an_empty_source_is_told_plainly(summary):
    empty = replace(summary, found=Found(), figures=Figures())

    assert empty.lines()[0] == "found       0 pages"
    assert "pages       0" in empty.lines()
