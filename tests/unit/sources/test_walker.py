import os
import socket

import pytest

from broadsheet.reject_reasons import Reason
from broadsheet.sources.walker import list_files


def names(root):
    return {entry.relative: entry for entry in list_files(os.fsencode(root))}


def test_files_are_found_at_any_depth(tmp_path):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "page.txt").write_text("text")
    (tmp_path / "top.txt").write_text("text")
    found = names(tmp_path)
    assert set(found) == {b"a/b/c/page.txt", b"top.txt"}
    assert found[b"top.txt"].stat.size == 4


def test_hidden_names_are_skipped(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")
    assert names(tmp_path) == {}


def test_a_link_is_refused_and_not_followed(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    (tmp_path / "pages" / "link.txt").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "pages" / "folder").symlink_to(tmp_path)
    found = names(tmp_path / "pages")
    assert {relative: entry.refused for relative, entry in found.items()} == {
        b"link.txt": Reason.NOT_A_FILE,
        b"folder": Reason.NOT_A_FILE,
    }


def test_pipes_and_sockets_are_refused_by_name(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        found = names(tmp_path)
    assert {relative: entry.detail for relative, entry in found.items()} == {b"pipe": "a pipe", b"socket": "a socket"}


def test_a_folder_that_cannot_be_listed_is_one_refusal(public_folder, ordinary_user):
    closed = public_folder / "closed"
    closed.mkdir()
    (public_folder / "open.txt").write_text("text")
    closed.chmod(0)
    with ordinary_user():
        found = names(public_folder)
    closed.chmod(0o755)
    assert found[b"closed"].refused is Reason.UNREADABLE
    assert found[b"open.txt"].refused is None


@pytest.mark.parametrize("name", [b"a b.txt", b"new\nline.txt", b"\xff.txt", b"..x..txt"])
def test_a_file_with_any_name_is_found(tmp_path, name):
    with open(os.path.join(os.fsencode(tmp_path), name), "w") as file:  # noqa: PTH118, PTH123  # bytes
        file.write("text")
    assert set(names(tmp_path)) == {name}
