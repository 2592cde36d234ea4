"""Conveniences for reading the corpus. Nothing here is needed: the files are plain Parquet."""

from pathlib import Path
from typing import Any

from broadsheet.errors import ConfigurationError
from broadsheet.warehouse import Warehouse


def corpus_path(warehouse: str | Path = "data", dataset: str = "corpus") -> Path:
    """Return the real folder behind ``current``, so that a long read never mixes two versions.

    Args:
        warehouse: The warehouse folder.
        dataset: ``corpus``, ``duplicates`` or ``quarantine``.

    Raises:
        ConfigurationError: nothing was published there so far, or there is no such dataset.
    """
    place = Warehouse(Path(warehouse))
    if not place.current.exists():
        raise ConfigurationError(
            f"nothing was published under {warehouse} so far; run `make corpus` or `broadsheet build`"
        )
    folder = place.current.resolve() / dataset
    if not folder.is_dir():
        raise ConfigurationError(f"a version holds corpus, duplicates and quarantine, but no {dataset}")
    return folder


def read_corpus(warehouse: str | Path = "data", dataset: str = "corpus", **options: Any) -> Any:
    """Return a dataset of the current version as a pandas DataFrame.

    ``options`` go to `pandas.read_parquet`: ``columns=["title", "text"]``, ``filters=[("month", "==", "2018-09")]``.

    Raises:
        ConfigurationError: nothing was published there so far.
    """
    import pandas as pd  # noqa: PLC0415  # so that importing broadsheet stays cheap

    return pd.read_parquet(corpus_path(warehouse, dataset), **options)
