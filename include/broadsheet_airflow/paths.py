"""The project's folder, which is AIRFLOW_HOME, and the settings that are read from there."""

import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from threading import RLock

from broadsheet.settings import Settings, load_settings

_ONE_THREAD = RLock()


@contextmanager
def at_home() -> Iterator[None]:
    """Make the project's folder the working directory; the processes of Airflow are started in any directory.

    The working directory belongs to the whole process, so only one thread at a time is let in.
    """
    with _ONE_THREAD, chdir(home()):
        yield


def home() -> Path:
    """Return the project's folder."""
    return Path(os.environ.get("AIRFLOW_HOME", ".")).absolute()


def project_settings(**overrides: object) -> Settings:
    """Return the project's settings, with `overrides` applied last and the warehouse as an absolute path.

    Raises:
        ConfigurationError: a value or a name is wrong.
    """
    with at_home():
        settings = load_settings(**overrides)
        return settings.model_copy(update={"warehouse": settings.warehouse.absolute()})
