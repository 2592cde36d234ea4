"""Undoing a takedown: what was blocked may come back, if its page is still in the source."""

from collections.abc import Iterable

from broadsheet.errors import ConfigurationError
from broadsheet.publishing.tombstones import Tombstones, lift
from broadsheet.sources.identity import doc_id
from broadsheet.warehouse import Warehouse


def lift_pages(warehouse: Warehouse, names: Iterable[str], *, dry_run: bool = False) -> list[str]:
    """Take the tombstones of pages away; the next run reads the pages as if it had never seen them.

    Args:
        warehouse: The warehouse.
        names: doc_ids or source URIs.
        dry_run: Only tell.

    Returns:
        Their doc_ids.

    Raises:
        ConfigurationError: one of them was not taken down.
    """
    tombstones = Tombstones.read(warehouse)
    found = {name: name if tombstones.hold(name) else doc_id(name) for name in names}
    if unknown := [name for name, doc in found.items() if not tombstones.hold(doc)]:
        raise ConfigurationError(f"not taken down: {', '.join(unknown)}; {warehouse.tombstones} lists what is")
    if not dry_run:
        lift(warehouse, found.values())
    return list(found.values())
