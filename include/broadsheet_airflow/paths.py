"""The project as Airflow runs it: its folder is AIRFLOW_HOME, where its settings and relative folders start."""

import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from threading import RLock

from broadsheet.settings import Settings, load_settings

_ONE_THREAD = RLock()


@contextmanager
def at_home() -> Iterator[None]:
    """Work in the project's folder; Airflow's own processes are started anywhere.

    The working folder is the whole process's, so threads come one after another.
    """
    with _ONE_THREAD, chdir(home()):
        yield


def home() -> Path:
    """Return the project's folder."""
    return Path(os.environ.get("AIRFLOW_HOME", ".")).absolute()


def project_settings(**overrides: object) -> Settings:
    """Return the project's settings, with `overrides` applied last; the warehouse stands with its whole path.

    Raises:
        ConfigurationError: a value or a name is wrong.
    """
    with at_home():
        settings = load_settings(**overrides)
        return settings.model_copy(update={"warehouse": settings.warehouse.absolute()})
