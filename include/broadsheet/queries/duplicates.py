"""What ``broadsheet duplicates`` prints: which documents were left out, for which kept one, and how alike they are."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import ConfigurationError
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version

RELATIONS = ("exact", "near", "contained")
"""What a left-out document can be to the kept one, the closest first."""

_COLUMNS = ["doc_id", "source_uri", "publisher", "title", "duplicate_of", "relation", "jaccard", "containment"]
_LEFT_OUT = pa.schema(
    [(name, pa.float64() if name in {"jaccard", "containment"} else pa.string()) for name in _COLUMNS]
)
_MISSING = "-"


def left_out(
    version: Version, *, of: str | None = None, relation: str | None = None, source: str | None = None
) -> pa.Table:
    """Return the left-out documents of a version, with the page of the kept one as ``kept_uri``.

    Args:
        version: The version.
        of: Only those of one kept document: its doc_id or the beginning, its source URI or the end.
        relation: Only those of one of `RELATIONS`.
        source: Only those whose source URI contains this.

    Returns:
        Sorted by kept_uri; of one kept document the closest first.

    Raises:
        ConfigurationError: there is no such relation, or the document asked for is unknown or left out itself.
    """
    if relation is not None and relation not in RELATIONS:
        raise ConfigurationError(f"there is no relation {relation}; a repeat is {', '.join(RELATIONS)}")
    tables = [file.read(_COLUMNS) for _, files in version.partitions("duplicates") for file in files]
    table = pa.concat_tables([table.cast(_LEFT_OUT) for table in tables] or [_LEFT_OUT.empty_table()])
    ledger = version.ledger(["doc_id", "source_uri"])
    row_of = pc.index_in(table["duplicate_of"], value_set=ledger["doc_id"].combine_chunks())
    table = table.append_column("kept_uri", ledger["source_uri"].take(row_of))
    if of is not None:
        named = table.filter(_is_named(table["duplicate_of"], table["kept_uri"], of))
        if not named.num_rows:
            _check_named(of, table, ledger)
        table = named
    if relation is not None:
        table = table.filter(pc.equal(table["relation"], relation))
    if source is not None:
        table = table.filter(pc.match_substring(table["source_uri"], source))
    return table.sort_by(
        [
            ("kept_uri", "ascending"),
            ("jaccard", "descending"),
            ("containment", "descending"),
            ("source_uri", "ascending"),
        ]
    )


def _is_named(doc_ids: pa.ChunkedArray, uris: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    return pc.and_(pc.or_(pc.starts_with(doc_ids, name), pc.ends_with(uris, name)), pa.scalar(bool(name)))


def _check_named(of: str, left_out: pa.Table, ledger: pa.Table) -> None:
    """Raise an error if a name is that of no document, or of one that was left out itself."""
    own = left_out.filter(_is_named(left_out["doc_id"], left_out["source_uri"], of))
    if own.num_rows:
        raise ConfigurationError(f"{of} is itself left out, behind {own['kept_uri'][0]}; name that one")
    if not ledger.filter(_is_named(ledger["doc_id"], ledger["source_uri"], of)).num_rows:
        raise ConfigurationError(
            f"there is no page {of!r}; give its doc_id or the beginning of it, or its source URI or the end of it"
        )


def listing(
    warehouse: Path,
    *,
    of: str | None = None,
    relation: str | None = None,
    source: str | None = None,
    limit: int = 100,
) -> Iterator[str]:
    """Yield the lines: each kept document, below it those it stands for.

    Args:
        warehouse: The warehouse folder.
        of: See `left_out`.
        relation: See `left_out`.
        source: See `left_out`.
        limit: Left-out documents to show; 0 shows all.

    Raises:
        ConfigurationError: nothing was published there so far; else as `left_out`.
    """
    place = Warehouse(warehouse)
    if place.current_id() is None:
        raise ConfigurationError(
            f"nothing was published under {warehouse} so far; run `make corpus` or `broadsheet build`"
        )
    table = left_out(Version.open(place, place.current_id()), of=of, relation=relation, source=source)
    kept = None
    for row in table.slice(0, limit or None).to_pylist():
        if row["duplicate_of"] != kept:
            kept = row["duplicate_of"]
            yield f"{kept}  {row['kept_uri']}"
        told = " | ".join(filter(None, [row["publisher"], row["title"]])) or _MISSING
        alike = f"{row['relation']:<10}{row['jaccard']:>5.2f}{row['containment']:>6.2f}"
        yield f"  {row['doc_id']}  {alike}  {row['source_uri']}"
        yield f"  {'':24}  {told}"
    shown = min(limit or table.num_rows, table.num_rows)
    more = f", {shown:,} of them shown; --limit 0 shows all" if shown < table.num_rows else ""
    yield f"{table.num_rows:,} left out{more}"
