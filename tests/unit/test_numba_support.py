"""Where compiled kernels are kept: only ever in a folder that nobody else can write to."""

import tempfile
from pathlib import Path

import pytest

from broadsheet import numba_support as compiled
from broadsheet.numba_support import cache_folder


def test_cache_lies_in_the_users_cache_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().parent == tmp_path / "broadsheet" / "numba"
    assert cache_folder().parent.is_dir()


def test_cache_home_that_is_not_absolute_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder().parent == tmp_path / ".cache" / "broadsheet" / "numba"


def test_a_home_that_cannot_be_used_falls_back_to_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = cache_folder().parent
    assert folder.parent == tmp_path
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_others_can_write_to_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "broadsheet" / "numba"
    shared.mkdir(parents=True)
    shared.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder().parent == tmp_path / "home" / ".cache" / "broadsheet" / "numba"


def test_other_columns_have_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(compiled, "__file__", str(package / "compiled.py"))
    (package / "columns.py").write_text("class Column(IntEnum):\n    WORDS = 0\n")
    before = cache_folder()
    assert cache_folder() == before
    (package / "columns.py").write_text("class Column(IntEnum):\n    LINES = 0\n    WORDS = 1\n")
    assert cache_folder() != before


def test_a_cold_start_says_once_what_it_is_doing(tmp_path, caplog):
    compiled.say_if_new(tmp_path / "new")
    compiled.say_if_new(tmp_path / "new")
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "compiling, once for this version" in caplog.text
