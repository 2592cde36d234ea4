"""Did a publisher or a takedown that was killed leave something behind?"""

import time
from collections.abc import Iterator

from broadsheet.operations.auditing.finding import Finding
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.staging import staged

_HOURS = 24
"""A folder that nobody wrote to for so long is no publisher's at work."""


def check_leftovers(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Look for unfinished versions, and for versions whose deletion was cut short."""
    for key in staged(warehouse):
        folder = warehouse.storage.path(key)
        if time.time() - folder.stat().st_mtime > _HOURS * 3600:
            yield Finding(
                "leftovers",
                "warning",
                f"{folder} was left by a publisher that was killed; it may hold what was taken down since",
                "the next version that is published clears it away; or remove it, while nothing publishes",
            )
