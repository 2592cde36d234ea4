"""Makes the schedule of `build_corpus` known to every process of Airflow."""

from airflow.plugins_manager import AirflowPlugin

from broadsheet_airflow.publication_dates import PublicationDates


class PublicationDatesPlugin(AirflowPlugin):
    """One schedule."""

    name = "publication_dates"
    timetables = [PublicationDates]  # noqa: RUF012  # Airflow reads it from the class
