"""A source that gives nothing for days is told of, and no other."""

from datetime import date

import pytest

from broadsheet.orchestration.silence import silent_since, tell_if_silent
from broadsheet.publishing.history import read_history, record
from broadsheet.run import Found, Run

TODAY = date(2026, 3, 10)


@pytest.fixture
def run(settings, tmp_path, monkeypatch, webhook):
    """A run of today that found nothing new, of a source whose history is given; alerts go to `webhook`."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.setenv("BROADSHEET_ALERTS__WEBHOOK", webhook.address)
    settings.warehouse.mkdir()

    def planned(*past: tuple[str, str, dict[str, int] | None], days: int = 3, **found: int) -> Run:
        alerts = settings.alerts.model_copy(update={"silent_days": days})
        run = Run(
            folder=settings.warehouse / ".work" / "a-run",
            settings=settings.model_copy(update={"alerts": alerts}),
            parent=None,
            day=TODAY,
            since=None,
            until=None,
            found=Found(**{"unchanged": 40, **found}),
            shards=0,
        )
        for at, action, counts in past:
            facts = {"source": settings.source, "prefix": "", "at": f"{at}T00:00:30+00:00"}
            record(run.warehouse, action, **facts, **({"found": counts} if counts else {}))
        return run

    return planned


GAVE, NOTHING = {"new": 2, "changed": 0}, {"new": 0, "changed": 0}


def test_it_counts_from_the_last_run_that_met_a_page(run):
    past = [("2026-03-01", "publish", GAVE), ("2026-03-05", "publish", GAVE), ("2026-03-06", "unchanged", NOTHING)]
    assert silent_since(run(*past)) == date(2026, 3, 5)


def test_pages_that_changed_break_the_silence_too(run):
    assert silent_since(run(("2026-03-05", "publish", {"new": 0, "changed": 1}))) == date(2026, 3, 5)


def test_a_source_that_never_gave_a_page_is_silent_since_its_first_run(run):
    past = [("2026-03-02", "unchanged", NOTHING), ("2026-03-03", "unchanged", NOTHING)]
    assert silent_since(run(*past)) == date(2026, 3, 2)


def test_a_version_without_counts_was_made_of_pages(run):
    assert silent_since(run(("2026-03-04", "publish", None), ("2026-03-05", "unchanged", None))) == date(2026, 3, 4)


def test_a_takedown_or_another_source_is_no_sign_of_life(run):
    planned = run(("2026-03-01", "publish", GAVE), ("2026-03-08", "take_down", None))
    record(planned.warehouse, "publish", source="elsewhere", prefix="", found=GAVE)
    assert len(list(read_history(planned.warehouse.history))) == 3
    assert silent_since(planned) == date(2026, 3, 1)


@pytest.mark.parametrize("found", [{"new": 1}, {"changed": 1}])
def test_a_run_that_meets_a_page_is_not_silent(run, found):
    assert silent_since(run(("2026-03-01", "publish", GAVE), **found)) is None


def test_without_history_nothing_is_known(run):
    assert silent_since(run()) is None


@pytest.mark.parametrize(("last", "told"), [("2026-03-08", 0), ("2026-03-07", 1), ("2026-02-01", 1)])
def test_it_is_told_of_from_the_day_the_settings_name(run, webhook, last, told):
    tell_if_silent(run((last, "publish", GAVE)), "build_corpus", "a run")
    assert [alert["event"] for alert in webhook.arrived] == ["silent"] * told


def test_it_says_since_when_and_what_to_look_at(run, webhook):
    planned = run(("2026-03-05", "publish", GAVE))
    tell_if_silent(planned, "build_corpus", "a run")
    (alert,) = webhook.arrived
    assert alert["title"] == f"{planned.settings.source} gave no page for 5 days"
    assert "40 pages are there, none of them new or changed since 2026-03-05" in alert["message"]
    assert "crawler" in alert["remedy"]


def test_nobody_is_told_where_the_settings_do_not_ask(run, webhook):
    tell_if_silent(run(("2026-01-01", "publish", GAVE), days=0), "build_corpus", "a run")
    assert webhook.arrived == []
