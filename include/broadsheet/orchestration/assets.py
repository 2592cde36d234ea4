"""What the DAGs read and write, as assets: others are scheduled on them, and lineage shows them.

The addresses follow the settings. A DAG that only waits for one names it: ``Asset.ref(name="corpus")``.
"""

from pathlib import Path

from airflow.sdk import Asset

from broadsheet.errors import ConfigurationError
from broadsheet.orchestration.project import at_home, project_settings
from broadsheet.settings import Settings
from broadsheet.sources.identity import parse_source


def pages() -> Asset:
    """Return the pages of the source."""
    source = _settings().source
    try:
        with at_home():
            return _asset("pages", parse_source(source).root)
    except ConfigurationError:  # not there yet
        return _asset("pages", Path(source))


def corpus() -> Asset:
    """Return what readers see: ``current`` with its three datasets."""
    return _asset("corpus", _settings().warehouse / "current")


def _asset(name: str, folder: Path) -> Asset:
    with at_home():
        return Asset(name, uri=folder.absolute().as_uri())


def _settings() -> Settings:
    try:
        return project_settings()
    except ConfigurationError:  # the first task tells in words what is wrong
        return Settings.model_construct()
