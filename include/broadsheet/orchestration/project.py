"""The project as Airflow runs it: its folder is AIRFLOW_HOME, where its settings and relative folders start."""

import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager

from broadsheet.settings import Settings, load_settings


@contextmanager
def at_home() -> Iterator[None]:
    """Work in the project's folder; Airflow's own processes are started anywhere. Not for threads."""
    with chdir(os.environ.get("AIRFLOW_HOME", ".")):
        yield


def project_settings(**overrides: object) -> Settings:
    """Return the project's settings, with `overrides` applied last; the warehouse stands with its whole path.

    Raises:
        ConfigurationError: a value or a name is wrong.
    """
    with at_home():
        settings = load_settings(**overrides)
        return settings.model_copy(update={"warehouse": settings.warehouse.absolute()})
