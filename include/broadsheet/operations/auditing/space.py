"""Is there room on the disk for another version, and nothing left lying about?"""

from collections.abc import Iterator

from broadsheet.operations.auditing.finding import Finding
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version


def check_space(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compare the free space with the size of the current version: a run that touches everything writes as much."""
    current = warehouse.current_id()
    if current is None:
        return
    manifest = Version.open(warehouse, current).manifest()
    size = sum(entry.bytes for entry in manifest.files) if manifest else 0
    free = warehouse.storage.free_bytes()
    if free is not None and free < size:
        yield Finding(
            "space",
            "warning",
            f"{free / 2**30:,.1f} GiB are free, a version written whole takes {size / 2**30:,.1f} GiB",
            "make room, or keep versions for fewer days (publishing.keep_days)",
        )
