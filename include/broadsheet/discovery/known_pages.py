"""The ledger of the base version in memory: columns, about 130 bytes a page, and objects only for pages looked at."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.discovery.doc_ids import SIZE, DocIds, hex_of, unhex
from broadsheet.errors import DataError
from broadsheet.warehouse.version import Version

DIGEST_SIZE = 32
_UNREAD = "00" * DIGEST_SIZE
"""Stands for the digest of a page that was never read."""
_SHARED = ["place", "source", "settings", "extractor"]
_COLUMNS = ["doc_id", "source_uri", "source_digest", "published_date", "codes", *_SHARED]
_AT_ONCE = 10_000
"""Rows that are Python objects at the same time."""
_JOINED = 50
"""Batches whose source URIs are joined to one piece; all in one would need twice the memory while they are joined."""


class Known(NamedTuple):
    """The ledger row of one page."""

    row: int
    digest: str | None
    published: datetime | None
    place: str
    source: str
    shaped_by: tuple[str, str]
    """Settings digest and extraction rules of its row."""
    codes: tuple[str, ...]


class KnownPages:
    """The pages that the base version knows, by row: their order by doc_id.

    What many pages have in common (place, source, settings, rules, codes) is stored once, and a number for each page.

    Attributes:
        seen: Whether the source holds the page now, by row: bool.
    """

    def __init__(self, ledger: Iterable[pa.RecordBatch], count: int) -> None:
        """Take columns of LEDGER, batch after batch, sorted by doc_id.

        Args:
            ledger: The batches.
            count: Number of their rows.

        Raises:
            ValueError: the rows are not sorted.
        """
        ids = np.empty(count, f"S{SIZE}")
        self._digests = np.empty(count, f"S{DIGEST_SIZE}")
        self._published = np.empty(count, "datetime64[us]")
        self._kinds = np.empty(count, np.int32)
        kinds: dict[str, int] = {}
        self._uris: list[pa.Array] = []
        uris: list[pa.Array] = []
        start = 0
        for batch in ledger:
            rows = slice(start, start + len(batch))
            ids[rows] = unhex(batch["doc_id"], SIZE)
            self._digests[rows] = unhex(batch["source_digest"], DIGEST_SIZE)
            self._published[rows] = batch["published_date"].to_numpy(zero_copy_only=False)
            self._kinds[rows] = _numbered(batch, kinds)
            uris.append(batch["source_uri"].cast(pa.large_string()))
            start = rows.stop
            if len(uris) == _JOINED or start == count:
                self._uris.append(pa.concat_arrays(uris))
                uris = []
        self._ids = DocIds(ids)
        self._starts = np.cumsum([0, *map(len, self._uris)])
        self._shared = [_shared(text) for text in kinds]
        self.seen = np.zeros(count, bool)

    @classmethod
    def read(cls, version: Version) -> "KnownPages":
        """Return the pages of a version, read file after file.

        Raises:
            DataError: its ledger is damaged.
        """
        groups = [group for file in version.files("_ledger") for group in file.row_groups()]
        batches = (batch for group in groups for batch in group.batches(_AT_ONCE, _COLUMNS))
        try:
            return cls(batches, sum(group.rows for group in groups))
        except ValueError as error:
            raise DataError(
                f"the ledger of version {version.version_id} is damaged ({error}); roll back to an intact version"
            ) from error

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._ids)

    def rows(self, uris: Sequence[str]) -> np.ndarray:
        """Return the rows of the known ones of these pages, ascending."""
        rows = self._ids.rows(uris)
        return np.sort(rows[rows >= 0])

    def get(self, uri: str) -> Known | None:
        """Return the row of one page, None if it is unknown."""
        row = self._ids.row(uri)
        if row < 0:
            return None
        digest = self._digests[row : row + 1].tobytes().hex()
        return self._known(row, digest, self._published[row].item(), self._kinds[row])

    def find(self, uris: Sequence[str]) -> list[Known | None]:
        """Return the row of each page, None for an unknown one."""
        rows = self._ids.rows(uris)
        known = self.known(rows[rows >= 0])
        return [next(known) if found else None for found in (rows >= 0).tolist()]

    def records(self, files: Sequence[str]) -> list[np.ndarray]:
        """Return for each file the rows of its pages, ascending: what precedes the first "#" is the URI of the file.

        Args:
            files: Source URIs without "#", each once.
        """
        wanted = pa.array(files, pa.large_string())
        rows, numbers = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
        for start, uris in zip(self._starts.tolist(), self._uris if files else [], strict=False):
            number = pc.index_in(pc.list_element(pc.split_pattern(uris, "#", max_splits=1), 0), wanted)
            rows.append(np.flatnonzero(number.is_valid()) + start)
            numbers.append(number.drop_null().to_numpy())
        of_file = np.concatenate(numbers)
        order = np.argsort(of_file, kind="stable")
        ends = np.searchsorted(of_file[order], np.arange(len(files)), side="right")
        return np.split(np.concatenate(rows)[order], ends)[:-1]

    def unseen(self, source: str) -> np.ndarray:
        """Return the rows of the pages of a source that were not seen, ascending."""
        of_source = np.array([shared[1] == source for shared in self._shared], bool)
        return np.flatnonzero(~self.seen & of_source[self._kinds])

    def known(self, rows: np.ndarray) -> Iterator[Known]:
        """Yield pages by row."""
        for some in _in_parts(rows):
            columns = (some.tolist(), hex_of(self._digests[some]), self._published[some].tolist())
            for row, digest, published, kind in zip(*columns, self._kinds[some].tolist(), strict=True):
                yield self._known(row, digest, published, kind)

    def _known(self, row: int, digest: str, published: datetime | None, kind: int) -> Known:
        return Known(row, None if digest == _UNREAD else digest, published, *self._shared[kind])

    def uris(self, rows: np.ndarray) -> Iterator[str]:
        """Yield the source URIs of ascending rows."""
        for some in _in_parts(rows):
            pieces = np.searchsorted(self._starts, some, side="right") - 1
            for piece in np.unique(pieces).tolist():
                yield from self._uris[piece].take(pa.array(some[pieces == piece] - self._starts[piece])).to_pylist()

    def doc_ids(self, rows: np.ndarray) -> pa.ChunkedArray:
        """Return the doc_ids of rows: strings."""
        return pa.chunked_array([self._ids.hex(some) for some in _in_parts(rows)], pa.string())


def _numbered(batch: pa.RecordBatch, kinds: dict[str, int]) -> np.ndarray:
    """Return a number for what each page has in common with others; add what is not numbered yet to `kinds`."""
    codes = pc.binary_join(batch["codes"].cast(pa.list_(pa.string())), " ")
    shared = pc.binary_join_element_wise(*(batch[name] for name in _SHARED), codes, "\n").dictionary_encode()
    numbers = [kinds.setdefault(text, len(kinds)) for text in shared.dictionary.to_pylist()]
    kinds_of: np.ndarray = np.array(numbers, np.int32)[shared.indices.to_numpy()]
    return kinds_of


def _shared(text: str) -> tuple[str, str, tuple[str, str], tuple[str, ...]]:
    place, source, settings, extractor, codes = text.split("\n")
    return place, source, (settings, extractor), tuple(codes.split())


def _in_parts(rows: np.ndarray) -> Iterator[np.ndarray]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
