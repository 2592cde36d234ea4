"""The runs that the schedule of build_corpus makes; live, they are in tests/end_to_end/test_backfills.py."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pendulum
import pytest

PLUGINS = Path(__file__).parents[3] / "plugins"


@pytest.fixture(scope="module")
def schedule():
    from broadsheet_airflow.publication_dates import PublicationDates

    return PublicationDates()


def runs(schedule, first: datetime, last: datetime) -> dict[str, datetime]:
    """Return from when on each run of a backfill may start, by its key."""
    infos = schedule.iter_partition_dagrun_infos(earliest=first, latest=last)
    return {info.partition_key: info.run_after for info in infos}


def test_a_backfill_has_a_run_for_each_date_from_the_first_to_the_last(schedule):
    made = runs(schedule, datetime(2018, 9, 10, tzinfo=UTC), datetime(2018, 9, 12, tzinfo=UTC))
    assert made == {f"2018-09-{day}": datetime(2018, 9, day, tzinfo=UTC) for day in (10, 11, 12)}


def test_a_run_for_a_future_date_starts_at_once(schedule):
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    made = runs(schedule, today, today + timedelta(days=3))
    assert len(made) == 4
    assert max(made.values()) <= datetime.now(UTC)


def test_a_scheduled_run_has_the_day_before_it_as_key(schedule):
    from airflow.timetables.base import TimeRestriction

    restriction = TimeRestriction(earliest=pendulum.datetime(2018, 1, 1), latest=None, catchup=False)
    info = schedule.next_dagrun_info_v2(last_dagrun_info=None, restriction=restriction)
    midnight = pendulum.now("UTC").start_of("day")
    assert info.run_after == midnight
    assert info.partition_key == midnight.subtract(days=1).to_date_string()


@pytest.mark.filterwarnings("ignore:GitWildMatchPattern:DeprecationWarning")  # Airflow's, for plugins/.airflowignore
def test_airflow_knows_the_schedule_by_its_plugin(schedule, plugins):
    from airflow.serialization.decoders import decode_timetable
    from airflow.serialization.encoders import encode_timetable

    assert type(decode_timetable(encode_timetable(schedule))) is type(schedule)


@pytest.fixture
def plugins(monkeypatch):
    """The project's own plugins; Airflow remembers what it loaded, so it has to forget that before and after."""
    from airflow import plugins_manager, settings

    def forget():
        for function in vars(plugins_manager).values():
            if hasattr(function, "cache_clear"):
                function.cache_clear()

    with monkeypatch.context() as patch:
        patch.setattr(settings, "PLUGINS_FOLDER", str(PLUGINS))
        forget()
        yield
    forget()
