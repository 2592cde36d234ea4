"""What a warehouse knows of the pages that were taken down."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from broadsheet.errors import DataError
from broadsheet.identity import doc_id
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


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse(tmp_path)


def _damage(data: bytes, how: str) -> bytes:
    lines = data.splitlines(keepends=True)
    return {
        "first byte": b"[" + data[1:],
        "a byte that is no UTF-8": data[:-5] + b"\xff" + data[-4:],
        "another document": data.replace(doc_id("a.txt").encode(), b"0" * 24),
        "first line removed": b"".join(lines[1:]),
        "last line removed": b"".join(lines[:-1]),
        "cut in the last line": data[:-10],
        "lines exchanged": b"".join([lines[1], lines[0], *lines[2:]]),
        "empty": b"",
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "first byte",
        "a byte that is no UTF-8",
        "another document",
        "first line removed",
        "last line removed",
        "cut in the last line",
        "lines exchanged",
        "empty",
    ],
)
def test_a_damaged_file_is_an_error_and_never_fewer_tombstones(warehouse, how):
    for name in ("a.txt", "b.txt", "c.txt"):
        add_tombstones(warehouse, [Tombstone(doc_id(name))])
    warehouse.tombstones.write_bytes(_damage(warehouse.tombstones.read_bytes(), how))
    with pytest.raises(DataError, match="pages that were taken down could come back"):
        Tombstones.read(warehouse)
    with pytest.raises(DataError, match="backup"):
        add_tombstones(warehouse, [Tombstone(doc_id("d.txt"))])


def test_a_deleted_file_is_an_error(warehouse):
    add_tombstones(warehouse, [Tombstone(doc_id("a.txt"))])
    warehouse.tombstones.unlink()
    with pytest.raises(DataError, match="0 of 1 entries"):
        Tombstones.read(warehouse)


def test_what_a_crash_leaves_behind_the_last_seal_is_no_damage(warehouse):
    add_tombstones(warehouse, [Tombstone(doc_id("a.txt"))])
    whole = warehouse.tombstones.read_bytes()
    seals = warehouse.tombstone_seals.read_bytes()
    add_tombstones(warehouse, [Tombstone(doc_id("b.txt"))])
    more = warehouse.tombstones.read_bytes()[len(whole) :]
    warehouse.tombstone_seals.write_bytes(seals)
    for written in range(len(more)):
        warehouse.tombstones.write_bytes(whole + more[:written])
        found = Tombstones.read(warehouse).by_id
        assert found.keys() == {doc_id("a.txt")} | ({doc_id("b.txt")} if written >= len(more) - 1 else set())
    add_tombstones(warehouse, [Tombstone(doc_id("c.txt"))])
    assert doc_id("c.txt") in Tombstones.read(warehouse).by_id


def test_entries_of_an_older_release_have_no_link_and_are_read(warehouse):
    add_tombstones(warehouse, [Tombstone(doc_id("a.txt")), Tombstone(doc_id("b.txt"))])
    bare = re.sub(rb', "link": "[0-9a-f]+"', b"", warehouse.tombstones.read_bytes())
    warehouse.tombstones.write_bytes(bare)
    warehouse.tombstone_seals.unlink()
    assert len(Tombstones.read(warehouse).by_id) == 2
    lift(warehouse, [doc_id("a.txt")])
    assert Tombstones.read(warehouse).by_id.keys() == {doc_id("b.txt")}
    warehouse.tombstones.write_bytes(
        warehouse.tombstones.read_bytes().replace(b"b.txt", b"c.txt").replace(b'""', b'"x"')
    )
    with pytest.raises(DataError):
        Tombstones.read(warehouse)


def test_takedowns_side_by_side_lose_no_entry(warehouse):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: add_tombstones(warehouse, [Tombstone(doc_id(f"{number}.txt"))]), range(40)))
    assert len(Tombstones.read(warehouse).by_id) == 40
