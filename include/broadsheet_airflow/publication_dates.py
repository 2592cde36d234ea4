"""The schedule of `build_corpus`: a run at each midnight UTC, and in a backfill a run for each date of publication."""

from collections.abc import Iterable
from datetime import datetime

import pendulum
from airflow.timetables.base import DagRunInfo
from airflow.timetables.trigger import CronPartitionTimetable


class PublicationDates(CronPartitionTimetable):
    """Daily runs whose partition key is a date of publication, like 2018-09-11; a scheduled run has the day before.

    With Airflow's own timetable, a backfill run of a future date waits for that date, and Airflow refuses every other
    backfill until then. Here it starts at once, finds that its date is in the future, and ends.
    ``plugins/publication_dates.py`` registers this timetable.
    """

    def __init__(self) -> None:
        super().__init__("0 0 * * *", timezone="UTC", key_format="%Y-%m-%d", run_offset=-1)

    def iter_partition_dagrun_infos(self, *, earliest: datetime, latest: datetime) -> Iterable[DagRunInfo]:
        """Yield the run of each date from `earliest` to `latest`, both inclusive; none starts later than now."""
        now = pendulum.now("UTC")
        for info in super().iter_partition_dagrun_infos(earliest=earliest, latest=latest):
            yield info._replace(run_after=min(info.run_after, now))

    def serialize(self) -> dict[str, object]:
        """Return the state to store: there is none, all instances are equal."""
        return {}

    @classmethod
    def deserialize(cls, data: dict[str, object]) -> "PublicationDates":
        """Return an instance; `data` is empty."""
        return cls()
