from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.runs.run import Found, Run, SourceRead
from broadsheet.runs.state import Base


@pytest.fixture
def run(settings, tmp_path):
    return Run(
        folder=tmp_path / "run",
        settings=settings,
        started=datetime(2026, 1, 1, 12, 30, 15, 123456, tzinfo=UTC),
        planned_on="0a0a0a0a0a0a0a0a",
        base=Base("0b0b0b0b0b0b0b0b", "c" * 64),
        day=date(2026, 1, 1),
        since=None,
        until=date(2025, 12, 31),
        sources={"": SourceRead("/srv/crawl", Found(new=2)), "wire": SourceRead("wire=/srv/w", problem="gone")},
        shards=1,
    )


@pytest.mark.parametrize(
    ("since", "until", "day", "wanted"),
    [
        pytest.param(None, None, None, True, id="everything takes undated documents"),
        pytest.param(date(2018, 9, 11), date(2018, 9, 11), datetime(2018, 9, 11), True, id="the day itself"),
        pytest.param(date(2018, 9, 11), date(2018, 9, 11), datetime(2018, 9, 12), False, id="another day"),
        pytest.param(date(2018, 9, 11), None, None, False, id="a date leaves undated documents"),
        pytest.param(date(2018, 9, 11), None, datetime(2020, 1, 1), True, id="open end"),
        pytest.param(None, date(2018, 9, 11), datetime(2000, 1, 1), True, id="open beginning"),
    ],
)
def test_a_run_includes_the_documents_of_its_dates(run, since, until, day, wanted):
    assert replace(run, since=since, until=until).wants(day) is wanted


def test_a_saved_run_opens_as_it_was(run):
    run.save()
    assert Run.open(run.folder) == run


def test_a_saved_run_depends_on_nothing_outside_its_folder(run, tmp_path, monkeypatch):
    run.save()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BROADSHEET_SOURCE", "elsewhere")
    (tmp_path / "broadsheet.toml").write_text("not TOML")
    assert Run.open(run.folder) == run


def test_a_run_on_another_base_is_saved_and_keeps_what_it_was_planned_on(run):
    run.save()
    moved = run.on(Base("0d0d0d0d0d0d0d0d", "e" * 64))
    assert Run.open(run.folder) == moved
    assert (moved.base.version, moved.planned_on) == ("0d0d0d0d0d0d0d0d", run.planned_on)


def test_a_saved_run_does_not_hold_the_recipients_of_alerts(run):
    run.save()
    assert "alerts" not in (run.folder / "run.json").read_text()


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=str(tmp_path)):
        Run.open(tmp_path)
