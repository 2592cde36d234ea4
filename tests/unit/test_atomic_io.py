from pathlib import Path

import pytest

from broadsheet.atomic_io import link_or_copy, write_text


def test_a_text_is_written_completely(tmp_path):
    write_text("one", tmp_path / "file")
    write_text("two", tmp_path / "file")
    assert (tmp_path / "file").read_text() == "two"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_text_that_cannot_be_written_leaves_the_old_one(tmp_path):
    write_text("one", tmp_path / "file")
    with pytest.raises(UnicodeEncodeError):
        write_text("\udcff", tmp_path / "file")
    assert (tmp_path / "file").read_text() == "one"


@pytest.mark.parametrize("before", ["nothing", "another file", "the same file"])
def test_a_file_gets_a_second_name(tmp_path, before):
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_text("one")
    if before == "another file":
        target.write_text("two")
    elif before == "the same file":
        target.hardlink_to(source)
    link_or_copy(source, target)
    assert target.samefile(source)
    assert {path.name for path in tmp_path.iterdir()} == {"source", "target"}


def test_without_hard_links_a_file_is_copied(tmp_path, monkeypatch):
    def refuse(self, target):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    (tmp_path / "source").write_text("one")
    link_or_copy(tmp_path / "source", tmp_path / "target")
    assert (tmp_path / "target").read_text() == "one"
    assert not (tmp_path / "target").samefile(tmp_path / "source")
