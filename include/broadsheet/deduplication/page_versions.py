"""Finds documents that are versions of one page: their inputs give the same web address.

The newest version counts: the one crawled last, of several the fullest, else that with the smallest doc_id. The others
are outdated: they are duplicates, whatever their texts are. See ``docs/decisions/addresses.md``.
"""

import hashlib
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from broadsheet.numba_support import Int64s
from broadsheet.sources.addresses import is_given, page_key


def address_digests(documents: pa.Table) -> pa.Array:
    """Return a 64-bit digest of the address of each page: int64, equal for versions of one page.

    Null without an address, for the address of a site, and for one that only the page itself claims: pages often claim
    a wrong one, such as that of their front page.

    Args:
        documents: Columns url_normalized and url_origin.
    """
    both = zip(documents["url_normalized"].to_pylist(), documents["url_origin"].to_pylist(), strict=True)
    keys = [page_key(address) if is_given(origin) else None for address, origin in both]
    return pa.array([None if key is None else _digest(key) for key in keys], pa.int64())


def _digest(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


class PageVersions(NamedTuple):
    """The versions of pages among n documents.

    Attributes:
        newest: For each document the position of the newest version of its page, its own where it is that: length n.
        current: The documents that are the newest version of their page, ascending.
        outdated: The others, the newest first.
    """

    newest: Int64s
    current: Int64s
    outdated: Int64s


def page_versions(documents: pa.Table, *, one_per_address: bool = True) -> PageVersions:
    """Return the versions of pages.

    Args:
        documents: Columns address, crawled_at, shingle_count and cleanliness of `broadsheet.schema.SKETCHES`, sorted by
            doc_id.
        one_per_address: Whether an address has one current document; else every document is current.
    """
    rows = np.arange(len(documents))
    newest = rows.copy()
    known = np.flatnonzero(documents["address"].is_valid().to_numpy()) if one_per_address else rows[:0]
    crawled = documents["crawled_at"].cast(pa.int64()).fill_null(_NEVER).to_numpy()
    if len(known):
        address = documents["address"].take(pa.array(known)).to_numpy()
        content = documents["shingle_count"].to_numpy() * documents["cleanliness"].to_numpy()
        order = np.lexsort((known, -content[known], -crawled[known], address))
        starts = np.concatenate([[True], np.diff(address[order]) != 0])
        newest[known[order]] = known[order[starts]][np.cumsum(starts) - 1]
    outdated = np.flatnonzero(newest != rows)
    by_age = np.lexsort((outdated, -crawled[outdated]))
    return PageVersions(newest, np.flatnonzero(newest == rows), outdated[by_age])


_NEVER = -(2**62)
"""Stands for the time of a crawl that the input does not state: before all others."""
