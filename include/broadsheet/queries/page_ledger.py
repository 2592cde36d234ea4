"""Looks up pages in the ledger, which is sorted by doc_id and may have millions of rows."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import ConfigurationError
from broadsheet.identity import container_uri, parse_source, record_uri, source_uri
from broadsheet.identity import doc_id as id_of
from broadsheet.schema import PUBLISHED_DATASETS
from broadsheet.sources.addresses import is_web_address, normal_address, page_key
from broadsheet.warehouse.data_file import first_of
from broadsheet.warehouse.page_addresses import rows_at
from broadsheet.warehouse.version import Version

FEWEST_DIGITS = 4
"""The smallest number of hex digits that is taken as the beginning of a doc_id."""

_COLUMNS = ["doc_id", "source_uri", "source_digest", "place", "published_date", "lang", "month", "extractor", "source"]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of the ledger; see `broadsheet.schema.LEDGER`."""

    doc_id: str
    source_uri: str
    source_digest: str | None
    place: str
    published_date: datetime | None
    lang: str | None
    month: str | None
    extractor: str
    source: str


def find_page(version: Version, doc_id: str) -> LedgerRow | None:
    """Return the page with that id, None where the version has none. Reads one row group."""
    pages = find_beginning(version, doc_id)
    return pages[0] if pages and pages[0].doc_id == doc_id else None


def find_beginning(version: Version, digits: str) -> list[LedgerRow]:
    """Return the pages whose doc_id begins with these digits. Reads the row groups that hold them, usually one."""
    found = []
    for path in version.files("_ledger"):
        groups = path.row_groups()
        first = first_of(groups, lambda group: (group.bounds("doc_id") or ("", ""))[1][: len(digits)] < digits)
        for group in groups[first:]:
            if (group.bounds("doc_id") or ("", ""))[0][: len(digits)] > digits:
                break
            wanted = pc.starts_with(group.read(["doc_id"])["doc_id"], digits)
            found += _rows(group.read(_COLUMNS).filter(wanted)) if pc.any(wanted).as_py() else []
    return found


def find_named(version: Version, name: str, sources: Iterable[str] = ()) -> list[LedgerRow]:
    """Return the pages that match a name.

    Args:
        version: The version.
        name: A source URI, a file in the source, a web address, a doc_id or its beginning, or the end of a source URI
            after a slash. These are tried in this order, and the first that matches counts. A web address reads one
            column of all documents, and the last reads the whole ledger.
        sources: Source settings whose folders a file can be in.
    """
    if not name:
        return []
    if not name.isascii() and _unprintable(name):
        name = source_uri(os.fsencode(name))
    for uri in [name, *(uri for source in sources for uri in _inside(name, source))]:
        page = find_page(version, id_of(uri))
        if page is not None and page.source_uri == uri:
            return [page]
    if is_web_address(name) and (found := _at_address(version, name)):
        return found
    if len(name) >= FEWEST_DIGITS and all(digit in "0123456789abcdef" for digit in name):
        begun = find_beginning(version, name)
        exact = [page for page in begun if page.doc_id == name]
        if begun:
            return exact or begun
    return _ending(version, f"/{name}")


def _at_address(version: Version, address: str) -> list[LedgerRow]:
    """Return the pages at a web address, however it is spelled."""
    key = page_key(normal_address(address))
    columns = ["doc_id", "url", "url_normalized"]
    files = (file for dataset in (*PUBLISHED_DATASETS, "quarantine") for file in version.dataset_files(dataset))
    found = sorted(row["doc_id"] for file in files for row in rows_at(file.read(columns), [address], [key]))
    return [page for page in (find_page(version, doc_id) for doc_id in found) if page is not None]


def _ending(version: Version, end: str) -> list[LedgerRow]:
    found = []
    for path in version.files("_ledger"):
        for group in path.row_groups():
            wanted = pc.ends_with(group.read(["source_uri"])["source_uri"], end)
            found += _rows(group.read(_COLUMNS).filter(wanted)) if pc.any(wanted).as_py() else []
    return found


def _rows(table: pa.Table) -> list[LedgerRow]:
    rows: list[dict[str, Any]] = table.select(_COLUMNS).to_pylist()
    return [LedgerRow(**row) for row in rows]


def _unprintable(name: str) -> bool:
    """Return whether a name from the command line holds bytes that are not UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return True
    return False


def _inside(name: str, source: str) -> list[str]:
    """Return the source URIs that a file, or FILE#KEY for a record of one, can have; none outside the source."""
    try:
        parsed = parse_source(source)
    except ConfigurationError:
        return []
    name, mark, key = (name, "", "") if Path(name).exists() else name.partition("#")
    root, path = os.fsencode(parsed.root.resolve()), os.fsencode(Path(name).resolve())
    if not Path(name).exists() or not path.startswith(root + b"/"):
        return []
    own, base = container_uri(path[len(root) + 1 :], parsed.prefix)
    return [record_uri(base, key)] if mark else [own, base]
