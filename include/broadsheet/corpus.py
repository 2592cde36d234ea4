"""Reads a published corpus. Needs PyArrow only; functions that need more name the extra to install.

Nothing here is required: the files are plain Parquet, and any tool reads them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from broadsheet.errors import ConfigurationError
from broadsheet.extras import requires_extra
from broadsheet.queries.versions import list_versions
from broadsheet.schema import PARTITION_KEYS, Relation
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.layout import Warehouse

if TYPE_CHECKING:
    import pandas as pd

    from broadsheet.queries.document_view import DocumentView
    from broadsheet.queries.versions import RetainedVersion

Dataset: TypeAlias = Literal["corpus", "duplicates", "quarantine"]
"""Datasets of a version: the documents, their duplicates, the refused pages."""

Condition = tuple[str, str, Any]
Filters: TypeAlias = pc.Expression | Sequence[Condition] | Sequence[Sequence[Condition]]
"""Which rows to read: a PyArrow expression, or a list of ``(column, operator, value)`` that must all hold, or a list of
such lists of which one must hold."""

_KEYS = ds.partitioning(pa.schema([(name, pa.string()) for name in PARTITION_KEYS]), flavor="hive")


def open_corpus(path: str | Path = "data", version: str | None = None) -> "Corpus":
    """Return a published version for reading.

    The version is chosen here: reading goes on in it when a later build publishes another one.

    Args:
        path: The warehouse folder, which holds ``current`` and ``versions``.
        version: Id of a retained version, or its beginning; None for the current one.

    Raises:
        ConfigurationError: nothing is published there, or no retained version has that id.
    """
    warehouse = Warehouse(Path(path).resolve())
    catalog = VersionCatalog(warehouse)
    if version is not None:
        return Corpus(warehouse.root, catalog.find(version))
    return Corpus(warehouse.root, str(catalog.current().version_id))


@dataclass(frozen=True, slots=True)
class Corpus:
    """One published version of a corpus, as `open_corpus` returns it.

    Attributes:
        warehouse: The warehouse folder, absolute.
        version: The version's id: 16 hex digits.
    """

    warehouse: Path
    version: str

    def versions(self) -> "tuple[RetainedVersion, ...]":
        """Return the retained versions of this warehouse, the current one first, then the last published first."""
        return list_versions(Warehouse(self.warehouse))

    def path(self, dataset: Dataset = "corpus") -> Path:
        """Return the folder of Parquet files of a dataset, for any other tool to read.

        Raises:
            ConfigurationError: there is no such dataset, or the version is no longer retained.
        """
        folder = Warehouse(self.warehouse).version(self.version)
        if dataset not in get_args(Dataset):
            raise ConfigurationError(f"there is no dataset {dataset}; a version has {', '.join(get_args(Dataset))}")
        if not (folder / dataset).is_dir():
            raise ConfigurationError(f"version {self.version} is no longer retained; open the corpus again")
        return folder / dataset

    def to_arrow(
        self,
        dataset: Dataset = "corpus",
        columns: Sequence[str] | None = None,
        filters: Filters | None = None,
        include: str | Iterable[str] = (),
    ) -> pa.Table:
        """Return a dataset as an Arrow table in memory; the folder keys ``lang`` and ``month`` are strings.

        Args:
            dataset: Which one.
            columns: Columns to read, in this order; None for all.
            filters: Rows to read; None for all. Filters on ``lang`` and ``month`` skip whole files.
            include: Duplicates to read as documents of the corpus: relations (`Relation`) or doc_ids. Their rows come
                last, and ``duplicate_count`` of their representatives does not count them.

        Raises:
            ConfigurationError: there is no such dataset, column, relation or duplicate.
        """
        parts = self._parts(dataset, columns, filters, include)
        return pa.concat_tables([part.finish(part.data.to_table(part.columns, filter=part.filter)) for part in parts])

    def to_pandas(
        self,
        dataset: Dataset = "corpus",
        columns: Sequence[str] | None = None,
        filters: Filters | None = None,
        include: str | Iterable[str] = (),
    ) -> "pd.DataFrame":
        """Return a dataset as a pandas DataFrame; arguments and errors as for `to_arrow`.

        Raises:
            ConfigurationError: also if pandas is not installed.
        """
        with requires_extra("pandas", "to_pandas"):
            import pandas  # noqa: F401, PLC0415  # PyArrow's own message does not say what to do
        return self.to_arrow(dataset, columns, filters, include).to_pandas()

    def iter_batches(
        self,
        dataset: Dataset = "corpus",
        columns: Sequence[str] | None = None,
        filters: Filters | None = None,
        include: str | Iterable[str] = (),
        *,
        batch_rows: int = 1_000,
    ) -> Iterator[pa.RecordBatch]:
        """Return an iterator over a dataset in record batches, for corpora that do not fit into memory.

        A few row groups (some thousand documents) are in memory at once. The rows, their order and the errors are
        those of `to_arrow`.

        Args:
            dataset: See `to_arrow`.
            columns: See `to_arrow`.
            filters: See `to_arrow`.
            include: See `to_arrow`.
            batch_rows: Largest number of rows per batch.
        """
        if batch_rows < 1:
            raise ConfigurationError(f"batch_rows is {batch_rows}; give 1 or more")
        parts = self._parts(dataset, columns, filters, include)
        return (batch for part in parts for batch in part.batches(batch_rows))

    def explain(self, doc_id: str, source: str | None = None) -> "DocumentView":
        """Return all that is known of a document: its dataset and the reason, its metadata, its page line by line.

        Needs the extra ``build``.

        Args:
            doc_id: Its id: 24 hex digits.
            source: Folder of pages, to read its source page; None for the source of the last build.

        Raises:
            ConfigurationError: the extra is not installed.
            NotFoundError: the version has no such document (`broadsheet.queries.version_handle`, a LookupError).
            DataError: the version is damaged.
        """
        with requires_extra("build", "explain"):
            from broadsheet.queries.document_view import read_document  # noqa: PLC0415
            from broadsheet.queries.version_handle import Nothing  # noqa: PLC0415
            from broadsheet.queries.version_handle import open_corpus as open_handle  # noqa: PLC0415
            from broadsheet.settings import load_settings  # noqa: PLC0415
        opened = open_handle(Warehouse(self.warehouse), self.version)
        if isinstance(opened, Nothing):
            raise ConfigurationError(f"{opened.message} {opened.remedy}")
        return read_document(opened, doc_id, load_settings(warehouse=self.warehouse), source)

    def _parts(
        self,
        dataset: Dataset,
        columns: Sequence[str] | None,
        filters: Filters | None,
        include: str | Iterable[str],
    ) -> "list[_Part]":
        """Return the parts to read one after the other: the dataset, and the duplicates to include."""
        data = self._dataset(dataset)
        order = data.schema.names if columns is None else list(columns)
        if unknown := [name for name in order if name not in data.schema.names]:
            raise ConfigurationError(
                f"{dataset} has no column {', '.join(unknown)}; it has {', '.join(data.schema.names)}"
            )
        if not order:
            raise ConfigurationError("columns is empty; name a column, or pass None for all")
        wanted = _expression(filters)
        names = {include} if isinstance(include, str) else set(include)
        if not names:
            return [_Part(data, order, wanted, lambda table: table)]
        if dataset != "corpus":
            raise ConfigurationError(f"include works with the dataset corpus only, not with {dataset}")
        duplicates = self._dataset("duplicates")
        _check_names(names, duplicates)
        named = pc.field("relation").isin(list(names)) | pc.field("doc_id").isin(list(names))
        chosen = named if wanted is None else named & wanted
        included = duplicates.to_table(["duplicate_of"], filter=chosen)["duplicate_of"].combine_chunks().value_counts()
        schema = pa.schema([data.schema.field(name) for name in order])

        def finish(table: pa.Table) -> pa.Table:
            return _without(table, included).select(order) if "duplicate_count" in order else table.select(order)

        return [
            _Part(data, list(dict.fromkeys([*order, "doc_id"])), wanted, finish),
            _Part(duplicates, order, chosen, lambda table: table.cast(schema)),
        ]

    def _dataset(self, dataset: Dataset) -> ds.Dataset:
        keys = None if dataset == "quarantine" else _KEYS
        return ds.dataset(self.path(dataset), format="parquet", partitioning=keys)


class _Part(NamedTuple):
    """Rows of one dataset, and the function that finishes them after reading."""

    data: ds.Dataset
    columns: list[str]
    filter: pc.Expression | None
    finish: Callable[[pa.Table], pa.Table]

    def batches(self, rows: int) -> Iterator[pa.RecordBatch]:
        """Yield the rows in batches, one file and one row group ahead of the reader."""
        scanner = self.data.scanner(
            columns=self.columns,
            filter=self.filter,
            batch_size=rows,
            batch_readahead=1,
            fragment_readahead=1,
            fragment_scan_options=ds.ParquetFragmentScanOptions(pre_buffer=False),  # else: files as a whole
        )
        for batch in scanner.to_batches():
            if batch.num_rows:
                yield from self.finish(pa.Table.from_batches([batch])).combine_chunks().to_batches()


def _expression(filters: Filters | None) -> pc.Expression | None:
    return filters if filters is None or isinstance(filters, pc.Expression) else pq.filters_to_expression(filters)


def _check_names(names: set[str], duplicates: ds.Dataset) -> None:
    """Raise an error for names that are neither a relation nor the doc_id of a duplicate."""
    unknown = names - set(get_args(Relation))
    if unknown:
        found = duplicates.to_table(["doc_id"], filter=pc.field("doc_id").isin(list(unknown)))
        unknown -= set(found["doc_id"].to_pylist())
    if unknown:
        raise ConfigurationError(
            f"{', '.join(sorted(unknown)[:3])}: not a relation ({', '.join(get_args(Relation))}) and not the "
            "doc_id of a duplicate; list them with `broadsheet duplicates`"
        )


def _without(table: pa.Table, included: pa.StructArray) -> pa.Table:
    """Subtract the included duplicates from ``duplicate_count``; `included` counts them by representative."""
    row = pc.index_in(table["doc_id"], included.field("values"))
    fewer = pc.fill_null(included.field("counts").take(row.combine_chunks()), 0)
    number = table.schema.get_field_index("duplicate_count")
    field = table.schema.field(number)
    return table.set_column(number, field, pc.subtract(table[number], fewer.cast(field.type)))


def corpus_path(warehouse: str | Path = "data", dataset: Dataset = "corpus") -> Path:
    """Return the folder of a dataset in the current version; a long read of it never mixes two versions.

    Args:
        warehouse: The warehouse folder.
        dataset: Which one.

    Raises:
        ConfigurationError: nothing is published there, or there is no such dataset.
    """
    return open_corpus(warehouse).path(dataset)


def read_corpus(
    warehouse: str | Path = "data",
    dataset: Dataset = "corpus",
    take_back: str | Iterable[str] = (),
    **options: Any,
) -> "pd.DataFrame":
    """Return a dataset of the current version as a pandas DataFrame, as `pandas.read_parquet` does.

    `Corpus.to_pandas` does the same for any version, with the folder keys as strings; here they are categories.

    Args:
        warehouse: The warehouse folder.
        dataset: Which one.
        take_back: See ``include`` of `Corpus.to_arrow`.
        options: For `pandas.read_parquet`: ``columns=["title", "text"]``, ``filters=[("month", "==", "2018-09")]``.
            With `take_back`, these two only.

    Raises:
        ConfigurationError: nothing is published there; pandas is not installed; `take_back` is used with another
            dataset than the corpus; or a name in it is neither a relation nor the doc_id of a duplicate.
    """
    with requires_extra("pandas", "read_corpus"):
        import pandas as pd  # noqa: PLC0415  # so that importing broadsheet stays cheap
    corpus = open_corpus(warehouse)
    names = [take_back] if isinstance(take_back, str) else list(take_back)
    if not names:
        return pd.read_parquet(corpus.path(dataset), **options)
    if other := sorted(options.keys() - {"columns", "filters"}):
        raise ConfigurationError(f"take_back cannot be combined with {', '.join(other)}; use open_corpus(...).to_arrow")
    table = corpus.to_arrow(dataset, include=names, **options)
    return table.to_pandas(categories=[name for name in PARTITION_KEYS if name in table.schema.names])
