"""The kept versions, newest first."""

from dataclasses import dataclass
from datetime import datetime

from broadsheet.warehouse import Warehouse


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
    raise NotImplementedError
