"""Stores the features of many texts on disk while pairs of them are compared, in any order of pairs.

Texts are stored by shard or by partition, and the texts of a pair can be in any files. So each file is read once, the
features of its texts are written to a temporary file (about as large as the texts), and are read from it by text.
"""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa

from broadsheet.deduplication.distinct import distinct
from broadsheet.deduplication.pair_features import Contents, contents_of
from broadsheet.errors import DataError
from broadsheet.numba_support import Int64s, UInt64s, compiled
from broadsheet.settings import Deduplication
from broadsheet.text.arrow_buffers import HashSets

ReadTexts = Callable[[pa.Array], Iterable[pa.Table]]
"""Yields doc_id and text of the given documents, or the columns of `pair_features.features_of`, in any order, in parts
that fit into memory."""

_SHINGLES = Contents._fields.index("shingles")
_FRAME = Contents._fields.index("frame")
_SETS = len(Contents._fields)


class StoredContents:
    """The `Contents` of texts in one unnamed temporary file, by the number of the text."""

    def __init__(
        self,
        texts: Int64s,
        doc_ids: pa.Array,
        counts: Int64s,
        read_texts: ReadTexts,
        settings: Deduplication,
        folder: Path | None = None,
    ) -> None:
        """Create an empty store.

        Args:
            texts: The texts it may be asked for, ascending.
            doc_ids: A document with each text; texts are numbered by their place here.
            counts: Distinct shingles of each text, by its sketch.
            read_texts: Yields the texts of documents.
            settings: What a shingle is.
            folder: Folder of the file; None for the system's temporary folder.
        """
        self._texts, self._doc_ids, self._counts = texts, doc_ids, counts
        self._read_texts, self._settings = read_texts, settings
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed when the context ends)
        self._written = 0
        self._starts = np.full((_SETS, len(texts)), -1, np.int64)
        self._lengths = np.zeros((_SETS, len(texts)), np.int64)

    def __enter__(self) -> "StoredContents":
        """Open it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the file."""
        self._file.close()

    def fill(self, texts: Int64s) -> None:
        """Read the texts that are not stored yet, and store their contents, with empty frames.

        Raises:
            DataError: a text is missing, or does not match its sketch.
        """
        texts = distinct(texts)
        texts = texts[self._starts[_SHINGLES, self._rows(texts)] < 0]
        if not len(texts):
            return
        # one hash table for all files: Arrow's index_in builds a new one at each call
        wanted = self._doc_ids.take(pa.array(texts))
        row_of = dict(zip(wanted.to_pylist(), self._rows(texts).tolist(), strict=True))
        for table in self._read_texts(wanted):
            rows = np.array([row_of.get(doc_id, -1) for doc_id in table["doc_id"].to_pylist()], np.int64)
            read = table if (rows >= 0).all() else table.filter(pa.array(rows >= 0))
            for kind, sets in enumerate(contents_of(read, self._settings)):
                self._write(kind, rows[rows >= 0], sets)
        rows = self._rows(texts)
        if len(absent := texts[self._starts[_SHINGLES, rows] < 0]):
            missing = self._doc_ids[int(absent[0])]
            raise DataError(f"the text of document {missing} is missing from its version; audit the warehouse")
        if len(differ := texts[self._lengths[_SHINGLES, rows] != self._counts[texts]]):
            raise DataError(
                f"the text of document {self._doc_ids[int(differ[0])]} is not the one its sketch was made of; "
                "audit the warehouse, then extract the document again"
            )
        self._file.flush()

    def set_frames(self, texts: Int64s, frames: HashSets) -> None:
        """Store the frames of some texts."""
        self._write(_FRAME, self._rows(texts), frames)
        self._file.flush()

    def take(self, texts: Int64s) -> Contents:
        """Return the contents of some texts that are stored, in the given order; only these are in memory."""
        if not self._written:
            empty = HashSets(np.zeros(len(texts) + 1, np.int64), np.empty(0, np.uint64))
            return Contents(*[empty] * _SETS)
        stored = np.memmap(self._file, np.uint64, mode="r", shape=(self._written,))
        rows = self._rows(texts)
        taken = [_take(stored, self._starts[kind][rows], self._lengths[kind][rows]) for kind in range(_SETS)]
        return Contents(*(HashSets(*sets) for sets in taken))

    def _rows(self, texts: Int64s) -> Int64s:
        return np.searchsorted(self._texts, texts).astype(np.int64)

    def _write(self, kind: int, rows: Int64s, sets: HashSets) -> None:
        self._starts[kind, rows] = self._written + sets.offsets[:-1]
        self._lengths[kind, rows] = np.diff(sets.offsets)
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
