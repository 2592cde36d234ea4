"""What pages are made from: the corpus of an address, its settings, which its DAGs use too, and a version of it."""

from typing import Annotated

from fastapi import Depends, Request

from broadsheet.queries.version_handle import Corpus, NotFoundError, Nothing, open_corpus
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet_airflow import corpora
from broadsheet_airflow.paths import corpus_settings

PART = "corpus"
"""The part of an address that names a corpus; addresses of the main corpus have none."""


class NothingToShowError(Exception):
    """There is no version to show; the page says why."""

    def __init__(self, nothing: Nothing) -> None:
        super().__init__(nothing.message)
        self.nothing = nothing


def named_corpus(request: Request) -> corpora.Corpus:
    """Return the corpus that an address names; the main corpus where it names none.

    Raises:
        NotFoundError: there is no corpus with that name.
    """
    asked = corpora.Corpus(request.path_params.get(PART, ""))
    if asked not in corpora.known_corpora():
        raise NotFoundError("there is no corpus of this name")
    return asked


def read_settings(corpus: "NamedCorpus") -> Settings:
    """Return the settings of a corpus as they are now, with the warehouse as an absolute path.

    Raises:
        ConfigurationError: a setting is wrong.
    """
    return corpus_settings(corpus)


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


NamedCorpus = Annotated[corpora.Corpus, Depends(named_corpus)]
SettingsNow = Annotated[Settings, Depends(read_settings)]
WarehouseNow = Annotated[Warehouse, Depends(warehouse)]
CurrentCorpus = Annotated[Corpus, Depends(current_corpus)]
