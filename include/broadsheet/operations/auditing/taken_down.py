"""Is what was taken down really gone, from every kept version?"""

from collections.abc import Iterator

from broadsheet.operations.auditing.finding import Finding
from broadsheet.settings import Settings
from broadsheet.warehouse.catalog import VersionCatalog
from broadsheet.warehouse.journal import read_journal
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstones
from broadsheet.warehouse.version import Version

_OF_A_TAKEDOWN = ("take_down", "taken_down")
"""What the journal calls the version that a takedown published, and its end."""


def check_taken_down(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Look for tombstones' pages in the ledgers of all kept versions, and for a takedown without an end."""
    last = [entry.action for entry in read_journal(warehouse) if entry.action in _OF_A_TAKEDOWN]
    if last and last[-1] == _OF_A_TAKEDOWN[0]:
        yield Finding("taken_down", "damage", "a takedown was begun and did not end", "take down the same pages again")
    tombstones = Tombstones.read(warehouse)
    for version in VersionCatalog(warehouse).ids():
        if tombstones.held_by(Version.open(warehouse, version)):
            yield Finding(
                "taken_down",
                "damage",
                f"version {version} still holds pages that were taken down",
                "a takedown was cut short: take down the same pages again",
            )
