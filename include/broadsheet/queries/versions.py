"""The kept versions, newest first."""

from dataclasses import dataclass
from datetime import datetime

from broadsheet.queries.version_handle import Corpus, is_version_id, open_corpus
from broadsheet.warehouse.journal import COUNTS, Entry, read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version whose files are still there.

    Attributes:
        version_id: Its id.
        is_current: Whether readers see it now.
        at: When it was last put in place, UTC; null where the journal does not say.
        run: The run that made it; empty where the journal does not say.
        asked_by: DAG and DAG run that asked for it, with a slash between; empty where none did.
        action: What put it in place last: publish, roll_back, take_down; empty where the journal does not say.
        pages: Pages in all places.
        corpus: Documents published.
        duplicates: Documents left out as repeats.
        quarantine: Pages refused.
        pending: Pages whose date was not asked for.
    """

    version_id: str
    is_current: bool
    at: datetime | None
    run: str
    asked_by: str
    action: str
    pages: int
    corpus: int
    duplicates: int
    quarantine: int
    pending: int


def list_versions(warehouse: Warehouse) -> tuple[KeptVersion, ...]:
    """Return the kept versions, the last put in place first; none where nothing was published."""
    try:
        kept = [folder.name for folder in warehouse.versions.iterdir() if is_version_id(folder.name)]
    except OSError:
        return ()
    made: dict[str, Entry] = {}
    placed: dict[str, Entry] = {}
    for entry in read_journal(warehouse):
        if entry.switched and entry.version is not None:
            made.setdefault(entry.version, entry)
            placed[entry.version] = entry
        for old, new in entry.renamed.items():
            for known in (made, placed):
                if old in known:
                    known.setdefault(new, known[old])
    current = warehouse.current_id()
    versions = [_version(warehouse, name, name == current, made.get(name), placed.get(name)) for name in kept]
    return tuple(sorted(versions, key=_last_first))


def _last_first(version: KeptVersion) -> tuple[bool, float, str]:
    return not version.is_current, -version.at.timestamp() if version.at else 0.0, version.version_id


def _version(
    warehouse: Warehouse, version_id: str, is_current: bool, made: Entry | None, placed: Entry | None
) -> KeptVersion:
    told = placed.counts if placed and placed.version == version_id else {}
    places = told or _count_places(warehouse, version_id)
    return KeptVersion(
        version_id=version_id,
        is_current=is_current,
        at=placed.at if placed else None,
        run=made.run if made else "",
        asked_by=made.asked_by if made else "",
        action=placed.action if placed else "",
        **{name: places.get(name, 0) for name in COUNTS},
    )


def _count_places(warehouse: Warehouse, version_id: str) -> dict[str, int]:
    """Return what the manifest counts, where the journal does not; nothing where it cannot be read."""
    opened = open_corpus(warehouse, version_id)
    figures = opened.manifest.figures if isinstance(opened, Corpus) else Figures()
    return {name: getattr(figures, name) for name in COUNTS}
