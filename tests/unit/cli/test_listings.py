"""Results as lines of text."""

from dataclasses import replace

import pytest

from broadsheet.cli.listings import audit_lines, duplicates_lines, summary_lines
from broadsheet.operations.audit import Audit
from broadsheet.operations.finding import Finding
from broadsheet.queries.duplicates import Duplicate, DuplicateList
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


def test_a_summary_is_an_aligned_table(summary):
    assert list(summary_lines(summary)) == [
        "found       1,230 pages: 1,200 new, 30 unchanged, 2 gone",
        "version     3f9a1c0700aa11bb (new; documents of 2018-09-11, 2018-09-12 changed)",
        "corpus      1,000   412,000 words, 12 without a date",
        "duplicates    150   90 exact, 50 contained, 10 near",
        "quarantine     80   60 no_article, 10 not_prose, 9 empty, 1 more reason",
        "pending         0",
        "pages       1,230",
        'read with   pandas.read_parquet("data/current/corpus")',
    ]


def test_a_run_that_changed_nothing_has_no_new_version(summary):
    lines = list(summary_lines(replace(summary, is_new=False, dates=())))

    assert lines[1] == "version     3f9a1c0700aa11bb (nothing changed)"


def test_many_dates_are_a_range(summary):
    dates = tuple(f"2018-09-{day:02d}" for day in range(1, 31))

    assert "30 dates changed, from 2018-09-01 to 2018-09-30" in list(summary_lines(replace(summary, dates=dates)))[1]


def test_warnings_come_with_the_report_and_waiting_pages_are_counted(summary):
    lines = list(summary_lines(replace(summary, warnings=("30 of 40 documents without a title",), waiting=4)))

    assert lines[-4:-1] == [
        "waiting     4 published pages have a new date; a run for that date updates them",
        "warning     30 of 40 documents without a title",
        "report      /data/validation/run.html",
    ]


def test_a_run_that_refused_most_pages_begins_with_a_warning_with_reasons_and_remedies(summary):
    reasons = {"binary": 1, "empty": 1, "markup": 2, "no_article": 1}
    examples = {"markup": "a.html: begins as an HTML document"}
    lines = list(summary_lines(replace(summary, read=8, refused=5, reasons=reasons, examples=examples)))

    assert lines[:10] == [
        "WARNING     5 of 8 pages that this run read were refused (62%); the corpus does not hold them",
        "         2  markup: the file holds markup, data, a table or source code, not the text of a page",
        "            for example a.html: begins as an HTML document",
        "            what to do: give whole HTML pages or plain text, not text with tags left in it; "
        "`broadsheet formats` lists what is read",
        "         1  binary: the bytes are not text",
        "            what to do: keep images, sound, video and programs out of the source",
        "         1  empty: the page contains no text",
        "            what to do: crawl it again",
        "            and 1 more reason; `broadsheet show` lists them",
        "            `broadsheet explain PAGE` shows line by line why a page was refused",
    ]
    assert lines[10].startswith("found ")


@pytest.mark.parametrize(("read", "refused", "warned"), [(0, 0, False), (1, 1, True), (2, 1, True), (300, 149, False)])
def test_the_warning_appears_from_half_of_the_pages_at_any_size(summary, read, refused, warned):
    lines = list(summary_lines(replace(summary, read=read, refused=refused, reasons={"empty": refused})))

    assert lines[0].startswith("WARNING") == warned


def test_an_empty_source_has_zeros(summary):
    lines = list(summary_lines(replace(summary, found=Found(), figures=Figures())))

    assert lines[0] == "found       0 pages"
    assert "pages       0" in lines


def test_an_audit_counts_the_other_retained_versions():
    assert list(audit_lines(Audit("3f9a1c0700aa11bb", 3, ()))) == [
        "audited     version 3f9a1c0700aa11bb and 2 other retained versions",
        "no problems found",
    ]


def test_an_audit_lists_each_finding_with_its_remedy():
    finding = Finding("space", "warning", "1.0 GiB are free", "free disk space")
    assert list(audit_lines(Audit("3f9a1c0700aa11bb", 2, (finding,)))) == [
        "audited     version 3f9a1c0700aa11bb and 1 other retained version",
        "warning     space: 1.0 GiB are free",
        "            free disk space",
    ]


@pytest.fixture
def duplicate() -> Duplicate:
    return Duplicate(
        doc_id="5" * 24,
        source_uri="b/part.txt",
        publisher="The Quay",
        title="Harbour reopens",
        duplicate_of="0" * 24,
        representative_uri="a/whole.txt",
        relation="contained",
        jaccard=0.224,
        containment=1.0,
    )


def test_duplicates_are_listed_below_their_representative(duplicate):
    untitled = replace(duplicate, doc_id="6" * 24, source_uri="b/again.txt", publisher=None, title=None)
    assert list(duplicates_lines(DuplicateList((duplicate, untitled), 2))) == [
        f"{'0' * 24}  a/whole.txt",
        f"  {'5' * 24}  contained  0.22  1.00  b/part.txt",
        f"  {'':24}  The Quay | Harbour reopens",
        f"  {'6' * 24}  contained  0.22  1.00  b/again.txt",
        f"  {'':24}  -",
        "2 duplicates",
    ]


def test_a_list_that_is_cut_says_so(duplicate):
    lines = list(duplicates_lines(DuplicateList((duplicate,), 3)))
    assert lines[-1] == "3 duplicates, 1 of them shown; --limit 0 shows all"
