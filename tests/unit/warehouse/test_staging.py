import pytest

from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures, FileEntry, Manifest
from broadsheet.warehouse.staging import Draft, switch


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse(tmp_path)


def manifest(version):
    return Manifest(version, "0" * 16, {}, "1", "pyarrow", Figures(), ())


def test_a_sealed_draft_is_a_version_and_not_yet_current(warehouse):
    draft = Draft(warehouse, "run")
    (draft.folder / "file").write_text("x")
    folder = draft.seal(manifest("aa"))
    assert folder == warehouse.version("aa")
    assert (folder / "file").read_text() == "x"
    assert Manifest.read(folder) == manifest("aa")
    assert warehouse.current_id() is None


def test_the_switch_is_one_link_and_can_go_back(warehouse):
    for version in ("aa", "bb"):
        Draft(warehouse, "run").seal(manifest(version))
        switch(warehouse, version)
        assert warehouse.current_id() == version
    switch(warehouse, "aa")
    assert warehouse.current_id() == "aa"
    assert warehouse.current.resolve() == warehouse.version("aa").resolve()


def test_a_version_that_is_there_already_is_not_touched(warehouse):
    Draft(warehouse, "run").seal(manifest("aa"))
    inode = warehouse.version("aa").stat().st_ino
    Draft(warehouse, "again").seal(manifest("aa"))
    assert warehouse.version("aa").stat().st_ino == inode
    assert [folder.name for folder in warehouse.versions.iterdir()] == ["aa"]


def test_what_a_crashed_writer_left_is_cleared_away(warehouse):
    (Draft(warehouse, "crashed").folder / "half").write_text("x")
    Draft(warehouse, "next").seal(manifest("aa"))
    assert [folder.name for folder in warehouse.versions.iterdir()] == ["aa"]


def test_unchanged_files_share_their_bytes_with_the_parent(warehouse):
    parent = warehouse.version("aa")
    (parent / "corpus").mkdir(parents=True)
    (parent / "corpus" / "part").write_text("x")
    draft = Draft(warehouse, "run")
    draft.link([FileEntry("corpus/part", 1, 1, "0")], parent)
    assert (draft.folder / "corpus" / "part").stat().st_ino == (parent / "corpus" / "part").stat().st_ino
