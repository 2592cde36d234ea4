"""What the index holds: which data files of which version. Written around each change, so that a kill is noticed.

The folder ``.search`` of a warehouse has this state and one folder with the index. A file of a version is named by its
path and its digest: equal names have equal documents.
"""

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from broadsheet.fulltext.analysis import FORMAT
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Manifest

_NAME = "state.json"


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index holds.

    Attributes:
        version: The version that it holds when no update is under way.
        folder: Name of the folder of the index.
        files: The data files it held after the last complete update.
        changing: Data files that an update was about to add or remove: the index may or may not hold them.
        removed: Documents removed since the index was built anew; their texts may still take space.
    """

    version: str
    folder: str
    files: frozenset[str]
    changing: frozenset[str] = frozenset()
    removed: int = 0

    def path(self, warehouse: Warehouse) -> Path:
        """Return the folder of the index."""
        return warehouse.search_index / self.folder

    def holds(self, version: str) -> bool:
        """Return whether the index holds exactly the documents of a version."""
        return self.version == version and not self.changing


def document_files(manifest: Manifest) -> dict[str, str]:
    """Return the files with documents of a version's corpus: their paths by their names in the index."""
    entries = [entry for entry in manifest.files if entry.path.startswith("corpus/") and entry.rows]
    return {f"{entry.path}#{entry.sha256[:16]}": entry.path for entry in entries}


def read_state(warehouse: Warehouse) -> IndexState | None:
    """Return what the index holds; None if there is none, or it was made by another version of Broadsheet."""
    try:
        state = json.loads((warehouse.search_index / _NAME).read_text(encoding="utf-8"))
        if state.pop("format") != FORMAT:
            return None
        for name in ("files", "changing"):
            state[name] = frozenset(state[name])
        return IndexState(**state)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # a damaged state is none: it is made anew
        return None


def write_state(warehouse: Warehouse, state: IndexState) -> None:
    """Store what the index holds, atomically and durably."""
    path = warehouse.search_index / _NAME
    values = {
        "format": FORMAT,
        "version": state.version,
        "folder": state.folder,
        "files": sorted(state.files),
        "changing": sorted(state.changing),
        "removed": state.removed,
    }
    unfinished = path.with_name(f".{_NAME}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8") as handle:
        json.dump(values, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.replace(path)


def clear_all_but(warehouse: Warehouse, names: Iterable[str]) -> None:
    """Delete everything in the folder of the index but these folders and the state."""
    kept = {_NAME, *names}
    for path in warehouse.search_index.iterdir() if warehouse.search_index.is_dir() else ():
        if path.name in kept:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
