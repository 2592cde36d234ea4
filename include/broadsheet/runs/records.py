"""Stores the records of a run's input files, shard by shard, and gives them back to extraction one after another."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from broadsheet.runs.store import RunStore
from broadsheet.schema import PAGES, RECORDS
from broadsheet.settings import MEBIBYTE
from broadsheet.sources.record import Fields, Record

SHARD_BYTES = 64 * MEBIBYTE
"""Bytes of the records of one shard, about: what discovery holds in memory."""
_TOGETHER = 64


class PageWriter:
    """Writes the pages of a run in shards, and beside them the records of those that come from a file of several.

    Attributes:
        shards: Number of shards written.
    """

    def __init__(self, store: RunStore, shard_pages: int) -> None:
        """Write to a run's store, up to `shard_pages` pages a shard."""
        self.shards = 0
        self._store = store
        self._shard_pages = shard_pages
        self._pages: list[dict[str, object]] = []
        self._records: list[dict[str, object]] = []
        self._size = 0

    def add(self, page: dict[str, object], record: Record | None = None, digest: str = "") -> None:
        """Add a row of PAGES, with its record if it comes from a file of several."""
        if record is not None:
            page = page | {"record": len(self._records)}
            stored = {"digest": digest, **record._asdict(), "fields": record.fields._asdict()}
            self._records.append({name: stored[name] for name in RECORDS.names})
            self._size += len(record.data)
        self._pages.append(page)
        if len(self._pages) == self._shard_pages or self._size >= SHARD_BYTES:
            self.flush()

    def write(self, pages: pa.Table) -> None:
        """Write pages without records as a shard of their own, after those that were added."""
        self.flush()
        self._store.pages.write(self.shards, pages)
        self.shards += 1

    def flush(self) -> None:
        """Write what was added since the last shard as a shard of its own."""
        if not self._pages:
            return
        self._store.pages.write(self.shards, pa.Table.from_pylist(self._pages, PAGES))
        if self._records:
            self._store.records.write(self.shards, pa.Table.from_pylist(self._records, RECORDS))
        self.shards += 1
        self._pages, self._records, self._size = [], [], 0


def stored_records(store: RunStore, shard: int) -> Iterator[tuple[Record, str]]:
    """Yield the records of a shard with their digests, in order, a few in memory at a time."""
    for batch in store.records.batches(shard, _TOGETHER):
        for row in batch.to_pylist():
            yield _record(row), row["digest"]


def _record(row: dict[str, Any]) -> Record:
    stated = row["fields"] | {"authors": tuple(row["fields"]["authors"])}
    return Record("", row["data"], Fields(**stated), row["charset"], row["clean"])
