"""Is what was taken down really gone, from every kept version?"""

from collections.abc import Iterator

from broadsheet.auditing.finding import Finding
from broadsheet.publishing.takedown import holds_taken_down
from broadsheet.publishing.targets import kept_versions
from broadsheet.publishing.tombstones import Tombstones
from broadsheet.publishing.version import Version
from broadsheet.settings import Settings
from broadsheet.warehouse import Warehouse


def check_taken_down(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Look for tombstones' pages in the ledgers of all kept versions."""
    tombstones = Tombstones.read(warehouse)
    for version in kept_versions(warehouse):
        if holds_taken_down(Version.open(warehouse, version), tombstones):
            yield Finding(
                "taken_down",
                "damage",
                f"version {version} still holds pages that were taken down",
                "a takedown was cut short: take down the same pages again",
            )
