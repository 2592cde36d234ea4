"""The decision and the messages of the gate."""

from typing import Any

import numpy as np
import pytest

from broadsheet.runs.state import Failure, Verdict
from broadsheet.settings import Gate
from broadsheet.validation.gate import decide, examples_of, failures, question, stop_message, unanswered_message
from broadsheet.validation.suite import Checked


def failure(severity: Any, message: str = "what was found") -> Failure:
    return Failure("expect_something", "column", severity, 1, 0.5, None, message)


@pytest.mark.parametrize(
    ("severities", "on_warning", "outcome"),
    [
        pytest.param([], "publish", "pass", id="nothing failed"),
        pytest.param(["info", "info"], "stop", "pass", id="only rows failed"),
        pytest.param(["warning", "info"], "publish", "warn", id="warning flags"),
        pytest.param(["warning"], "stop", "stop", id="warning stops where set"),
        pytest.param(["warning"], "ask", "ask", id="warning asks where set"),
        pytest.param(["info"], "ask", "pass", id="only rows failed, nothing to ask"),
        pytest.param(["warning", "critical"], "publish", "stop", id="critical stops"),
        pytest.param(["warning", "critical"], "ask", "stop", id="critical stops without asking"),
    ],
)
def test_the_outcome_follows_the_most_severe_failure_and_the_setting(severities, on_warning, outcome):
    assert decide([failure(severity) for severity in severities], Gate(on_warning=on_warning)) == outcome


def result(severity: str, rows: int, *, success: bool = False, **meta: Any) -> Checked:
    return Checked("expect_x", ("column",), severity, meta, success, 40, np.arange(rows), None)


def test_failures_are_sorted_by_severity_then_frequency():
    found = failures(
        [
            result("info", 1, code="not_prose", must="be prose"),
            result("info", 9, code="text_too_short", must="be longer"),
            result("warning", 30, about="documents without a title", limit=0.3, setting="gate.max_untitled_share"),
            result("critical", 40, success=True, about="", limit=1, setting=""),
        ]
    )

    assert [(one.severity, one.unexpected, one.share, one.code) for one in found] == [
        ("warning", 30, 0.75, None),
        ("info", 9, 0.225, "text_too_short"),
        ("info", 1, 0.025, "not_prose"),
    ]
    assert found[0].message == (
        "30 of 40 documents without a title (75.0%), at most 30.0% allowed by gate.max_untitled_share"
    )
    assert found[1].message == "9 of 40: column must be longer"


def test_the_message_of_a_stop_contains_failures_frequent_reasons_and_the_report():
    verdict = Verdict(
        outcome="stop",
        rows=1200,
        accepted=100,
        refused=1100,
        pending=0,
        failures=(failure("critical", "1,100 of 1,200 pages refused"), failure("info", "a row")),
        reasons={"no_article": 900, "text_too_short": 150, "binary": 49, "empty": 1},
        report="/somewhere/run.html",
    )
    said = stop_message(verdict)

    assert "none of its 1,200 pages is published" in said
    assert "critical: 1,100 of 1,200 pages refused" in said
    assert "a row" not in said
    assert "refused 900 times: no_article, no article was found on the page" in said
    assert "empty" not in said
    assert "/somewhere/run.html" in said


ASKED = Verdict(
    outcome="ask",
    rows=1200,
    accepted=1000,
    refused=150,
    pending=50,
    failures=(
        Failure("expect_x", "title", "warning", 400, 0.4, None, "400 of 1,000 documents without a title"),
        Failure("expect_y", "word_count", "info", 30, 0.03, "text_too_short", "30 of 1,000: word_count must be | up"),
    ),
    reasons={"no_article": 120, "text_too_short": 30},
    report="/data/validation/run.html",
)


def test_a_question_contains_each_failed_expectation_with_count_and_share_and_the_frequent_reasons():
    lines = question(ASKED).splitlines()
    assert lines[0].startswith("Pages read: 1,200. May be published: 1,000, refused: 150, waiting")
    assert "| warning | 400 | 40.0% | 400 of 1,000 documents without a title |" in lines
    assert "| info | 30 | 3.0% | 30 of 1,000: word_count must be / up |" in lines
    assert "* refused 120 times: no_article, no article was found on the page; what to do: look at" in "\n".join(lines)
    assert "Report: /data/validation/run.html" in lines
    assert lines[-1].startswith("*Approve* publishes the batch with these warnings. *Reject* fails this run")


def test_a_question_links_the_page_of_the_run():
    lines = question(ASKED, "http://airflow/corpus/runs/a").splitlines()
    assert "Report: [This run in the corpus browser](http://airflow/corpus/runs/a) shows every expectation." in lines


def test_the_examples_of_a_question_are_quoted_and_those_without_pages_left_out():
    named = {"2 of 3 | without a title": ["a_b.txt", "x`y\n# z.txt"], "no page": []}
    assert examples_of(named) == "Examples:\n\n* 2 of 3 / without a title: `a_b.txt`, `x'y # z.txt`"
    assert examples_of({"no page": []}) == ""


def test_in_an_unattended_run_the_message_says_how_to_publish():
    message = unanswered_message(ASKED)
    assert "nobody can answer in this run" in message
    assert "warning: 400 of 1,000 documents without a title" in message
    assert "BROADSHEET_GATE__ON_WARNING=publish" in message
