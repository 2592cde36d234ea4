"""Registers the schedule of `build_corpus` in every process of Airflow."""

from airflow.plugins_manager import AirflowPlugin

from broadsheet_airflow.publication_dates import PublicationDates


class PublicationDatesPlugin(AirflowPlugin):
    """The timetable `PublicationDates`."""

    name = "publication_dates"
    timetables = [PublicationDates]  # noqa: RUF012  # Airflow reads it from the class
