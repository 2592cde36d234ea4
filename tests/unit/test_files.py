import pytest

from broadsheet.files import write_text


def test_a_text_is_written_whole(tmp_path):
    write_text("one", tmp_path / "file")
    write_text("two", tmp_path / "file")
    assert (tmp_path / "file").read_text() == "two"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_text_that_cannot_be_written_leaves_the_old_one(tmp_path):
    write_text("one", tmp_path / "file")
    with pytest.raises(UnicodeEncodeError):
        write_text("\udcff", tmp_path / "file")
    assert (tmp_path / "file").read_text() == "one"
