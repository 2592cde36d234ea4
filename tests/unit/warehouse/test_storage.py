"""The contract of a storage, tested on the local folder."""

import pytest

from broadsheet.errors import StaleBase
from broadsheet.warehouse.storage import LocalStorage


@pytest.fixture
def storage(tmp_path):
    return LocalStorage(tmp_path / "data")


def test_files_are_written_once(storage):
    storage.create("versions/a/x.parquet", b"one")
    with pytest.raises(FileExistsError):
        storage.create("versions/a/x.parquet", b"two")
    assert storage.read("versions/a/x.parquet") == b"one"
    with storage.open("versions/a/x.parquet") as file:
        file.seek(1)
        assert file.read() == b"ne"


def test_keys_are_listed_at_any_depth_and_names_right_below(storage):
    for key in ("v/b/x", "v/a/y/z", "v/.staged/x"):
        storage.create(key, b"")
    assert list(storage.keys("v/a")) == ["v/a/y/z"]
    assert storage.children("v") == ["a", "b"]
    assert storage.staged("v", ".sta") == ["v/.staged"]
    assert list(storage.keys("nowhere")) == storage.children("nowhere") == storage.staged("nowhere", ".") == []


def test_promoted_files_exist_only_under_their_final_key(storage):
    storage.create("v/.staged/x/y", b"1")
    storage.promote("v/.staged", "v/a")
    assert list(storage.keys("v")) == ["v/a/x/y"]


def test_a_linked_file_is_stored_once_and_remains_if_the_original_is_deleted(storage):
    storage.create("v/a/x", b"1")
    storage.take_over("v/a/x", "v/b/x")
    assert storage.stat("v/a/x").identity == storage.stat("v/b/x").identity
    storage.delete("v/a")
    assert storage.read("v/b/x") == b"1"
    assert storage.children("v") == ["b"]


def test_a_pointer_moves_only_from_the_expected_value(storage):
    storage.create("v/a/x", b"")
    storage.create("v/b/x", b"")
    storage.move_pointer("current", "v/a", None)
    with pytest.raises(StaleBase):
        storage.move_pointer("current", "v/b", None)
    assert storage.pointer("current") == "v/a"
    storage.move_pointer("current", "v/b", "v/a")
    assert storage.pointer("current") == "v/b"
    assert storage.path("current").resolve() == storage.path("v/b").resolve()


def test_the_link_of_a_killed_publisher_does_not_block_the_next(storage):
    storage.create("v/a/x", b"")
    storage.path(".current-a").symlink_to("v/nowhere")
    storage.move_pointer("current", "v/a", None)
    assert storage.pointer("current") == "v/a"


def test_lines_are_appended_after_a_truncated_one(storage):
    storage.create("journal", b'{"whole": 1}\n{"torn": ')
    storage.append("journal", b'{"next": 2}\n')
    assert storage.read("journal") == b'{"whole": 1}\n{"torn": \n{"next": 2}\n'
