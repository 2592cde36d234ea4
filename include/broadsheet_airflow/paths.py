"""The project as Airflow runs it: its settings and relative folders start at AIRFLOW_HOME."""

import os
from pathlib import Path

from broadsheet.errors import ConfigurationError
from broadsheet.settings import Settings, load_settings


def home() -> Path:
    """Return the project's folder, absolute."""
    return Path(os.environ.get("AIRFLOW_HOME", ".")).absolute()


def project_settings(**overrides: object) -> Settings:
    """Return the project's settings with absolute paths; `overrides` win over all others.

    Raises:
        ConfigurationError: a value or a name is wrong.
    """
    return load_settings(home(), **overrides)


def known_sources() -> tuple[str, ...]:
    """Return the names of the sources of the settings; none where the settings are wrong.

    DAG files call this: the first task reports what is wrong, and a DAG that fails to import could not.
    """
    try:
        return tuple(project_settings().sources)
    except ConfigurationError:
        return ()
