import pyarrow as pa
import pytest

from broadsheet.errors import StaleBase
from broadsheet.warehouse.layout import Warehouse
from broadsheet.warehouse.manifest import Figures, FileEntry, Manifest
from broadsheet.warehouse.staging import Staging, make_current, staged
from broadsheet.warehouse.version import Version

A, B = "a" * 16, "b" * 16


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse(tmp_path)


def manifest(version, *files):
    return Manifest(version, "0" * 16, {}, "1", "pyarrow", Figures(), tuple(files))


def test_a_sealed_version_exists_but_is_not_yet_current(warehouse):
    staging = Staging(warehouse, "run")
    staging.create("corpus/file", pa.py_buffer(b"x"))
    version = staging.seal(manifest(A))
    assert version == Version.open(warehouse, A)
    assert (warehouse.version(A) / "corpus" / "file").read_text() == "x"
    assert version.manifest() == manifest(A)
    assert warehouse.current_id() is None


def test_a_version_becomes_current_in_one_step_and_can_be_replaced(warehouse):
    before = None
    for version in (A, B):
        Staging(warehouse, "run").seal(manifest(version))
        make_current(warehouse, version, before)
        assert warehouse.current_id() == version
        before = version
    make_current(warehouse, A, B)
    assert warehouse.current_id() == A
    assert warehouse.current.resolve() == warehouse.version(A).resolve()


def test_a_version_does_not_become_current_in_place_of_another_than_expected(warehouse):
    for version in (A, B):
        Staging(warehouse, "run").seal(manifest(version))
    make_current(warehouse, A, None)
    with pytest.raises(StaleBase):
        make_current(warehouse, B, None)
    assert warehouse.current_id() == A


def test_an_intact_version_with_the_same_id_is_not_changed(warehouse):
    Staging(warehouse, "run").seal(manifest(A))
    inode = warehouse.version(A).stat().st_ino
    Staging(warehouse, "again").seal(manifest(A))
    assert warehouse.version(A).stat().st_ino == inode
    assert [folder.name for folder in warehouse.versions.iterdir()] == [A]


def test_a_damaged_version_of_the_same_id_is_replaced(warehouse):
    content = b"12345"
    entry = FileEntry(
        "corpus/file", 1, len(content), "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"
    )
    for data in (b"other", content):
        staging = Staging(warehouse, "run")
        staging.create(entry.path, pa.py_buffer(data))
        staging.seal(manifest(A, entry))
        assert (warehouse.version(A) / entry.path).read_bytes() == data
    assert staged(warehouse) == []


def test_files_of_a_crashed_writer_are_deleted(warehouse):
    Staging(warehouse, "crashed").create("half", pa.py_buffer(b"x"))
    assert len(staged(warehouse)) == 1
    Staging(warehouse, "next").seal(manifest(A))
    assert [folder.name for folder in warehouse.versions.iterdir()] == [A]


def test_unchanged_files_share_their_bytes_with_the_base_version(warehouse):
    base = Staging(warehouse, "base")
    base.create("corpus/part", pa.py_buffer(b"x"))
    version = base.seal(manifest(A))
    staging = Staging(warehouse, "run")
    staging.take_over([FileEntry("corpus/part", 1, 1, "0")], version)
    assert staging.version.file("corpus/part").stat().identity == version.file("corpus/part").stat().identity
