"""What a warehouse knows of the pages that were taken down."""

from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.tombstones import Tombstone, Tombstones, add_tombstones, lift


def test_the_digest_depends_on_which_pages_were_taken_down_and_not_on_their_order(tmp_path):
    warehouse = Warehouse(tmp_path)
    first, second = Tombstone("1" * 24, ("a" * 64,)), Tombstone("2" * 24)
    add_tombstones(warehouse, [first, second])
    before = Tombstones.read(warehouse).digest()
    lift(warehouse, [first.doc_id])
    assert Tombstones.read(warehouse).digest() != before
    add_tombstones(warehouse, [first])
    assert Tombstones.read(warehouse).digest() == before
