"""Conveniences for reading the corpus. Nothing here is needed: the files are plain Parquet."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from broadsheet.errors import ConfigurationError
from broadsheet.warehouse.layout import Warehouse


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


def read_corpus(
    warehouse: str | Path = "data",
    dataset: str = "corpus",
    take_back: str | Iterable[str] = (),
    **options: Any,
) -> Any:
    """Return a dataset of the current version as a pandas DataFrame.

    Args:
        warehouse: The warehouse folder.
        dataset: ``corpus``, ``duplicates`` or ``quarantine``.
        take_back: Left-out documents to read with the corpus, as if they had been kept: relations (``exact``,
            ``near``, ``contained``) or doc_ids. Their rows follow those of the corpus, and ``duplicate_count`` of the
            kept documents is less by them.
        options: For `pandas.read_parquet`: ``columns=["title", "text"]``, ``filters=[("month", "==", "2018-09")]``.

    Raises:
        ConfigurationError: nothing was published there so far; documents are taken back into another dataset than the
            corpus; or a name to take back is no relation and no left-out document.
    """
    import pandas as pd  # noqa: PLC0415  # so that importing broadsheet stays cheap

    folder = corpus_path(warehouse, dataset)
    names = {take_back} if isinstance(take_back, str) else set(take_back)
    if not names:
        return pd.read_parquet(folder, **options)
    if dataset != "corpus":
        raise ConfigurationError(f"documents are taken back into the corpus; {dataset} is read as it is")
    return _read_with(folder.parent, names, **options)


def _read_with(version: Path, names: set[str], columns: list[str] | None = None, **options: Any) -> Any:
    """Read the corpus with some of its left-out documents."""
    import pandas as pd  # noqa: PLC0415

    from broadsheet.queries.duplicates import RELATIONS  # noqa: PLC0415
    from broadsheet.schema import PARTITION_KEYS  # noqa: PLC0415

    known = pd.read_parquet(version / "duplicates", columns=["doc_id", "relation"])
    unknown = sorted(names - set(RELATIONS) - set(known["doc_id"]))
    if unknown:
        raise ConfigurationError(
            f"{', '.join(unknown[:3])}: no relation ({', '.join(RELATIONS)}) and no left-out document; "
            "list these with `broadsheet duplicates`"
        )
    wanted = None if columns is None else list(dict.fromkeys([*columns, "doc_id", "duplicate_count"]))
    its = None if wanted is None else [*wanted, "duplicate_of", "relation"]
    kept = pd.read_parquet(version / "corpus", columns=wanted, **options)
    left_out = pd.read_parquet(version / "duplicates", columns=its, **options)
    back = left_out[left_out["relation"].isin(names) | left_out["doc_id"].isin(names)]
    fewer = kept["doc_id"].map(back["duplicate_of"].value_counts()).fillna(0)
    kept["duplicate_count"] -= fewer.astype(kept["duplicate_count"].dtype)
    order = list(kept.columns if columns is None else columns)
    back = back[kept.columns].astype({name: kept[name].dtype for name in kept.columns if name not in PARTITION_KEYS})
    for key in set(PARTITION_KEYS) & set(kept.columns):  # folder keys are categories, which only join if they are equal
        both = sorted({*kept[key].cat.categories, *back[key].cat.categories})
        kept[key], back[key] = kept[key].cat.set_categories(both), back[key].cat.set_categories(both)
    return pd.concat([kept, back], ignore_index=True)[order]
