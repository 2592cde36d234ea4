"""Runs, from the journal and the stored results of validation."""

import json
from datetime import date

import pytest

from broadsheet.identity import doc_id
from broadsheet.queries.run_pages import NamedPage, name_pages
from broadsheet.queries.runs import list_runs, read_run
from broadsheet.queries.version_handle import NotFoundError
from broadsheet.warehouse.layout import Warehouse
from newsroom import page, write_pages


def test_runs_are_listed_newest_first_with_their_results(newsroom):
    runs = list_runs(newsroom.warehouse)
    assert [row.action for row in runs.rows] == ["stopped by the gate", "published", "published"]
    assert [row.outcome for row in runs.rows] == ["stop", "pass", "pass"]
    assert (runs.total, runs.page, runs.pages) == (3, 1, 1)
    stopped, day, first = runs.rows
    assert stopped.version is None
    assert (stopped.validated, stopped.refused) == (4, 3)
    assert (str(day.since), str(day.until)) == ("2018-09-11", "2018-09-11")
    assert day.version == newsroom.warehouse.current_id()
    assert day.previous == first.version
    assert first.previous is None
    assert first.places["pages"] == 12
    assert first.found["new"] == 12
    assert first.source == str(newsroom.pages)
    assert first.started is not None
    assert first.started <= first.at


def test_a_run_that_validated_no_page_has_no_outcome(tmp_path):
    warehouse = Warehouse(tmp_path)
    entry = {"at": "2026-01-01T00:00:00+00:00", "action": "take_down", "run": "take-down-a", "version": "0" * 16}
    (tmp_path / "history.jsonl").write_text(json.dumps(entry | {"parent": None}) + "\n")
    warehouse.validation.mkdir()
    summary = warehouse.validation / "take-down-a.json"
    for rows, outcome, told in ((0, "pass", (None, None)), (0, "stop", ("stop", 0)), (2, "pass", ("pass", 2))):
        summary.write_text(json.dumps({"outcome": outcome, "rows": rows}))
        (row,) = list_runs(warehouse).rows
        assert (row.outcome, row.validated) == told


def test_a_run_of_a_dag_names_it(newsroom, tmp_path):
    warehouse = Warehouse(tmp_path)
    lines = [
        {"at": "2026-01-01T00:00:00+00:00", "action": "publish", "run": "a", "version": "0" * 16, "parent": None},
        {"at": "2026-01-02T00:00:00+00:00", "action": "unchanged", "run": "b", "version": "0" * 16,
         "asked_by": "build_corpus/scheduled__2026-01-02T00:00:00+00:00"},
        {"at": "2026-01-03T00:00:00+00:00", "action": "roll_back", "version": "1" * 16, "parent": "0" * 16},
        {"at": "2026-01-03T00:00:00+00:00", "action": "taken_down", "pages": 3, "versions": {}},
        {"at": "2026-01-04T00:00:00+00:00", "action": "pondered", "run": "c"},
    ]  # fmt: skip
    warehouse.journal.write_text("\n".join([*map(json.dumps, lines), '{"at": "2026', "[]", "7", '{"action": "x"}']))
    rows = list_runs(warehouse).rows
    assert [row.action for row in rows] == ["pondered", "rolled back", "nothing new", "published"]
    assert (rows[2].dag_id, rows[2].dag_run_id) == ("build_corpus", "scheduled__2026-01-02T00:00:00+00:00")
    assert (rows[3].dag_id, rows[3].outcome, rows[3].places) == (None, None, {})
    assert rows[1].run_id == ""


def test_pages_of_the_list_of_runs_do_not_overlap(tmp_path):
    warehouse = Warehouse(tmp_path)
    lines = [
        json.dumps(
            {"at": f"2026-01-{day:02d}T00:00:00+00:00", "action": "unchanged", "run": f"run-{day}", "version": "v"}
        )
        for day in range(1, 8)
    ]
    warehouse.journal.write_text("\n".join(lines) + "\n")
    pages = [list_runs(warehouse, page, limit=3) for page in (1, 2, 3)]
    assert [row.run_id for page in pages for row in page.rows] == [f"run-{day}" for day in range(7, 0, -1)]
    assert {page.pages for page in pages} == {3}
    for number in (0, 4):
        with pytest.raises(NotFoundError, match="no page"):
            list_runs(warehouse, number, limit=3)


def test_before_the_first_run_the_list_is_empty(tmp_path):
    runs = list_runs(Warehouse(tmp_path / "nowhere"))
    assert (runs.rows, runs.page, runs.pages, runs.total) == ((), 1, 1, 0)


def test_a_run_shows_every_expectation(newsroom):
    stopped = list_runs(newsroom.warehouse).rows[0]
    run = read_run(newsroom.warehouse, stopped.run_id)
    assert run.row == stopped
    assert run.reasons == {"empty": 3}
    assert run.failures[0].severity == "critical"
    assert "gate.max_refused_share" in run.failures[0].message
    assert run.bounds["gate"]["max_refused_share"] == 0.1
    assert {check.suite for check in run.checks} == {"batch", "documents"}
    failed = [check for check in run.checks if not check.held]
    assert run.checks[: len(failed)] == tuple(failed), "what did not hold comes first"
    assert "pages refused" in failed[0].must
    assert "at most 10.0%" in failed[0].must
    assert (failed[0].checked, failed[0].unexpected, failed[0].share) == (4, 3, 0.75)
    (counted,) = [check for check in run.checks if check.checked is None]
    assert counted.observed == 4
    assert run.report.startswith("data_docs/")


def test_failed_expectations_have_examples(newsroom):
    first = list_runs(newsroom.warehouse).rows[-1]
    run = read_run(newsroom.warehouse, first.run_id)
    (short,) = [check for check in run.checks if not check.held]
    assert short.must == "must be at least 20"
    assert short.column == "word_count"
    assert len(short.examples) == short.unexpected == 1
    (example,) = run.examples(run.failures[0])
    assert (example.source_uri, example.in_version) == ("short.txt", True)


def test_a_page_that_was_not_published_is_named_by_its_run(newsroom):
    stopped = list_runs(newsroom.warehouse).rows[0]
    uri, unknown = "void/1.txt", "0" * 24
    named = name_pages(newsroom.warehouse, stopped.run_id, [doc_id(uri), unknown])
    assert named[doc_id(uri)] == NamedPage(doc_id(uri), uri, in_version=False)
    assert named[unknown] == NamedPage(unknown, "", in_version=False)


@pytest.mark.parametrize(
    "name", ["", "..", "../history", "../../etc/passwd", "results", "data_docs", "none", "*", "a\n"]
)
def test_an_unknown_run_is_not_found(newsroom, name):
    with pytest.raises(NotFoundError, match="no run"):
        read_run(newsroom.warehouse, name)


def test_damaged_results_do_not_hide_the_rest(newsroom, tmp_path):
    warehouse = Warehouse(tmp_path)
    warehouse.validation.mkdir()
    (warehouse.validation / "half.json").write_text('{"outcome": "pass"')
    (warehouse.validation / "odd.json").write_text(
        '{"outcome": 7, "failures": [{"no": 1}], "reasons": [], "rows": "x"}'
    )
    results = warehouse.validation / "results" / "documents" / "odd" / "now"
    results.mkdir(parents=True)
    (results / "run.json").write_text('{"results": [{}]}')
    assert {row.action for row in list_runs(warehouse).rows} == {"not finished"}
    run = read_run(warehouse, "odd")
    assert (run.failures, run.reasons, run.checks, run.validated) == ((), {}, (), None)


def test_a_run_that_asked_for_approval_and_did_not_publish_says_only_that(settings, tmp_path):
    write_pages(tmp_path / "pages", {"a.txt": page(1)})
    warehouse = Warehouse(settings.warehouse)
    warehouse.validation.mkdir(parents=True)
    told = {"outcome": "ask", "asked_by": "build_corpus/manual__1", "rows": 5, "refused": 1}
    (warehouse.validation / "20260101T000000-abc.json").write_text(json.dumps(told))
    (row,) = list_runs(warehouse).rows
    assert (row.action, row.dag_id, row.dag_run_id) == ("approval requested", "build_corpus", "manual__1")


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param({}, (False, None, None), id="not recorded"),
        pytest.param({"since": None, "until": None}, (True, None, None), id="all dates"),
        pytest.param(
            {"since": "2019-01-01", "until": "2019-01-02"}, (True, date(2019, 1, 1), date(2019, 1, 2)), id="two dates"
        ),
        pytest.param({"since": "soon", "until": 7}, (True, None, None), id="damaged"),
    ],
)
def test_a_run_that_did_not_publish_has_the_dates_of_its_validation(tmp_path, dates, expected):
    warehouse = Warehouse(tmp_path)
    warehouse.validation.mkdir()
    (warehouse.validation / "20260101T000000-abc.json").write_text(json.dumps({"outcome": "pass", **dates}))
    (row,) = list_runs(warehouse).rows
    assert (row.dates_recorded, row.since, row.until) == expected
    assert row.action == "not finished"


def test_takedowns_and_rollbacks_have_no_dates(tmp_path):
    warehouse = Warehouse(tmp_path)
    actions = ("publish", "unchanged", "take_down", "roll_back")
    lines = [
        {"at": f"2026-01-0{day}T00:00:00+00:00", "action": action, "run": action, "version": "0" * 16, "since": None}
        for day, action in enumerate(actions, start=1)
    ]
    warehouse.journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    warehouse.validation.mkdir()
    (warehouse.validation / "take_down.json").write_text(json.dumps({"outcome": "pass", "since": None, "until": None}))
    recorded = {row.run_id: row.dates_recorded for row in list_runs(warehouse).rows}
    assert recorded == {"publish": True, "unchanged": True, "take_down": False, "roll_back": False}
