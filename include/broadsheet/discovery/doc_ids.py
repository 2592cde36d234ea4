"""Finds pages among very many by their source URI: a sorted array of their doc_ids, 12 bytes each."""

import hashlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SIZE = 12
"""Bytes of a doc_id."""


class DocIds:
    """Sorted doc_ids. The place of a page among them is its row."""

    def __init__(self, ids: np.ndarray) -> None:
        """Take doc_ids as `unhex` gives them.

        Raises:
            ValueError: they are not sorted, or one comes twice.
        """
        if np.any(ids[1:] <= ids[:-1]):
            raise ValueError("not sorted by doc_id")
        self._ids = ids

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._ids)

    def rows(self, uris: Sequence[str]) -> np.ndarray:
        """Return the row of each page, -1 for one that is not among them: int64."""
        if not len(self._ids):
            return np.full(len(uris), -1)
        keys = np.array([key(uri) for uri in uris], f"S{SIZE}")
        rows = np.searchsorted(self._ids, keys)
        found = self._ids[np.minimum(rows, len(self._ids) - 1)] == keys
        return np.where(found, rows, -1)

    def row(self, uri: str) -> int:
        """Return the row of one page, -1 if it is not among them."""
        if not len(self._ids):
            return -1
        wanted = key(uri)
        row = int(self._ids.searchsorted(wanted))
        return row if self._ids[row : row + 1].tobytes() == wanted else -1

    def hex(self, rows: np.ndarray) -> pa.Array:
        """Return the doc_ids of rows as the datasets have them: strings of 24 hex digits."""
        return pa.array(hex_of(self._ids[rows]), pa.string())


def key(uri: str) -> bytes:
    """Return the doc_id of a source URI as bytes.

    >>> key("a.txt").hex()
    '18b7cb099a9ea3f50ba899b5'
    """
    return hashlib.sha256(uri.encode()).digest()[:SIZE]


def unhex(column: pa.Array | pa.ChunkedArray, size: int) -> np.ndarray:
    """Return hex strings of twice `size` digits as an array of bytes of that size; zeros for null.

    >>> unhex(pa.array(["6162", None]), 2)
    array([b'ab', b''], dtype='|S2')
    """
    digits = "".join(pc.fill_null(column, "00" * size).to_pylist())
    return np.frombuffer(bytes.fromhex(digits), f"S{size}")


def hex_of(values: np.ndarray) -> list[str]:
    """Return bytes of one size as strings of hex digits: the inverse of `unhex`.

    >>> hex_of(np.array([b"ab", b""], "S2"))
    ['6162', '0000']
    """
    digits, width = values.tobytes().hex(), 2 * values.itemsize
    return [digits[start : start + width] for start in range(0, len(digits), width)]
