"""What was taken down, by hashes alone, so that it never comes back: one JSON object a line, outside every version.

A page is known again by its doc_id, which is a hash of its source URI, or by the digest of its bytes. The file is only
ever added to; a tombstone that was lifted has a line of its own.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.publishing.history import read_history
from broadsheet.reasons import Reason
from broadsheet.warehouse import Warehouse

TAKE_DOWN, LIFT = "take_down", "lift"


class Tombstone(NamedTuple):
    """One page that was taken down.

    Attributes:
        doc_id: Its identity, a hash.
        source_digest: SHA-256 of its bytes, null where they were never read.
        reason: Why, in the words of the person who did it; may be empty.
    """

    doc_id: str
    source_digest: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Tombstones:
    """All that stands taken down in a warehouse, by doc_id."""

    by_id: dict[str, Tombstone]

    @classmethod
    def read(cls, warehouse: Warehouse) -> "Tombstones":
        """Read the tombstones of a warehouse; one without the file has none."""
        by_id: dict[str, Tombstone] = {}
        for entry in read_history(warehouse.tombstones):
            if entry["action"] == LIFT:
                by_id.pop(entry["doc_id"], None)
            else:
                by_id[entry["doc_id"]] = Tombstone(entry["doc_id"], entry["source_digest"], entry["reason"])
        return cls(by_id)

    @property
    def digests(self) -> frozenset[str]:
        """Digests of the bytes that were taken down."""
        return frozenset(one.source_digest for one in self.by_id.values() if one.source_digest)

    def hold(self, doc_id: str) -> bool:
        """Tell whether a document was taken down."""
        return doc_id in self.by_id

    def among(self, doc_ids: pa.Array) -> pa.Array:
        """Return those of `doc_ids` that were taken down."""
        return doc_ids.filter(pc.is_in(doc_ids, pa.array(list(self.by_id), pa.string())))

    def leave_out(self, rows: pa.Table) -> pa.Table:
        """Drop the rows (columns doc_id, source_digest, reasons) of pages that were taken down.

        A refusal for having the bytes of such a page says nothing of it, and stays.
        """
        if not self.by_id:
            return rows
        same_bytes = pc.is_in(rows["source_digest"], pa.array(sorted(self.digests), pa.string()))
        alike = rows.filter(same_bytes).select(["doc_id", "reasons"]).to_pylist()
        gone = [row["doc_id"] for row in alike if Reason.TAKEN_DOWN not in {one["code"] for one in row["reasons"]}]
        return rows.filter(pc.invert(pc.is_in(rows["doc_id"], pa.array([*self.by_id, *gone], pa.string()))))

    def digest(self) -> str:
        """Return 64 hex digits that differ when anything else stands taken down."""
        lines = [f"{one.doc_id} {one.source_digest or '-'}" for one in self.by_id.values()]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def bury(warehouse: Warehouse, pages: Iterable[Tombstone]) -> None:
    """Put up tombstones; on the disk when this returns."""
    _append(warehouse, [{"action": TAKE_DOWN, **page._asdict()} for page in pages])


def lift(warehouse: Warehouse, doc_ids: Iterable[str]) -> None:
    """Take tombstones away again: the next run reads these pages as if it had never seen them."""
    _append(warehouse, [{"action": LIFT, "doc_id": doc_id} for doc_id in doc_ids])


def _append(warehouse: Warehouse, entries: list[dict[str, str | None]]) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with warehouse.tombstones.open("a", encoding="utf-8") as handle:
        handle.write("".join(json.dumps({"at": at, **entry}) + "\n" for entry in entries))
        handle.flush()
        os.fsync(handle.fileno())
