"""Does every page of the ledger stand where it says, once, and no other page anywhere?"""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from broadsheet.operations.auditing.finding import Finding
from broadsheet.publishing.ledger import PLACES
from broadsheet.settings import Settings
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.version import Version

_REMEDY = "roll back to a version that balances, keep this one, and report it: this is a defect of Broadsheet"


def check_balance_of_pages(warehouse: Warehouse, settings: Settings) -> Iterator[Finding]:
    """Compare the doc_ids of corpus, duplicates and quarantine of the current version with its ledger."""
    version = Version.open(warehouse, warehouse.current_id())
    if version.version_id is None:
        return
    ledger = version.ledger(["doc_id", "place"])
    if len(ledger) != len(pc.unique(ledger["doc_id"])):
        yield Finding("balance", "damage", "the ledger names a page twice", _REMEDY)
    for place in PLACES[:3]:
        tables = [file.read(["doc_id"]) for file in version.dataset_files(place)]
        held = _ids(pa.concat_tables(tables)) if tables else pa.array([], pa.string())
        said = _ids(ledger.filter(pc.equal(ledger["place"], place)))
        for count, what in (
            (len(held) - len(held.unique()), f"stand in {place} twice"),
            (_besides(said, held), f"should stand in {place} and do not"),
            (_besides(held, said), f"stand in {place}, of which the ledger does not say so"),
        ):
            if count:
                yield Finding("balance", "damage", f"{count:,} pages {what}", _REMEDY)


def _ids(table: pa.Table) -> pa.Array:
    return table["doc_id"].combine_chunks().cast(pa.string())


def _besides(some: pa.Array, others: pa.Array) -> int:
    return int(pc.sum(pc.invert(pc.is_in(some, others))).as_py() or 0)
