"""What was taken down, by hashes alone, so that it never comes back: one JSON object a line, outside every version.

A page is known again by its doc_id, which is a hash of its source URI, or by the digest of its bytes. The file is only
ever added to; a tombstone that was lifted has a line of its own.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.identity import doc_id as id_of
from broadsheet.reject_reasons import Reason
from broadsheet.warehouse.journal import append, read_lines
from broadsheet.warehouse.layout import TOMBSTONES, Warehouse
from broadsheet.warehouse.version import Version

TAKE_DOWN, LIFT = "take_down", "lift"


class Tombstone(NamedTuple):
    """One page that was taken down.

    Attributes:
        doc_id: Its identity, a hash.
        digests: SHA-256 of its bytes in each kept version, sorted; none where they were never read.
        address: Hash of its web address, as `hashed` gives it; null where it had none.
        reason: Why, in the words of the person who did it; may be empty.
    """

    doc_id: str
    digests: tuple[str, ...] = ()
    address: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tombstones:
    """All that stands taken down in a warehouse, by doc_id."""

    by_id: dict[str, Tombstone]

    @classmethod
    def read(cls, warehouse: Warehouse) -> "Tombstones":
        """Read the tombstones of a warehouse; one without the file has none."""
        by_id: dict[str, Tombstone] = {}
        for entry in read_lines(warehouse.storage, TOMBSTONES):
            doc = entry["doc_id"]
            if entry["action"] == LIFT:
                by_id.pop(doc, None)
            else:
                by_id[doc] = Tombstone(doc, tuple(entry["digests"]), entry["address"], entry["reason"])
        return cls(by_id)

    @property
    def digests(self) -> frozenset[str]:
        """Digests of the bytes that were taken down."""
        return frozenset(digest for one in self.by_id.values() for digest in one.digests)

    def contains(self, doc_id: str) -> bool:
        """Tell whether a document was taken down."""
        return doc_id in self.by_id

    def named(self, name: str) -> list[str]:
        """Return the doc_ids of the pages of that doc_id, source URI or web address that were taken down."""
        found = [name, id_of(name)]
        address = hashed(name)
        return [doc for doc, one in self.by_id.items() if doc in found or one.address == address]

    def among(self, doc_ids: pa.Array) -> pa.Array:
        """Return those of `doc_ids` that were taken down."""
        return doc_ids.filter(pc.is_in(doc_ids, pa.array(list(self.by_id), pa.string())))

    def held_by(self, version: Version) -> bool:
        """Tell whether a version still holds a page that was taken down. Reads one column of its ledger."""
        return bool(self.by_id) and len(self.among(version.ledger(["doc_id"])["doc_id"].combine_chunks())) > 0

    def cover(self, rows: pa.Table) -> pa.ChunkedArray:
        """Return for each row (columns doc_id, source_digest, reasons) whether its page was taken down: bool.

        A page has been taken down too where it has the same bytes as one that was. A page that was refused for having
        such bytes has not: its refusal is recorded.
        """
        ids = pa.array(list(self.by_id), pa.string())
        known = pc.is_in(rows["doc_id"], ids)
        if not self.by_id:
            return known
        same_bytes = pc.is_in(rows["source_digest"], pa.array(sorted(self.digests), pa.string()))
        alike = rows.filter(same_bytes).select(["doc_id", "reasons"]).to_pylist()
        gone = [row["doc_id"] for row in alike if Reason.TAKEN_DOWN not in {one["code"] for one in row["reasons"]}]
        return pc.or_(known, pc.is_in(rows["doc_id"], pa.array(gone, pa.string())))

    def digest(self) -> str:
        """Return 64 hex digits that differ when anything else stands taken down."""
        lines = [" ".join([one.doc_id, *one.digests]) for one in self.by_id.values()]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def add_tombstones(warehouse: Warehouse, pages: Iterable[Tombstone]) -> None:
    """Put up tombstones; on the disk when this returns."""
    append(warehouse.storage, TOMBSTONES, [{"action": TAKE_DOWN, **page._asdict()} for page in pages])


def lift(warehouse: Warehouse, doc_ids: Iterable[str]) -> None:
    """Take tombstones away again: the next run reads these pages as if it had never seen them."""
    append(warehouse.storage, TOMBSTONES, [{"action": LIFT, "doc_id": doc_id} for doc_id in doc_ids])


def hashed(address: str) -> str:
    """Return the SHA-256 of a web address, 64 hex digits."""
    return hashlib.sha256(address.encode()).hexdigest()
