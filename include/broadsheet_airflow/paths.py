"""The project as Airflow runs it: its settings and relative folders start at AIRFLOW_HOME."""

import os
from pathlib import Path

from broadsheet.errors import ConfigurationError
from broadsheet.settings import Airflow, Alerts, Settings, load_settings


def home() -> Path:
    """Return the project's folder, absolute."""
    return Path(os.environ.get("AIRFLOW_HOME", ".")).absolute()


def project_settings(**overrides: object) -> Settings:
    """Return the project's settings with absolute paths; `overrides` win over all others.

    It asks Airflow for its Variables: call it where a task runs or a page is shown.

    Raises:
        ConfigurationError: a value or a name is wrong.
        AirflowRuntimeError: Airflow did not give a Variable that exists.
    """
    from broadsheet_airflow.kept_settings import kept_in_variables  # noqa: PLC0415  # slow

    return load_settings(home(), kept=kept_in_variables(), **overrides)


def alert_settings() -> Alerts:
    """Return the recipients of alerts; it asks Airflow for the Connection of the webhook.

    Raises:
        ConfigurationError: a value or a name is wrong.
    """
    from broadsheet_airflow.kept_settings import kept_in_connection  # noqa: PLC0415  # slow

    return load_settings(home(), kept=kept_in_connection()).alerts


def settings_without_airflow() -> Settings:
    """Return the settings of the environment and the file alone, for DAG files: parsing one must not ask Airflow.

    Raises:
        ConfigurationError: a value or a name is wrong.
    """
    return load_settings(home())


def known_sources() -> tuple[str, ...]:
    """Return the names of the sources of the settings; none where the settings are wrong.

    DAG files call this: the first task reports what is wrong, and a DAG that fails to import could not.
    """
    try:
        return tuple(settings_without_airflow().sources)
    except ConfigurationError:
        return ()


def extract_pool() -> str:
    """Return the pool of the tasks that extract; Airflow's own where the settings are wrong, as in `known_sources`."""
    try:
        return settings_without_airflow().airflow.extract_pool
    except ConfigurationError:
        return Airflow().extract_pool
