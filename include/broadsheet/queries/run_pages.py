"""Finds the source URIs of pages that a run checked: examples of what failed, whether they were published or not."""

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.queries.page_ledger import find_page
from broadsheet.runs.store import RunStore
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page that is an example.

    Attributes:
        doc_id: Its id.
        source_uri: Its source URI; empty where nothing names it any more.
        in_version: Whether the current version knows it, so that the browser can show it.
    """

    doc_id: str
    source_uri: str
    in_version: bool


def name_pages(warehouse: Warehouse, run_id: str, doc_ids: Collection[str]) -> dict[str, NamedPage]:
    """Return these pages by doc_id, named by the current version or, while it is stored, by the run itself."""
    current = Version.open(warehouse, warehouse.current_id())
    found = {}
    for doc_id in doc_ids:
        known = find_page(current, doc_id)
        found[doc_id] = NamedPage(doc_id, known.source_uri if known else "", known is not None)
    unnamed = [doc_id for doc_id, page in found.items() if not page.in_version]
    for doc_id, uri in _of_run(warehouse, run_id, unnamed).items():
        found[doc_id] = NamedPage(doc_id, uri, False)
    return found


def _of_run(warehouse: Warehouse, run_id: str, doc_ids: list[str]) -> dict[str, str]:
    """Return the source URIs that the documents of a run give; none where they were removed."""
    documents = RunStore(warehouse.work / run_id).documents
    wanted, found, number = pa.array(doc_ids, pa.string()), dict[str, str](), 0
    while len(found) < len(doc_ids):
        try:
            shard = documents.read(number, ["doc_id", "source_uri"])
        except (OSError, pa.ArrowException):
            break
        rows = shard.filter(pc.is_in(shard["doc_id"], wanted))
        found |= dict(zip(rows["doc_id"].to_pylist(), rows["source_uri"].to_pylist(), strict=True))
        number += 1
    return found
