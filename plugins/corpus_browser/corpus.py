"""What a page is made from: the settings the DAG has too, and the version that readers see now."""

from typing import Annotated

from fastapi import Depends

from broadsheet.queries.version_handle import Corpus, Nothing, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet_airflow.paths import project_settings


class NothingToShowError(Exception):
    """There is no version to make the page from; the page says why instead."""

    def __init__(self, nothing: Nothing) -> None:
        super().__init__(nothing.message)
        self.nothing = nothing


def read_settings() -> Settings:
    """Return the settings of this moment, the warehouse as a whole path.

    Raises:
        ConfigurationError: a setting is wrong.
    """
    return project_settings()


def warehouse(settings: "SettingsNow") -> Warehouse:
    """Return the warehouse that the settings name; it need not be there."""
    return Warehouse(settings.warehouse)


def current_corpus(warehouse: "WarehouseNow") -> Corpus:
    """Open the version that readers see.

    Raises:
        NothingToShowError: there is none, or it cannot be read.
    """
    return opened(warehouse, None)


def opened(warehouse: Warehouse, version_id: str | None) -> Corpus:
    """Open a version, the current one where no id is given.

    Raises:
        NothingToShowError: there is none, or it cannot be read.
        NotFoundError: no version of that id is kept.
    """
    corpus = open_corpus(warehouse, version_id)
    if isinstance(corpus, Nothing):
        raise NothingToShowError(corpus)
    return corpus


SettingsNow = Annotated[Settings, Depends(read_settings)]
WarehouseNow = Annotated[Warehouse, Depends(warehouse)]
CurrentCorpus = Annotated[Corpus, Depends(current_corpus)]
