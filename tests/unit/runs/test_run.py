from dataclasses import replace
from datetime import date, datetime

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.runs.run import Found, Run


@pytest.fixture
def run(settings, tmp_path):
    return Run(tmp_path / "run", settings, None, date(2026, 1, 1), None, None, Found(new=2), 1)


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
def test_which_documents_a_run_asks_for(run, since, until, day, wanted):
    assert replace(run, since=since, until=until).wants(day) is wanted


def test_a_saved_run_opens_as_it_was(run):
    run.save()
    assert Run.open(run.folder) == run


def test_a_saved_run_does_not_hold_whom_to_tell(run):
    run.save()
    assert "alerts" not in (run.folder / "run.json").read_text()


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=str(tmp_path)):
        Run.open(tmp_path)
