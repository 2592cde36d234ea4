"""Undoing a takedown: what was blocked may come back, if its page is still in the source."""

from collections.abc import Iterable

from broadsheet.errors import ConfigurationError
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstones, lift


def lift_pages(warehouse: Warehouse, names: Iterable[str], *, dry_run: bool = False) -> list[str]:
    """Take the tombstones of pages away; the next run reads the pages as if it had never seen them.

    Pages with the same bytes go along: as long as one of them stands taken down, none of them would be let in.

    Args:
        warehouse: The warehouse.
        names: doc_ids, source URIs or web addresses.
        dry_run: Only tell.

    Returns:
        Their doc_ids.

    Raises:
        ConfigurationError: one of them was not taken down.
    """
    tombstones = Tombstones.read(warehouse)
    found = {name: tombstones.named(name) for name in names}
    if unknown := [name for name, doc_ids in found.items() if not doc_ids]:
        raise ConfigurationError(f"not taken down: {', '.join(unknown)}; {warehouse.tombstones} lists what is")
    lifted = list(dict.fromkeys(doc for doc_ids in found.values() for doc in doc_ids))
    for doc in lifted:  # grows by what has the same bytes
        own = set(tombstones.by_id[doc].digests)
        alike = [one.doc_id for one in tombstones.by_id.values() if own & set(one.digests)]
        lifted += [one for one in alike if one not in lifted]
    if not dry_run:
        lift(warehouse, lifted)
    return lifted
