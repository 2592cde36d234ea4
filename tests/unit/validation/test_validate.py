"""The validation stage on complete runs, with the real Great Expectations."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from broadsheet.errors import DataError
from broadsheet.runs.run import Run
from broadsheet.validation.validate import validate

at = datetime.fromisoformat

THREE = {"paragraph_count": 3, "spans": [{"start": start, "end": start + 9} for start in (0, 11, 22)]}

# One document each: what it differs in, the code it is refused with, and what its detail says.
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "id of capital letters": ({"doc_id": "ABCDEF" * 4}, "identity_invalid", "must be 24 hex digits"),
    "id too long": ({"doc_id": "a" * 25}, "identity_invalid", "a" * 25),
    "id with a line break": ({"doc_id": "a" * 24 + "\n"}, "identity_invalid", "24 hex digits"),
    "page without a name": ({"source_uri": "", "doc_id": "e" * 24}, "identity_invalid", "source_uri is , must name"),
    "digest not known": ({"source_digest": None}, "digest_invalid", "source_digest is null"),
    "digest too short": ({"source_digest": "ab12"}, "digest_invalid", "source_digest is ab12, must be 64 hex"),
    "19 words": ({"word_count": 19}, "text_too_short", "word_count is 19, must be at least 20"),
    "100,001 words": ({"word_count": 100_001}, "text_too_long", "word_count is 100001, must be at most 100000"),
    "language no code": ({"language": "English"}, "language_invalid", "language is English"),
    "two letters that are no code": ({"language": "xx"}, "language_invalid", "language is xx"),
    "language score above 1": ({"language_score": 1.25}, "language_score_out_of_range", "language_score is 1.25"),
    "language score below 0": ({"language_score": -0.5}, "language_score_out_of_range", "-0.5"),
    "dated tomorrow": (
        {"published_date": at("2018-10-01")},
        "date_after_run_day",
        "published_date is 2018-10-01, must not be after 2018-09-30",
    ),
    "precision unheard of": (
        {"published_precision": "week"},
        "date_precision_inconsistent",
        "published_precision is week",
    ),
    "month with a day": (
        {"published_precision": "month", "published_at": None},
        "date_precision_inconsistent",
        "published_date is 2018-09-11 and stated_date is 2018-09-01",
    ),
    "year with a month": (
        {"published_precision": "year", "published_at": None, "published_date": at("2018-02-01")},
        "date_precision_inconsistent",
        "stated_date is 2018-01-01",
    ),
    "day with an hour": (
        {"published_date": at("2018-09-11 06:30")},
        "date_precision_inconsistent",
        "published_date is 2018-09-11 06:30:00 and stated_date is 2018-09-11",
    ),
    "day without a date": ({"published_date": None}, "date_precision_inconsistent", "published_date is null"),
    "date of no precision": (
        {"published_precision": "none", "published_at": None, "published_origin": None},
        "date_precision_inconsistent",
        "published_date is 2018-09-11, must be null where",
    ),
    "date of no origin": ({"published_origin": None}, "date_precision_inconsistent", "published_origin is null"),
    "moment in a month": (
        {"published_precision": "month", "published_date": at("2018-09-01")},
        "date_precision_inconsistent",
        "published_at is 2018-09-11 08:30:00+00:00, must be null unless",
    ),
    "few sentences": (
        {"quality__sentence_share": 0.05, **THREE},
        "not_prose",
        "sentence_share is 0.05, must be at least 0.1",
    ),
    "mostly digits": ({"quality__digit_share": 0.5}, "not_prose", "digit_share is 0.5, must be at most 0.4"),
    "51 bytes lost": ({"quality__replaced_bytes": 51}, "encoding_damage", "replaced_bytes is 51, must be at most 50"),
    "text not there": ({"text": None}, "extraction_failed", "missing is text"),
    "sketch and authors not there": (
        {"sketch": None, "authors": None},
        "extraction_failed",
        "missing is authors, sketch",
    ),
    "share that is no number": ({"quality__body_share": float("nan")}, "extraction_failed", "missing is body_share"),
    "share above 1": ({"quality__body_share": 1.5}, "extraction_failed", "body_share is 1.5, must be 0 to 1"),
    "span too few": ({"paragraph_count": 3}, "extraction_failed", "span_count is 2 and paragraph_count is 3"),
}

ACCEPTED: dict[str, dict[str, Any]] = {
    "plain": {},
    "20 words": {"word_count": 20},
    "100,000 words": {"word_count": 100_000},
    "untitled": {"title": None},
    "title of two characters": {"title": "地震"},
    "title of 400 characters": {"title": "é" * 400},
    "dated 1800": {"published_date": at("1800-01-01")},
    "dated today": {"published_date": at("2018-09-30")},
    "month": {"published_precision": "month", "published_date": at("2018-09-01"), "published_at": None},
    "year": {"published_precision": "year", "published_date": at("2018-01-01"), "published_at": None},
    "undated": {
        "published_precision": "none",
        "published_date": None,
        "published_at": None,
        "published_origin": None,
    },
    "moment of another day": {"published_at": datetime(2018, 9, 10, 23, 0, tzinfo=UTC)},
    "language und": {"language": "und", "language_score": 0.0},
    "language of three letters": {"language": "ceb"},
    "Thai without sentence marks": {"language": "th", "quality__sentence_share": 0.0, **THREE},
    "two paragraphs without a full stop": {"quality__sentence_share": 0.0},
    "sentence share at the bound": {"quality__sentence_share": 0.1, **THREE},
    "50 bytes lost": {"quality__replaced_bytes": 50},
    "figures without sentences": {"page_type": "figures", "quality__sentence_share": 0.0, **THREE},
    "figures of digits": {"page_type": "figures", "quality__digit_share": 0.7},
}

CLEARED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "title of one character": ({"title": "x"}, {"title": None}),
    "title of 401 characters": ({"title": "é" * 401}, {"title": None}),
    "dated 1799": (
        {"published_date": at("1799-12-31")},
        {"published_date": None, "published_at": None, "published_precision": "none", "published_origin": None},
    ),
}


def rows(run: Run, step: str) -> list[dict[str, Any]]:
    return [row for number in range(run.shards) for row in getattr(run.store, step).read(number).to_pylist()]


def names(run: Run, step: str) -> list[str]:
    return [row["source_uri"] for row in rows(run, step)]


def codes(run: Run) -> dict[str, list[str]]:
    return {row["source_uri"]: [reason["code"] for reason in row["reasons"]] for row in rows(run, "quarantined")}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory, write_run, document) -> Run:
    """A run of every case above, validated."""
    documents = [document(name, **changes) for name, (changes, _, _) in REFUSED.items()]
    documents += [document(name, **changes) for name, changes in ACCEPTED.items()]
    gate = {"max_refused_share": 1}
    run = write_run(tmp_path_factory.mktemp("mixed") / "data", documents[::2], [], documents[1::2], gate=gate)
    validate(run)
    return run


@pytest.mark.parametrize("case", REFUSED)
def test_a_row_that_fails_is_refused_with_its_code_and_the_value_and_the_bound(mixed, case):
    changes, code, detail = REFUSED[case]
    found = {row["doc_id"]: row for row in rows(mixed, "quarantined")}
    by_name = {row["source_uri"]: row for row in found.values()}
    row = found.get(changes.get("doc_id", "")) or by_name[case]

    assert row["stage"] == "validate"
    assert [reason["code"] for reason in row["reasons"]] == [code]
    assert detail in row["reasons"][0]["detail"]


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_row_that_meets_every_expectation_is_accepted_unchanged(mixed, document, case):
    accepted = {row["source_uri"]: row for row in rows(mixed, "accepted")}

    assert accepted[case]["text"] == document(case)["text"]
    assert accepted[case]["reasons"] == []


def test_every_page_is_in_one_dataset_of_its_shard(mixed):
    for number in range(mixed.shards):
        before = mixed.store.documents.read(number)["source_uri"].to_pylist()
        after = [
            name
            for step in ("accepted", "quarantined", "pending")
            for name in getattr(mixed.store, step).read(number)["source_uri"].to_pylist()
        ]
        assert sorted(after) == sorted(before)


@pytest.mark.parametrize(("changed", "left"), CLEARED.values(), ids=CLEARED)
def test_a_bad_value_is_cleared_and_the_document_stays(plan, document, changed, left):
    run = plan([document("bad.txt", **changed), document("good.txt")])
    verdict = validate(run)

    bad, good = rows(run, "accepted")
    assert {name: bad[name] for name in left} == left
    assert bad["text"] == good["text"]
    assert all(good[name] is not None for name in left)
    assert (verdict.accepted, verdict.refused) == (2, 0)


def test_a_row_has_one_reason_for_each_failed_code(plan, document):
    signals = {"quality__sentence_share": 0.0, "quality__digit_share": 0.9}
    several = document("several.txt", word_count=3, published_date=at("2018-10-01"), **signals, **THREE)
    run = plan([several, document()])
    verdict = validate(run)

    (row,) = rows(run, "quarantined")
    assert [reason["code"] for reason in row["reasons"]] == ["text_too_short", "date_after_run_day", "not_prose"]
    assert "sentence_share is 0," in row["reasons"][2]["detail"]
    assert "digit_share is 0.9," in row["reasons"][2]["detail"]
    assert verdict.reasons == {"date_after_run_day": 1, "not_prose": 1, "text_too_short": 1}


def test_pages_rejected_by_earlier_stages_go_to_quarantine_unchanged(plan, document, reject):
    run = plan([reject("menu.txt"), document()], [reject("huge.txt", "too_large", "discover")])
    verdict = validate(run)

    kept = {row["source_uri"]: (row["stage"], row["reasons"]) for row in rows(run, "quarantined")}
    assert kept == {
        "menu.txt": ("extract", [{"code": "no_article", "detail": "said by extraction"}]),
        "huge.txt": ("discover", [{"code": "too_large", "detail": "said by extraction"}]),
    }
    assert (verdict.outcome, verdict.rows, verdict.accepted, verdict.refused) == ("pass", 3, 1, 2)


def test_a_repeated_identifier_is_refused_in_every_shard_and_other_failures_only_in_their_row(plan, document):
    run = plan(
        [document("one.txt", doc_id="b" * 24), document("alone.txt")],
        [document("two.txt", doc_id="b" * 24, word_count=1)],
    )
    validate(run)

    assert codes(run) == {"one.txt": ["doc_id_repeated"], "two.txt": ["doc_id_repeated", "text_too_short"]}
    assert names(run, "accepted") == ["alone.txt"]


def test_only_the_languages_of_the_setting_are_accepted(plan, document):
    run = plan(
        [document("en.txt"), document("fr.txt", language="fr"), document("und.txt", language="und")],
        validation={"languages": ["en", "de"]},
    )
    validate(run)

    assert codes(run) == {"fr.txt": ["language_excluded"], "und.txt": ["language_excluded"]}


def test_documents_of_other_dates_are_pending_without_text_and_sketch(plan, document, undated, reject):
    run = plan(
        [
            document("asked.txt", published_date=at("2018-09-11")),
            document("earlier.txt", published_date=at("2018-09-10"), word_count=1),
            document("later.txt", published_date=at("2018-09-12")),
            undated("undated.txt"),
            reject("menu.txt"),
        ],
        since=date(2018, 9, 11),
        until=date(2018, 9, 11),
    )
    verdict = validate(run)

    pending = rows(run, "pending")
    assert [row["source_uri"] for row in pending] == ["earlier.txt", "later.txt", "undated.txt"]
    assert all(row["text"] is None and row["sketch"] is None and row["stage"] is None for row in pending)
    assert pending[0]["title"] == "Harbour reopens after the storm"
    assert names(run, "accepted") == ["asked.txt"]
    assert (verdict.accepted, verdict.refused, verdict.pending) == (1, 1, 3)


def test_the_result_does_not_depend_on_the_shards(tmp_path, write_run, document, reject):
    pages = [document("a"), document("b", word_count=1), reject("c"), document("d", title="x"), document("e")]
    whole = write_run(tmp_path / "whole", pages)
    spread = write_run(tmp_path / "spread", [pages[4]], pages[1:3], [], [pages[0], pages[3]])
    for run in (whole, spread):
        validate(run)

    def by_id(run: Run, step: str) -> list[dict[str, Any]]:
        return sorted(rows(run, step), key=lambda row: row["doc_id"])

    assert by_id(spread, "accepted") == by_id(whole, "accepted")
    assert by_id(spread, "quarantined") == by_id(whole, "quarantined")


def test_a_critical_failure_stops_the_run_after_everything_is_written(plan, document, reject):
    run = plan([document("a"), document("b", word_count=1), document("c", word_count=2)], gate={"min_rows": 3})
    with pytest.raises(DataError) as stopped:
        validate(run)

    verdict = run.store.validation.read().verdict
    assert verdict.outcome == "stop"
    assert "2 of 3 pages refused (66.7%), at most 50.0% allowed by gate.max_refused_share" in str(stopped.value)
    assert "refused 2 times: text_too_short" in str(stopped.value)
    assert verdict.report in str(stopped.value)
    assert Path(verdict.report).is_file()
    assert names(run, "accepted") == ["a"]
    assert names(run, "quarantined") == ["b", "c"]


def test_shares_are_not_checked_for_a_small_batch(plan, reject):
    run = plan([reject("a"), reject("b")], gate={"min_rows": 3})

    assert validate(run).outcome == "pass"


def test_shares_at_the_bound_are_allowed(plan, document, undated, reject):
    run = plan(
        [document("a"), *(undated(name) for name in "bcde"), *(reject(f"r{number}") for number in range(5))],
        gate={"min_rows": 5, "max_refused_share": 0.5, "max_undated_share": 0.8},
    )

    assert validate(run).outcome == "pass"


def test_pending_pages_do_not_hide_that_the_documents_asked_for_were_refused(plan, document):
    asked = [document(f"asked-{number}", word_count=1 if number else 50) for number in range(4)]
    others = [document(f"other-{number}", published_date=at("2018-01-01")) for number in range(40)]
    run = plan(asked + others, since=date(2018, 9, 11), until=date(2018, 9, 11), gate={"min_rows": 4})

    with pytest.raises(DataError, match="3 of 4 documents refused by validation"):
        validate(run)


def test_a_page_without_a_result_of_extraction_stops_the_run(plan, document):
    run = plan([document()], lost=2)

    with pytest.raises(DataError, match="1 of 3 pages that discovery listed have a result of extraction"):
        validate(run)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"title": None}, "3 of 3 documents without a title (100.0%), at most 30.0%", id="untitled"),
        pytest.param({"language": "und"}, "3 of 3 documents of unknown language (100.0%), at most 20.0%", id="und"),
        pytest.param(
            {"published_date": None, "published_precision": "none", "published_at": None, "published_origin": None},
            "3 of 3 documents without a date (100.0%), at most 70.0%",
            id="undated",
        ),
    ],
)
def test_a_warning_flags_the_run_and_its_rows_are_accepted(plan, document, change, told):
    run = plan([document(name, **change) for name in "abc"], gate={"min_rows": 3})
    verdict = validate(run)

    assert verdict.outcome == "warn"
    assert [(failure.severity, failure.code) for failure in verdict.failures] == [("warning", None)]
    assert told in verdict.failures[0].message
    assert verdict.accepted == 3


def test_a_warning_stops_the_run_if_the_setting_is_stop(plan, document):
    run = plan([document(name, title=None) for name in "abc"], gate={"min_rows": 3, "on_warning": "stop"})

    with pytest.raises(DataError, match="warning: 3 of 3 documents without a title"):
        validate(run)


def test_the_verdict_is_kept_after_the_run_and_data_docs_have_examples(plan, document):
    run = plan([document("short.txt", word_count=1), document("good.txt")])
    verdict = validate(run)

    assert run.store.validation.read().verdict == verdict
    summary = json.loads((run.warehouse.validation / "run-1.json").read_text())
    assert summary["accepted"] == 1
    assert summary["gate"]["min_rows"] == 50
    page = Path(verdict.report)
    assert page.is_relative_to(run.warehouse.validation / "data_docs")
    assert "word_count" in page.read_text()
    assert (run.warehouse.validation / "data_docs" / "index.html").is_file()
    stored = [path.read_text() for path in (run.warehouse.validation / "results" / "documents").rglob("*.json")]
    assert len(stored) == 1
    assert document("short.txt")["doc_id"] in stored[0]
    assert document("good.txt")["doc_id"] not in stored[0]


def test_validating_again_replaces_what_was_written(plan, document):
    run = plan([document("a"), document("b", word_count=1)])
    first = validate(run)
    second = validate(run)

    assert second == first
    assert names(run, "quarantined") == ["b"]
    assert len(list((run.warehouse.validation / "results").rglob("run.json"))) == 2


QUIET = """
import sys
called = []
outward = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}
sys.addaudithook(lambda event, arguments: event in outward and called.append(event))
from broadsheet.runs.run import Run
from broadsheet.validation.validate import validate
verdict = validate(Run.open(sys.argv[1]))
print(verdict.outcome, verdict.rows, "great_expectations" in sys.modules, called)
"""


def spoken(run: Run) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", QUIET, str(run.folder)], capture_output=True, text=True, check=True
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize("shards", [pytest.param([], id="no shard"), pytest.param([[], []], id="empty shards")])
def test_a_run_without_pages_passes_without_great_expectations(plan, shards):
    run = plan(*shards)

    assert spoken(run) == ("pass 0 False []\n", "")
    assert rows(run, "accepted") == rows(run, "quarantined") == rows(run, "pending") == []
    assert [run.store.accepted.rows(number) for number in range(run.shards)] == [0] * len(shards)


def test_a_run_writes_nothing_to_standard_error_and_makes_no_network_request(plan, document):
    assert spoken(plan([document("a"), document("b", word_count=1)])) == ("pass 2 True []\n", "")
