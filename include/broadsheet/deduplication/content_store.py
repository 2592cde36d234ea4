"""Stores the features of many texts on disk while pairs of them are compared, in any order of pairs.

Texts are stored by shard or by partition, and the texts of a pair can be in any files. So each file is read once, the
features of its texts are written to a temporary file (about as large as the texts), and are read from it by text.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa

from broadsheet.deduplication.pair_features import Contents, read_contents
from broadsheet.errors import DataError
from broadsheet.numba_support import Int64s, UInt64s, compiled
from broadsheet.settings import Deduplication
from broadsheet.text.arrow_buffers import HashSets

_SETS = len(Contents._fields)


class StoredContents:
    """The `Contents` of texts in one unnamed temporary file, by their position in an array of doc_ids."""

    def __init__(self, doc_ids: pa.Array, folder: Path | None = None) -> None:
        """Create an empty store for the contents of these documents.

        Args:
            doc_ids: The documents.
            folder: Folder of the file; None for the system's temporary folder.
        """
        self._doc_ids = doc_ids
        # one hash table for all files: Arrow's index_in builds a new one at each call
        self._place_of = {doc_id: place for place, doc_id in enumerate(doc_ids.to_pylist())}
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed when the context ends)
        self._written = 0
        self._starts = np.full((_SETS, len(doc_ids)), -1, np.int64)
        self._lengths = np.zeros((_SETS, len(doc_ids)), np.int64)

    def __enter__(self) -> "StoredContents":
        """Open it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the file."""
        self._file.close()

    def fill(self, tables: Iterable[pa.Table], counts: Int64s, settings: Deduplication) -> None:
        """Add the contents of all documents.

        Args:
            tables: Columns doc_id and text, in any order and any number of parts; other documents are ignored.
            counts: Distinct shingles of each text, by its sketch.
            settings: What a shingle is.

        Raises:
            DataError: a text is missing, or does not match its sketch.
        """
        for table in tables:
            places = np.array([self._place_of.get(doc_id, -1) for doc_id in table["doc_id"].to_pylist()], np.int64)
            texts = table["text"] if (places >= 0).all() else table["text"].filter(pa.array(places >= 0))
            self._add(places[places >= 0], read_contents(texts, settings))
        absent = np.flatnonzero(self._starts[0] < 0)
        if len(absent):
            missing = self._doc_ids[int(absent[0])]
            raise DataError(f"the text of document {missing} is missing from its version; audit the warehouse")
        differ = np.flatnonzero(self._lengths[0] != counts)
        if len(differ):
            raise DataError(
                f"the text of document {self._doc_ids[int(differ[0])]} is not the one its sketch was made of; "
                "audit the warehouse, then extract the document again"
            )
        self._file.flush()

    def take(self, texts: Int64s) -> Contents:
        """Return the contents of some texts, in the given order; only these are in memory."""
        if not self._written:
            empty = HashSets(np.zeros(len(texts) + 1, np.int64), np.empty(0, np.uint64))
            return Contents(empty, empty, empty)
        stored = np.memmap(self._file, np.uint64, mode="r", shape=(self._written,))
        taken = [_take(stored, self._starts[kind][texts], self._lengths[kind][texts]) for kind in range(_SETS)]
        return Contents(*(HashSets(*sets) for sets in taken))

    def _add(self, places: Int64s, contents: Contents) -> None:
        for kind, sets in enumerate(contents):
            self._starts[kind, places] = self._written + sets.offsets[:-1]
            self._lengths[kind, places] = np.diff(sets.offsets)
            self._file.write(sets.hashes.data)
            self._written += sets.hashes.size


@compiled
def _take(stored: UInt64s, starts: Int64s, lengths: Int64s) -> tuple[Int64s, UInt64s]:
    offsets = np.zeros(starts.size + 1, np.int64)
    for text in range(starts.size):
        offsets[text + 1] = offsets[text] + lengths[text]
    hashes = np.empty(offsets[-1], np.uint64)
    for text in range(starts.size):
        hashes[offsets[text] : offsets[text + 1]] = stored[starts[text] : starts[text] + lengths[text]]
    return offsets, hashes
