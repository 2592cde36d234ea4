"""What pages are made from: the settings, which the DAGs use too, and a version of the corpus."""

from typing import Annotated

from fastapi import Depends

from broadsheet.queries.version_handle import Corpus, Nothing, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet_airflow.paths import project_settings


class NothingToShowError(Exception):
    """There is no version to show; the page says why."""

    def __init__(self, nothing: Nothing) -> None:
        super().__init__(nothing.message)
        self.nothing = nothing


def read_settings() -> Settings:
    """Return the settings as they are now, with the warehouse as an absolute path.

    Raises:
        ConfigurationError: a setting is wrong.
    """
    return project_settings()


def warehouse(settings: "SettingsNow") -> Warehouse:
    """Return the warehouse of the settings; it may not exist yet."""
    return Warehouse(settings.warehouse)


def current_corpus(warehouse: "WarehouseNow") -> Corpus:
    """Open the current version.

    Raises:
        NothingToShowError: there is none, or it cannot be read.
    """
    return opened(warehouse, None)


def opened(warehouse: Warehouse, version_id: str | None) -> Corpus:
    """Open a version; the current one if no id is given.

    Raises:
        NothingToShowError: there is none, or it cannot be read.
        NotFoundError: no version with that id is retained.
    """
    corpus = open_corpus(warehouse, version_id)
    if isinstance(corpus, Nothing):
        raise NothingToShowError(corpus)
    return corpus


SettingsNow = Annotated[Settings, Depends(read_settings)]
WarehouseNow = Annotated[Warehouse, Depends(warehouse)]
CurrentCorpus = Annotated[Corpus, Depends(current_corpus)]
