"""The schedule of `build_corpus`: a run each midnight UTC, and one for each date of publication in a backfill."""

from collections.abc import Iterable
from datetime import datetime

import pendulum
from airflow.timetables.base import DagRunInfo
from airflow.timetables.trigger import CronPartitionTimetable


class PublicationDates(CronPartitionTimetable):
    """Daily runs whose partition key is a date of publication, like 2018-09-11; a scheduled run has yesterday's.

    Airflow's own would let the run of a date to come wait for that date, and refuse every other backfill until then.
    Here it starts at once, finds that its date has not come, and ends. ``plugins/publication_dates.py`` makes it known
    to Airflow.
    """

    def __init__(self) -> None:
        super().__init__("0 0 * * *", timezone="UTC", key_format="%Y-%m-%d", run_offset=-1)

    def iter_partition_dagrun_infos(self, *, earliest: datetime, latest: datetime) -> Iterable[DagRunInfo]:
        """Yield the run of each date from `earliest` to `latest`, both inclusive, none of them later than now."""
        now = pendulum.now("UTC")
        for info in super().iter_partition_dagrun_infos(earliest=earliest, latest=latest):
            yield info._replace(run_after=min(info.run_after, now))

    def serialize(self) -> dict[str, object]:
        """Return what tells one from another: nothing."""
        return {}

    @classmethod
    def deserialize(cls, data: dict[str, object]) -> "PublicationDates":
        """Return the one there is."""
        return cls()
