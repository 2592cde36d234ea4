"""Undoes takedowns: pages that were blocked are allowed again."""

from collections.abc import Iterable

from broadsheet.errors import ConfigurationError
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstones, lift


def lift_pages(warehouse: Warehouse, names: Iterable[str], *, dry_run: bool = False) -> list[str]:
    """Remove the tombstones of pages and return their doc_ids; the next run reads these pages as new ones.

    Tombstones of pages with the same bytes are removed, too: as long as one of them remains, it blocks all of them.

    Args:
        warehouse: The warehouse.
        names: doc_ids, source URIs or web addresses.
        dry_run: Return the doc_ids, but change nothing.

    Raises:
        ConfigurationError: one of them was not taken down.
    """
    tombstones = Tombstones.read(warehouse)
    found = {name: tombstones.named(name) for name in names}
    if unknown := [name for name, doc_ids in found.items() if not doc_ids]:
        raise ConfigurationError(f"not taken down: {', '.join(unknown)}; see {warehouse.tombstones} for those that are")
    lifted = list(dict.fromkeys(doc for doc_ids in found.values() for doc in doc_ids))
    for doc in lifted:  # grows by pages with the same bytes
        own = set(tombstones.by_id[doc].digests)
        alike = [one.doc_id for one in tombstones.by_id.values() if own & set(one.digests)]
        lifted += [one for one in alike if one not in lifted]
    if not dry_run:
        lift(warehouse, lifted)
    return lifted
