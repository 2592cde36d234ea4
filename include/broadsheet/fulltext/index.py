"""Builds and updates the full-text index of the current version, and removes it.

An update touches only the documents of data files that changed, in one commit of Tantivy: until then, and after a kill,
the index answers as before. What it may hold beside the current version is in its state, and searches leave it out.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from broadsheet.fulltext.analysis import ANALYZER, MEASURES, analyzer, fields, require_tantivy
from broadsheet.fulltext.state import IndexState, clear_all_but, document_files, read_state, write_state
from broadsheet.process_pool import worker_count
from broadsheet.settings import MEBIBYTE, Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version

if TYPE_CHECKING:
    import tantivy

Progress = Callable[[int, int], None]
"""Called with the number of documents read and of those to read."""

_LOCK = ".search.lock"
_BATCH_ROWS = 200
_COLUMNS = [
    "doc_id",
    "title",
    "text",
    "published_date",
    "published_precision",
    "language",
    "language_score",
    "publisher",
    "agency",
    "page_type",
    "page_type_score",
    "word_count",
    "quality",
    "cluster_id",
    "duplicate_count",
    "source_uri",
]


def update_index(
    settings: Settings, progress: Progress = lambda done, total: None, *, wait_seconds: float | None = None
) -> IndexState | None:
    """Make the index hold the documents of the current version; return its state, None before the first version.

    Does nothing if it holds them already. An index that is damaged, that another version of Broadsheet made, or that is
    mostly space of removed documents is built anew beside the old one.

    Args:
        settings: Name the warehouse; `search.memory_bytes` bounds the memory of the index writer.
        progress: Called from time to time.
        wait_seconds: Longest wait for another process that writes the index; None for `publishing.lock_seconds`.

    Raises:
        ConfigurationError: Tantivy is not installed.
        TransientError: another process has been writing the index for too long.
        OSError: the disk is full, or the folder cannot be written.
    """
    require_tantivy()
    warehouse = Warehouse(settings.warehouse)
    wait = settings.publishing.lock_seconds if wait_seconds is None else wait_seconds
    if warehouse.current_id() is None:
        return None
    with warehouse.storage.lock(_LOCK, wait):
        version = Version.open(warehouse, warehouse.current_id())  # after the wait: a takedown may have published
        state = read_state(warehouse)
        clear_all_but(warehouse, [state.folder] if state else [])
        if state is not None and state.holds(str(version.version_id)) and _opens(state, warehouse):
            return state
        update = _Update(settings, warehouse, version, progress)
        return update.change(state) if state is not None and update.fits(state) else update.build_anew(state)


def remove_index(warehouse: Warehouse, wait_seconds: float) -> None:
    """Delete the index with all texts in it; waits for a process that writes it.

    Raises:
        TransientError: another process has been writing it for too long.
    """
    if not warehouse.root.is_dir():
        return
    with warehouse.storage.lock(_LOCK, wait_seconds):
        shutil.rmtree(warehouse.search_index, ignore_errors=True)
        if warehouse.search_index.exists():
            shutil.rmtree(warehouse.search_index)  # raises an error that names what cannot be deleted


def open_index(state: IndexState, warehouse: Warehouse) -> "tantivy.Index":
    """Open an index for searching.

    Raises:
        ValueError: it is damaged, or was removed meanwhile.
    """
    from tantivy import Index  # noqa: PLC0415

    index = Index.open(str(state.path(warehouse)))
    index.register_tokenizer(ANALYZER, analyzer())
    return index


def _opens(state: IndexState, warehouse: Warehouse) -> bool:
    try:
        return open_index(state, warehouse).searcher().num_docs >= 0
    except (ValueError, OSError):
        return False


class _Update:
    """One update of the index to a version."""

    def __init__(self, settings: Settings, warehouse: Warehouse, version: Version, progress: Progress) -> None:
        self.settings, self.warehouse, self.version, self.progress = settings, warehouse, version, progress
        manifest = version.manifest()
        assert manifest is not None
        self.paths = document_files(manifest)
        rows = {entry.path: entry.rows for entry in manifest.files}
        self.rows = {name: rows[path] for name, path in self.paths.items()}

    def fits(self, state: IndexState) -> bool:
        """Return whether changing the index is better than building it anew."""
        return _opens(state, self.warehouse) and state.removed <= sum(self.rows.values())

    def change(self, state: IndexState) -> IndexState:
        """Remove and add the documents of files that changed."""
        gone = (state.files | state.changing) - self.rows.keys()
        added = self.rows.keys() - (state.files - state.changing)
        index = open_index(state, self.warehouse)
        before = index.searcher().num_docs
        write_state(self.warehouse, replace(state, changing=state.changing | gone | added))
        self._write(index, gone | added, added)
        index.reload()
        added_rows = sum(self.rows[name] for name in added)
        removed = state.removed + max(0, before + added_rows - int(index.searcher().num_docs))
        return self._done(IndexState(str(self.version.version_id), state.folder, frozenset(self.rows), removed=removed))

    def build_anew(self, state: IndexState | None) -> IndexState:
        """Write a new index beside the old one, and switch to it."""
        from tantivy import Index  # noqa: PLC0415

        number = int(state.folder.rpartition("-")[2]) + 1 if state else 1
        new = IndexState(str(self.version.version_id), f"index-{number}", frozenset(self.rows))
        folder = new.path(self.warehouse)
        folder.mkdir(parents=True)
        index = Index(fields(), str(folder))
        index.register_tokenizer(ANALYZER, analyzer())
        self._write(index, set(), set(self.rows))
        return self._done(new)

    def _done(self, state: IndexState) -> IndexState:
        write_state(self.warehouse, state)
        clear_all_but(self.warehouse, [state.folder])
        return state

    def _write(self, index: "tantivy.Index", removed: set[str] | frozenset[str], added: set[str]) -> None:
        from tantivy import Document  # noqa: PLC0415

        total, done = sum(self.rows[name] for name in added), 0
        writer = index.writer(self.settings.search.memory_bytes, num_threads=_threads(self.settings))
        for name in sorted(removed):
            writer.delete_documents_by_term("file", name)
        for name in sorted(added):
            for row in self._read(name):
                writer.add_document(Document(**row))
                done += 1
                if not done % _BATCH_ROWS:
                    self.progress(done, total)
        writer.commit()
        writer.wait_merging_threads()

    def _read(self, name: str) -> Iterator[dict[str, Any]]:
        for group in self.version.file(self.paths[name]).row_groups():
            for batch in group.batches(_BATCH_ROWS, _COLUMNS):
                yield from (_fields_of(row, name) for row in pa.Table.from_batches([batch]).to_pylist())


def _threads(settings: Settings) -> int:
    """Return the number of threads that index documents; each needs its share of the memory."""
    return max(1, min(worker_count(settings.workers), _MOST_THREADS, settings.search.memory_bytes // _THREAD_BYTES))


_MOST_THREADS = 4
_THREAD_BYTES = 16 * MEBIBYTE
"""What Tantivy needs at least."""


def _fields_of(row: dict[str, Any], file: str) -> dict[str, Any]:
    """Return the fields of a document in the index from its row in the corpus; a field without a value is left out."""
    published = row["published_date"]
    measured = row | (row["quality"] or {})
    values = {
        **{name: row[name] for name in _COLUMNS if name not in _CHANGED},
        **{name: float(measured[name]) for name in MEASURES if measured.get(name) is not None},
        "file": file,
        "day": published.toordinal() if published is not None else 0,
    }
    return {name: value for name, value in values.items() if value is not None}


_CHANGED = ("published_date", "language_score", "page_type_score", "quality")
