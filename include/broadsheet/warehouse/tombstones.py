"""Stores the hashes of pages that were taken down, so that they stay out: JSON lines outside all versions.

A page is recognized by its doc_id, which is a hash of its source URI, or by the digest of its bytes. The file is
append-only; a line of its own records that a tombstone was lifted.

Each line holds a digest of itself and of the line before it, so that a changed or removed line is noticed. A second
file, the seals, records after each change how many lines there are: a shortened or deleted file is noticed, too. Both
are errors: a build must not bring back what was taken down.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.errors import DataError
from broadsheet.identity import doc_id as id_of
from broadsheet.reject_reasons import Reason
from broadsheet.warehouse.journal import append, read_lines
from broadsheet.warehouse.layout import TOMBSTONE_SEALS, TOMBSTONES, Warehouse
from broadsheet.warehouse.version import Version

TAKE_DOWN, LIFT = "take_down", "lift"


class Tombstone(NamedTuple):
    """One page that was taken down.

    Attributes:
        doc_id: Its id, a hash.
        digests: SHA-256 of its bytes in each retained version, sorted; empty if it was never read.
        address: Hash of its web address, from `hashed`; None if it had none.
        reason: The reason that a person gave; may be empty.
    """

    doc_id: str
    digests: tuple[str, ...] = ()
    address: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tombstones:
    """All tombstones of a warehouse, by doc_id."""

    by_id: dict[str, Tombstone]

    @classmethod
    def read(cls, warehouse: Warehouse) -> "Tombstones":
        """Return the tombstones of a warehouse; none if nothing was ever taken down.

        Raises:
            DataError: the file was changed, shortened or deleted.
        """
        by_id: dict[str, Tombstone] = {}
        for entry in _Chain.read(warehouse).entries:
            doc = entry["doc_id"]
            if entry["action"] == LIFT:
                by_id.pop(doc, None)
            else:
                by_id[doc] = Tombstone(doc, tuple(entry["digests"]), entry["address"], entry["reason"])
        return cls(by_id)

    @property
    def digests(self) -> frozenset[str]:
        """Digests of the bytes that were taken down."""
        return frozenset(digest for tombstone in self.by_id.values() for digest in tombstone.digests)

    def contains(self, doc_id: str) -> bool:
        """Return whether a document was taken down."""
        return doc_id in self.by_id

    def named(self, name: str) -> list[str]:
        """Return the doc_ids of the taken-down pages with this doc_id, source URI or web address."""
        found = [name, id_of(name)]
        address = hashed(name)
        return [doc for doc, tombstone in self.by_id.items() if doc in found or tombstone.address == address]

    def among(self, doc_ids: pa.Array) -> pa.Array:
        """Return the members of `doc_ids` that were taken down."""
        return doc_ids.filter(pc.is_in(doc_ids, pa.array(list(self.by_id), pa.string())))

    def held_by(self, version: Version) -> bool:
        """Return whether a version still holds a page that was taken down. Reads one column of its ledger."""
        return bool(self.by_id) and len(self.among(version.ledger(["doc_id"])["doc_id"].combine_chunks())) > 0

    def cover(self, rows: pa.Table) -> pa.ChunkedArray:
        """Return for each row (columns doc_id, source_digest, reasons) whether its page was taken down: bool.

        A page with the same bytes as a taken-down page counts as taken down, too. Not so a page that was rejected
        because of these bytes: its rejection is recorded.
        """
        ids = pa.array(list(self.by_id), pa.string())
        known = pc.is_in(rows["doc_id"], ids)
        if not self.by_id:
            return known
        same_bytes = pc.is_in(rows["source_digest"], pa.array(sorted(self.digests), pa.string()))
        alike = rows.filter(same_bytes).select(["doc_id", "reasons"]).to_pylist()
        gone = [row["doc_id"] for row in alike if Reason.TAKEN_DOWN not in {item["code"] for item in row["reasons"]}]
        return pc.or_(known, pc.is_in(rows["doc_id"], pa.array(gone, pa.string())))

    def digest(self) -> str:
        """Return a digest of all tombstones, 64 hex digits."""
        lines = [" ".join([tombstone.doc_id, *tombstone.digests]) for tombstone in self.by_id.values()]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def add_tombstones(warehouse: Warehouse, pages: Iterable[Tombstone]) -> None:
    """Append tombstones; they are durable when the function returns."""
    _append(warehouse, [{"action": TAKE_DOWN, **page._asdict()} for page in pages])


def lift(warehouse: Warehouse, doc_ids: Iterable[str]) -> None:
    """Remove tombstones; the next run reads these pages as new pages."""
    _append(warehouse, [{"action": LIFT, "doc_id": doc_id} for doc_id in doc_ids])


def hashed(address: str) -> str:
    """Return the SHA-256 of a web address, 64 hex digits."""
    return hashlib.sha256(address.encode()).hexdigest()


def sealed_entries(warehouse: Warehouse) -> int:
    """Return how many entries the last seal counts, 0 without a seal."""
    return _last_seal(warehouse)[0]


_LOCK, _LOCK_SECONDS = ".tombstones.lock", 60.0
_LINK = "link"


class _Chain(NamedTuple):
    """The entries of the file of tombstones, oldest first, and for each the digest of it and all before it."""

    entries: list[dict[str, Any]]
    links: list[str]

    @classmethod
    def read(cls, warehouse: Warehouse) -> "_Chain":
        """Return the entries after checking them. Entries that an older Broadsheet wrote have no digest of their own.

        Raises:
            DataError: an entry was changed or removed, or entries are missing at the end.
        """
        chain = cls([], [])
        linked = False
        for entry in read_lines(warehouse.storage, TOMBSTONES):
            if not _is_entry(entry):
                continue  # cut short by a crash; a damaged one breaks the chain
            stored = entry.pop(_LINK, None)
            chain.add(entry)
            if stored != chain.links[-1] and (linked or stored is not None):
                raise DataError(_damaged(warehouse, f"entry {len(chain.entries)} does not follow from those before it"))
            linked = stored is not None
        count, link = _last_seal(warehouse)
        if len(chain.entries) < count:
            raise DataError(_damaged(warehouse, f"it has {len(chain.entries)} of {count} entries"))
        if count and chain.links[count - 1] != link:
            raise DataError(_damaged(warehouse, "its entries are not those that were written"))
        return chain

    def add(self, entry: dict[str, Any]) -> None:
        """Add an entry and compute its digest."""
        before = self.links[-1] if self.links else ""
        content = json.dumps(entry, sort_keys=True)
        self.entries.append(entry)
        self.links.append(hashlib.sha256(f"{before} {content}".encode()).hexdigest()[:32])


def _append(warehouse: Warehouse, entries: list[dict[str, Any]]) -> None:
    """Append entries, then a seal that counts them; after a crash in between they are read, but not counted."""
    if not entries:
        return
    storage = warehouse.storage
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entries = [{"at": at, **entry} for entry in entries]
    with storage.lock(_LOCK, _LOCK_SECONDS):
        chain = _Chain.read(warehouse)
        for entry in entries:
            chain.add(entry)
        linked = zip(entries, chain.links[-len(entries) :], strict=True)
        append(storage, TOMBSTONES, [{**entry, _LINK: link} for entry, link in linked])
        append(storage, TOMBSTONE_SEALS, [{"entries": len(chain.entries), _LINK: chain.links[-1]}])


def _last_seal(warehouse: Warehouse) -> tuple[int, str]:
    """Return how many entries the last seal counts, and the digest of the last of them; zero without a seal."""
    last = (0, "")
    for seal in read_lines(warehouse.storage, TOMBSTONE_SEALS):
        if isinstance(seal, dict) and isinstance(seal.get("entries"), int) and isinstance(seal.get(_LINK), str):
            last = (seal["entries"], seal[_LINK])
    return last


def _is_entry(entry: Any) -> bool:
    if not (isinstance(entry, dict) and isinstance(entry.get("doc_id"), str)):
        return False
    taken_down = entry.get("action") == TAKE_DOWN and isinstance(entry.get("digests"), list) and "address" in entry
    return entry.get("action") == LIFT or (taken_down and isinstance(entry.get("reason"), str))


def _damaged(warehouse: Warehouse, problem: str) -> str:
    seals = warehouse.tombstone_seals
    return (
        f"{warehouse.tombstones} is damaged: {problem}. Nothing is built, for pages that were taken down could come "
        f"back. Restore it and {seals.name} from a backup. Without a backup delete both, and take down again the pages "
        "that your records name, before the next build"
    )
