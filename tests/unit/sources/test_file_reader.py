import os

import pytest

from broadsheet.reject_reasons import Reason
from broadsheet.sources.file_reader import Opened, Refused, read_bytes


def read(path, limit=1_000):
    return read_bytes(os.fsencode(path), limit)


def test_a_file_is_read_completely(tmp_path):
    path = tmp_path / "page"
    path.write_bytes(b"some text")
    opened = read(path)
    assert isinstance(opened, Opened)
    assert opened.data == b"some text"
    assert opened.stat.size == 9


def test_an_empty_file_has_no_bytes(tmp_path):
    path = tmp_path / "page"
    path.touch()
    assert read(path).data == b""


def test_a_large_file_is_refused_with_its_size(tmp_path):
    path = tmp_path / "page"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert read(path) == Refused(Reason.TOO_LARGE, "200000000 bytes, at most 1000 are read")


def test_a_vanished_file_is_distinguished_from_an_unreadable_one(public_folder, ordinary_user):
    assert read(public_folder / "gone").reason is Reason.VANISHED
    path = public_folder / "page"
    path.write_text("text")
    with ordinary_user():
        assert read(path).data == b"text"
        path_mode = path.stat().st_mode
    path.chmod(0)
    with ordinary_user():
        assert read(path).reason is Reason.UNREADABLE
    path.chmod(path_mode)


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "link to device"])
def test_a_pipe_or_device_never_blocks(tmp_path, make):
    path = tmp_path / "page"
    make(path)
    assert read(path).reason in {Reason.NOT_A_FILE, Reason.UNREADABLE}


def test_a_folder_is_no_file(tmp_path):
    assert read(tmp_path).reason is Reason.NOT_A_FILE
