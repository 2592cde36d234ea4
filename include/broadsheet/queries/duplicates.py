"""The duplicates of a version: which documents repeat which representative, and how similar they are."""

from dataclasses import dataclass
from typing import get_args

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import ConfigurationError
from broadsheet.queries.filters import Filters, check_filters, conditions
from broadsheet.schema import Relation
from broadsheet.warehouse.data_file import DataFile
from broadsheet.warehouse.version import Version


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that is in the dataset duplicates, with its representative.

    Attributes:
        doc_id: Its id.
        source_uri: Where it came from.
        publisher: The outlet, None where unknown.
        title: Its headline, None where it has none.
        duplicate_of: doc_id of its representative, which is in the corpus.
        representative_uri: Source URI of the representative.
        relation: A `broadsheet.schema.Relation`.
        jaccard: Jaccard similarity to the representative, 0 to 1.
        containment: Share of the smaller one's shingles that the other one has, too, 0 to 1.
    """

    doc_id: str
    source_uri: str
    publisher: str | None
    title: str | None
    duplicate_of: str
    representative_uri: str
    relation: str
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class DuplicateList:
    """Duplicates that match a query.

    Attributes:
        rows: They, or the first of them, by source URI of the representative; of one representative the closest first.
        total: How many match.
    """

    rows: tuple[Duplicate, ...]
    total: int


_NO_FILTERS = Filters()


def find_duplicates(
    version: Version,
    *,
    of: str | None = None,
    relation: str | None = None,
    source: str | None = None,
    filters: Filters = _NO_FILTERS,
    limit: int | None = None,
) -> DuplicateList:
    """Return the duplicates of a version. Reads eight columns of all of them, those of the filters, two of the ledger.

    Args:
        version: The version.
        of: Only those of this representative: its doc_id or the beginning, its source URI or the end.
        relation: Only those of one `broadsheet.schema.Relation`.
        source: Only those whose source URI contains this.
        filters: Only those that pass these, as in the lists of the browser.
        limit: The largest number of rows to return, None for all.

    Raises:
        ConfigurationError: there is no such relation, or `of` names no document or one that is itself a duplicate.
        ParameterError: a filter is not valid.
    """
    check_filters(filters)
    if relation is not None and relation not in get_args(Relation):
        raise ConfigurationError(f"unknown relation {relation!r}; use one of {', '.join(get_args(Relation))}")
    files = [file for _, files in version.partitions("duplicates") for file in files]
    tables = [_filtered(file, filters).cast(_SCHEMA) for file in files]
    table = pa.concat_tables(tables or [_SCHEMA.empty_table()])
    ledger = version.ledger(["doc_id", "source_uri"])
    ledger_rows = pc.index_in(table["duplicate_of"], value_set=ledger["doc_id"].combine_chunks())
    table = table.append_column("representative_uri", ledger["source_uri"].take(ledger_rows))
    if of is not None:
        named = table.filter(_matches(table["duplicate_of"], table["representative_uri"], of))
        if not named.num_rows:
            _check_name(of, table, ledger)
        table = named
    if relation is not None:
        table = table.filter(pc.equal(table["relation"], relation))
    if source is not None:
        table = table.filter(pc.match_substring(table["source_uri"], source))
    ordered = table.sort_by(_ORDER).slice(0, limit)
    return DuplicateList(tuple(Duplicate(**row) for row in ordered.to_pylist()), table.num_rows)


_COLUMNS = ["doc_id", "source_uri", "publisher", "title", "duplicate_of", "relation", "jaccard", "containment"]
_SCHEMA = pa.schema([(name, pa.float64() if name in {"jaccard", "containment"} else pa.string()) for name in _COLUMNS])
_ORDER = [
    ("representative_uri", "ascending"),
    ("jaccard", "descending"),
    ("containment", "descending"),
    ("source_uri", "ascending"),
]


def _filtered(file: DataFile, filters: Filters) -> pa.Table:
    """Return the columns of a file's duplicates that pass the filters."""
    needed = conditions(filters)
    extra = {condition.column.partition(".")[0] for condition in needed} - set(_COLUMNS)
    table = file.read([*_COLUMNS, *sorted(extra)])
    for condition in needed:
        table = table.filter(condition.mask(table))
    return table.select(_COLUMNS)


def _matches(doc_ids: pa.ChunkedArray, uris: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Return for each document whether a name is its doc_id, its URI, or the beginning or end of these."""
    return pc.and_(pc.or_(pc.starts_with(doc_ids, name), pc.ends_with(uris, name)), pa.scalar(bool(name)))


def _check_name(of: str, duplicates: pa.Table, ledger: pa.Table) -> None:
    """Raise an error if a name is of no document, or of one that is itself a duplicate."""
    named = duplicates.filter(_matches(duplicates["doc_id"], duplicates["source_uri"], of))
    if named.num_rows:
        representative = named["representative_uri"][0]
        raise ConfigurationError(f"{of} is itself a duplicate, of {representative}; name that document instead")
    if not ledger.filter(_matches(ledger["doc_id"], ledger["source_uri"], of)).num_rows:
        raise ConfigurationError(
            f"there is no page {of!r}; give a doc_id or the beginning of one, or a source URI or the end of one"
        )
